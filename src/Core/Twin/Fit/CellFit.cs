using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fit;

/// <summary>
/// Parameters of a cell from its telemetry, with intervals that hold. The reduced model runs through all windows with its slopes; Levenberg's and
/// Marquardt's steps (Marquardt 1963, J. SIAM 11 431) lower Huber's loss (Huber 1964, Ann. Math. Statist. 35 73) of the voltage by weights that
/// follow the residuals, after <see cref="FitWhitening"/> took the wandering charge out of them. Intervals come from the curvature at the end, Huber's factor, the residuals' memory, and what is believed of
/// the current sensor, by Student's t. What the telemetry cannot show stays in the fit, so that it widens the other intervals as it should, and
/// is refused in the report. Pure.
/// </summary>
public static partial class CellFit
{
    /// <summary>Where Huber's loss turns from square to straight, in standard deviations: 95 % as efficient as least squares on pure noise.</summary>
    private const double Bend = 1.345;

    /// <summary>Finds the parameters.</summary>
    /// <param name="windows">Telemetry from <see cref="TelemetryCleaner"/>, in order of time.</param>
    /// <param name="options">What is looked for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ArgumentException">An option is wrong, there is no window, or the model has no voltage at the start; the message says what and why.</exception>
    public static FitReport Of(IReadOnlyList<TelemetryWindow> windows, FitOptions options, CancellationToken cancellationToken = default)
    {
        FitOptions.Checked(options);
        ArgumentNullException.ThrowIfNull(windows);
        if (options.Between is null)
        {
            var linear = Of(windows, options with { Between = CurrentBetween.Linear, Profiles = false }, cancellationToken);
            var held = Of(windows, options with { Between = CurrentBetween.Held, Profiles = false }, cancellationToken);
            var best = Misfit(held) < Misfit(linear) ? held : linear;
            return options.Profiles ? Of(windows, options with { Between = best.Between }, cancellationToken) : best;
        }
        if (windows.Count == 0) throw new ArgumentException("There is no window of telemetry to fit; every row was left out, or none came.", nameof(windows));
        if (windows.Count > 200) throw new ArgumentException($"There are {windows.Count} windows; allowed: 200. A longer CleaningRules.GapS joins them.", nameof(windows));
        var problem = new FitProblem(options, windows);
        var used = problem.Counts.Count(c => c);
        if (used < problem.Unknowns + 10)
            throw new ArgumentException($"{used} of {problem.Rows} rows count, for {problem.Unknowns} unknowns; the first {4 * FitEvidence.MemoryS(options.Cell):0} s of a window that does not begin at rest do not.", nameof(windows));
        var search = new Search(problem, options, windows);
        search.Run(cancellationToken);
        var report = search.Report(used);
        return options.Profiles ? report with { Profiles = search.Profiles(report, cancellationToken) } : report;
    }

    private static double Misfit(FitReport report) => report.Windows.Sum(w => w.Used * w.RmseV * w.RmseV);

    private sealed partial class Search(FitProblem problem, FitOptions options, IReadOnlyList<TelemetryWindow> windows)
    {
        private readonly FitWhitening _white = new(problem, windows, options.ChargeWander * options.Cell.NominalCapacityAh
            / (options.Start.CapacityFactor * Battery.ElectrodeHealth.CapacityOfAh(options.Cell, options.Cell.Negative)));
        private readonly int _n = problem.Unknowns;
        private readonly double[] _normal = new double[problem.Unknowns * problem.Unknowns];
        private readonly double[] _right = new double[problem.Unknowns];
        private readonly double[] _sizes = new double[problem.Rows];
        private double[] _point = problem.Guess();
        private double _noise;
        private int _iterations;
        private bool _converged;

        /// <summary>By how much a residual counts against what is believed beforehand: 1, but along profiles, where chi-square is to be one of white residuals.</summary>
        private double _information = 1;

        /// <summary>Whether profiles are looked for: then the noise stays what it is.</summary>
        private bool _isProfiling;

        /// <summary>The unknown that a profile holds where it is; -1 for none.</summary>
        private int _held = -1;

