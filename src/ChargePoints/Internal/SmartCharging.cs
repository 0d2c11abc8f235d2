using System.Globalization;
using Busbar.Core.Charging;
using Busbar.Core.Units;
using V16 = Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// Holds the charging profiles and keeps the hardware at the limit that they amount to, now and at every later step of a
/// schedule (OCPP 1.6, 3.13). Profiles survive a reset. Not thread safe.
/// </summary>
internal sealed class SmartCharging
{
    // How far ahead the next step of a schedule is looked for; the timer looks again then.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(1);

    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly StatusReporter _status;
    private readonly StationTimer _step;
    private readonly IControllerHardware? _controller;
    private readonly Limit?[] _told;
    private ChargingProfileStore _store;

    /// <param name="context">The station.</param>
    /// <param name="connectors">All, number 0 first.</param>
    /// <param name="status">Told when a limit suspends or resumes a transaction.</param>
    public SmartCharging(StationContext context, IReadOnlyList<Connector> connectors, StatusReporter status)
    {
        _context = context;
        _connectors = connectors;
        _status = status;
        _step = context.Timers.Create(Apply);
        _controller = context.Hardware as IControllerHardware;
        _told = new Limit?[connectors.Count];
        _store = new ChargingProfileStore(new ChargingProfileLimits
        {
            Connectors = connectors.Count - 1,
            MaxStackLevel = context.Configuration.Integer(ConfigurationKeys.ChargeProfileMaxStackLevel),
            MaxPeriods = context.Configuration.Integer(ConfigurationKeys.ChargingScheduleMaxPeriods),
            MaxProfiles = context.Configuration.Integer(ConfigurationKeys.MaxChargingProfilesInstalled),
        });
    }

    /// <summary>All that are installed.</summary>
    public IReadOnlyList<InstalledProfile> Profiles => _store.Profiles;

    /// <summary>Brings back what was installed, but for what belonged to transactions: they are over.</summary>
    public void Restore(IReadOnlyList<InstalledProfile> profiles)
    {
        if (profiles.Count == 0) return;
        _store = new ChargingProfileStore(_store.Limits, [.. profiles.Where(p => p.Profile.Purpose != ChargingProfilePurpose.Tx && p.ConnectorId < _connectors.Count)]);
        Apply();
    }

    /// <summary>SetChargingProfile on an existing connector. Null: set; else why not.</summary>
    public ProfileFault? Set(V16.ChargingProfile wire, int connectorId)
    {
        var profile = ProfileMapping.ToLaw(wire);
        var active = Active(_connectors[connectorId]);
        if (profile.Purpose == ChargingProfilePurpose.Tx && active is null && connectorId > 0 && _context.Options.AcceptEarlyTxProfile)
            profile = profile with { Purpose = ChargingProfilePurpose.TxDefault, TransactionId = null };
        var change = _store.Add(profile, connectorId, active, _context.Utc);
        _store = change.Store;
        if (change.Fault is not null) return change.Fault;
        _context.Changed();
        Apply();
        return null;
    }

    /// <summary>Why a profile could not come with a remote start; null when it could.</summary>
    public ProfileFault? CheckForStart(V16.ChargingProfile wire, int connectorId)
    {
        if (wire.ChargingProfilePurpose != V16.ChargingProfilePurpose.TxProfile)
            return new ProfileFault("chargingProfilePurpose", wire.ChargingProfilePurpose.ToString(), "TxProfile, because it comes with a remote start");
        return _store.Add(ProfileMapping.ToLaw(wire) with { TransactionId = null }, connectorId, new ActiveTransaction(null), _context.Utc).Fault;
    }

    /// <summary>ClearChargingProfile: whether there was something to clear.</summary>
    public bool Clear(V16.ClearChargingProfileRequest request)
    {
        var change = _store.Clear(new ProfileFilter(
            request.Id, request.ConnectorId, request.ChargingProfilePurpose is { } purpose ? ProfileMapping.ToLaw(purpose) : null, request.StackLevel));
        _store = change.Store;
        if (change.Removed.Count > 0)
        {
            _context.Changed();
            Apply();
        }

        return change.Removed.Count > 0;
    }

    /// <summary>GetCompositeSchedule on an existing connector.</summary>
    public (DateTimeOffset From, V16.ChargingSchedule Schedule) Compose(int connectorId, TimeSpan duration, V16.ChargingRateUnit? wanted)
    {
        var unit = wanted == V16.ChargingRateUnit.W ? LimitUnit.Watt : LimitUnit.Ampere;
        var schedule = Compute(_connectors[connectorId], duration, unit);
        if (connectorId == 0) schedule = CompositeSchedule.Total(schedule, [.. _connectors.Skip(1).Select(c => Compute(c, duration, unit))]);
        var most = Most(connectorId).To(unit, _connectors[^1].Traits.VoltageV, _connectors[^1].Traits.Phases).Value;
        return (schedule.From, ProfileMapping.ToWire(schedule.ToSchedule(most)) with { StartSchedule = schedule.From });
    }

