using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>Where a charging session stands, as the SECC and its vehicle see it.</summary>
public enum SeccStep
{
    /// <summary>Plugged in, talking.</summary>
    Plugged,

    /// <summary>The charger is to close its output contactor.</summary>
    Contactors,

    /// <summary>The isolation test runs.</summary>
    CableCheck,

    /// <summary>The charger brings its voltage to the battery's.</summary>
    PreCharge,

    /// <summary>Energy flows.</summary>
    Charge,

    /// <summary>The current goes to 0 and the vehicle opens.</summary>
    PostCharge,

    /// <summary>The charger is to return to standby.</summary>
    Reset,

    /// <summary>All done: the plug may be pulled.</summary>
    Done,
}

/// <summary>What the charger tells its SECC: the status of the PEP standard, without its protocol.</summary>
/// <param name="ContactorsClosed">Whether the output contactor is closed.</param>
/// <param name="Isolation">How the isolation test stands.</param>
/// <param name="MeasuredV">Voltage at the gun, V.</param>
/// <param name="MeasuredA">Current into the vehicle, A.</param>
/// <param name="IsOperative">Whether the charger can work.</param>
public readonly record struct ChargerStatus(bool ContactorsClosed, IsolationState Isolation, double MeasuredV, double MeasuredA, bool IsOperative = true);

/// <summary>What the SECC asks the charger for; a protocol player turns it into messages.</summary>
public abstract record SeccAsk;

/// <summary>Close or open the output contactor.</summary>
/// <param name="Close">Which.</param>
public sealed record AskContactors(bool Close) : SeccAsk;

/// <summary>Test the isolation.</summary>
/// <param name="VoltageV">The vehicle's highest voltage, V.</param>
public sealed record AskCableCheck(double VoltageV) : SeccAsk;

/// <summary>Drive this voltage and current.</summary>
/// <param name="VoltageV">Target voltage, V.</param>
/// <param name="CurrentA">Target current, A.</param>
/// <param name="SocPct">State of charge, %.</param>
/// <param name="Step">PreCharge, Charge or PostCharge.</param>
public sealed record AskTargets(double VoltageV, double CurrentA, double SocPct, SeccStep Step) : SeccAsk;

/// <summary>Return to standby.</summary>
public sealed record AskReset : SeccAsk;

