using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;

namespace Busbar.Cloud.Api;

/// <summary>Telemetry of a simulated cell. The columns have one length, and go into fits and follows as they are, but for the truth.</summary>
/// <param name="TimeS">Times, s.</param>
/// <param name="CurrentA">Currents as the sensor tells them, A; positive charges.</param>
/// <param name="VoltageV">Voltages as the sensor tells them, V.</param>
/// <param name="TemperatureC">Temperatures, degC.</param>
/// <param name="TrueSocPct">State of charge in truth, %.</param>
internal sealed record TwinTelemetryShape(double[] TimeS, double[] CurrentA, double[] VoltageV, double[] TemperatureC, double[] TrueSocPct)
{
    public static TwinTelemetryShape Of(IReadOnlyList<SimulatedRow> rows)
    {
        double[] Column(Func<SimulatedRow, double> of, int decimals) => [.. rows.Select(row => Math.Round(of(row), decimals))];
        return new(
            Column(r => r.Row.TimeS, 6), Column(r => r.Row.CurrentA, 3), Column(r => r.Row.VoltageV, 4), Column(r => r.Row.TemperatureK - Physics.ZeroCelsiusK, 2), Column(r => r.SocPct, 3));
    }
}
