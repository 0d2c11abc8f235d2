using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Tests.Twin;

public sealed class StiffSolverTests
{
    /// <summary>Two unknowns with a full 2 by 2 matrix by differences.</summary>
    private sealed class Pair(double[] mass, Func<double, double, double, (double, double)> rates) : IStiffSystem
    {
        private readonly double[] _m = new double[4];

        public int Count => 2;
        public ReadOnlySpan<double> Mass => mass;
        public bool FactorsCheaply => true;

        public bool Rates(double timeS, ReadOnlySpan<double> state, Span<double> f)
        {
            (f[0], f[1]) = rates(timeS, state[0], state[1]);
            return double.IsFinite(f[0]) && double.IsFinite(f[1]);
        }

        public bool Factor(double timeS, ReadOnlySpan<double> state, double c)
        {
            const double h = 1e-7;
            var (a, b) = (state[0], state[1]);
            var ((f0, g0), (fa, ga), (fb, gb)) = (rates(timeS, a, b), rates(timeS, a + h, b), rates(timeS, a, b + h));
            double[] j = [(fa - f0) / h, (fb - f0) / h, (ga - g0) / h, (gb - g0) / h];
            for (var i = 0; i < 4; i++) _m[i] = (i is 0 or 3 ? mass[i / 2] : 0) - (mass[i / 2] == 0 ? 1 : c) * j[i];
            return true;
        }

        public void Solve(Span<double> b)
        {
            var d = _m[0] * _m[3] - _m[1] * _m[2];
            (b[0], b[1]) = ((_m[3] * b[0] - _m[1] * b[1]) / d, (_m[0] * b[1] - _m[2] * b[0]) / d);
        }
    }

    /// <summary>Stiff by 1000 and with the solution (cos t, sin t).</summary>
    private static Pair Circle => new([1, 1], (t, a, b) => (-1000 * (a - Math.Cos(t)) - Math.Sin(t), -(b - Math.Sin(t)) + Math.Cos(t)));

    private static (double Error, long Steps) Worst(double tolerance)
    {
        var solver = new StiffSolver(Circle, tolerance, tolerance);
        Assert.Equal(StepOutcome.Stepped, solver.Start(0, [1, 0], 10));
        double worst = 0;
        Span<double> between = stackalloc double[2];
        while (solver.TimeS < 10)
        {
            var before = solver.TimeS;
            Assert.Equal(StepOutcome.Stepped, solver.Step(10));
            for (var k = 1; k <= 4; k++)
            {
                var t = before + k * (solver.TimeS - before) / 4;
                solver.At(t, between);
                worst = Math.Max(worst, Math.Max(Math.Abs(between[0] - Math.Cos(t)), Math.Abs(between[1] - Math.Sin(t))));
            }
        }
        Assert.Equal(10, solver.TimeS);
        return (worst, solver.Steps);
    }

    [Fact]
    public void The_error_follows_the_tolerance_between_the_steps_too()
    {
        foreach (var tolerance in new[] { 1e-4, 1e-5, 1e-6, 1e-7, 1e-8 }) Assert.InRange(Worst(tolerance).Error, 0, 30 * tolerance);
    }

    [Fact]
    public void High_orders_are_used_a_thousand_times_less_error_costs_few_more_steps()
    {
        // At order 1 it would be the root of 1000, 32 times as many; at order 5 a little over 3.
        Assert.InRange((double)Worst(1e-8).Steps / Worst(1e-5).Steps, 1, 6);
    }

    [Fact]
    public void An_algebraic_unknown_is_made_consistent_and_stays_so()
    {
        var solver = new StiffSolver(new Pair([1, 0], (_, y, z) => (-y + z, 0.5 * y - z)), 1e-7, 1e-9);
        Assert.Equal(StepOutcome.Stepped, solver.Start(0, [1, 99], 3, 1000));
        Assert.Equal(0.5, solver.State[1], 9);
        while (solver.TimeS < 3) solver.Step(3);
        Assert.Equal(Math.Exp(-1.5), solver.State[0], 5);
        Assert.Equal(0.5 * solver.State[0], solver.State[1], 8);
    }

    /// <summary>z follows a zigzag at once, y follows z: on each piece y = start + slope (t - 1) + C exp(-t).</summary>
    private static (double WorstError, long Steps, long Rejections) Zigzag(bool told)
    {
        var (from, slope, start) = (0.0, 1.0, 0.0);
        var solver = new StiffSolver(new Pair([1, 0], (t, y, z) => (z - y, start + slope * (t - from) - z)), 1e-6, 1e-6);
        Assert.Equal(StepOutcome.Stepped, solver.Start(0, [0, 0], 1));
        double exact = 0, worst = 0;
        for (var corner = 1; corner <= 100; corner++)
        {
            while (solver.TimeS < corner) Assert.Equal(StepOutcome.Stepped, solver.Step(corner));
            exact = start + (exact - start + slope) * Math.Exp(-1);
            worst = Math.Max(worst, Math.Abs(solver.State[0] - exact));
            (from, start, slope) = (corner, start + slope, -slope);
            if (told) solver.Bend(1, 2 * slope);
        }
        return (worst, solver.Steps, solver.Rejections);
    }

    [Fact]
    public void A_corner_that_is_told_costs_fewer_steps()
    {
        var (told, found) = (Zigzag(true), Zigzag(false));
        TestContext.Current.TestOutputHelper?.WriteLine($"told {told}, found {found}");
        Assert.InRange(told.WorstError, 0, 5e-5);
        Assert.True(told.Rejections < 0.8 * found.Rejections && told.Steps < 0.9 * found.Steps, $"told {told}, found {found}");
    }

    [Fact]
    public void A_run_into_infinity_ends_with_the_last_good_state()
    {
        var solver = new StiffSolver(new Pair([1, 1], (_, y, z) => (y * y, -z)), 1e-6, 1e-6);
        solver.Start(0, [1, 1], 2);
        var outcome = StepOutcome.Stepped;
        for (var i = 0; i < 100_000 && outcome == StepOutcome.Stepped && solver.TimeS < 2; i++) outcome = solver.Step(2);
        Assert.Equal(StepOutcome.StepTooSmall, outcome);
        Assert.InRange(solver.TimeS, 0.99, 1.01);
        Assert.True(double.IsFinite(solver.State[0]));
    }

    [Fact]
    public void Equations_without_a_consistent_start_are_told()
    {
        var solver = new StiffSolver(new Pair([1, 0], (_, y, z) => (-y, z * z + 1)), 1e-6, 1e-6);
        Assert.Equal(StepOutcome.NoStart, solver.Start(0, [1, 3], 1));
        Assert.Equal(StepOutcome.NoStart, solver.Start(0, [double.NaN, 3], 1));
    }

    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(double.NaN, 1e-6)]
    [InlineData(1e-6, 0)]
    public void Tolerances_that_mean_nothing_are_refused(double relative, double absolute) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StiffSolver(Circle, relative, absolute));
}
