using Busbar.Core.Battery.Electrolytes;
using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>
/// A property of the electrolyte as a polynomial in salt over its rest value and in temperature, by interpolation at Chebyshev's points: the same
/// few multiplications for every set. Beyond the fitted range the property stays at the edge.
/// </summary>
internal sealed class PropertyFit
{
    internal const double LeastSalt = 0.02;
    internal const double MostSalt = 2.5;

    /// <summary>-20 degC.</summary>
    internal const double LowestK = 253.15;

    /// <summary>70 degC.</summary>
    internal const double HighestK = 343.15;

    /// <summary>Powers of salt, the zeroth included.</summary>
    internal const int SaltTerms = 7;

    /// <summary>Powers of temperature, the zeroth included.</summary>
    internal const int HeatTerms = 6;

    private readonly double[] _coefficients = new double[SaltTerms * HeatTerms]; // of salt^i temperature^j at i * HeatTerms + j, both scaled to -1 to 1

    internal PropertyFit(ElectrolyteProperty property, double restMolPerM3)
    {
        var (byNode, column) = (new double[SaltTerms * HeatTerms], new double[HeatTerms]);
        for (var i = 0; i < SaltTerms; i++)
        {
            for (var j = 0; j < HeatTerms; j++)
            {
                var (salt, heat) = (Node(i, SaltTerms), Node(j, HeatTerms));
                var q = 0.5 * (LeastSalt + MostSalt) + 0.5 * (MostSalt - LeastSalt) * salt;
                column[j] = property.At(q * restMolPerM3, 0.5 * (LowestK + HighestK) + 0.5 * (HighestK - LowestK) * heat);
            }
            Interpolate(column).CopyTo(byNode, i * HeatTerms);
        }
        var row = new double[SaltTerms];
        for (var j = 0; j < HeatTerms; j++)
        {
            for (var i = 0; i < SaltTerms; i++) row[i] = byNode[i * HeatTerms + j];
            var powers = Interpolate(row);
            for (var i = 0; i < SaltTerms; i++) _coefficients[i * HeatTerms + j] = powers[i];
        }
    }

    /// <summary>The polynomial in salt that holds at a temperature: <see cref="SaltTerms"/> coefficients.</summary>
    internal void Warm<T>(T temperatureK, Span<T> terms)
        where T : struct, IArithmetic<T>
    {
        var heat = 2 / (HighestK - LowestK) * T.Clamp(temperatureK, LowestK, HighestK) + -(HighestK + LowestK) / (HighestK - LowestK);
        for (var i = 0; i < SaltTerms; i++)
        {
            var c = _coefficients.AsSpan(i * HeatTerms, HeatTerms);
            var sum = T.Of(c[HeatTerms - 1]);
            for (var j = HeatTerms - 2; j >= 0; j--) sum = sum * heat + c[j];
            terms[i] = sum;
        }
    }

    /// <summary>The value at a salt over its rest value, with the terms that <see cref="Warm"/> gave.</summary>
    internal static T At<T>(ReadOnlySpan<T> terms, T salt)
        where T : struct, IArithmetic<T>
    {
        var q = 2 / (MostSalt - LeastSalt) * T.Clamp(salt, LeastSalt, MostSalt) + -(MostSalt + LeastSalt) / (MostSalt - LeastSalt);
        var sum = terms[SaltTerms - 1];
        for (var i = SaltTerms - 2; i >= 0; i--) sum = sum * q + terms[i];
        return sum;
    }

    private static double Node(int k, int count) => Math.Cos(Math.PI * (k + 0.5) / count);

    /// <summary>Coefficients of powers of the polynomial through values at Chebyshev's points.</summary>
    private static double[] Interpolate(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        var (powers, before, now) = (new double[n], new double[n], new double[n]);
        now[0] = 1;
        for (var k = 0; k < n; k++)
        {
            double c = 0;
            for (var m = 0; m < n; m++) c += values[m] * Math.Cos(Math.PI * k * (m + 0.5) / n);
            c *= (k == 0 ? 1.0 : 2.0) / n;
            var next = new double[n];
            for (var i = 0; i < n; i++)
            {
                powers[i] += c * now[i];
                // T(k+1) = 2 x T(k) - T(k-1), and T1 = x.
                if (i > 0) next[i] += (k == 0 ? 1 : 2) * now[i - 1];
                if (k > 0) next[i] -= before[i];
            }
            (before, now) = (now, next);
        }
        return powers;
    }
}
