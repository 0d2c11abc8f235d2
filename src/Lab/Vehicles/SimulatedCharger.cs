using Busbar.ChargePoints;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Vehicles;

/// <summary>How a simulated charger is built and how busy it is. Immutable.</summary>
public sealed record SimulatedChargerOptions
{
    /// <summary>Number of connectors, 1 or more. Default 1.</summary>
    public int Connectors { get; init; } = 1;

    /// <summary>A fast charger with direct current; else alternating current on three phases. Default false.</summary>
    public bool IsDc { get; init; }

    /// <summary>Highest current, A; per phase on AC. Null: 32 A on AC, 250 A on DC.</summary>
    public double? MaxCurrentA { get; init; }

    /// <summary>Seed of its visits and of its supply's small deviations.</summary>
    public int Seed { get; init; }

    /// <summary>Tags of its drivers. Default <c>DEMO</c>.</summary>
    public IReadOnlyList<string> IdTags { get; init; } = ["DEMO"];

    /// <summary>How lively it is, more than 0; null: no vehicle ever comes by itself.</summary>
    public double? Pace { get; init; } = 1;

    /// <summary>Time between two steps of the simulation. Default 1 s.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// A charger with vehicles that come, show a tag, charge along their curve, linger and leave. One loop owns the vehicles;
/// commands and readings may come from any thread.
/// </summary>
public sealed class SimulatedCharger : IChargePointHardware
{
    private readonly SimulatedChargerOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _noise;
    private readonly Bay[] _bays;
    private readonly Lock _gate = new();

    /// <param name="options">How it is built and how busy it is.</param>
    /// <param name="time">The clock of the lab.</param>
    public SimulatedCharger(SimulatedChargerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Connectors, 1, nameof(options));
        _options = options;
        _time = time;
        _noise = new Random(options.Seed);
        var traits = new ConnectorTraits
        {
            MaxCurrentA = options.MaxCurrentA ?? (options.IsDc ? 250 : 32),
            VoltageV = options.IsDc ? 400 : 230,
            Phases = options.IsDc ? 1 : 3,
        };
        Connectors = [.. Enumerable.Repeat(traits, options.Connectors)];
        _bays = [.. Enumerable.Range(1, options.Connectors).Select(id => new Bay(id, traits, MakePlan(id)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConnectorTraits> Connectors { get; }

    /// <inheritdoc/>
    public bool Start(int connectorId) => Tell(connectorId, bay => bay.IsOn = true);

    /// <inheritdoc/>
    public bool Stop(int connectorId) => Tell(connectorId, static bay => bay.SwitchOff());

    /// <inheritdoc/>
    public bool SetLimitA(int connectorId, double limitA) => Tell(connectorId, bay => bay.LimitA = limitA);

    /// <inheritdoc/>
    public bool Unlock(int connectorId) => true;

    /// <inheritdoc/>
    public MeterReading Read(int connectorId)
    {
        lock (_gate) return _bays[connectorId - 1].Reading;
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct)
    {
        var events = new List<HardwareEvent>();
        var last = _time.GetTimestamp();
        using var timer = new PeriodicTimer(_options.Step, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = _time.GetTimestamp();
                var during = _time.GetElapsedTime(last, now);
                last = now;
                lock (_gate)
                {
                    foreach (var bay in _bays) bay.Step(during, _noise, events);
                }

                foreach (var happened in events) raise(happened);
                events.Clear();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Switched off.
        }
    }

    private VisitPlan? MakePlan(int connectorId) => _options.Pace is { } pace
        ? new VisitPlan(unchecked((_options.Seed * 7919) + connectorId), _options.IsDc, _options.IdTags, pace)
        : null;

    private bool Tell(int connectorId, Action<Bay> what)
    {
        lock (_gate) what(_bays[connectorId - 1]);
        return true;
    }

    private enum Stage
    {
        Empty,
        Plugged,
        Charging,
        Full,
        Ending,
    }

    /// <summary>One connector and who stands at it.</summary>
    private sealed class Bay(int id, ConnectorTraits traits, VisitPlan? plan)
    {
        // From the end of a session to the pulled plug.
        private static readonly TimeSpan UnplugAfter = TimeSpan.FromSeconds(8);

        private Visit? _visit = plan?.Next();
        private Vehicle? _vehicle;
        private Stage _stage;
        private TimeSpan _inStage;
        private TimeSpan _plugged;

        public bool IsOn { get; set; }

        public double LimitA { get; set; } = traits.MaxCurrentA;

        public MeterReading Reading { get; private set; } = new(0, 0, traits.VoltageV, 0, 0);

        public void SwitchOff()
        {
            IsOn = false;
            if (_stage is Stage.Charging or Stage.Full) Enter(Stage.Ending);
        }

        public void Step(TimeSpan during, Random noise, List<HardwareEvent> events)
        {
            _inStage += during;
            _plugged += during;
            Flow(during, noise);
            if (_visit is null) return;
            switch (_stage)
            {
                case Stage.Empty when _inStage >= _visit.ArrivesAfter:
                    _vehicle = new Vehicle(_visit.Traits, _visit.SocPct);
                    _plugged = TimeSpan.Zero;
                    Enter(Stage.Plugged);
                    events.Add(new VehicleDraws(id, Draws: true));
                    events.Add(new CableChanged(id, IsPlugged: true));
                    break;
                case Stage.Plugged when IsOn:
                    Enter(Stage.Charging);
                    break;
                case Stage.Plugged when _inStage >= _visit.TagAfter && _plugged < _visit.LeavesAfter:
                    // Shown again after a minute where nothing came of it, as people do.
                    _inStage = _visit.TagAfter - TimeSpan.FromMinutes(1);
                    events.Add(new TagPresented(id, _visit.IdTag));
                    break;
                case Stage.Plugged when _plugged >= _visit.LeavesAfter:
                    Enter(Stage.Ending);
                    break;
                case Stage.Charging when _vehicle!.IsFull:
                    Enter(Stage.Full);
                    events.Add(new VehicleDraws(id, Draws: false));
                    break;
                case Stage.Charging when _plugged >= _visit.LeavesAfter:
                case Stage.Full when _inStage >= _visit.LingersAfterFull:
                    events.Add(new TagPresented(id, _visit.IdTag));
                    _inStage = TimeSpan.Zero;
                    _plugged = TimeSpan.Zero;
                    break;
                case Stage.Ending when _inStage >= UnplugAfter:
                    _vehicle = null;
                    _visit = plan!.Next();
                    Enter(Stage.Empty);
                    events.Add(new CableChanged(id, IsPlugged: false));
                    break;
            }
        }

        private void Flow(TimeSpan during, Random noise)
        {
            var offeredA = IsOn ? LimitA : 0;
            var voltageV = traits.Phases == 1 && _vehicle is { } battery
                ? traits.VoltageV * (0.85 + (battery.SocPct / 100 * 0.2))
                : traits.VoltageV * (1 + ((noise.NextDouble() - 0.5) * 0.01));
            var currentA = _vehicle?.CurrentA(offeredA, voltageV) ?? 0;
            var powerW = _vehicle?.Charge(offeredA, voltageV, during) ?? 0;
            Reading = new MeterReading(currentA, offeredA, voltageV, powerW, Reading.EnergyWh + (powerW * during.TotalHours), _vehicle?.SocPct);
        }

        private void Enter(Stage stage)
        {
            _stage = stage;
            _inStage = TimeSpan.Zero;
        }
    }
}
