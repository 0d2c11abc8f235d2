using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Core.Safety;

namespace Busbar.Plant.Tests.Ocpp;

/// <summary>A gun that is in the state that the test says, and remembers what it was told.</summary>
internal sealed class ScriptedSiteGun(int connector, bool hasSecc = true) : IGun
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Limit> _limits = new(StringComparer.Ordinal);
    private readonly List<string> _commands = [];

    public event Action<GunHappening>? Happened;

    public GunPlan Plan { get; } = new($"G{connector}", $"/G{connector}", connector, hasSecc, 240_000, 500, 500, 150, 1000, 1, new BoardPlan("b", connector));

    public GunStatus Status { get; private set; } = new() { SeccConnected = true, IsOperative = true };

    public GunMeter Meter { get; set; } = new(0, 0, 1_000, 0, null, null, null);

    /// <summary>Whether a session ends as soon as it is told to.</summary>
    public bool EndsAtOnce { get; set; }

    /// <summary>Limits in force, by source.</summary>
    public string Limits
    {
        get
        {
            lock (_gate) return string.Join("; ", _limits.Select(l => $"{l.Key}: {l.Value}"));
        }
    }

    /// <summary>Stops, and services out and in, in order.</summary>
    public string[] Commands
    {
        get
        {
            lock (_gate) return [.. _commands];
        }
    }

    public void SetLimit(Limit? limit, string source)
    {
        lock (_gate)
        {
            if (limit is { } l) _limits[source] = l;
            else _limits.Remove(source);
        }
    }

    public void Stop(string by, bool hard = false)
    {
        lock (_gate) _commands.Add($"{(hard ? "hard stop" : "stop")} by {by}");
        if (EndsAtOnce) _ = Task.Run(() => Over(SessionEndReason.Stopped));
    }

    public void SetOutOfService(bool active, string why)
    {
        lock (_gate) _commands.Add(active ? $"out: {why}" : $"in: {why}");
    }

    public void Acknowledge(string by) => throw new InvalidOperationException("The central system cannot see that a fault is repaired.");

    public void Demand(double? powerW, double? voltageV = null) => throw new InvalidOperationException("The central system demands nothing.");

    /// <summary>Is in another state from now on, and announces it.</summary>
    public void Become(Func<GunStatus, GunStatus> change)
    {
        Status = change(Status);
        Happened?.Invoke(new GunChanged(Status));
    }

    /// <summary>Is in another state of which guns do not tell by themselves.</summary>
    public void Drift(Func<GunStatus, GunStatus> change) => Status = change(Status);

    public void Plug(string? vehicleId = null) => Become(s => s with { EvConnection = EvConnectionState.Connected, VehicleId = vehicleId });

    public void Unplug() => Become(s => s with { EvConnection = EvConnectionState.Disconnected, VehicleId = null });

    public void Begin()
    {
        Happened?.Invoke(new SessionBegan());
        Become(s => s with { SessionSince = TimeSpan.Zero, Phase = SessionPhase.CableCheck });
    }

    public void Charge(double voltageV, double currentA)
    {
        Meter = Meter with { VoltageV = voltageV, CurrentA = currentA, SocPct = 42 };
        Become(s => s with
        {
            Phase = SessionPhase.Charge, TargetVoltageV = voltageV, TargetCurrentA = currentA, MeasuredVoltageV = voltageV, MeasuredCurrentA = currentA, SocPct = 42,
            Binding = Limit.Watts(voltageV * currentA, "vehicle's request"), Grant = new GunGrant(3, 120_000, 300, 150, 1000, Limit.Watts(120_000, "site")),
        });
    }

    public void Count(long energyWh) => Meter = Meter with { EnergyWh = Meter.EnergyWh + energyWh };

    public void Over(SessionEndReason reason, SessionFault? fault = null)
    {
        Happened?.Invoke(new SessionOver(new SessionRecord(TimeSpan.Zero, TimeSpan.FromMinutes(1), reason, "somebody", fault, 0, 0)));
        Meter = Meter with { VoltageV = 0, CurrentA = 0 };
        Become(s => s with { SessionSince = null, Phase = fault is null ? SessionPhase.Standby : SessionPhase.Fault, Fault = fault, IsOperative = fault is null, TargetCurrentA = 0, TargetVoltageV = 0 });
    }
}