        internal void Run(CancellationToken cancellationToken)
        {
            if (!problem.Evaluate(_point, cancellationToken)) throw new ArgumentException("The model has no voltage where the search begins: the telemetry is not from a cell of this set.", nameof(cancellationToken));
            var (factor, step, trial) = (new double[_n * _n], new double[_n], new double[_n]);
            var (residual, slopes) = (new double[problem.Rows], new double[problem.Rows * Dual.Directions]);
            var damping = 1e-3;
            if (!_isProfiling)
            {
                _noise = options.LeastNoiseV;
                for (var i = 0; i < 5; i++) _noise = Noise();
            }
            (_iterations, _converged) = (0, false);
            while (_iterations < options.MaxIterations && !_converged)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _iterations++;
                var cost = Cost(_point);
                Sum(weakened: true, _information);
                Hold();
                var tried = false;
                while (!tried)
                {
                    _normal.CopyTo(factor, 0);
                    for (var i = 0; i < _n; i++) factor[i * _n + i] *= 1 + damping;
                    _right.CopyTo(step, 0);
                    if (!SymmetricSystem.Factor(factor, _n))
                    {
                        damping = Math.Max(damping, 1e-6) * 10;
                        if (damping > 1e12) return;
                        continue;
                    }
                    SymmetricSystem.Solve(factor, _n, step);
                    Bounded(step, trial);
                    double gain = 0;
                    for (var i = 0; i < _n; i++) gain += step[i] * _right[i];
                    problem.Swap(ref residual, ref slopes);
                    if (problem.Evaluate(trial, cancellationToken) && Cost(trial) is var now && now <= cost * (1 + 1e-12))
                    {
                        (_point, trial) = (trial, _point);
                        damping = Math.Max(1e-9, damping * 0.1);
                        var before = _noise;
                        if (!_isProfiling) _noise = Noise();
                        // The step would lower a cost of about one per row by next to nothing, and the noise is known.
                        _converged = gain < 1e-4 && Math.Abs(_noise / before - 1) < 1e-3;
                        tried = true;
                    }
                    else
                    {
                        problem.Swap(ref residual, ref slopes);
                        if (gain < 1e-4)
                        {
                            _converged = true;
                            break;
                        }
                        damping = Math.Max(damping, 1e-6) * 10;
                        if (damping > 1e12) return;
                    }
                }
                if (!_isProfiling) options.Iterated?.Invoke(_iterations, Rmse(0, problem.Rows));
            }
        }

        /// <summary>Keeps the unknown of a profile where it is: its row and column become those of the unit matrix.</summary>
        private void Hold()
        {
            if (_held < 0) return;
            for (var i = 0; i < _n; i++) _normal[i * _n + _held] = _normal[_held * _n + i] = 0;
            (_normal[_held * _n + _held], _right[_held]) = (1, 0);
        }

        /// <summary>Noise of the voltage from the median of the residuals' sizes, V: what lies far off does not move it.</summary>
        private double Noise()
        {
            var count = 0;
            _white.Apply(_noise, Bend, slopes: false);
            for (var k = 0; k < problem.Rows; k++)
                if (problem.Counts[k]) _sizes[count++] = Math.Abs(_white.Residual[k]);
            var sizes = _sizes.AsSpan(0, count);
            sizes.Sort();
            return Math.Max(options.LeastNoiseV, 1.4826 * sizes[count / 2] * _noise);
        }

        private double Cost(ReadOnlySpan<double> point)
        {
            double sum = 0;
            _white.Apply(_noise, Bend, slopes: false);
            for (var k = 0; k < problem.Rows; k++)
            {
                if (!problem.Counts[k]) continue;
                var size = Math.Abs(_white.Residual[k]);
                sum += size <= Bend ? 0.5 * size * size : Bend * (size - 0.5 * Bend);
            }
            sum *= _information;
            for (var d = 1; d < Dual.Directions; d++)
                if (problem.Unknown(d, 0) is >= 0 and var i) sum += 0.5 * Math.Pow((point[i] - problem.Mean[d]) / problem.Sd[d], 2);
            return sum;
        }

