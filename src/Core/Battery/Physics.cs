namespace Busbar.Core.Battery;

/// <summary>Constants of nature and the laws of one line that all cell models share. Pure; safe from any thread.</summary>
public static class Physics
{
    /// <summary>Faraday constant, C/mol (CODATA 2018).</summary>
    public const double Faraday = 96485.33212;

    /// <summary>Molar gas constant, J/(mol K) (CODATA 2018).</summary>
    public const double GasConstant = 8.314462618;

    /// <summary>0 degC, K (SI).</summary>
    public const double ZeroCelsiusK = 273.15;

    /// <summary>The temperature to which every activation energy of the parameter sets refers, K.</summary>
    public const double ArrheniusReferenceK = 298.15;

    /// <summary>Factor by which a rate with activation energy <paramref name="activationEnergyJPerMol"/> grows from 298.15 K to
    /// <paramref name="temperatureK"/>: exp(E/R (1/298.15 - 1/T)).</summary>
    public static double Arrhenius(double activationEnergyJPerMol, double temperatureK) =>
        activationEnergyJPerMol == 0 ? 1 : Math.Exp(activationEnergyJPerMol / GasConstant * (1 / ArrheniusReferenceK - 1 / temperatureK));
}
