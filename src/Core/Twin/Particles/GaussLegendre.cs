namespace Busbar.Core.Twin.Particles;

/// <summary>Legendre's polynomials and Gauss's rule on them.</summary>
internal static class GaussLegendre
{
    /// <summary>Nodes and weights of the rule that is exact to degree 2n - 1 on 0 to 1.</summary>
    internal static (double[] Nodes, double[] Weights) OnUnitInterval(int n)
    {
        var (nodes, weights) = (new double[n], new double[n]);
        var (value, slope) = (new double[n + 1], new double[n + 1]);
        for (var i = 0; i < n; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            for (var k = 0; k < 50; k++)
            {
                Polynomials(x, value, slope);
                var move = value[n] / slope[n];
                x -= move;
                if (Math.Abs(move) < 1e-15) break;
            }
            Polynomials(x, value, slope);
            nodes[i] = 0.5 * (1 + x);
            weights[i] = 1 / ((1 - x * x) * slope[n] * slope[n]);
        }
        return (nodes, weights);
    }

    /// <summary>Values and slopes of the polynomials of degree 0, 1, ... at x.</summary>
    internal static void Polynomials(double x, Span<double> value, Span<double> slope)
    {
        (value[0], slope[0]) = (1, 0);
        if (value.Length == 1) return;
        (value[1], slope[1]) = (x, 1);
        for (var k = 2; k < value.Length; k++)
        {
            value[k] = ((2 * k - 1) * x * value[k - 1] - (k - 1) * value[k - 2]) / k;
            slope[k] = slope[k - 2] + (2 * k - 1) * value[k - 1];
        }
    }
}
