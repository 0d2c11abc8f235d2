using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Battery.Sets;

/// <summary>Open-circuit potentials and entropic coefficients of negative electrodes.</summary>
internal static class Graphites
{
    /// <summary>Graphite-SiOx of an LG M50, fit of Chen et al. 2020 (J. Electrochem. Soc. 167 080534, eq. 9).</summary>
    internal static Curve Lgm50 { get; } = new AnalyticCurve
    {
        Polynomial = [0.2482],
        Exponentials = [new(1.9793, 0, -39.3631)],
        Tanhs = [CurveTerm.Centred(-0.0909, 29.8538, 0.1234), CurveTerm.Centred(-0.04478, 14.9159, 0.2769), CurveTerm.Centred(-0.0205, 30.4444, 0.6103)],
    };

    /// <summary>The same material by its table, as O'Kane et al. 2022 use it.</summary>
    internal static Curve Lgm50Table { get; } = Tables.Spline(GraphiteLgm50Table.Rows);

    /// <summary>Graphite of an Enertech cell by its table (Ai et al. 2020).</summary>
    internal static Curve Enertech { get; } = Tables.Spline(GraphiteEnertechTable.Rows);

    /// <summary>Entropic coefficient of the Enertech graphite, V/K (Ai et al. 2020).</summary>
    internal static Curve EnertechEntropic { get; } = new RationalCurve
    {
        Numerator = [5.269056e-6, 3.299265709e-3, -91.79325798e-3, 1004.911008e-3, -5812.278127e-3, 19329.7549e-3, -37147.8947e-3, 38379.18127e-3, -16515.05308e-3],
        Denominator = [1, -48.09287227, 1017.234804, -10481.80419, 59431.3, -195881.6488, 374577.3152, -385821.1607, 165705.8597],
    };

    private static readonly (double A, double S, double B)[] MesocarbonSteps =
    [
        (0.0351, 0.286, 0.083), (-0.0045, 0.849, 0.119), (-0.035, 0.9233, 0.05), (-0.0147, 0.5, 0.034), (-0.102, 0.194, 0.142),
        (-0.022, 0.9, 0.0164), (-0.011, 0.124, 0.0226), (0.0155, 0.105, 0.029),
    ];

    /// <summary>Mesocarbon microbeads, fit of Dualfoil (Newman), as Marquis et al. 2019 use it.</summary>
    internal static Curve Mesocarbon { get; } = new AnalyticCurve
    {
        Polynomial = [0.194],
        Exponentials = [new(1.5, 0, -120)],
        Tanhs = [.. MesocarbonSteps.Select(t => CurveTerm.Centred(t.A, 1 / t.B, t.S))],
    };

    /// <summary>Entropic coefficient of the mesocarbon, V/K: Moura's fastDFN takes the potential's slope over the greatest concentration.</summary>
    internal static Curve MesocarbonEntropic(double maxConcentrationMolPerM3) => new AnalyticCurve
    {
        Exponentials = [new(-1.5 * 120 / maxConcentrationMolPerM3, 0, -120)],
        SechSquares = [.. MesocarbonSteps.Select(t => CurveTerm.Centred(t.A / t.B / maxConcentrationMolPerM3, 1 / t.B, t.S))],
    };
}

/// <summary>Splines of the embedded tables.</summary>
internal static class Tables
{
    internal static SplineCurve Spline(ReadOnlySpan<double> rows)
    {
        var (x, y) = (new double[rows.Length / 2], new double[rows.Length / 2]);
        for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (rows[2 * i], rows[2 * i + 1]);
        return new SplineCurve(x, y);
    }
}