        /// <summary>The matrix of the normal equations and their right-hand side.</summary>
        private void Sum(bool weakened, double information)
        {
            Array.Clear(_normal);
            Array.Clear(_right);
            _white.Apply(_noise, Bend, slopes: true);
            Span<double> block = stackalloc double[Dual.Directions * Dual.Directions];
            Span<double> side = stackalloc double[Dual.Directions];
            for (var w = 0; w < _n - problem.Common; w++)
            {
                block.Clear();
                side.Clear();
                var (from, to) = problem.RowsOf(w);
                for (var k = from; k < to; k++)
                {
                    if (!problem.Counts[k]) continue;
                    var residual = _white.Residual[k];
                    var size = Math.Abs(residual);
                    var weight = information * (weakened && size > Bend ? Bend / size : 1);
                    var s = _white.Slopes.AsSpan(k * Dual.Directions, Dual.Directions);
                    for (var i = 0; i < s.Length; i++)
                    {
                        var scaled = weight * s[i];
                        side[i] += scaled * residual;
                        for (var j = 0; j <= i; j++) block[i * Dual.Directions + j] += scaled * s[j];
                    }
                }
                for (var i = 0; i < Dual.Directions; i++)
                {
                    if (problem.Unknown(i, w) is not (>= 0 and var a)) continue;
                    _right[a] += side[i];
                    for (var j = 0; j <= i; j++)
                    {
                        if (problem.Unknown(j, w) is not (>= 0 and var b)) continue;
                        _normal[a * _n + b] += block[i * Dual.Directions + j];
                        if (a != b) _normal[b * _n + a] += block[i * Dual.Directions + j];
                    }
                }
            }
            for (var d = 1; d < Dual.Directions; d++)
            {
                if (problem.Unknown(d, 0) is not (>= 0 and var i)) continue;
                var belief = 1 / (problem.Sd[d] * problem.Sd[d]);
                _normal[i * _n + i] += belief;
                _right[i] += belief * (problem.Mean[d] - _point[i]);
            }
        }

        private void Bounded(ReadOnlySpan<double> step, Span<double> trial)
        {
            for (var i = 0; i < _n; i++) trial[i] = _point[i] + step[i];
            for (var d = 1; d < Dual.Directions; d++)
                if (problem.Unknown(d, 0) is >= 0 and var i) trial[i] = Math.Clamp(trial[i], problem.Low[d], problem.High[d]);
            for (var i = problem.Common; i < _n; i++) trial[i] = Math.Clamp(trial[i], 1e-4, 1 - 1e-4);
        }

        private double Rmse(int from, int to)
        {
            double sum = 0, count = 0;
            for (var k = from; k < to; k++)
            {
                if (!problem.Counts[k]) continue;
                sum += problem.Residual[k] * problem.Residual[k];
                count++;
            }
            return count > 0 ? Math.Sqrt(sum / count) : 0;
        }

        /// <summary>Variance per row of the estimate, Huber's: mean of psi squared over the square of the mean slope of psi (Huber 1981, Robust Statistics, 7.6);
        /// and by how much the residuals' memory inflates it.</summary>
        private (double Variance, double Memory, double Weakened) Spread(int used)
        {
            double squares = 0, inside = 0;
            var psi = new double[used];
            var count = 0;
            for (var w = 0; w < _n - problem.Common; w++)
            {
                var (from, to) = problem.RowsOf(w);
                for (var k = from; k < to; k++)
                {
                    if (!problem.Counts[k]) continue;
                    var r = Math.Clamp(_white.Residual[k], -Bend, Bend);
                    squares += r * r;
                    if (Math.Abs(_white.Residual[k]) <= Bend) inside++;
                    psi[count++] = r;
                }
            }
            double freedom = used - _n, slope = inside / used;
            // Not below the least noise: what the model is off does not average out.
            var variance = Math.Max(squares / freedom / (slope * slope), Math.Pow(options.LeastNoiseV / _noise, 2));
            // Sum of the autocorrelation up to where it cannot be told from none.
            double memory = 1, least = 2 / Math.Sqrt(used);
            for (var lag = 1; lag < used / 4; lag++)
            {
                double product = 0;
                for (var k = lag; k < used; k++) product += psi[k] * psi[k - lag];
                var correlation = product / squares;
                if (correlation < least) break;
                memory += 2 * correlation;
            }
            return (variance, memory, 1 - slope);
        }

