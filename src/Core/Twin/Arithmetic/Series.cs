namespace Busbar.Core.Twin.Arithmetic;

/// <summary>Constants of the exponential and the logarithm, shared by all widths.</summary>
internal static class Series
{
    internal const double ExpLimit = 708;
    internal const double PerLn2 = 1.4426950408889634;

    /// <summary>ln 2 in two parts: the first has so many zero bits at its end that a whole number times it is exact.</summary>
    internal const double Ln2High = 0.693147180369123816490;
    internal const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Bits of sqrt(1/2), rounded down to the high word: the mantissa of a logarithm lies between it and its double.</summary>
    internal const long RootHalfBits = 0x3FE6A09E00000000;
    internal const long OneBits = 0x3FF0000000000000;
    internal const int MantissaBits = 52;
    internal const long ExponentBias = 1023;

    /// <summary>1/k!, from the 13th down to the 0th: on half of ln 2 the rest of Taylor's series is below 1e-17.</summary>
    internal static ReadOnlySpan<double> Exponential =>
    [
        1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0, 1 / 5040.0, 1 / 720.0, 1 / 120.0, 1 / 24.0, 1 / 6.0, 0.5, 1, 1,
    ];

    /// <summary>2/(2k + 1) from the 10th down to the 0th: ln((1 + s)/(1 - s)) over s, as a series in s^2, for |s| below 0.172.</summary>
    internal static ReadOnlySpan<double> Logarithm =>
        [2 / 21.0, 2 / 19.0, 2 / 17.0, 2 / 15.0, 2 / 13.0, 2 / 11.0, 2 / 9.0, 2 / 7.0, 2 / 5.0, 2 / 3.0, 2];
}
