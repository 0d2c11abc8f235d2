using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Lab.Pep;

/// <summary>A vehicle as the SECC's script needs it. Immutable.</summary>
public sealed record SeccVehicle
{
    /// <summary>Its identity; null: not known.</summary>
    public string? Id { get; init; }

    /// <summary>Voltage of its battery, V. Default 400.</summary>
    public double BatteryV { get; init; } = 400;

    /// <summary>Highest voltage that it takes, V; the isolation test asks for it. Default 450.</summary>
    public double MaxV { get; init; } = 450;

    /// <summary>Current that it asks for, A. Default 100.</summary>
    public double CurrentA { get; init; } = 100;

    /// <summary>State of charge at the start, %. Default 20.</summary>
    public double SocPct { get; init; } = 20;

    /// <summary>How long it charges. Default 10 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between two requests of target values. Default 250 ms.</summary>
    public TimeSpan TargetInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>How a session ended. Immutable.</summary>
/// <param name="Completed">All steps were done.</param>
/// <param name="Step">The last step that was begun.</param>
/// <param name="Why">Why it ended there; empty when completed.</param>
/// <param name="EnergyWh">Energy by the status's measured values.</param>
/// <param name="MaxLatency">Slowest reply.</param>
public sealed record SeccSessionResult(bool Completed, string Step, string Why, double EnergyWh, TimeSpan MaxLatency);

/// <summary>The charge sequence of the specification (6.1) from plug-in to plug-out, as a script over one connection. Not thread safe.</summary>
public sealed class SeccSession(SeccConnection secc, SeccVehicle vehicle, TimeProvider time, Action<string>? say = null)
{
    private const double PreChargeToleranceV = 20;

    private static readonly TimeSpan CableCheckTime = TimeSpan.FromSeconds(37);
    private static readonly TimeSpan PreChargeTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ContactorTime = TimeSpan.FromSeconds(3);

    private string _step = "";
    private TimeSpan _slowest;
    private double _energyWh;
    private double _socPct = vehicle.SocPct;
    private bool _isPlugged;

    /// <summary>Runs the session. An inoperative PECC is not begun with, and ends what runs (R21).</summary>
    public async Task<SeccSessionResult> RunAsync(CancellationToken ct)
    {
        try
        {
            await DriveAsync(ct);
            return new SeccSessionResult(true, _step, "", _energyWh, _slowest);
        }
        catch (SeccSessionException e)
        {
            say?.Invoke($"{_step}: {e.Message}");
            await LeaveAsync();
            return new SeccSessionResult(false, _step, e.Message, _energyWh, _slowest);
        }
    }

    private static void Fail(string why) => throw new SeccSessionException(why);

