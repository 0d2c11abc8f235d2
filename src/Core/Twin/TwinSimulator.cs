using Busbar.Core.Battery;
using Busbar.Core.Twin.Models;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin;

/// <summary>
/// One cell under loads, one after the other. It owns all the memory it needs: a step allocates nothing. Not safe for several threads at once;
/// as many simulators as one likes may run beside each other.
/// </summary>
public sealed class TwinSimulator
{
    private readonly TwinOptions _options;
    private readonly CellModel _model;
    private readonly StiffSolver _solver;
    private readonly ElectrodeHealth _health;
    private readonly double[] _state;
    private readonly double[] _between;
    private double _emptySinceS = double.NaN;

    /// <summary>Under a power or a resistance the current is found with the voltage, and its error adds up in the charge: each step is allowed this share of the tolerance.</summary>
    private const double FoundCurrentStrictness = 0.2;

    /// <summary>With less salt than this share of its rest value the electrolyte counts as empty.</summary>
    private const double Empty = 0.01;

    /// <summary>Makes a cell at rest.</summary>
    /// <exception cref="ArgumentException">An option or the parameter set is wrong; the message says what and why.</exception>
    public TwinSimulator(TwinOptions options)
        : this(TwinOptions.Checked(options), Meshes.Model(options))
    {
    }

    /// <summary>Makes a cell at rest on a mesh of the caller's choice.</summary>
    internal TwinSimulator(TwinOptions options, CellModel model)
    {
        (_options, _model) = (options, model);
        _health = ElectrodeHealth.Of(options.Cell);
        _solver = new StiffSolver(_model, options.RelativeTolerance, options.AbsoluteTolerance);
        (_state, _between) = (new double[_model.Count], new double[_model.Count]);
        var (x, y) = _health.At(options.InitialSoc);
        _model.Rest(x, y, _state);
    }

    /// <summary>Time since the start, s.</summary>
    public double TimeS { get; private set; }

    /// <summary>True to count <see cref="ThroughputAh"/> and <see cref="ThroughputWh"/>, which costs an evaluation more per step; default false.</summary>
    public bool CountsThroughput { get; set; }

    /// <summary>Charge that went in or out while it was counted, Ah.</summary>
    public double ThroughputAh { get; private set; }

    /// <summary>Energy that went in or out while it was counted, Wh.</summary>
    public double ThroughputWh { get; private set; }

    /// <summary>Told of every point as it is noted, for those who show progress; null for nobody.</summary>
    public Action<TwinPoint>? Noted { get; set; }

    /// <summary>Steps, evaluations and factorisations so far.</summary>
    public (long Steps, long Rejections, long Evaluations, long Factorisations) Work =>
        (_solver.Steps, _solver.Rejections, _solver.Evaluations, _solver.Factorisations);

    /// <summary>How many unknowns the model has.</summary>
    public int Unknowns => _model.Count;

    /// <summary>Stoichiometries and capacity of the new cell.</summary>
    public ElectrodeHealth Health => _health;

    /// <summary>What has become of the cell since it was new; all zeros where no ageing is followed.</summary>
    public TwinAgeing Ageing => _model.Ageing(_state);

    /// <summary>Electrode state of health as it is now: the active material that is left, with the lithium that is left in it.</summary>
    public ElectrodeHealth HealthNow
    {
        get
        {
            var ageing = Ageing;
            var (negativeAh, positiveAh) = (_health.NegativeCapacityAh * (1 - ageing.NegativeLossPct / 100), _health.PositiveCapacityAh * (1 - ageing.PositiveLossPct / 100));
            return ElectrodeHealth.Of(_options.Cell, negativeAh, positiveAh, _model.MeanNegative(_state) * negativeAh + _model.MeanPositive(_state) * positiveAh);
        }
    }

    /// <summary>Thickness of the SEI now, m; 0 where it is not followed.</summary>
    public double SeiThicknessM => Ageing.SeiThicknessM;

    /// <summary>Lithium bound in the SEI since the cell was new, Ah.</summary>
    public double SeiLostAh => Ageing.SeiAh;

    /// <summary>Puts a load on until something stops it. The cell then stays as it is, for the next load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="stop">What stops it; a profile stops at its end besides.</param>
    /// <param name="periodS">Points are noted this often, s, from the load's start; and at both ends, and on both sides of a jump. Above 0.</param>
    /// <param name="trace">Where points are noted; null for nowhere.</param>
    /// <exception cref="ArgumentException">The load could go on for ever, or a value is out of range.</exception>
    public TwinEnd Run(TwinLoad load, TwinStop stop, double periodS, TwinTrace? trace = null)
    {
        _emptySinceS = double.NaN;
        var end = Drive(load, stop, periodS, trace);
        return end.IsRegular && _emptySinceS < end.Point.TimeS
            ? end with { Text = $"{end.Text} The electrolyte was empty in part of the cell from {_emptySinceS:0.###} s on." }
            : end;
    }

