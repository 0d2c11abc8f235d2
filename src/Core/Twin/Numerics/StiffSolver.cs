namespace Busbar.Core.Twin.Numerics;

/// <summary>What a step came to.</summary>
public enum StepOutcome
{
    /// <summary>The state has moved on.</summary>
    Stepped,

    /// <summary>No step above the smallest meets the tolerance: the state is the last good one.</summary>
    StepTooSmall,

    /// <summary>The state is not finite, or no consistent start was found.</summary>
    NoStart,
}

/// <summary>
/// Numerical differentiation formulas of order 1 to 5 in quasi-constant steps on backward differences: Shampine and Reichelt, The MATLAB ODE
/// Suite, SIAM J. Sci. Comput. 18 (1997) 1, sections 2.1 to 2.3, for index-1 systems as in Shampine, Reichelt and Kierzenka, SIAM Review 41 (1999)
/// 538. A simplified Newton iteration reuses its factored matrix while the step hardly changes. All memory is taken in the constructor; a
/// step allocates nothing. Not safe for several threads at once.
/// </summary>
public sealed class StiffSolver
{
    private const int MaxOrder = 5;
    private const int MaxIterations = 4;
    private const double LeastFactor = 0.2;
    private const double GreatestFactor = 8;

    /// <summary>Steps tried in vain from one state before its algebraic unknowns are made consistent anew.</summary>
    private const int FailuresBeforeRestart = 6;

    /// <summary>Kappa of Shampine and Reichelt, table 1; order 5 is the plain BDF.</summary>
    private static readonly double[] Kappa = [0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0];

    /// <summary>Sums of 1/k.</summary>
    private static readonly double[] Gamma = [0, 1, 1.5, 11.0 / 6, 25.0 / 12, 137.0 / 60];

    private readonly IStiffSystem _system;
    private readonly int _n;
    private readonly double _relativeTolerance;
    private readonly double _absoluteTolerance;
    private readonly double _newtonTolerance;
    private readonly double[] _memory;

    private int _order = 1;
    private int _equalSteps;
    private int _nextOrder = 1;
    private double _nextFactor = 1;
    private double _factoredC;
    private int _stepsSinceFactor;
    private double _rate = 1;
    private int _rateAge;

    /// <summary>Makes a solver for a system.</summary>
    /// <param name="system">The system; its <see cref="IStiffSystem.Count"/> must not change.</param>
    /// <param name="relativeTolerance">Error per step allowed, of the value; 1e-12 to 1e-1.</param>
    /// <param name="absoluteTolerance">Error per step allowed besides, in the system's own scale; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance is out of range.</exception>
    public StiffSolver(IStiffSystem system, double relativeTolerance, double absoluteTolerance)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (!(relativeTolerance is >= 1e-12 and <= 0.1)) throw new ArgumentOutOfRangeException(nameof(relativeTolerance), relativeTolerance, "Allowed: 1e-12 to 0.1.");
        if (!(absoluteTolerance is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(absoluteTolerance), absoluteTolerance, "Allowed: above 0 to 1.");
        (_system, _n) = (system, system.Count);
        (_relativeTolerance, _absoluteTolerance) = (relativeTolerance, absoluteTolerance);
        _newtonTolerance = Math.Max(2e-15 / relativeTolerance, 0.01);
        _memory = new double[_n * (MaxOrder + 3 + 7)];
    }

    /// <summary>What both tolerances are multiplied by from the next step on, above 0 to 1; default 1.</summary>
    public double Strictness { get; set; } = 1;

    /// <summary>Where the state stands, s.</summary>
    public double TimeS { get; private set; }

    /// <summary>The step that was taken last, or the first one tried, s.</summary>
    public double StepSizeS { get; private set; }

    /// <summary>The order of the formula.</summary>
    public int Order => _order;

    /// <summary>Steps taken since the solver was made.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps tried again shorter since the solver was made.</summary>
    public long Rejections { get; private set; }

    /// <summary>Evaluations of the rates since the solver was made.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Factorisations since the solver was made.</summary>
    public long Factorisations { get; private set; }

    /// <summary>The state at <see cref="TimeS"/>.</summary>
    public ReadOnlySpan<double> State => Row(0);

    private Span<double> Row(int k) => _memory.AsSpan(k * _n, _n);
    private Span<double> Work(int k) => _memory.AsSpan((MaxOrder + 3 + k) * _n, _n);

