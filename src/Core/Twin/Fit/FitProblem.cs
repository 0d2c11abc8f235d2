using System.Runtime.Intrinsics;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fit;

/// <summary>
/// Residuals of all windows and their slopes. The model carries its slopes along (forward sensitivities) in eight directions: the place of
/// the window's start, the five parameters, and the current sensor's factor and zero. The unknowns are those of the seven common directions that are
/// free, then one place per window.
/// </summary>
internal sealed class FitProblem
{
    internal const int StartDirection = 0;
    internal const int GainDirection = 6;
    internal const int OffsetDirection = 7;
    private const double LongestRestS = 2 * 86400;

    private readonly FitOptions _options;
    private readonly ReducedCell _cell;
    private readonly ElectrodeHealth _new;
    private readonly IReadOnlyList<TelemetryWindow> _windows;
    private readonly int[] _first; // where each window's rows begin
    private readonly int[] _settle; // rows of each window that do not count
    private readonly int[] _unknownOf; // per direction but the start's; -1 where it is held

    internal FitProblem(FitOptions options, IReadOnlyList<TelemetryWindow> windows)
    {
        (_options, _windows) = (options, windows);
        _cell = new ReducedCell(new ReducedOptions { Cell = options.Cell, Thermal = TwinThermal.Isothermal, Sei = options.Sei });
        _new = ElectrodeHealth.Of(options.Cell);
        (_first, _settle) = (new int[windows.Count + 1], new int[windows.Count]);
        for (var w = 0; w < windows.Count; w++)
        {
            _first[w + 1] = _first[w] + windows[w].Count;
            _settle[w] = FitEvidence.Settling(windows[w], options.Cell);
        }
        _unknownOf = new int[Dual.Directions];
        Array.Fill(_unknownOf, -1);
        foreach (var p in options.Parameters) _unknownOf[1 + (int)p] = 0;
        // The lithium at the start shows in the same slopes as its loss since: without it free, the rate would take its share.
        if (options.Parameters.Contains(FitParameter.SeiRate)) _unknownOf[1 + (int)FitParameter.LostLithium] = 0;
        if (options.CurrentGainSd > 0) _unknownOf[GainDirection] = 0;
        if (options.OffsetSdA > 0) _unknownOf[OffsetDirection] = 0;
        for (var d = 1; d < _unknownOf.Length; d++)
            if (_unknownOf[d] == 0) _unknownOf[d] = Common++;
        (Mean, Sd) = (new double[Dual.Directions], new double[Dual.Directions]);
        (Low, High) = (new double[Dual.Directions], new double[Dual.Directions]);
        var h = options.Start;
        Believe(FitParameter.Capacity, Math.Log(h.CapacityFactor), 0.5, Math.Log(0.2), Math.Log(2));
        Believe(FitParameter.Resistance, h.ResistanceFactor, 2, 0, 10);
        Believe(FitParameter.DiffusionTime, Math.Log(h.DiffusionTimeFactor), 1, Math.Log(0.05), Math.Log(20));
        Believe(FitParameter.SeiRate, Math.Log(Math.Max(h.SeiRateFactor, 0.01)), 1.5, Math.Log(0.01), Math.Log(100));
        Believe(FitParameter.LostLithium, h.LostLithium, 0.1, -0.05, 0.6);
        (Mean[GainDirection], Sd[GainDirection], Low[GainDirection], High[GainDirection]) = (0, options.CurrentGainSd, -0.3, 0.3);
        (Mean[OffsetDirection], Sd[OffsetDirection]) = (0, options.OffsetSdA);
        (Low[OffsetDirection], High[OffsetDirection]) = (-0.2 * options.Cell.NominalCapacityAh, 0.2 * options.Cell.NominalCapacityAh);
        Rows = _first[^1];
        (Residual, Slopes, Counts) = (new double[Rows], new double[Rows * Dual.Directions], new bool[Rows]);
        for (var w = 0; w < windows.Count; w++)
            for (var k = _settle[w]; k < windows[w].Count; k++) Counts[_first[w] + k] = true;
    }

    internal ReducedCell Cell => _cell;

    /// <summary>Free directions that all windows share.</summary>
    internal int Common { get; }

    /// <summary>How many unknowns there are.</summary>
    internal int Unknowns => Common + _windows.Count;

