using Busbar.ChargePoints;
using Busbar.Links.Can;
using Busbar.Links.Timing;
using Busbar.Wire.Can;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Modules;

/// <summary>What the bridge knows of the module behind it. Immutable.</summary>
public sealed record CanBridgeOptions
{
    /// <summary>Voltage that power and energy are worked out with, more than 0 V: the module reports current alone. Default 400.</summary>
    public double VoltageV { get; init; } = 400;

    /// <summary>Highest current of the module, A. Default 125.</summary>
    public double MaxCurrentA { get; init; } = 125;

    /// <summary>Silence on 0x300 after which the module counts as faulted; it speaks every second. Default 5 s.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// System 2's bridge: a charge point whose power is one charger module on a CAN bus. Start and stop become 0x200 and 0x201, a
/// limit becomes 0x210 in whole amperes, never rounded up, and each 0x300 becomes a reading of the meter. A module that falls
/// silent is a fault; when it speaks again it is told its limit anew, since it may have restarted. One loop writes, any
/// thread reads.
/// </summary>
public sealed class CanBridge : IChargePointHardware
{
    private const int ConnectorId = 1;

    private readonly ICanBus _bus;
    private readonly TimeProvider _time;
    private readonly CanBridgeOptions _options;
    private readonly long _start;
    private readonly Lock _gate = new();
    private MeterReading _reading;
    private bool _isRunning;
    private int? _limitA;

    /// <param name="bus">The bus; stays the caller's.</param>
    /// <param name="time">The clock of the lab.</param>
    /// <param name="options">The module behind the bus; null for the defaults.</param>
    public CanBridge(ICanBus bus, TimeProvider time, CanBridgeOptions? options = null)
    {
        _bus = bus;
        _time = time;
        _options = options ?? new CanBridgeOptions();
        _start = time.GetTimestamp();
        Connectors = [new ConnectorTraits { MaxCurrentA = _options.MaxCurrentA, VoltageV = _options.VoltageV, Phases = 1, DetectsCable = false, HasLock = false }];
        _reading = new MeterReading(0, 0, _options.VoltageV, 0, 0);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConnectorTraits> Connectors { get; }

    /// <inheritdoc/>
    public bool Start(int connectorId) => Switch(isRunning: true, LabModule.Start());

    /// <inheritdoc/>
    public bool Stop(int connectorId) => Switch(isRunning: false, LabModule.Stop());

    /// <inheritdoc/>
    public bool SetLimitA(int connectorId, double limitA)
    {
        var whole = (int)Math.Floor(Math.Clamp(limitA, 0, LabModule.MaxCurrentA));
        lock (_gate)
        {
            _limitA = whole;
            Offer();
        }

        return _bus.TrySend(LabModule.Limit(whole));
    }

    /// <inheritdoc/>
    public bool Unlock(int connectorId) => false;

    /// <inheritdoc/>
    public MeterReading Read(int connectorId)
    {
        lock (_gate) return _reading;
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct)
    {
        using var frames = _bus.Subscribe();
        var lastHeard = Now;
        var isSilent = false;
        Task<bool>? readable = null;
        while (!ct.IsCancellationRequested)
        {
            while (frames.TryRead(out var received))
            {
                if (!LabModule.TryRead(received.Frame, out var message) || message.Kind != LabModuleMessageKind.Current) continue;
                var reading = Measure(message.CurrentA, Now - lastHeard);
                lastHeard = Now;
                if (isSilent)
                {
                    isSilent = false;
                    Remind();
                    raise(new FaultChanged(ConnectorId, ChargePointErrorCode.NoError));
                }

                raise(new Measured(ConnectorId, reading));
            }

            var left = lastHeard + _options.SilenceLimit - Now;
            if (left <= TimeSpan.Zero && !isSilent)
            {
                isSilent = true;
                Measure(0, TimeSpan.Zero);
                raise(new FaultChanged(ConnectorId, ChargePointErrorCode.InternalError, "No 0x300 from the module"));
            }

            readable ??= frames.WaitToReadAsync(ct).AsTask();
            await Waiting.ForEitherAsync(readable, isSilent ? Timeout.InfiniteTimeSpan : left, _time, ct);
            if (!readable.IsCompleted) continue;
            if (readable.IsCanceled || !await readable) break;
            readable = null;
        }

        if (!ct.IsCancellationRequested) throw new CanBusException($"The CAN bus {_bus.Name} was closed under the charge point.");
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private bool Switch(bool isRunning, CanFrame frame)
    {
        lock (_gate)
        {
            _isRunning = isRunning;
            Offer();
        }

        return _bus.TrySend(frame);
    }

    // Power and energy count the current as constant since the reading before.
    private MeterReading Measure(int currentA, TimeSpan since)
    {
        lock (_gate)
        {
            var powerW = currentA * _options.VoltageV;
            _reading = _reading with { CurrentA = currentA, PowerW = powerW, EnergyWh = _reading.EnergyWh + (powerW * since.TotalHours) };
            return _reading;
        }
    }

    private void Offer() => _reading = _reading with { OfferedA = _isRunning ? _limitA ?? 0 : 0 };

    private void Remind()
    {
        int? limitA;
        lock (_gate) limitA = _limitA;
        if (limitA is { } told) _bus.TrySend(LabModule.Limit(told));
    }
}
