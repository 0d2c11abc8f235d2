using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Battery.Sets;

/// <summary>Open-circuit potentials and entropic coefficients of positive electrodes.</summary>
internal static class Cathodes
{
    /// <summary>NMC811 of an LG M50, fit of Chen et al. 2020 (J. Electrochem. Soc. 167 080534, eq. 8).</summary>
    internal static Curve Nmc811 { get; } = new AnalyticCurve
    {
        Polynomial = [4.4875, -0.8090],
        Tanhs = [CurveTerm.Centred(-0.0428, 18.5138, 0.5542), CurveTerm.Centred(-17.7326, 15.7890, 0.3117), CurveTerm.Centred(17.5842, 15.9308, 0.3120)],
    };

    /// <summary>LFP of an A123 cell, fit of Afshar 2017 (arXiv 1709.03970).</summary>
    internal static Curve IronPhosphate { get; } = new AnalyticCurve
    {
        Polynomial = [3.4077, -0.020269],
        Exponentials = [new(0.5, 0, -150), CurveTerm.Centred(-0.9, 30, 1)],
    };

    /// <summary>Dualfoil's fit counts its own stoichiometry, this many times ours.</summary>
    private const double DualfoilStretch = 1.062;

    /// <summary>Amplitude, offset and rate over Dualfoil's own stoichiometry.</summary>
    private static readonly (double A, double Offset, double Rate)[] CobaltSteps =
    [
        (0.07645, 30.834, -54.4806), (2.1581, 52.294, -50.294), (-0.14169, 11.0923, -19.8543), (0.2051, 1.4684, -5.4888),
        (0.2531, 0.56478 / 0.1316, -1 / 0.1316), (-0.02167, -0.525 / 0.006, 1 / 0.006),
    ];

    /// <summary>Lithium cobalt oxide, fit of Dualfoil (Newman), as Marquis et al. 2019 use it.</summary>
    internal static Curve CobaltOxide { get; } = new AnalyticCurve
    {
        Polynomial = [2.16216],
        Tanhs = [.. CobaltSteps.Select(t => new CurveTerm(t.A, t.Offset, t.Rate * DualfoilStretch))],
    };

    /// <summary>Its entropic coefficient, V/K: Moura's fastDFN takes the slope over Dualfoil's stoichiometry, over the greatest concentration
    /// (and writes one rate as 19.854).</summary>
    internal static Curve CobaltOxideEntropic(double maxConcentrationMolPerM3) => new AnalyticCurve
    {
        SechSquares =
        [
            .. CobaltSteps.Select(t => new CurveTerm(
                t.A * (t.Rate == -19.8543 ? -19.854 : t.Rate) / maxConcentrationMolPerM3, t.Offset, t.Rate * DualfoilStretch)),
        ],
    };

    /// <summary>Lithium cobalt oxide of an Enertech cell by its table (Ai et al. 2020).</summary>
    internal static Curve CobaltOxideTabulated { get; } = Tables.Spline(CobaltOxideTable.Rows);

    /// <summary>Its entropic coefficient, V/K (Ai et al. 2020).</summary>
    internal static Curve CobaltOxideTabulatedEntropic { get; } = new AnalyticCurve
    {
        Polynomial = [0.109667298, -1.30382445, 6.54799331, -17.992018, 29.1744564, -27.9047599, 14.5719049, -3.20392657],
    };
}
