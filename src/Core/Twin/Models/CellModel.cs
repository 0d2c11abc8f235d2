using Busbar.Core.Battery;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Models;

/// <summary>
/// What all models share: the current as the last unknown, bound by the load; temperature as the one before it; the border that both put
/// around the model's own matrix. Discharge is positive in here; <see cref="Hold"/> is the one place where the outer sign turns.
/// The temperature's share of the matrix is its own diagonal: what it does to the rest within a step is of the order of a percent,
/// and the Newton iteration takes it in.
/// </summary>
internal abstract class CellModel : IStiffSystem
{
    /// <summary>The unknown is the warming over the start in units of this, K, so that its tolerance is some 0.01 mK.</summary>
    private const double WarmingScaleK = 10;

    private readonly double[] _mass;
    private readonly double[] _border;
    private readonly double[] _gradient;
    private readonly double _currentScaleA;
    private TwinLoadKind _kind;
    private double _held;
    private CurrentProfile? _profile;
    private int _segment;
    private double _profileStartS;
    private bool _borderReady;
    private bool _gradientReady;
    private double _ownSlope;
    private double _temperatureDiagonal = 1;
    private double _c;

    /// <param name="options">Checked options.</param>
    /// <param name="own">How many unknowns the model itself has.</param>
    protected CellModel(TwinOptions options, int own)
    {
        Cell = options.Cell;
        Own = own;
        IsLumped = options.Thermal == TwinThermal.Lumped;
        StartK = options.StartK;
        Heat = new LumpedHeat(Cell, StartK);
        _currentScaleA = Cell.NominalCapacityAh;
        Count = own + (IsLumped ? 2 : 1);
        _mass = new double[Count];
        (_border, _gradient) = (new double[own], new double[own]);
        if (IsLumped) _mass[own] = 1;
    }

    public int Count { get; }
    public ReadOnlySpan<double> Mass => _mass;
    public abstract bool FactorsCheaply { get; }

    protected CellParameters Cell { get; }
    protected int Own { get; }
    protected bool IsLumped { get; }
    protected double StartK { get; }
    protected LumpedHeat Heat { get; }
    protected Span<double> OwnMass => _mass.AsSpan(0, Own);

    /// <summary>The load from now on. Here the outer sign (positive charges) becomes the inner one (positive discharges).</summary>
    internal void Hold(TwinLoad load, double startS)
    {
        (_kind, _profile, _profileStartS, _segment) = (load.Kind, load.Profile, startS, 0);
        _held = load.Kind is TwinLoadKind.Current or TwinLoadKind.Power ? -load.Value : load.Value;
    }

    /// <summary>On which piece of a profile time stands: at a jump the caller says on which side.</summary>
    /// <returns>By how much the equation of the current, the last unknown, changes its slope in time, 1/s.</returns>
    internal double Enter(int segment)
    {
        var before = SlopeAPerS(_segment);
        _segment = segment;
        return (before - SlopeAPerS(segment)) / _currentScaleA;
    }

    private double SlopeAPerS(int segment)
    {
        if (_profile is null) return 0;
        var t = _profile.TimeS;
        var a = _profile.CurrentA;
        return t[segment + 1] > t[segment] ? (a[segment + 1] - a[segment]) / (t[segment + 1] - t[segment]) : 0;
    }

    /// <summary>The discharge current of the state, A.</summary>
    internal double CurrentA(ReadOnlySpan<double> state) => state[^1] * _currentScaleA;

    /// <summary>The temperature of the state, K.</summary>
    internal double TemperatureK(ReadOnlySpan<double> state) => IsLumped ? StartK + state[Own] * WarmingScaleK : StartK;

    /// <summary>Fills a state at rest with these stoichiometries.</summary>
    internal void Rest(double negative, double positive, Span<double> state)
    {
        state.Clear();
        RestOwn(negative, positive, state[..Own]);
    }

    /// <summary>Puts a guess of the current and of what hangs on it into a state, before a consistent start.</summary>
    internal void Guess(double timeS, Span<double> state)
    {
        if (_kind == TwinLoadKind.Current) state[^1] = HeldCurrentA(timeS) / _currentScaleA;
        if (_kind == TwinLoadKind.Power && state[^1] == 0) state[^1] = _held / (0.5 * (Cell.MinVoltageV + Cell.MaxVoltageV)) / _currentScaleA;
        GuessOwn(CurrentA(state), state[..Own]);
    }

    /// <summary>Voltage at the terminals, V.</summary>
    internal double VoltageV(ReadOnlySpan<double> state)
    {
        var temperatureK = TemperatureK(state);
        if (IsLumped) Warm(temperatureK);
        Age(state[..Own]);
        return VoltageV(state[..Own], CurrentA(state), temperatureK);
    }

    /// <summary>What has become of the cell since it was new; all zeros where nothing is followed.</summary>
    internal virtual TwinAgeing Ageing(ReadOnlySpan<double> state) => default;

    /// <summary>Mean stoichiometry of the negative electrode.</summary>
    internal abstract double MeanNegative(ReadOnlySpan<double> state);

    /// <summary>Mean stoichiometry of the positive electrode.</summary>
    internal abstract double MeanPositive(ReadOnlySpan<double> state);

    /// <summary>Salt over its rest value where there is least of it; 1 where it is not followed.</summary>
    internal abstract double LeastSalt(ReadOnlySpan<double> state);

    /// <summary>The least and the greatest stoichiometry at the surface of an electrode's particles.</summary>
    protected abstract (double Least, double Greatest) Surfaces(ReadOnlySpan<double> state, bool positive);