    /// <summary>A transaction has begun; its limit holds before its current flows.</summary>
    public void TransactionStarted(Connector connector, V16.ChargingProfile? own)
    {
        if (own is not null)
            _store = _store.Add(ProfileMapping.ToLaw(own) with { TransactionId = null }, connector.Id, Active(connector), _context.Utc).Store;
        Apply();
    }

    public void TransactionEnded(Connector connector)
    {
        _store = _store.EndTransaction(connector.Id).Store;
        Apply();
    }

    /// <summary>Works out every limit anew, tells the hardware what has changed, and waits for the next step.</summary>
    public void Apply()
    {
        if (_controller is not null)
        {
            ApplyTo(_controller);
            return;
        }

        var next = Horizon;
        var ceiling = Compute(_connectors[0], Horizon, LimitUnit.Ampere);
        next = Shorten(next, ceiling);
        var charging = Math.Max(1, _connectors.Count(c => c.Transaction is not null));
        foreach (var connector in _connectors.Skip(1))
        {
            var schedule = Compute(connector, Horizon, LimitUnit.Ampere);
            next = Shorten(next, schedule);
            var limit = schedule.Periods[0].Limit;
            // The limit of the charge point holds for all connectors together (3.13.3): an equal share for each that charges.
            var share = ceiling.Periods[0].Limit is { IsUnlimited: false } whole ? whole.Value / charging : double.PositiveInfinity;
            Push(connector, Math.Min(limit.Value, share), limit.Source, isLimited: HasProfile(connector));
        }

        _step.Arm(_context.Now.Elapsed + next);
    }

    /// <summary>A controller gets every limit as its profile has it, and divides that of the whole itself.</summary>
    private void ApplyTo(IControllerHardware controller)
    {
        var next = Horizon;
        foreach (var connector in _connectors)
        {
            var schedule = Compute(connector, Horizon, LimitUnit.Ampere);
            next = Shorten(next, schedule);
            var spoken = CompositeSchedule.Spoken(_store.Profiles, Context(connector), _context.Utc);
            Tell(controller, connector, connector.Id == 0 ? spoken.ChargePoint : spoken.Session);
            var limitA = schedule.Periods[0].Limit.Value;
            if (connector.Id == 0 || connector.LimitA == limitA || (connector.LimitA is null && !HasProfile(connector))) continue;
            connector.LimitA = limitA;
            _status.Update(connector);
        }

        _step.Arm(_context.Now.Elapsed + next);
    }

    private void Tell(IControllerHardware controller, Connector connector, Limit? limit)
    {
        if (limit == _told[connector.Id]) return;
        _told[connector.Id] = limit;
        if (!controller.SetLimit(connector.Id, limit)) _context.Log($"connector {connector.Id}: the hardware did not take the limit");
        _context.Log($"connector {connector.Id}: {limit?.ToString() ?? "no limit"}");
    }

    private void Push(Connector connector, double limitA, string source, bool isLimited)
    {
        limitA = Math.Min(limitA, connector.Traits.MaxCurrentA);
        // Hardware that was never told a limit keeps its own default until a profile says something.
        if (connector.LimitA == limitA || (connector.LimitA is null && !isLimited)) return;
        connector.LimitA = limitA;
        if (!_context.Hardware.SetLimitA(connector.Id, limitA)) _context.Log($"connector {connector.Id}: the hardware did not take the limit");
        _context.Log(string.Create(CultureInfo.InvariantCulture, $"connector {connector.Id}: limit {limitA:0.#} A ({source})"));
        _status.Update(connector);
    }

    private bool HasProfile(Connector connector) => _store.Profiles.Any(p => p.ConnectorId == 0 || p.ConnectorId == connector.Id);

    private CompositeSchedule Compute(Connector connector, TimeSpan duration, LimitUnit unit) =>
        CompositeSchedule.Compute(_store.Profiles, Context(connector), _context.Utc, duration, unit);

    private ChargingContext Context(Connector connector)
    {
        var traits = connector.Id == 0 ? _connectors[^1].Traits : connector.Traits;
        return new ChargingContext
        {
            ConnectorId = connector.Id,
            TransactionStart = connector.Transaction?.StartedAt,
            TransactionId = Active(connector)?.Id,
            VoltageV = traits.VoltageV,
            Phases = traits.Phases,
            LocalLimit = connector.Id == 0 ? null : Most(connector.Id),
        };
    }

    private Limit Most(int connectorId) => connectorId == 0
        ? Limit.Amperes(_connectors.Skip(1).Sum(c => c.Traits.MaxCurrentA), "the connectors together")
        : Limit.Amperes(_connectors[connectorId].Traits.MaxCurrentA, "the connector");

    private TimeSpan Shorten(TimeSpan next, CompositeSchedule schedule)
    {
        if (schedule.Periods.Count < 2) return next;
        var wait = schedule.From + schedule.Periods[1].Start - _context.Utc;
        return wait < next ? wait : next;
    }

    private static ActiveTransaction? Active(Connector connector) =>
        connector.Transaction is { } transaction ? new ActiveTransaction(transaction.Id?.ToString(CultureInfo.InvariantCulture)) : null;
}
