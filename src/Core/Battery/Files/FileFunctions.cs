using Busbar.Core.Battery.Curves;
using Busbar.Core.Battery.Electrolytes;

namespace Busbar.Core.Battery.Files;

/// <summary>A function of one variable from a file: an expression or a table, in the file's own x.</summary>
internal abstract class FileFunction
{
    /// <summary>The value at x and its slope.</summary>
    internal abstract double At(double x, out double slope);

    /// <summary>True when it is one number.</summary>
    internal abstract bool IsConstant { get; }

    internal sealed class Text(Expression expression) : FileFunction
    {
        internal override bool IsConstant => expression.IsConstant;
        internal override double At(double x, out double slope) => expression.At(x, out slope);
    }

    /// <summary>A table: cubic pieces that rise and fall where the table does (Fritsch and Carlson 1980, SIAM J. Numer. Anal. 17 238), so that none overshoots;
    /// beyond its ends it goes on straight.</summary>
    internal sealed class Table : FileFunction
    {
        private readonly double[] _x;
        private readonly double[] _y;
        private readonly double[] _slope;

        internal Table(double[] x, double[] y)
        {
            (_x, _y, _slope) = (x, y, new double[x.Length]);
            var secant = new double[x.Length - 1];
            for (var i = 0; i < secant.Length; i++) secant[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
            (_slope[0], _slope[^1]) = (secant[0], secant[^1]);
            for (var i = 1; i < secant.Length; i++)
            {
                var (a, b) = (x[i] - x[i - 1], x[i + 1] - x[i]);
                // The harmonic mean of the secants beside a point, weighted by the intervals; flat where the table turns.
                if (secant[i - 1] * secant[i] > 0) _slope[i] = 3 * (a + b) / ((2 * b + a) / secant[i - 1] + (b + 2 * a) / secant[i]);
            }
        }

        internal override bool IsConstant => Array.TrueForAll(_y, v => v == _y[0]);

        internal override double At(double x, out double slope)
        {
            if (!(x > _x[0])) return (slope = _slope[0]) * (x - _x[0]) + _y[0];
            if (x >= _x[^1]) return (slope = _slope[^1]) * (x - _x[^1]) + _y[^1];
            var found = Array.BinarySearch(_x, x);
            var i = Math.Min(found >= 0 ? found : ~found - 1, _x.Length - 2);
            var h = _x[i + 1] - _x[i];
            var t = (x - _x[i]) / h;
            var (rise, left, right) = (_y[i + 1] - _y[i], h * _slope[i], h * _slope[i + 1]);
            var (b, c) = (3 * rise - 2 * left - right, left + right - 2 * rise);
            slope = (left + t * (2 * b + 3 * t * c)) / h;
            return _y[i] + t * (left + t * (b + t * c));
        }
    }
}

/// <summary>A file's function of stoichiometry.</summary>
internal sealed class FileCurve(FileFunction function) : Curve
{
    public override double At(double x, out double slope) => function.At(x, out slope);

    public override void At(ReadOnlySpan<double> x, Span<double> value, Span<double> slope)
    {
        for (var i = 0; i < x.Length; i++) value[i] = function.At(x[i], out slope[i]);
    }
}

/// <summary>A file's function of salt concentration, mol/m3, at a reference temperature, with an activation energy.</summary>
internal sealed class FileProperty(FileFunction function, double activationJPerMol, double referenceK) : ElectrolyteProperty
{
    public override void At(ReadOnlySpan<double> concentrationMolPerM3, double temperatureK, Span<double> value, Span<double> slope)
    {
        var warmth = Physics.Arrhenius(activationJPerMol, temperatureK) / Physics.Arrhenius(activationJPerMol, referenceK);
        for (var i = 0; i < concentrationMolPerM3.Length; i++)
        {
            value[i] = warmth * function.At(concentrationMolPerM3[i], out var perMol);
            slope[i] = warmth * perMol;
        }
    }
}