    /// <summary>Rows of all windows.</summary>
    internal int Rows { get; }

    /// <summary>What is believed beforehand in each direction, and where it is cut off. Capacity, diffusion time and rate are logarithms.</summary>
    internal double[] Mean { get; }
    internal double[] Sd { get; }
    internal double[] Low { get; }
    internal double[] High { get; }

    /// <summary>Measured less modelled voltage, V.</summary>
    internal double[] Residual { get; private set; }

    /// <summary>Slopes of the modelled voltage, eight per row.</summary>
    internal double[] Slopes { get; private set; }

    /// <summary>False for rows before the cell forgot where it came from.</summary>
    internal bool[] Counts { get; }

    /// <summary>The first row of a window, and the one after its last.</summary>
    internal (int From, int To) RowsOf(int window) => (_first[window], _first[window + 1]);

    /// <summary>The unknown that stands for a direction in a window; -1 where it is held.</summary>
    internal int Unknown(int direction, int window) => direction == StartDirection ? Common + window : _unknownOf[direction];

    /// <summary>Hands over another set of buffers, so that a step that does not help costs no copy.</summary>
    internal void Swap(ref double[] residual, ref double[] slopes)
    {
        (Residual, residual) = (residual, Residual);
        (Slopes, slopes) = (slopes, Slopes);
    }

    /// <summary>Where the search begins: what is believed, and the places at which the cell at rest would have the windows' first voltages.</summary>
    internal double[] Guess()
    {
        var guess = new double[Unknowns];
        for (var d = 1; d < Dual.Directions; d++)
            if (_unknownOf[d] >= 0) guess[_unknownOf[d]] = Mean[d];
        for (var w = 0; w < _windows.Count; w++)
        {
            var rest = _windows[w].VoltageV[0] - _windows[w].CurrentA[0] * _cell.ReferenceOhm * Math.Max(1, _options.Start.ResistanceFactor);
            guess[Common + w] = Place(rest, _options.Start.LostLithium);
        }
        return guess;
    }

    /// <summary>State of charge at the start of a window, 0 to 1, and its slope over the place.</summary>
    internal (double Soc, double PerPlace) Soc(double place, double lostLithium)
    {
        var window = _cell.Window(_options.Start with { CapacityFactor = 1, LostLithium = Math.Clamp(lostLithium, 0, 0.6) });
        return (window.Soc(place), 1 / (window.X100 - window.X0));
    }

    /// <summary>The value of a direction at a point of the search.</summary>
    internal double Value(ReadOnlySpan<double> point, int direction) => _unknownOf[direction] >= 0 ? point[_unknownOf[direction]] : Mean[direction];

    /// <summary>Runs the model through all windows and fills <see cref="Residual"/> and <see cref="Slopes"/>; false where the model has no value.</summary>
    internal bool Evaluate(ReadOnlySpan<double> point, CancellationToken cancellationToken)
    {
        Span<Dual> state = stackalloc Dual[_cell.Count];
        var health = new HealthOf<Dual>(
            Exponential(point, FitParameter.Capacity), Along(Value(point, 1 + (int)FitParameter.Resistance), 1 + (int)FitParameter.Resistance),
            Exponential(point, FitParameter.DiffusionTime), Exponential(point, FitParameter.SeiRate));
        var lost = Along(Value(point, 1 + (int)FitParameter.LostLithium), 1 + (int)FitParameter.LostLithium);
        var gain = Along(1 + Value(point, GainDirection), GainDirection);
        var offset = Along(Value(point, OffsetDirection), OffsetDirection);
        for (var w = 0; w < _windows.Count; w++)
        {
            var window = _windows[w];
            var x = Dual.Along(point[Common + w], StartDirection);
            state.Clear();
            for (var i = 0; i < state.Length; i++) state[i] = Dual.Of(0);
            state[0] = x;
            state[_cell.PositiveAt] = (_new.LithiumAh / _new.PositiveCapacityAh) * (Dual.Of(1) - lost) - (_new.NegativeCapacityAh / _new.PositiveCapacityAh) * x;
            state[_cell.TemperatureAt] = Dual.Of(window.TemperatureK[0]);
            if (_cell.Kernel.Sei is { } sei) state[_cell.GrowthAt] = (_new.LithiumAh / sei.AhPerGrowth) * lost;
            if (!Run(window, _first[w], state, health, gain, offset, cancellationToken)) return false;
            if (w + 1 < _windows.Count && _cell.Kernel.Sei is { } film)
                lost = (film.AhPerGrowth / _new.LithiumAh) * Age(state, health, _windows[w + 1].TimeS[0] - window.TimeS[^1], window.TemperatureK[^1], _windows[w + 1].TemperatureK[0]);
        }
        return true;
    }