    /// <summary>
    /// Starts anew at order 1: after a jump of the load, or at the beginning. The differential unknowns are taken as they are; the algebraic ones
    /// are made consistent by Newton's method from the guess in <paramref name="state"/>, each moved by at most <paramref name="greatestMove"/> at a time.
    /// </summary>
    public StepOutcome Start(double timeS, ReadOnlySpan<double> state, double longestStepS, double greatestMove = 0.1)
    {
        TimeS = timeS;
        var y = Row(0);
        state.CopyTo(y);
        if (!Consistent(timeS, y, greatestMove)) return StepOutcome.NoStart;
        var mass = _system.Mass;
        var f = Work(0);
        var scale = Work(1);
        var trial = Work(2);
        var f2 = Work(3);
        if (!_system.Rates(timeS, y, f)) return StepOutcome.NoStart;
        Evaluations++;
        for (var i = 0; i < _n; i++)
        {
            if (!double.IsFinite(y[i]) || !double.IsFinite(f[i])) return StepOutcome.NoStart;
            f[i] *= mass[i];
        }
        Kernels.InverseScale(Strictness * _absoluteTolerance, Strictness * _relativeTolerance, y, scale);
        var size = Kernels.Norm(y, scale);
        var slope = Kernels.Norm(f, scale);
        var first = size < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * size / slope;
        first = Math.Min(first, longestStepS);
        for (var i = 0; i < _n; i++) trial[i] = y[i] + first * f[i];
        double bend = 0;
        if (_system.Rates(timeS + first, trial, f2))
        {
            for (var i = 0; i < _n; i++) trial[i] = mass[i] * (f2[i] - f[i]);
            bend = Kernels.Norm(trial, scale) / first;
            if (AlgebraicSlopes(f2, first)) for (var i = 0; i < _n; i++) f[i] += (1 - mass[i]) * f2[i];
        }
        Evaluations++;
        var second = bend > 0 ? Math.Sqrt(0.1 / bend) : 100 * first;
        StepSizeS = Math.Min(Math.Min(100 * first, second), longestStepS);

        for (var k = 1; k < MaxOrder + 3; k++) Row(k).Clear();
        for (var i = 0; i < _n; i++) Row(1)[i] = f[i] * StepSizeS;
        (_order, _nextOrder, _nextFactor, _equalSteps) = (1, 1, 1, 0);
        (_factoredC, _rate, _rateAge) = (0, 1, 0);
        return StepOutcome.Stepped;
    }

    /// <summary>
    /// Tells of a corner: from <see cref="TimeS"/> on the equation of one algebraic unknown has another slope in time, as where a current that
    /// is linear between points meets the next piece. The history is kept, and what the corner does is added to it, by the last factored matrix: to the
    /// algebraic unknowns a straight line, to the differential ones, whose slopes have no corner, a parabola.
    /// </summary>
    /// <param name="unknown">The unknown whose equation has the corner.</param>
    /// <param name="perS">By how much the slope of its residual is greater from here on.</param>
    /// <remarks><see cref="At"/> has no meaning then before the next step.</remarks>
    public void Bend(int unknown, double perS)
    {
        if (_factoredC == 0) return;
        var change = Work(5);
        change.Clear();
        change[unknown] = perS * _factoredC;
        _system.Solve(change);
        // Backward differences of a t over a step h: a h; of a t^2/2: -a h^2/2, then a h^2. A change of step that is due rewrites them with the others.
        var (line, parabola) = (StepSizeS / _factoredC, _order > 1 && _nextOrder > 1 ? StepSizeS * StepSizeS / (_factoredC * _factoredC) : 0);
        var mass = _system.Mass;
        var first = Row(1);
        var second = Row(2);
        for (var i = 0; i < _n; i++)
        {
            first[i] += ((1 - mass[i]) * line - mass[i] * 0.5 * parabola) * change[i];
            second[i] += mass[i] * parabola * change[i];
        }
        _equalSteps = 0;
    }

