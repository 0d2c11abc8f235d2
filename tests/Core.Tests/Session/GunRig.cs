using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Session;

/// <summary>
/// A gun's session with a small charger, cable and vehicle around it: modules that follow their setpoint, an output with a capacitance, a contactor
/// with an auxiliary contact, an isolation monitor and a battery that the vehicle connects at the end of the pre-charge. Steps of 10 ms; measured every 50 ms.
/// </summary>
internal sealed class GunRig
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private long _ticket;
    private TimeSpan _measureAt;
    private TimeSpan? _monitorSince;
    private TimeSpan _monitorAt;
    private double _drivenA;

    public GunRig(GunSettings? settings = null, bool isReady = true)
    {
        Session = new GunSession(settings ?? new GunSettings());
        if (!isReady) return;
        Send(new SeccConnected());
        Send(new Granted(Grant));
        Send(new VehicleReported(Vehicle));
        Run(0.1);
    }

    public GunSession Session { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public List<(TimeSpan At, GunEffect Effect)> Log { get; } = [];

    public GunGrant Grant { get; set; } = new(3, 120_000, 300, 150, 1000, Limit.Watts(120_000, "site"));

    public VehicleLimits Vehicle { get; set; } = new() { MaxVoltageV = 480, MaxCurrentA = 250, MaxPowerW = 100_000 };

    // The world.
    public bool Measures { get; set; } = true;

    public double VoltageV { get; set; }

    public double CurrentA { get; set; }

    public double? TemperatureC { get; set; } = 25;

    public bool Permits { get; set; } = true;

    public bool HasAux { get; set; } = true;

    public bool Welded { get; set; }

    public bool StuckOpen { get; set; }

    public bool OutputClosed { get; set; }

    public IReadOnlyList<VoltageSource>? Sources { get; set; }

    public double IsolationOhm { get; set; } = 5_000_000;

    public IsolationSelfTest SelfTest { get; set; } = IsolationSelfTest.Passed;

    public bool MonitorAnswers { get; set; } = true;

    public bool ModulesObey { get; set; } = true;

    public bool Discharges { get; set; } = true;

    public double BatteryV { get; set; } = 400;

    public bool VehicleClosed { get; set; }

    public bool VehicleMayClose { get; set; } = true;

    /// <summary>Overrides the physics: the values stay as set.</summary>
    public bool Frozen { get; set; }

    public Drive Driven => Log.Select(l => l.Effect).OfType<Drive>().LastOrDefault() ?? new Drive(0, 0, false, DrivePhase.Off);

    public GunStatus Status => Session.Status;

    public IEnumerable<T> All<T>() => Log.Select(l => l.Effect).OfType<T>();

    public IReadOnlyList<GunEffect> Send(GunEvent e)
    {
        var effects = Session.Step(e, Now);
        foreach (var effect in effects)
        {
            Log.Add((Now, effect));
            Obey(effect);
        }

        return effects;
    }

    /// <summary>Sends a request; null: answered.</summary>
    public Refusal? Ask(Func<long, GunRequest> request)
    {
        var effects = Send(request(++_ticket));
        var replies = effects.Where(e => e is Answer or Refuse).ToList();
        var reply = Assert.Single(replies);
        Assert.Equal(_ticket, reply is Answer a ? a.Ticket : ((Refuse)reply).Ticket);
        return (reply as Refuse)?.Refusal;
    }

    public Refusal? Close() => Ask(t => new ContactorsRequested(t, true));

    public Refusal? Open() => Ask(t => new ContactorsRequested(t, false));

    public Refusal? CableCheck(double voltageV = 480) => Ask(t => new CableCheckRequested(t, voltageV));

    public Refusal? Target(RequestedPhase phase, double voltageV = 400, double currentA = 100) => Ask(t => new TargetRequested(t, voltageV, currentA, 50, phase));

    public Refusal? Reset() => Ask(t => new ResetRequested(t));

    /// <summary>A measurement, now, without the physics.</summary>
    public IReadOnlyList<GunEffect> Measure()
    {
        _measureAt = Now + TimeSpan.FromMilliseconds(50);
        return Send(new GunMeasured(VoltageV, CurrentA, TemperatureC, HasAux ? OutputClosed : null, Permits, Sources));
    }

    public IReadOnlyList<GunEffect> Measure(double voltageV, double currentA = 0)
    {
        (VoltageV, CurrentA) = (voltageV, currentA);
        return Measure();
    }

    /// <summary>Time without any world: ticks when they are due.</summary>
    public void Wait(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (Session.NextDeadline is { } due && due <= end)
        {
            Assert.True(due > Now, $"A deadline at {due} is not after {Now} in {Session.Phase}.");
            Now = due;
            Send(Tick.Instance);
        }

        Now = end;
    }

    public void Run(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (Now < end) Turn();
    }

    /// <summary>Runs until something holds; fails when it does not within the time.</summary>
    public void RunUntil(Func<bool> holds, double seconds, string what)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (!holds())
        {
            Assert.True(Now < end, $"Not within {seconds} s: {what}. Phase {Session.Phase}, {Status.Fault}, {VoltageV:0} V, {CurrentA:0.0} A.");
            Turn();
        }
    }

    public void RunUntil(SessionPhase phase, double seconds = 40) => RunUntil(() => Session.Phase == phase, seconds, $"phase {phase}");

    // Ways into the phases.
    public GunRig ToConnected()
    {
        Assert.Null(Close());
        Run(0.2);
        Assert.Equal(SessionPhase.Connected, Session.Phase);
        return this;
    }

    public GunRig ToCableCheck()
    {
        ToConnected();
        Assert.Null(CableCheck(Vehicle.MaxVoltageV ?? 480));
        return this;
    }

    public GunRig ToIsolated()
    {
        ToCableCheck();
        RunUntil(SessionPhase.Connected);
        Assert.True(Status.Isolation is IsolationStatus.Valid or IsolationStatus.Warning);
        return this;
    }

    public GunRig ToPreCharge()
    {
        ToIsolated();
        Assert.Null(Target(RequestedPhase.PreCharge, BatteryV, 2));
        Assert.Equal(SessionPhase.PreCharge, Session.Phase);
        return this;
    }

    public GunRig ToCharge(double currentA = 100, double voltageV = 450)
    {
        ToPreCharge();
        RunUntil(() => VehicleClosed, 4, "the vehicle closes");
        Assert.Null(Target(RequestedPhase.Charge, voltageV, currentA));
        Assert.Equal(SessionPhase.Charge, Session.Phase);
        return this;
    }

    public GunRig ToPostCharge()
    {
        ToCharge();
        Run(5);
        Assert.Null(Target(RequestedPhase.PostCharge, 0, 0));
        Assert.Equal(SessionPhase.PostCharge, Session.Phase);
        return this;
    }

    private void Turn()
    {
        Now += Step;
        if (!Frozen) Move();
        if (Measures && Now >= _measureAt) Measure();
        Monitor();
        if (Session.NextDeadline is { } due && due <= Now) Send(Tick.Instance);
    }

    private void Move()
    {
        var dt = Step.TotalSeconds;
        if (Welded) OutputClosed = true;
        if (!Permits && !Welded) OutputClosed = false;
        if (Session.Phase != SessionPhase.PreCharge && Session.Phase != SessionPhase.Charge && Math.Abs(CurrentA) < 1 && !Welded) VehicleClosed = false;
        var driven = ModulesObey ? Driven : new Drive(0, 0, false, DrivePhase.Off);
        if (VehicleMayClose && Session.Phase == SessionPhase.PreCharge && OutputClosed && Math.Abs(VoltageV - BatteryV) < 20) VehicleClosed = true;
        _drivenA = driven.On ? driven.CurrentA : 0;
        if (VehicleClosed && OutputClosed)
        {
            var canA = driven.On ? Math.Max(0, (driven.VoltageV - BatteryV) / 0.05) : 0;
            CurrentA = _drivenA >= 0 ? Math.Min(_drivenA, canA) : _drivenA;
            VoltageV = BatteryV + (CurrentA * 0.05);
            return;
        }

        CurrentA = 0;
        if (driven.On) VoltageV += Math.Clamp(driven.VoltageV - VoltageV, -3000 * dt, 1000 * dt);
        else if (Discharges) VoltageV *= 1 - (dt / 0.5);
    }

    private void Monitor()
    {
        if (_monitorSince is not { } since || !MonitorAnswers || Now < _monitorAt) return;
        _monitorAt = Now + TimeSpan.FromMilliseconds(100);
        if (Now - since < TimeSpan.FromSeconds(1)) Send(new IsolationMeasured(IsolationStatus.Invalid, double.NaN, IsolationSelfTest.Running));
        else Send(new IsolationMeasured(IsolationStatus.Valid, SelfTest == IsolationSelfTest.Passed ? IsolationOhm : double.NaN, SelfTest));
    }

    private void Obey(GunEffect effect)
    {
        switch (effect)
        {
            case SwitchOutput s: OutputClosed = s.Close ? Permits && !StuckOpen : Welded; break;
            case RunIsolationTest: _monitorSince = Now; break;
            case StopIsolationTest: _monitorSince = null; break;
        }
    }
}
