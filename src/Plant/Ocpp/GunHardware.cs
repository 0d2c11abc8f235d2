using Busbar.ChargePoints;
using Busbar.Core.Units;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Plant.Ocpp;

/// <summary>The guns of a site as the hardware of one charge point. Thread safe.</summary>
internal sealed class GunHardware : IControllerHardware
{
    // What guns do not announce (a request, a limit, the meter) is looked at this often.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly GunConnector[] _guns;
    private readonly Action<double?, string> _limitSite;
    private readonly TimeProvider _time;
    private string? _siteSource;

    /// <param name="guns">By connector, from 1 without a gap.</param>
    /// <param name="limitSite">Sets the limit of the whole site, W, in the name of a source; null takes that of the source away.</param>
    /// <param name="time">The clock.</param>
    public GunHardware(IEnumerable<GunConnector> guns, Action<double?, string> limitSite, TimeProvider time)
    {
        _guns = [.. guns];
        (_limitSite, _time) = (limitSite, time);
        Connectors = [.. _guns.Select(g => g.Traits)];
    }

    public IReadOnlyList<ConnectorTraits> Connectors { get; }

    public bool Start(int connectorId)
    {
        Gun(connectorId).Permit();
        return true;
    }

    public bool Stop(int connectorId)
    {
        Gun(connectorId).Forbid();
        return true;
    }

    public bool SetLimitA(int connectorId, double limitA) => SetLimit(connectorId, Limit.Amperes(limitA, "limit"));

    public bool SetLimit(int connectorId, Limit? limit)
    {
        if (connectorId == 0) LimitSite(limit);
        else Gun(connectorId).Bound(limit);
        return true;
    }

    public bool End(int connectorId, StopReason reason) => Gun(connectorId).End(reason);

    public void SetAvailability(int connectorId, bool isOperative) => Gun(connectorId).SetAvailability(isOperative);

    /// <summary>The SECC keeps the lock; nobody else can open it.</summary>
    public bool Unlock(int connectorId) => false;

    public MeterReading Read(int connectorId) => Gun(connectorId).Read();

    public async Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct)
    {
        foreach (var gun in _guns) gun.Attach(raise);
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                foreach (var gun in _guns) gun.Look();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Switched off.
        }
        finally
        {
            foreach (var gun in _guns) gun.Detach();
        }
    }

    private GunConnector Gun(int connectorId) => _guns[connectorId - 1];

    /// <summary>The new limit is there before the old one goes: there is no moment without.</summary>
    private void LimitSite(Limit? limit)
    {
        var before = _siteSource;
        _siteSource = limit is { } l ? GunConnector.SourceOf(l) : null;
        // Amperes of a whole site mean least power at the lowest voltage.
        if (limit is { } bound) _limitSite(bound.To(LimitUnit.Watt, Connectors.Min(c => c.VoltageV), 1).Value, _siteSource!);
        if (before is not null && before != _siteSource) _limitSite(null, before);
    }
}