    private async Task DriveAsync(CancellationToken ct)
    {
        Begin("configuration");
        var configuration = (await AskAsync(secc.GetConfigurationAsync())).Configuration;
        if (configuration is null) Fail("The configuration could not be read.");
        Begin("wait for an operative status");
        if (!await secc.WaitForStatusAsync(s => s.Operative, TimeSpan.FromSeconds(2), ct)) Fail(secc.Status is null ? "No status came." : "The PECC is inoperative; no session is begun.");

        Begin("plug-in");
        _isPlugged = true;
        secc.IsSessionRunning = true;
        await secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Connected, vehicle.Id));
        await secc.TellSessionAsync(new PepChargingSession { EvMaxVoltageV = vehicle.MaxV, EvMaxCurrentA = vehicle.CurrentA, EvMaxPowerW = Math.Floor(vehicle.MaxV * vehicle.CurrentA) });
        await secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.EnergyTransferAllowed));

        Begin("contactors");
        await AskAsync(secc.SetContactorsAsync(closed: true));
        await WaitAsync(s => s.ContactorsClosed, ContactorTime, "the contactors did not close", ct);

        Begin("cable check");
        await AskAsync(secc.CableCheckAsync(vehicle.MaxV));
        await WaitAsync(s => s.IsolationStatus is PepIsolationStatus.Valid or PepIsolationStatus.Warning or PepIsolationStatus.Fault, CableCheckTime, "no isolation result", ct);
        if (secc.Status!.Value.IsolationStatus == PepIsolationStatus.Fault) Fail("The isolation is faulty.");

        Begin("pre-charge");
        await PreChargeAsync(ct);

        Begin("charge");
        await ChargeAsync(ct);

        Begin("post-charge");
        await AskAsync(secc.SetTargetAsync(new PepTargetValues(0, 0, Soc, PepChargingState.PostCharge)));
        await secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Connected, vehicle.Id));

        Begin("reset");
        await AskAsync(secc.ResetAsync());
        if (!await secc.WaitForStatusAsync(s => !s.ContactorsClosed, ContactorTime, ct)) Fail("The contactors did not open.");

        Begin("plug-out");
        secc.IsSessionRunning = false;
        await secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Disconnected));
    }

    private double Soc => Math.Round(_socPct);

    private async Task PreChargeAsync(CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < PreChargeTime)
        {
            await AskAsync(secc.SetTargetAsync(new PepTargetValues(vehicle.BatteryV, 1, Soc, PepChargingState.PreCharge)));
            Check();
            if (await secc.WaitForStatusAsync(s => Math.Abs(s.MeasuredVoltageV - vehicle.BatteryV) <= PreChargeToleranceV, vehicle.TargetInterval, ct)) return;
        }

        Fail($"{secc.Status?.MeasuredVoltageV} V after {PreChargeTime.TotalSeconds} s of pre-charge; wanted: {vehicle.BatteryV} V.");
    }

    private async Task ChargeAsync(CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var last = began;
        while (time.GetElapsedTime(began) < vehicle.Duration && !secc.IsStopRequested && !ct.IsCancellationRequested)
        {
            await AskAsync(secc.SetTargetAsync(new PepTargetValues(vehicle.MaxV, vehicle.CurrentA, Soc, PepChargingState.Charge)));
            Check();
            await secc.TellSessionAsync(new PepChargingSession { TimeToFullSocS = Math.Floor((100 - _socPct) * 36) });
            await Task.Delay(vehicle.TargetInterval, time, CancellationToken.None);
            var now = time.GetTimestamp();
            if (secc.Status is { } status) _energyWh += status.MeasuredVoltageV * status.MeasuredCurrentA * time.GetElapsedTime(last, now).TotalHours;
            last = now;
            _socPct = Math.Min(100, vehicle.SocPct + _energyWh / 600);
        }
    }

    private async Task<SeccReply> AskAsync(Task<SeccReply> asking)
    {
        var reply = await asking;
        if (reply.Latency > _slowest) _slowest = reply.Latency;
        if (!reply.IsAnswered) Fail(reply.ToString());
        return reply;
    }

    private async Task WaitAsync(Func<PepStatus, bool> condition, TimeSpan atMost, string otherwise, CancellationToken ct)
    {
        var met = await secc.WaitForStatusAsync(s => condition(s) || !s.Operative, atMost, ct);
        Check();
        if (!met) Fail($"After {atMost.TotalSeconds} s {otherwise}.");
    }

    private void Check()
    {
        if (secc.IsPeccSilent) Fail($"No status for {secc.StatusAge.TotalSeconds:0.0} s.");
        if (secc.Status is { Operative: false }) Fail("The PECC became inoperative.");
    }

    private async Task LeaveAsync()
    {
        secc.IsSessionRunning = false;
        if (!_isPlugged) return;
        await secc.ResetAsync();
        await secc.TellEvAsync(new PepEvConnection(PepEvConnectionState.Disconnected));
    }

    private void Begin(string step)
    {
        _step = step;
        say?.Invoke(step);
    }

    private sealed class SeccSessionException(string why) : Exception(why);
}