        internal FitReport Report(int used)
        {
            _white.Apply(_noise, Bend, slopes: false);
            var (variance, memory, weakened) = Spread(used);
            Sum(weakened: false, 1 / (variance * memory));
            var covariance = SymmetricSystem.Inverse(_normal, _n)
                ?? throw new ArgumentException("The telemetry leaves two unknowns that cannot be told apart; fewer parameters, or CurrentGainSd and CurrentOffsetSdA of 0, can be fitted.", nameof(used));
            var t = Quantiles.Student(0.5 + 0.5 * options.Confidence, Math.Max(3, used / memory - _n));
            var parameters = options.Parameters;
            var estimates = new FitEstimate[parameters.Count];
            var health = options.Start;
            var small = new double[parameters.Count * parameters.Count];
            for (var i = 0; i < estimates.Length; i++)
            {
                estimates[i] = Estimate(parameters[i], covariance, t);
                if (estimates[i].IsShown) health = With(health, parameters[i], estimates[i].Value);
                for (var j = 0; j < estimates.Length; j++)
                    small[i * estimates.Length + j] = covariance[problem.Unknown(1 + (int)parameters[i], 0) * _n + problem.Unknown(1 + (int)parameters[j], 0)];
            }
            var lost = problem.Value(_point, 1 + (int)FitParameter.LostLithium);
            var (capacity, interval) = Capacity(estimates, health, covariance, t);
            return new FitReport
            {
                Estimates = estimates,
                Health = health,
                CapacityAh = capacity,
                CapacityIntervalAh = interval,
                Covariance = small,
                Between = options.Between!.Value,
                CurrentSensor = (problem.Value(_point, FitProblem.GainDirection), problem.Value(_point, FitProblem.OffsetDirection)),
                Windows = [.. windows.Select((w, i) =>
                {
                    var place = problem.Common + i;
                    var (soc, slope) = problem.Soc(_point[place], lost);
                    var (from, to) = problem.RowsOf(i);
                    return new FitWindow(w.TimeS[0], w.Count, problem.Counts.AsSpan(from, to - from).Count(true), 100 * soc, 100 * slope * Math.Sqrt(covariance[place * _n + place]), Rmse(from, to));
                })],
                ResidualV = [.. Enumerable.Range(0, windows.Count).Select(w => problem.Residual[problem.RowsOf(w).From..problem.RowsOf(w).To])],
                NoiseV = _noise,
                WeakenedShare = weakened,
                MemoryFactor = memory,
                Iterations = _iterations,
                IsConverged = _converged,
            };
        }

        private FitEstimate Estimate(FitParameter parameter, double[] covariance, double t)
        {
            var direction = 1 + (int)parameter;
            var unknown = problem.Unknown(direction, 0);
            var (value, sd) = (_point[unknown], Math.Sqrt(covariance[unknown * _n + unknown]));
            var atBound = value <= problem.Low[direction] || value >= problem.High[direction];
            var refusal = FitEvidence.Against(parameter, options, windows) ?? FitEvidence.Doubt(parameter, sd, atBound, options);
            var (low, high) = (value - t * sd, value + t * sd);
            if (parameter is FitParameter.Capacity or FitParameter.DiffusionTime or FitParameter.SeiRate) (value, low, high) = (Math.Exp(value), Math.Exp(low), Math.Exp(high));
            if (parameter == FitParameter.LostLithium) value = Math.Max(0, value);
            return new FitEstimate(parameter, refusal is null ? value : Of(options.Start, parameter), low, high, sd, refusal);
        }

        private (double? Ah, (double, double)? Interval) Capacity(FitEstimate[] estimates, ReducedHealth health, double[] covariance, double t)
        {
            if (Array.Find(estimates, e => e.Parameter == FitParameter.Capacity) is not { IsShown: true }) return (null, null);
            var ah = problem.Cell.Window(health).CapacityAh;
            var i = problem.Unknown(1 + (int)FitParameter.Capacity, 0);
            var variance = covariance[i * _n + i];
            if (problem.Unknown(1 + (int)FitParameter.LostLithium, 0) is >= 0 and var j)
            {
                const double Move = 1e-3;
                var slope = (Math.Log(problem.Cell.Window(health with { LostLithium = health.LostLithium + Move }).CapacityAh) - Math.Log(ah)) / Move;
                variance += slope * slope * covariance[j * _n + j] + 2 * slope * covariance[i * _n + j];
            }
            var reach = Math.Exp(t * Math.Sqrt(Math.Max(0, variance)));
            return (ah, (ah / reach, ah * reach));
        }

        private static double Of(ReducedHealth h, FitParameter p) => p switch
        {
            FitParameter.Capacity => h.CapacityFactor,
            FitParameter.Resistance => h.ResistanceFactor,
            FitParameter.DiffusionTime => h.DiffusionTimeFactor,
            FitParameter.SeiRate => h.SeiRateFactor,
            _ => h.LostLithium,
        };

        private static ReducedHealth With(ReducedHealth h, FitParameter p, double value) => p switch
        {
            FitParameter.Capacity => h with { CapacityFactor = value },
            FitParameter.Resistance => h with { ResistanceFactor = value },
            FitParameter.DiffusionTime => h with { DiffusionTimeFactor = value },
            FitParameter.SeiRate => h with { SeiRateFactor = value },
            _ => h with { LostLithium = value },
        };
    }
}
