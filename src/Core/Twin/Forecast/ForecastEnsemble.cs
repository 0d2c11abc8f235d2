using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Forecast;

/// <summary>Draws cells that could be the one at hand, from a seed: the same seed gives the same cells. The first is the most likely one.</summary>
internal sealed class ForecastEnsemble
{
    private readonly ForecastStart _start;
    private readonly ReducedCell _cell;
    private readonly SeededNormal _random;
    private readonly double[]? _root;
    private readonly double[] _draw;

    internal ForecastEnsemble(ForecastStart start, ReducedCell cell, int seed)
    {
        (_start, _cell, _random) = (start, cell, new SeededNormal((ulong)seed));
        var n = start.Followed?.Values.Length ?? 0;
        _draw = new double[n];
        if (start.Followed is not { } followed) return;
        if (n < cell.Count + 2) throw new ArgumentException($"Followed has {n} values; this model has {cell.Count} states, and capacity and resistance come after them.", nameof(start));
        _root = Root(followed.Covariance, n);
    }

    /// <summary>A normal deviate, cut off at three.</summary>
    internal double Normal() => _random.Next();

    /// <summary>Draws a cell and writes its state.</summary>
    /// <param name="likely">The most likely one, without any draw.</param>
    /// <param name="state">Where its state goes.</param>
    internal ReducedHealth Draw(bool likely, Span<double> state)
    {
        double Deviate() => likely ? 0 : Normal();
        var h = _start.Health;
        var health = h with
        {
            CapacityFactor = Math.Clamp(h.CapacityFactor * Math.Exp(_start.CapacitySd * Deviate()), 0.2, 2),
            ResistanceFactor = Math.Clamp(h.ResistanceFactor + _start.ResistanceSd * Deviate(), 0, 10),
            DiffusionTimeFactor = Math.Clamp(h.DiffusionTimeFactor * Math.Exp(_start.DiffusionTimeSd * Deviate()), 0.05, 20),
            SeiRateFactor = Math.Clamp(h.SeiRateFactor * Math.Exp(_start.SeiRateSd * Deviate()), 0, 100),
        };
        if (_root is null)
        {
            _cell.Rest(health, Math.Clamp(_start.Soc + _start.SocSd * Deviate(), 0, 1), _start.StartK, state);
            return health;
        }
        var (values, n) = (_start.Followed!.Values, _draw.Length);
        for (var i = 0; i < n; i++) _draw[i] = Deviate();
        double At(int i)
        {
            var sum = values[i];
            for (var k = 0; k <= i; k++) sum += _root[i * n + k] * _draw[k];
            return sum;
        }
        for (var i = 0; i < _cell.Count; i++) state[i] = At(i);
        state[0] = Math.Clamp(state[0], 1e-4, 1 - 1e-4);
        state[_cell.PositiveAt] = Math.Clamp(state[_cell.PositiveAt], 1e-4, 1 - 1e-4);
        return health with { CapacityFactor = Math.Clamp(At(_cell.Count), 0.2, 2), ResistanceFactor = Math.Clamp(At(_cell.Count + 1), 0, 10) };
    }

    /// <summary>A root of a covariance that may lack full rank: a direction without variance has none in the root either.</summary>
    private static double[] Root(double[] covariance, int n)
    {
        var l = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            var pivot = covariance[j * n + j];
            for (var k = 0; k < j; k++) pivot -= l[j * n + k] * l[j * n + k];
            if (!(pivot > 1e-10 * covariance[j * n + j])) continue;
            l[j * n + j] = Math.Sqrt(pivot);
            for (var i = j + 1; i < n; i++)
            {
                var sum = covariance[i * n + j];
                for (var k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
                l[i * n + j] = sum / l[j * n + j];
            }
        }
        return l;
    }
}
