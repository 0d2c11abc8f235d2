namespace Busbar.Core.Twin.Forecast;

/// <summary>A convex function in straight pieces: what a linear program can take. Beyond its ends it goes on along the last piece. Immutable.</summary>
public sealed class ConvexCost
{
    private readonly double[] _at;
    private readonly double[] _value;

    private ConvexCost(double[] at, double[] value) => (_at, _value) = (at, value);

    /// <summary>Break points, rising.</summary>
    public ReadOnlySpan<double> At => _at;

    /// <summary>Values at the break points.</summary>
    public ReadOnlySpan<double> Values => _value;

    /// <summary>Pieces.</summary>
    public int Pieces => _at.Length - 1;

    /// <summary>Slope of a piece; no slope is below the one before it.</summary>
    public double Slope(int piece) => (_value[piece + 1] - _value[piece]) / (_at[piece + 1] - _at[piece]);

    /// <summary>The value anywhere.</summary>
    public double Of(double x)
    {
        var piece = 0;
        while (piece + 1 < Pieces && x > _at[piece + 1]) piece++;
        return _value[piece] + (x - _at[piece]) * Slope(piece);
    }

    /// <summary>The greatest convex function that is nowhere above the points, in as few pieces as need be: Andrew's lower hull (1979, Inf. Process. Lett. 9 216), then
    /// the break whose loss moves it least is left out until no more than <paramref name="mostPieces"/> are left.</summary>
    /// <param name="at">Rising places, two at least.</param>
    /// <param name="value">Values there.</param>
    /// <param name="mostPieces">Pieces allowed, 1 or more.</param>
    /// <exception cref="ArgumentException">Fewer than two points, places that do not rise, or a value that is no number.</exception>
    public static ConvexCost Below(ReadOnlySpan<double> at, ReadOnlySpan<double> value, int mostPieces = int.MaxValue)
    {
        if (at.Length != value.Length || at.Length < 2) throw new ArgumentException($"A function in pieces needs two points at least, each with place and value; there are {at.Length} and {value.Length}.", nameof(at));
        if (mostPieces < 1) throw new ArgumentException($"mostPieces is {mostPieces}; it is 1 or more.", nameof(mostPieces));
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < at.Length; i++)
        {
            if (!double.IsFinite(value[i]) || !double.IsFinite(at[i])) throw new ArgumentException($"Point {i} is {at[i]}, {value[i]}; both are numbers.", nameof(value));
            if (i > 0 && !(at[i] > at[i - 1])) throw new ArgumentException($"Point {i} is at {at[i]} after {at[i - 1]}; places rise.", nameof(at));
            while (x.Count > 1 && (y[^1] - y[^2]) * (at[i] - x[^2]) >= (value[i] - y[^2]) * (x[^1] - x[^2]))
            {
                x.RemoveAt(x.Count - 1);
                y.RemoveAt(y.Count - 1);
            }
            x.Add(at[i]);
            y.Add(value[i]);
        }
        while (x.Count - 1 > mostPieces)
        {
            var (least, found) = (double.PositiveInfinity, 1);
            for (var i = 1; i + 1 < x.Count; i++)
            {
                var move = y[i - 1] + (y[i + 1] - y[i - 1]) * (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]) - y[i];
                if (move < least) (least, found) = (move, i);
            }
            x.RemoveAt(found);
            y.RemoveAt(found);
        }
        return new ConvexCost([.. x], [.. y]);
    }
}