    /// <summary>Takes one step, not beyond <paramref name="stopS"/>.</summary>
    public StepOutcome Step(double stopS)
    {
        if (_nextOrder != _order || _nextFactor != 1)
        {
            _order = _nextOrder;
            Stretch(_nextFactor);
            _nextFactor = 1;
        }
        var room = stopS - TimeS;
        if (room <= 0) return StepOutcome.Stepped;
        // Lands on the stop; a rest shorter than a step is shared between two.
        if (StepSizeS * 1.01 >= room) Stretch(room / StepSizeS);
        else if (StepSizeS * 2 > room) Stretch(0.5 * room / StepSizeS);

        var least = Math.Max(1e-13 * Math.Abs(TimeS), 1e-12);
        var scale = Work(1);
        var psi = Work(2);
        var predicted = Work(3);
        var change = Work(4);
        var (iterations, failures) = (0, 0);
        double error;
        for (; ; )
        {
            if (++failures > FailuresBeforeRestart)
            {
                // An algebraic unknown that a step left a little off its equations is off by as much after any step, however short.
                var good = Work(6);
                Row(0).CopyTo(good);
                if (Start(TimeS, good, StepSizeS) != StepOutcome.Stepped)
                {
                    good.CopyTo(Row(0));
                    return StepOutcome.StepTooSmall;
                }
                failures = int.MinValue;
            }
            if (!(StepSizeS >= Math.Min(least, room))) return StepOutcome.StepTooSmall;
            Predict(predicted, psi);
            Kernels.InverseScale(Strictness * _absoluteTolerance, Strictness * _relativeTolerance, predicted, scale);
            if (!Correct(predicted, psi, scale, change, out iterations))
            {
                Rejections++;
                Stretch(0.5);
                continue;
            }
            error = ErrorConstant(_order) * Kernels.Norm(change, scale);
            if (error <= 1) break;
            Rejections++;
            Stretch(Math.Max(LeastFactor, Safety(iterations) * Math.Pow(error, -1.0 / (_order + 1))));
        }
        Steps++;
        _stepsSinceFactor++;
        _equalSteps++;
        TimeS = StepSizeS >= room * (1 - 1e-12) ? stopS : TimeS + StepSizeS;
        var newest = Row(_order + 2);
        change.CopyTo(newest);
        Kernels.AddScaled(-1, Row(_order + 1), newest);
        change.CopyTo(Row(_order + 1));
        for (var k = _order; k >= 0; k--) Kernels.Add(Row(k + 1), Row(k));
        if (_equalSteps > _order) ChooseOrder(error, scale, iterations);
        return StepOutcome.Stepped;
    }

    /// <summary>The state at a time within the last step, by the polynomial that the formula rests on.</summary>
    public void At(double timeS, Span<double> state)
    {
        Row(0).CopyTo(state);
        var weight = 1.0;
        for (var k = 1; k <= _order; k++)
        {
            weight *= (timeS - TimeS + (k - 1) * StepSizeS) / (k * StepSizeS);
            Kernels.AddScaled(weight, Row(k), state);
        }
    }

    private static double Alpha(int order) => (1 - Kappa[order]) * Gamma[order];
    private static double ErrorConstant(int order) => Kappa[order] * Gamma[order] + 1.0 / (order + 1);
    private static double Safety(int iterations) => 0.9 * (2 * MaxIterations + 1) / (2 * MaxIterations + iterations);

    private void Predict(Span<double> predicted, Span<double> psi)
    {
        Row(0).CopyTo(predicted);
        psi.Clear();
        var inverse = 1 / Alpha(_order);
        for (var k = 1; k <= _order; k++)
        {
            Kernels.Add(Row(k), predicted);
            Kernels.AddScaled(Gamma[k] * inverse, Row(k), psi);
        }
    }

    /// <summary>Newton's iteration for the change from the prediction; with a fresh matrix once more if an old one does not serve.</summary>
    private bool Correct(Span<double> predicted, Span<double> psi, Span<double> scale, Span<double> change, out int iterations)
    {
        var c = StepSizeS / Alpha(_order);
        var t = TimeS + StepSizeS;
        var fresh = _system.FactorsCheaply ? _factoredC != c || _stepsSinceFactor > 5 : !(Math.Abs(c / _factoredC - 1) < 0.2) || _stepsSinceFactor > 20;
        for (; ; )
        {
            if (fresh && !Factor(t, predicted, c))
            {
                iterations = 0;
                return false;
            }
            if (Iterate(t, c, predicted, psi, scale, change, out iterations)) return true;
            if (fresh) return false;
            fresh = true;
        }
    }

    private bool Factor(double t, ReadOnlySpan<double> state, double c)
    {
        Factorisations++;
        (_factoredC, _stepsSinceFactor) = (c, 0);
        if (_system.Factor(t, state, c)) return true;
        _factoredC = 0;
        return false;
    }

    private bool Iterate(double t, double c, Span<double> predicted, Span<double> psi, Span<double> scale, Span<double> change, out int iterations)
    {
        var y = Work(0);
        var f = Work(5);
        var mass = _system.Mass;
        predicted.CopyTo(y);
        change.Clear();
        double previous = 0;
        for (iterations = 1; iterations <= MaxIterations; iterations++)
        {
            Evaluations++;
            if (!_system.Rates(t, y, f)) return false;
            Kernels.Residual(c, mass, psi, change, f);
            _system.Solve(f);
            var norm = Kernels.Norm(f, scale);
            if (!double.IsFinite(norm)) return false;
            var rate = iterations == 1 ? 0 : norm / previous;
            Kernels.Add(f, y);
            Kernels.Add(f, change);
            if (iterations == 1 && _rateAge < 10 && _rate * norm < 0.1 * _newtonTolerance)
            {
                _rateAge++;
                return true;
            }
            if (iterations == 2) (_rate, _rateAge) = (rate, 0);
            // What is left after this correction; where corrections no longer shrink they are rounding, or the iteration does not converge.
            var left = rate < 1 ? rate / (1 - rate) * norm : 10 * norm;
            if (norm < 0.01 * _newtonTolerance || (iterations > 1 && left < _newtonTolerance)) return true;
            if (iterations > 1 && (rate >= 1 || Math.Pow(rate, MaxIterations - iterations) / (1 - rate) * norm > _newtonTolerance)) return false;
            previous = norm;
        }
        return false;
    }

