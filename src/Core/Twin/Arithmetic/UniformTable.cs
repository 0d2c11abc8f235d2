using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Twin.Arithmetic;

/// <summary>A function on 0 to 1 by cubic pieces over equal parts, with the exact value and slope at their ends: continuous with its slope. Beyond
/// 0 and 1 it keeps the value that it has there. Immutable.</summary>
internal sealed class UniformTable
{
    /// <summary>Parts of the range.</summary>
    internal const int Parts = 1024;

    private readonly double[] _nodes; // value and slope times width, one pair per end of a part

    /// <summary>Tabulates <paramref name="function"/>, which gives a value and its slope.</summary>
    internal UniformTable(Func<double, (double Value, double Slope)> function)
    {
        _nodes = new double[2 * (Parts + 1)];
        for (var i = 0; i <= Parts; i++)
        {
            var (value, slope) = function((double)i / Parts);
            (_nodes[2 * i], _nodes[2 * i + 1]) = (value, slope / Parts);
        }
    }

    /// <summary>Tabulates a curve.</summary>
    internal static UniformTable Of(Curve curve) => new(x => (curve.At(x, out var slope), slope));

    /// <summary>Values and slopes times width, one pair per end of a part.</summary>
    internal ReadOnlySpan<double> Nodes => _nodes;

    /// <summary>The value at <paramref name="x"/>; the slope per unit of x besides.</summary>
    internal double At(double x, out double slope)
    {
        var place = Math.Min(Math.Max(x * Parts, 0), Parts);
        var part = Math.Min((int)place, Parts - 1);
        var u = place - part;
        var n = _nodes.AsSpan(2 * part, 4);
        var rise = n[2] - n[0];
        var square = 3 * rise - 2 * n[1] - n[3];
        var cube = n[1] + n[3] - 2 * rise;
        slope = x is >= 0 and <= 1 ? Parts * (n[1] + u * (2 * square + u * (3 * cube))) : 0;
        return n[0] + u * (n[1] + u * (square + u * cube));
    }
}
