using System.Globalization;

namespace Busbar.Core.Twin.Fit;

public static partial class CellFit
{
    /// <summary>Points of one side of a profile, at most.</summary>
    private const int MostProfilePoints = 12;

    private sealed partial class Search
    {
        /// <summary>Profiles around what was found; leaves the search where it was.</summary>
        internal FitProfile[] Profiles(FitReport report, CancellationToken cancellationToken)
        {
            _white.Apply(_noise, Bend, slopes: false);
            var (variance, memory, weakened) = Spread(problem.Counts.Count(true));
            // Huber's loss rises by the share of the rows that it does not weaken less than a square would.
            (_isProfiling, _information) = (true, 1 / (variance * memory * (1 - weakened)));
            double[] found = [.. _point];
            var least = Settled(-1, cancellationToken);
            double[] best = [.. _point];
            var profiles = report.Estimates.Select(e => Profile(e, best, least, cancellationToken)).ToArray();
            (_isProfiling, _held, _information, _point) = (false, -1, 1, found);
            problem.Evaluate(_point, cancellationToken);
            return profiles;
        }

        /// <summary>Lowers the cost from where the search stands, with one unknown held (-1 for none), and returns it.</summary>
        private double Settled(int held, CancellationToken cancellationToken)
        {
            _held = held;
            Run(cancellationToken);
            return Cost(_point);
        }

        private FitProfile Profile(FitEstimate e, double[] best, double least, CancellationToken cancellationToken)
        {
            var direction = 1 + (int)e.Parameter;
            var unknown = problem.Unknown(direction, 0);
            var sd = Math.Max(e.StandardDeviation, 1e-6);
            var points = new List<(double Value, double Rise)> { (Told(best[unknown]), 0) };
            var low = End(problem.Low[direction], -1);
            var high = End(problem.High[direction], 1);
            points.Sort((a, b) => a.Value.CompareTo(b.Value));
            string? Open(double? end, string side, int at) => end is null
                ? string.Create(CultureInfo.InvariantCulture, $"open {side}: chi-square rises by {points[at].Rise:0.00} only, to {points[at].Value:0.####}")
                : null;
            var notes = string.Join("; ", new[] { Open(low, "below", 0), Open(high, "above", points.Count - 1) }.Where(n => n is not null));
            return new FitProfile(e.Parameter, low, high, notes.Length > 0 ? notes : null, points);

            double Told(double at) => e.Parameter is FitParameter.Capacity or FitParameter.DiffusionTime or FitParameter.SeiRate ? Math.Exp(at) : at;

            // Steps outward until the rise is passed, then between the last two: the root of the rise is nearly straight.
            double? End(double bound, int sign)
            {
                best.CopyTo(_point, 0);
                var (inside, insideRoot, outside, outsideRoot) = (best[unknown], 0.0, double.NaN, double.NaN);
                var goal = Math.Sqrt(FitProfile.Rise);
                for (var i = 0; i < MostProfilePoints; i++)
                {
                    var next = double.IsNaN(outside)
                        ? inside + sign * sd * (insideRoot > 0.3 ? Math.Clamp(1.1 * (goal - insideRoot) * Math.Abs(inside - best[unknown]) / (insideRoot * sd), 0.05, 4) : 1.96)
                        : inside + (outside - inside) * Math.Clamp((goal - insideRoot) / (outsideRoot - insideRoot), 0.05, 0.95);
                    var atBound = sign * next >= sign * bound;
                    if (atBound) next = bound;
                    _point[unknown] = next;
                    if (!problem.Evaluate(_point, cancellationToken)) return null;
                    var rise = Math.Max(0, 2 * (Settled(unknown, cancellationToken) - least));
                    points.Add((Told(next), rise));
                    var root = Math.Sqrt(rise);
                    if (Math.Abs(root - goal) < 0.02) return Told(next);
                    if (root > goal) (outside, outsideRoot) = (next, root);
                    else if (atBound) return null;
                    else (inside, insideRoot) = (next, root);
                }
                return double.IsNaN(outside) ? null : Told(inside + (outside - inside) * (goal - insideRoot) / (outsideRoot - insideRoot));
            }
        }
    }
}