    private TwinEnd Drive(TwinLoad load, TwinStop stop, double periodS, TwinTrace? trace)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(stop);
        if (!(periodS > 0)) throw new ArgumentException($"periodS is {periodS}; it is above 0 s.", nameof(periodS));
        var watch = new StopWatcher(stop, load);
        var (start, end) = (TimeS, TimeS + watch.DurationS);
        _model.Hold(load, start);
        _solver.Strictness = load.Kind is TwinLoadKind.Power or TwinLoadKind.Resistance ? FoundCurrentStrictness : 1;
        var pieces = load.Profile is { } profile ? profile.TimeS.Length - 1 : 1;
        var period = 1L;
        for (var piece = 0; piece < pieces; piece++)
        {
            var pieceEnd = load.Profile is { } p ? Math.Min(start + p.TimeS[piece + 1], end) : end;
            if (pieceEnd <= TimeS && piece + 1 < pieces) continue;
            var bend = _model.Enter(piece);
            if (piece == 0 || Jumps(load.Profile!, piece))
            {
                _model.Guess(TimeS, _state);
                if (_solver.Start(TimeS, _state, Math.Max(pieceEnd - TimeS, 1e-9)) != StepOutcome.Stepped)
                    return Cannot(load, "no state of the cell carries it");
                _solver.State.CopyTo(_state);
                var first = Point(TimeS, _state);
                if (!double.IsFinite(first.VoltageV)) return Cannot(load, "the voltage has no value there");
                Note(trace, first, always: true);
                if (watch.Begin(first) is { } already) return already;
            }
            else if (bend != 0) _solver.Bend(_model.Count - 1, bend);
            while (TimeS < pieceEnd)
            {
                if (_solver.Steps >= _options.MaxSteps)
                    return new(TwinEndReason.TooManySteps, $"{_solver.Steps} steps were taken, as many as MaxSteps allows.", Point(TimeS, _state));
                if (_solver.Step(pieceEnd) != StepOutcome.Stepped)
                    return Cannot(load, _model.Exhausted(_state) ?? "no step is small enough");
                var before = TimeS;
                var now = Point(_solver.TimeS, _solver.State);
                var crossed = watch.Crossed(now);
                var until = crossed is null ? _solver.TimeS : Locate(watch, before, _solver.TimeS);
                for (; start + period * periodS <= until; period++)
                    if (trace is not null) Note(trace, Between(start + period * periodS), always: true);
                if (CountsThroughput) Count(before, until);
                TimeS = until;
                if (double.IsNaN(_emptySinceS) && _model.LeastSalt(_solver.State) < Empty) _emptySinceS = until;
                if (crossed is null)
                {
                    _solver.State.CopyTo(_state);
                    continue;
                }
                var point = Between(until);
                _between.CopyTo(_state, 0);
                Note(trace, point);
                return watch.End(point);
            }
            if (piece + 1 == pieces || pieceEnd >= end || Jumps(load.Profile!, piece + 2)) Note(trace, Point(TimeS, _state));
            if (pieceEnd >= end) break;
        }
        return new(TwinEndReason.Duration, $"The time of {TimeS - start:0.###} s was over.", Point(TimeS, _state));
    }

    /// <summary>What can be seen of the cell now.</summary>
    public TwinPoint Now => Point(TimeS, _state);

    private static bool Jumps(CurrentProfile profile, int piece) => piece > 0 && piece < profile.TimeS.Length && profile.TimeS[piece] == profile.TimeS[piece - 1];

    private void Note(TwinTrace? trace, in TwinPoint point, bool always = false)
    {
        if (trace is null || (!always && trace.Points.Count > 0 && trace.Points[^1].TimeS >= point.TimeS)) return;
        trace.Add(point);
        Noted?.Invoke(point);
    }

    private TwinEnd Cannot(TwinLoad load, string why) => new(
        TwinEndReason.Impossible,
        $"At {TimeS:0.###} s the cell could not go on under {load.Kind} {(load.Profile is null ? $"{load.Value:0.####}" : "of the profile")}: {why}. Surface and mean filling: "
            + $"negative {_model.MeanNegative(_state):0.####}, positive {_model.MeanPositive(_state):0.####} of 1.",
        Now);

    /// <summary>Charge and energy of a piece of the last step, by Simpson's rule.</summary>
    private void Count(double fromS, double toS)
    {
        var (a, b, c) = (Between(fromS), Between(0.5 * (fromS + toS)), Between(toS));
        var hours = (toS - fromS) / 3600 / 6;
        ThroughputAh += hours * (Math.Abs(a.CurrentA) + 4 * Math.Abs(b.CurrentA) + Math.Abs(c.CurrentA));
        ThroughputWh += hours * (Math.Abs(a.CurrentA * a.VoltageV) + 4 * Math.Abs(b.CurrentA * b.VoltageV) + Math.Abs(c.CurrentA * c.VoltageV));
    }

    private TwinPoint Between(double timeS)
    {
        _solver.At(timeS, _between);
        return Point(timeS, _between);
    }

    private TwinPoint Point(double timeS, ReadOnlySpan<double> state) => new(
        timeS, 0 - _model.CurrentA(state), _model.VoltageV(state), _model.TemperatureK(state), 100 * _health.Soc(_model.MeanNegative(state)));

    /// <summary>The time within the last step at which the watched value meets its limit, to a billionth of the step, by the Illinois rule.</summary>
    private double Locate(StopWatcher watch, double from, double to)
    {
        var (a, fa, b, fb) = (from, watch.Distance(Between(from)), to, watch.Distance(Between(to)));
        if (fa <= 0) return from;
        for (var i = 0; i < 60 && b - a > 1e-12 * Math.Max(1, b); i++)
        {
            var t = i % 8 == 7 ? 0.5 * (a + b) : Math.Clamp(b - fb * (b - a) / (fb - fa), a, b);
            var f = watch.Distance(Between(t));
            if (Math.Abs(f) < 1e-10) return t;
            if (f <= 0)
            {
                (b, fb) = (t, f);
                fa *= 0.5;
            }
            else
            {
                (a, fa) = (t, f);
                fb *= 0.5;
            }
        }
        return b;
    }
}
