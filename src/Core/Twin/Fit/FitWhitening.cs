using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Fit;

/// <summary>
/// Residuals and their slopes, freed from the memory that an uncertain current leaves in them. Charge that the current sensor did not see wanders like
/// a random walk and shifts every later voltage by the slope that it has on the state of charge. A scalar Kalman filter per window takes
/// out of the residuals, and of each column of slopes alike, what earlier rows say of it: generalised least squares for the cost of a few
/// multiplications per row (Kailath 1968, IEEE TAC 13 646, innovations).
/// </summary>
internal sealed class FitWhitening
{
    private readonly FitProblem _problem;
    private readonly IReadOnlyList<TelemetryWindow> _windows;
    private readonly double _wander; // variance of the place per second

    internal FitWhitening(FitProblem problem, IReadOnlyList<TelemetryWindow> windows, double wanderPerRootHour)
    {
        (_problem, _windows) = (problem, windows);
        _wander = wanderPerRootHour * wanderPerRootHour / 3600;
        (Residual, Slopes) = (new double[problem.Rows], new double[problem.Rows * Dual.Directions]);
    }

    /// <summary>Innovations over their standard deviation.</summary>
    internal double[] Residual { get; }

    /// <summary>Slopes, of the same unit: eight per row.</summary>
    internal double[] Slopes { get; }

    /// <summary>Fills the residuals, and the slopes when asked, at a noise of the voltage; what lies far off counts less, from <paramref name="bend"/> standard deviations on.</summary>
    internal void Apply(double noiseV, double bend, bool slopes)
    {
        Span<double> columns = stackalloc double[Dual.Directions];
        for (var w = 0; w < _windows.Count; w++)
        {
            var times = _windows[w].TimeS;
            var (from, to) = _problem.RowsOf(w);
            var (place, variance, before) = (0.0, 0.0, double.NaN);
            columns.Clear();
            for (var k = from; k < to; k++)
            {
                if (!_problem.Counts[k]) continue;
                if (!double.IsNaN(before)) variance += _wander * (times[k - from] - before);
                before = times[k - from];
                var row = _problem.Slopes.AsSpan(k * Dual.Directions, Dual.Directions);
                var slope = row[FitProblem.StartDirection];
                var spread = slope * slope * variance;
                var sd = Math.Sqrt(spread + noiseV * noiseV);
                var innovation = _problem.Residual[k] - slope * place;
                var size = Math.Abs(innovation) / sd;
                Residual[k] = innovation / sd;
                var gain = variance * slope / (spread + noiseV * noiseV * Math.Max(1, size / bend));
                place += gain * innovation;
                if (slopes)
                    for (var d = 0; d < Dual.Directions; d++)
                    {
                        var own = row[d] - slope * columns[d];
                        Slopes[k * Dual.Directions + d] = own / sd;
                        columns[d] += gain * own;
                    }
                variance *= 1 - gain * slope;
            }
        }
    }
}
