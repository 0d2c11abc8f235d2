using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>What a generated trace shows.</summary>
public enum TraceKind
{
    /// <summary>Constant current, then the fall of constant voltage.</summary>
    Normal,

    /// <summary>The same with a limit that a site changes every few minutes, and some pauses.</summary>
    Planned,

    /// <summary>Nothing flows.</summary>
    Idle,

    /// <summary>Repeated swings: the anomaly lab's cycle, a limit that goes up and down, or a module that swings by itself.</summary>
    Swings,

    /// <summary>The current creeps away, up or down.</summary>
    Drift,

    /// <summary>The current jumps without a command.</summary>
    Step,

    /// <summary>More than allowed: a limit or a stop that is not obeyed, or an offset above the limit.</summary>
    LimitViolation,

    /// <summary>The reading stands still.</summary>
    Frozen,

    /// <summary>The current scatters.</summary>
    HighVariance,
}

/// <summary>
/// Makes traces of which the truth is known. Amplitude, period, sampling interval (0.2 to 5 s, mostly 1 s), jitter, noise,
/// gaps, nonsense values and the 1 A step of the module's CAN frame all vary with the seed; the same kind and seed give the
/// same trace everywhere. Pure; thread safe.
/// </summary>
public static class TraceGenerator
{
    private const double SmallestStepA = 14;

    /// <summary>Makes the trace of a kind and a seed.</summary>
    public static LabelledTrace Generate(TraceKind kind, ulong seed)
    {
        var random = new TraceRandom((seed * 64) + (ulong)kind);
        var session = new ChargingSession(random, levelA: random.Between(40, 300), lengthS: random.Between(900, 1500));
        if (kind != TraceKind.Idle) Frame(session);
        switch (kind)
        {
            case TraceKind.Planned: Plan(session); break;
            case TraceKind.Idle: Idle(session); break;
            case TraceKind.Swings: Swings(session); break;
            case TraceKind.Drift: Drift(session); break;
            case TraceKind.Step: Step(session); break;
            case TraceKind.LimitViolation: Violation(session); break;
            case TraceKind.Frozen: Frozen(session); break;
            case TraceKind.HighVariance: Scatter(session); break;
            default: break;
        }

        return session.Run($"{kind}-{seed}");
    }

    // A limit somewhat above what the vehicle takes, a start near the beginning and a stop near the end.
    private static void Frame(ChargingSession s)
    {
        s.Command(2, CommandKind.Limit, Math.Round(s.LevelA * s.Random.Between(1.0, 1.5)));
        s.Command(s.Random.Between(5, 60), CommandKind.Start);
        s.Command(s.LengthS - s.Random.Between(20, 60), CommandKind.Stop);
    }

    private static void Plan(ChargingSession s)
    {
        for (var t = s.Random.Between(120, 240); t < s.LengthS - 150; t += s.Random.Between(90, 300))
        {
            if (s.Random.Chance(0.3))
            {
                s.Command(t, CommandKind.Stop);
                t += s.Random.Between(20, 120);
                s.Command(t, CommandKind.Start);
            }
            else
            {
                s.Command(t, CommandKind.Limit, Math.Round(s.LevelA * s.Random.Between(0.1, 1.3)));
            }
        }
    }

    private static void Idle(ChargingSession s)
    {
        s.Meter.NoiseA = s.Random.Between(0, 0.3);
        for (var t = s.Random.Between(20, 300); t < s.LengthS; t += s.Random.Between(60, 300))
            s.Command(t, CommandKind.Limit, s.Random.Whole(0, 300));
    }

    private static void Swings(ChargingSession s)
    {
        var from = s.Random.Between(150, 400);
        var to = from + s.Random.Between(90, 240);
        s.Label(FindingKind.Oscillation, from, to);
        switch (s.Random.Whole(0, 2))
        {
            case 0:
                LabCycle(s, from, to);
                break;
            case 1:
                var high = Math.Round(s.LevelA * s.Random.Between(0.6, 1));
                var half = s.Random.Between(3.5, 6);
                for (var t = from; t < to; t += 2 * half)
                {
                    s.Command(t, CommandKind.Limit, 0);
                    s.Command(t + half, CommandKind.Limit, high);
                }

                break;
            default:
                var peakA = Math.Max(6.5, s.LevelA * s.Random.Between(0.06, 0.3));
                var periodS = s.Random.Between(5, 25);
                s.FlowErrorA = t => t < from || t > to ? 0 : peakA * Math.Sin(2 * Math.PI * (t - from) / periodS);
                break;
        }
    }