    private void ChooseOrder(double error, Span<double> scale, int iterations)
    {
        var best = Math.Pow(Math.Max(error, 1e-10), -1.0 / (_order + 1));
        var order = _order;
        if (_order > 1)
        {
            var lower = Math.Pow(Math.Max(ErrorConstant(_order - 1) * Kernels.Norm(Row(_order), scale), 1e-10), -1.0 / _order);
            if (lower > best) (best, order) = (lower, _order - 1);
        }
        if (_order < MaxOrder)
        {
            var higher = Math.Pow(Math.Max(ErrorConstant(_order + 1) * Kernels.Norm(Row(_order + 2), scale), 1e-10), -1.0 / (_order + 2));
            if (higher > best) (best, order) = (higher, _order + 1);
        }
        var factor = Math.Min(GreatestFactor, Safety(iterations) * best);
        _nextOrder = order;
        _nextFactor = factor is > 0.9 and < 1.2 ? 1 : factor;
    }

    /// <summary>Rewrites the differences for a step <paramref name="factor"/> times as long, by the polynomial through them.</summary>
    private void Stretch(double factor)
    {
        _equalSteps = 0;
        if (factor == 1) return;
        StepSizeS *= factor;
        var q = _order;
        // Column j of W(factor) U with the triangular matrices of section 2.2: D_new = (R(factor) U)^T D, U = R(1).
        Span<double> r = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        Span<double> u = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        Differences(factor, q, r);
        Differences(1, q, u);
        Span<double> m = stackalloc double[(MaxOrder + 1) * (MaxOrder + 1)];
        for (var i = 1; i <= q; i++)
            for (var j = 1; j <= q; j++)
            {
                double sum = 0;
                for (var k = 1; k <= q; k++) sum += r[i * 6 + k] * u[k * 6 + j];
                m[i * 6 + j] = sum;
            }
        Kernels.Combine(m, 6, q, _memory, _n);
    }

    /// <summary>Products (m - 1 - factor i)/m down each column.</summary>
    private static void Differences(double factor, int order, Span<double> r)
    {
        for (var i = 1; i <= order; i++)
        {
            var product = 1.0;
            for (var m = 1; m <= order; m++)
            {
                product *= (m - 1 - factor * i) / m;
                r[m * 6 + i] = product;
            }
        }
    }

    /// <summary>Turns rates a little later, the algebraic unknowns held, into those unknowns' slopes, by the matrix of the consistent start.</summary>
    /// <returns>False where there are none, or they have no value.</returns>
    private bool AlgebraicSlopes(Span<double> rates, double laterS)
    {
        var mass = _system.Mass;
        var any = false;
        for (var i = 0; i < _n; i++)
        {
            any |= mass[i] == 0;
            rates[i] *= 1 - mass[i];
        }
        if (!any) return false;
        _system.Solve(rates);
        for (var i = 0; i < _n; i++)
        {
            rates[i] /= laterS;
            if (!double.IsFinite(rates[i])) return false;
        }
        return true;
    }

    /// <summary>Newton's method for the algebraic unknowns alone: the iteration matrix with c = 0 holds the others.</summary>
    private bool Consistent(double t, Span<double> y, double greatestMove)
    {
        var f = Work(5);
        var mass = _system.Mass;
        var any = false;
        foreach (var m in mass) any |= m == 0;
        if (!any) return true;
        for (var iteration = 0; iteration < 100; iteration++)
        {
            Evaluations++;
            if (!_system.Rates(t, y, f)) return false;
            if (!Factor(t, y, 0)) return false;
            for (var i = 0; i < _n; i++) f[i] = mass[i] == 0 ? f[i] : 0;
            _system.Solve(f);
            double greatest = 0;
            for (var i = 0; i < _n; i++) greatest = Math.Max(greatest, mass[i] == 0 ? Math.Abs(f[i]) : 0);
            if (!double.IsFinite(greatest)) return false;
            var damping = greatest > greatestMove ? greatestMove / greatest : 1;
            for (var i = 0; i < _n; i++) if (mass[i] == 0) y[i] += damping * f[i];
            if (greatest < 1e-12 || (greatest < 1e-9 && iteration > 20)) return true;
        }
        return false;
    }
}