/// <summary>How a vehicle and its SECC behave. Values of facts/power-modules.md, "Numbers for a DC charger and a vehicle".</summary>
public sealed record SeccManners
{
    /// <summary>From the plug to the first request. Default 2 s.</summary>
    public TimeSpan TalksFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two target values. Default 250 ms.</summary>
    public TimeSpan TargetEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest cable check. Default 40 s (the EVCC's time-out).</summary>
    public TimeSpan CableCheckAtMost { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Longest pre-charge. Default 7 s (the EVCC's time-out).</summary>
    public TimeSpan PreChargeAtMost { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>Longest wait for the contactors and for the current to fall. Default 5 s.</summary>
    public TimeSpan WaitAtMost { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Current asked for in pre-charge, A. Default 2.</summary>
    public double PreChargeA { get; init; } = 2;

    /// <summary>The vehicle closes within this difference to its battery, V. Default 20.</summary>
    public double MatchV { get; init; } = 20;

    /// <summary>How fast the vehicle raises its demand, A/s. Default 20.</summary>
    public double RampAPerS { get; init; } = 20;
}

/// <summary>
/// A vehicle and the SECC that speaks for it, from plug to plug: contactors, cable check, pre-charge, charge by its curve, post-charge, reset. It closes
/// and opens the vehicle's own contactors. Pure but for its own state and the vehicle's; not thread safe.
/// </summary>
/// <param name="ev">The vehicle.</param>
/// <param name="targetPct">State of charge at which it has enough, %.</param>
/// <param name="manners">How it behaves; null: ordinary.</param>
public sealed class SeccPlayer(Ev ev, double targetPct = 80, SeccManners? manners = null)
{
    private readonly SeccManners _manners = manners ?? new SeccManners();
    private readonly List<SeccAsk> _asks = [];
    private TimeSpan? _since;
    private TimeSpan _askedAt = -TimeSpan.FromHours(1);
    private TimeSpan _last;
    private bool _stop;
    private string? _refused;
    private bool _isReady;
    private double _demandA;

    /// <summary>The vehicle.</summary>
    public Ev Vehicle => ev;

    /// <summary>Where it stands.</summary>
    public SeccStep Step { get; private set; }

    /// <summary>Why the session ended early; null: it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The pilot as the vehicle holds it: C from halfway through the talks, so that the permission is there when the contactors are asked for, to the end of the current; else B.</summary>
    public PilotState Pilot => (Step == SeccStep.Plugged && !_isReady) || Step is SeccStep.Reset or SeccStep.Done ? PilotState.B : PilotState.C;

    /// <summary>The driver wants to leave, or presses stop.</summary>
    public void Stop() => _stop = true;

    /// <summary>The charger has refused what it was asked for: a session that runs ends.</summary>
    /// <param name="why">Its words.</param>
    public void Refuse(string why) => _refused ??= why;

    /// <summary>Lets time pass.</summary>
    /// <param name="now">Time of the lab.</param>
    /// <param name="charger">What the charger tells.</param>
    /// <returns>What it asks for now; valid until the next call.</returns>
    public IReadOnlyList<SeccAsk> Advance(TimeSpan now, in ChargerStatus charger)
    {
        _asks.Clear();
        _since ??= now;
        var dtS = Math.Clamp((now - _last).TotalSeconds, 0, 1);
        _last = now;
        if (Step is > SeccStep.Plugged and < SeccStep.PostCharge && (_stop || _refused is not null || !charger.IsOperative))
            End(now, charger.IsOperative ? _refused : "the charger is inoperative");
        var inStep = now - _since.Value;
        if (Step == SeccStep.Plugged) _isReady = !_stop && inStep >= _manners.TalksFor / 2;
        switch (Step)
        {
            case SeccStep.Plugged when inStep >= _manners.TalksFor && !_stop && charger.IsOperative:
                Enter(SeccStep.Contactors, now, new AskContactors(Close: true));
                break;
            case SeccStep.Contactors when charger.ContactorsClosed:
                Enter(SeccStep.CableCheck, now, new AskCableCheck(ev.Traits.MaxVoltageV));
                break;
            case SeccStep.Contactors when inStep > _manners.WaitAtMost:
                End(now, "the contactors did not close");
                break;
            case SeccStep.CableCheck:
                CableCheck(now, inStep, charger);
                break;
            case SeccStep.PreCharge:
                PreCharge(now, inStep, charger);
                break;
            case SeccStep.Charge:
                Charge(now, charger, dtS);
                break;
            case SeccStep.PostCharge:
                PostCharge(now, inStep, charger);
                break;
            case SeccStep.Reset when !charger.ContactorsClosed:
                Enter(SeccStep.Done, now);
                break;
        }

        return _asks;
    }

    private void CableCheck(TimeSpan now, TimeSpan inStep, in ChargerStatus charger)
    {
        if (charger.Isolation is IsolationState.Valid or IsolationState.Warning) Enter(SeccStep.PreCharge, now);
        else if (charger.Isolation == IsolationState.Fault) End(now, "the isolation is too low");
        else if (inStep > _manners.CableCheckAtMost) End(now, "the cable check took too long");
    }

    private void PreCharge(TimeSpan now, TimeSpan inStep, in ChargerStatus charger)
    {
        if (!charger.ContactorsClosed)
        {
            End(now, "the contactors opened");
        }
        else if (ev.OpenCircuitV > _manners.MatchV && Math.Abs(ev.InletV - ev.OpenCircuitV) <= _manners.MatchV)
        {
            ev.IsConnected = true;
            Enter(SeccStep.Charge, now);
        }
        else if (inStep > _manners.PreChargeAtMost)
        {
            End(now, "the pre-charge took too long");
        }
        else
        {
            Targets(now, ev.OpenCircuitV, _manners.PreChargeA);
        }
    }

    private void Charge(TimeSpan now, in ChargerStatus charger, double dtS)
    {
        if (!charger.ContactorsClosed) End(now, "the contactors opened");
        else if (ev.SocPct >= targetPct) End(now, null);
        if (Step != SeccStep.Charge) return;
        _demandA = Math.Min(ev.Traits.DemandA(ev.SocPct), _demandA + (_manners.RampAPerS * dtS));
        Targets(now, ev.Traits.MaxVoltageV, _demandA);
    }

    private void PostCharge(TimeSpan now, TimeSpan inStep, in ChargerStatus charger)
    {
        var isOver = Math.Abs(ev.CurrentA) < SitePhysics.ZeroA || inStep > _manners.WaitAtMost;
        if (!isOver)
        {
            Targets(now, 0, 0);
            return;
        }

        ev.IsConnected = false;
        Enter(SeccStep.Reset, now, new AskReset());
        if (!charger.ContactorsClosed) Enter(SeccStep.Done, now);
    }

    private void Targets(TimeSpan now, double voltageV, double currentA)
    {
        if (now - _askedAt < _manners.TargetEvery) return;
        _askedAt = now;
        _asks.Add(new AskTargets(voltageV, currentA, ev.SocPct, Step));
    }

    private void End(TimeSpan now, string? trouble)
    {
        Trouble ??= trouble;
        Enter(SeccStep.PostCharge, now);
    }

    private void Enter(SeccStep step, TimeSpan now, SeccAsk? ask = null)
    {
        Step = step;
        _since = now;
        _askedAt = -TimeSpan.FromHours(1);
        if (ask is not null) _asks.Add(ask);
    }
}
