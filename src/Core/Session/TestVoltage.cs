namespace Busbar.Core.Session;

/// <summary>The voltage of the isolation test (IEC 61851-23:2023, CC.4.1.2).</summary>
public static class TestVoltage
{
    /// <summary>Up to 500 V: the vehicle's highest voltage and 50 V, but not more than 500 V; above: a tenth more. Never more than the supply can.</summary>
    /// <param name="vehicleMaxV">The vehicle's highest voltage, more than 0 V.</param>
    /// <param name="supplyMaxV">The supply's highest voltage, V.</param>
    public static double Of(double vehicleMaxV, double supplyMaxV) =>
        Math.Min(supplyMaxV, vehicleMaxV <= 500 ? Math.Min(500, vehicleMaxV + 50) : 1.1 * vehicleMaxV);
}