    /// <summary>What has run empty or full, in words; null for nothing.</summary>
    internal string? Exhausted(ReadOnlySpan<double> state)
    {
        const double Near = 0.005;
        if (LeastSalt(state) is < Near and var salt) return $"the electrolyte runs empty, to {salt:0.####} of its rest value where there is least";
        foreach (var positive in (ReadOnlySpan<bool>)[false, true])
        {
            var name = positive ? "positive" : "negative";
            var (least, greatest) = Surfaces(state, positive);
            if (least < Near) return $"the surface of the {name} particles runs empty, to {least:0.####} of 1";
            if (greatest > 1 - Near) return $"the surface of the {name} particles runs full, to {greatest:0.####} of 1";
        }
        return null;
    }

    public bool Rates(double timeS, ReadOnlySpan<double> state, Span<double> rates)
    {
        var (currentA, temperatureK) = (CurrentA(state), TemperatureK(state));
        if (!(temperatureK is > 150 and < 600)) return false;
        if (IsLumped) Warm(temperatureK);
        Age(state[..Own]);
        if (!OwnRates(state[..Own], currentA, temperatureK, rates[..Own], out var heatW)) return false;
        if (IsLumped) rates[Own] = Heat.RateKPerS(heatW, temperatureK) / WarmingScaleK;
        rates[^1] = _kind switch
        {
            TwinLoadKind.Current => HeldCurrentA(timeS) / _currentScaleA - state[^1],
            TwinLoadKind.Voltage => VoltageV(state[..Own], currentA, temperatureK) - _held,
            TwinLoadKind.Power => (VoltageV(state[..Own], currentA, temperatureK) * currentA - _held) / _currentScaleA,
            _ => VoltageV(state[..Own], currentA, temperatureK) - currentA * _held,
        };
        return true;
    }

    public bool Factor(double timeS, ReadOnlySpan<double> state, double c)
    {
        (_borderReady, _gradientReady, _c) = (false, false, c);
        _temperatureDiagonal = 1 / (1 + c * Heat.CoolingWPerK / Heat.CapacityJPerK);
        var (currentA, temperatureK) = (CurrentA(state), TemperatureK(state));
        if (IsLumped) Warm(temperatureK);
        Age(state[..Own]);
        if (!OwnFactor(state[..Own], currentA, temperatureK, c)) return false;
        if (_kind == TwinLoadKind.Current) return true;
        var voltageV = VoltageV(state[..Own], currentA, temperatureK);
        var own = Gradient(state[..Own], currentA, temperatureK, _gradient);
        var factor = _kind == TwinLoadKind.Power ? currentA / _currentScaleA : 1;
        for (var i = 0; i < _gradient.Length; i++) _gradient[i] *= factor;
        _ownSlope = factor * own * _currentScaleA + _kind switch
        {
            TwinLoadKind.Power => voltageV,
            TwinLoadKind.Resistance => -_held * _currentScaleA,
            _ => 0,
        };
        _gradientReady = true;
        PrepareBorder(c);
        double full = _ownSlope;
        for (var i = 0; i < _gradient.Length; i++) full += _gradient[i] * _border[i];
        return Math.Abs(full) > 1e-300 && double.IsFinite(full);
    }

    public void Solve(Span<double> rightHandSide)
    {
        var own = rightHandSide[..Own];
        OwnSolve(own);
        if (IsLumped) rightHandSide[Own] *= _temperatureDiagonal;
        ref var current = ref rightHandSide[^1];
        if (_gradientReady)
        {
            double seen = current, full = _ownSlope;
            for (var i = 0; i < own.Length; i++)
            {
                seen += _gradient[i] * own[i];
                full += _gradient[i] * _border[i];
            }
            current = -seen / full;
        }
        if (current == 0) return;
        if (!_borderReady) PrepareBorder(_c);
        Kernels.AddScaled(current, _border, own);
    }

    /// <summary>What one unit of the last unknown does to the model's own.</summary>
    private void PrepareBorder(double c)
    {
        Array.Clear(_border);
        Border(_currentScaleA, c, _border);
        OwnSolve(_border);
        _borderReady = true;
    }

    /// <summary>Takes over a temperature: what is computed next holds at it.</summary>
    protected abstract void Warm(double temperatureK);

    /// <summary>Takes over what ageing has made of the electrodes: what is computed next holds for it.</summary>
    protected virtual void Age(ReadOnlySpan<double> own)
    {
    }

    protected abstract void RestOwn(double negative, double positive, Span<double> state);
    protected abstract void GuessOwn(double currentA, Span<double> state);
    protected abstract double VoltageV(ReadOnlySpan<double> state, double currentA, double temperatureK);

    /// <summary>Slope of the voltage in each of the model's own unknowns, and, returned, in the current (V/A).</summary>
    protected abstract double Gradient(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> gradient);

    /// <summary>Rates of the model's own unknowns, and the heat, W, when the model is lumped.</summary>
    protected abstract bool OwnRates(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> rates, out double heatW);
    protected abstract bool OwnFactor(ReadOnlySpan<double> state, double currentA, double temperatureK, double c);
    protected abstract void OwnSolve(Span<double> rightHandSide);

    /// <summary>Fills the right-hand side that <paramref name="currentA"/> more current stands for: c df/dI in differential rows, df/dI in algebraic ones.</summary>
    protected abstract void Border(double currentA, double c, Span<double> rightHandSide);

    private double HeldCurrentA(double timeS)
    {
        if (_profile is null) return _held;
        var t = _profile.TimeS;
        var a = _profile.CurrentA;
        var i = _segment;
        var (t0, t1) = (t[i] + _profileStartS, t[i + 1] + _profileStartS);
        var share = t1 > t0 ? (timeS - t0) / (t1 - t0) : 0;
        return -(a[i] + share * (a[i + 1] - a[i]));
    }
}