    private bool Run(TelemetryWindow window, int first, Span<Dual> state, in HealthOf<Dual> health, Dual gain, Dual offset, CancellationToken cancellationToken)
    {
        var kernel = _cell.Kernel;
        for (var k = 0; k < window.Count; k++)
        {
            state[_cell.TemperatureAt] = Dual.Of(window.TemperatureK[k]);
            var current = -(window.CurrentA[k] * gain + offset);
            var at = kernel.At<Dual>(state, health);
            var voltage = at.VoltageV(current);
            if (!double.IsFinite(voltage.Value)) return false;
            Residual[first + k] = window.VoltageV[k] - voltage.Value;
            for (var d = 0; d < Dual.Directions; d++) Slopes[(first + k) * Dual.Directions + d] = voltage.Slopes[d];
            if (k + 1 == window.Count) break;
            var span = window.TimeS[k + 1] - window.TimeS[k];
            var parts = (int)Math.Ceiling(span / _options.StepS);
            for (var p = 0; p < parts; p++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Where the current is linear between two rows, each part takes its mean.
                var share = _options.Between == CurrentBetween.Held ? 0 : (p + 0.5) / parts;
                var mean = -((window.CurrentA[k] + share * (window.CurrentA[k + 1] - window.CurrentA[k])) * gain + offset);
                if (p > 0) at = kernel.At<Dual>(state, health);
                kernel.Step(state, health, at, mean, Dual.Of(span / parts), Dual.Of(window.TemperatureK[k]));
            }
        }
        return true;
    }

    /// <summary>Growth of the film over a time at rest, by which windows far apart show the rate. What the place of the window before does to it is so
    /// little that its slope is left out.</summary>
    private Dual Age(Span<Dual> state, in HealthOf<Dual> health, double restS, double fromK, double toK)
    {
        var parts = (int)Math.Clamp(Math.Ceiling(restS / LongestRestS), 1, 200);
        var temperature = Dual.Of(0.5 * (fromK + toK));
        for (var p = 0; p < parts; p++)
        {
            state[_cell.TemperatureAt] = temperature;
            _cell.Kernel.Step(state, health, _cell.Kernel.At<Dual>(state, health), Dual.Of(0), Dual.Of(Math.Max(restS, 1e-3) / parts), temperature);
        }
        var growth = state[_cell.GrowthAt];
        return new Dual(growth.Value, growth.Slopes.WithElement(StartDirection, 0));
    }

    private Dual Along(double value, int direction) => _unknownOf[direction] >= 0 ? Dual.Along(value, direction) : Dual.Of(value);

    private Dual Exponential(ReadOnlySpan<double> point, FitParameter parameter)
    {
        var direction = 1 + (int)parameter;
        var value = Math.Exp(Value(point, direction));
        return _unknownOf[direction] >= 0 ? value * Dual.Along(1, direction) : Dual.Of(value);
    }

    private void Believe(FitParameter parameter, double mean, double sd, double low, double high)
    {
        var d = 1 + (int)parameter;
        (Mean[d], Sd[d], Low[d], High[d]) = (mean, sd, low, high);
    }

    /// <summary>The place at which the cell at rest has a voltage, by halving between a hair outside 0 and 100 %.</summary>
    private double Place(double voltageV, double lostLithium)
    {
        var window = _cell.Window(_options.Start with { CapacityFactor = 1, LostLithium = lostLithium });
        var (low, high) = (window.X0, window.X100);
        for (var i = 0; i < 50; i++)
        {
            var middle = 0.5 * (low + high);
            var y = (window.LithiumAh - middle * window.NegativeCapacityAh) / window.PositiveCapacityAh;
            if (ElectrodeHealth.OpenCircuitV(_options.Cell, middle, y) < voltageV) low = middle;
            else high = middle;
        }
        return 0.5 * (low + high);
    }
}