    // Limit 0, 2 s, limit high, 1 s, start, 2 s, stop, 3 s, again; stretched by up to a quarter.
    private static void LabCycle(ChargingSession s, double from, double to)
    {
        var high = Math.Round(s.Random.Between(80, 250));
        var stretch = s.Random.Between(1, 1.25);
        for (var t = from; t < to; t += 8 * stretch)
        {
            s.Command(t, CommandKind.Limit, 0);
            s.Command(t + (2 * stretch), CommandKind.Limit, high);
            s.Command(t + (3 * stretch), CommandKind.Start);
            s.Command(t + (5 * stretch), CommandKind.Stop);
        }

        s.Command(to + 10, CommandKind.Start);
    }

    // From a third of the session on until it ends; down at least half as fast again as the steepest normal taper.
    private static void Drift(ChargingSession s)
    {
        var from = s.Random.Between(0.25, 0.4) * s.LengthS;
        var up = s.Random.Chance(0.5);
        var ratePerS = s.LevelA * (up ? s.Random.Between(0.001, 0.01) : -s.Random.Between(0.0035, 0.015));
        var mostA = Math.Max(10, s.LevelA * s.Random.Between(0.12, 0.4)) * (up ? 1 : -1);
        s.FlowErrorA = t => t < from ? 0 : up ? Math.Min(mostA, ratePerS * (t - from)) : Math.Max(mostA, ratePerS * (t - from));
        s.Label(FindingKind.Drift, from, s.LengthS);
        s.Meter.StaysAwake(from, from + (mostA / ratePerS));
    }

    private static void Step(ChargingSession s)
    {
        var from = s.Random.Between(0.25, 0.5) * s.LengthS;
        var to = s.Random.Chance(0.5) ? from + s.Random.Between(60, 180) : s.LengthS;
        var share = Math.Max(SmallestStepA / s.DemandA(from), s.Random.Between(0.15, 0.6)) * (s.Random.Chance(0.5) ? 1 : -1);
        if (Math.Abs(share * s.DemandA(to)) < SmallestStepA) to = s.LengthS;
        s.FlowErrorA = t => t < from || t >= to ? 0 : share * s.DemandA(t);
        foreach (var at in to < s.LengthS ? [from, to] : new[] { from })
        {
            s.Label(FindingKind.StepWithoutCommand, at, at + 10);
            s.Meter.StaysAwake(at, at);
        }
    }

    private static void Violation(ChargingSession s)
    {
        var from = s.Random.Between(0.2, 0.4) * s.LengthS;
        var to = from + s.Random.Between(60, 240);
        s.Label(FindingKind.LimitViolation, from, to + 5 + (3 / s.RampPerS));
        switch (s.Random.Whole(0, 2))
        {
            case 0:
                s.Do(from - 1, () => s.IsDeaf = true);
                s.Command(from, CommandKind.Limit, Math.Round(s.DemandA(from) * s.Random.Between(0.2, 0.8)));
                s.Do(to, () => s.IsDeaf = false);
                break;
            case 1:
                s.Do(from - 1, () => s.IsDeaf = true);
                s.Command(from, CommandKind.Stop);
                s.Do(to, () => s.IsDeaf = false);
                s.Command(to + 40, CommandKind.Start);
                break;
            default:
                var limitA = Math.Round(s.DemandA(to) * s.Random.Between(0.5, 0.9));
                var overA = Math.Max(4, limitA * s.Random.Between(0.05, 0.2));
                s.Command(from - 60, CommandKind.Limit, limitA);
                s.SetPointErrorA = t => t < from || t >= to ? 0 : overA;
                break;
        }
    }

    private static void Frozen(ChargingSession s)
    {
        var from = s.Random.Between(0.25, 0.4) * s.LengthS;
        var to = from + s.Random.Between(80, 240);
        s.Do(from, () => s.Meter.IsFrozen = true);
        s.Do(to, () => s.Meter.IsFrozen = false);
        s.Label(FindingKind.Frozen, from, to);
        if (s.Meter.IsVisiblyNoisy && s.Random.Chance(0.6)) return;

        var commandAt = from + s.Random.Between(5, 30);
        if (s.Random.Chance(0.5)) s.Command(commandAt, CommandKind.Stop);
        else s.Command(commandAt, CommandKind.Limit, Math.Round(s.DemandA(from) * s.Random.Between(0, 0.7)));    }

    private static void Scatter(ChargingSession s)
    {
        var from = s.Random.Between(0.25, 0.5) * s.LengthS;
        var to = from + s.Random.Between(60, 200);
        var quiet = s.Meter.NoiseA;
        s.Do(from, () => s.Meter.NoiseA = Math.Max(5.5, s.LevelA * s.Random.Between(0.055, 0.2)));
        s.Do(to, () => s.Meter.NoiseA = quiet);
        s.Label(FindingKind.HighVariance, from, to);
    }
}
