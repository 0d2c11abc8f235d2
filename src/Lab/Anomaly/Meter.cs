using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>How a trace is measured: the interval, the noise, the step of the reading, the holes and the nonsense.</summary>
internal sealed class Meter
{
    private readonly TraceRandom _random;
    private readonly double _intervalS;
    private readonly double _jitter;
    private readonly bool _wholeAmperes;
    private readonly bool _tellsLimit;
    private readonly double _nonsense;
    private readonly List<(double From, double To)> _gaps = [];
    private readonly List<CurrentSample> _samples = [];
    private double _nextS;
    private double? _frozenA;

    public Meter(TraceRandom random, double levelA, double lengthS)
    {
        _random = random;
        var kind = random.Unit();
        _intervalS = kind < 0.10 ? 0.2 : kind < 0.20 ? 0.5 : kind < 0.80 ? 1 : kind < 0.95 ? 2 : 5;
        _jitter = random.OneOf(0, 0.02, 0.1);
        NoiseA = Math.Clamp(levelA * random.Between(0.001, 0.01), 0.1, 1.5);
        _wholeAmperes = random.Chance(0.5);
        _tellsLimit = random.Chance(0.5);
        _nonsense = random.Chance(0.2) ? 0.005 : 0;
        if (!random.Chance(0.3)) return;
        for (var i = random.Whole(1, 3); i > 0; i--)
        {
            var from = random.Between(0, lengthS);
            _gaps.Add((from, from + random.Between(15, 90)));
        }
    }

    /// <summary>Standard deviation of the noise in A.</summary>
    public double NoiseA { get; set; }

    /// <summary>The readings so far.</summary>
    public IReadOnlyList<CurrentSample> Samples => _samples;

    /// <summary>Whether its noise is coarse enough against its step that a still reading is strange.</summary>
    public bool IsVisiblyNoisy => !_wholeAmperes || NoiseA >= 0.8;

    /// <summary>While true every reading is the same as the one before.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>No gap hides this stretch: what nobody measured nobody can find.</summary>
    public void StaysAwake(double fromS, double toS) => _gaps.RemoveAll(g => toS > g.From - 20 && fromS < g.To + 20);

    /// <summary>Looks at the current; reads it when it is time.</summary>
    public void Look(double atS, double currentA, double limitA)
    {
        if (atS < _nextS) return;
        _nextS += _intervalS * (1 + (_jitter * _random.Normal()));
        if (_nextS <= atS) _nextS = atS + (_intervalS / 2);
        if (_gaps.Exists(g => atS >= g.From && atS < g.To)) return;

        var reading = currentA + (NoiseA * _random.Normal());
        if (_wholeAmperes) reading = Math.Max(0, Math.Round(reading));
        if (IsFrozen) reading = _frozenA ??= _samples.Count > 0 ? _samples[^1].CurrentA : reading;
        else _frozenA = null;

        var at = TimeSpan.FromSeconds(atS);
        double? limit = _tellsLimit && double.IsFinite(limitA) ? limitA : null;
        if (_random.Chance(_nonsense)) _samples.Add(new CurrentSample(at, _random.OneOf(double.NaN, double.PositiveInfinity, 65_535, -40_000), limit));
        else _samples.Add(new CurrentSample(at, reading, limit));
        if (_random.Chance(_nonsense)) _samples.Add(new CurrentSample(at - TimeSpan.FromSeconds(_random.OneOf(0, 0.5)), reading, limit));
    }
}
