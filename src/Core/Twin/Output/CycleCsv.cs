using System.Globalization;

namespace Busbar.Core.Twin.Output;

/// <summary>What is left of a cell after each cycle, as comma-separated lines; numbers to their full precision. Losses count from the new cell.</summary>
public static class CycleCsv
{
    /// <summary>The header.</summary>
    public const string Header = "cycle,timeS,capacityAh,lithiumLossPct,seiThicknessNm,seiLostAh,x0,x100,y0,y100,"
        + "negativeLossPct,positiveLossPct,crackSeiLostAh,platedAh,deadLithiumAh,strandedLithiumAh,crackLengthNm,negativePorosity,throughputAh,throughputKwh";

    /// <summary>The line of a cell as it is now.</summary>
    /// <param name="cycle">The cycle's number, from 1.</param>
    /// <param name="simulator">The cell.</param>
    public static string Line(int cycle, TwinSimulator simulator)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        var (h, a) = (simulator.HealthNow, simulator.Ageing);
        return string.Create(CultureInfo.InvariantCulture, $"{cycle},{simulator.TimeS:R},{h.CapacityAh:R},{100 * (1 - h.LithiumAh / simulator.Health.LithiumAh):R},"
            + $"{1e9 * a.SeiThicknessM:R},{a.SeiAh:R},{h.X0:R},{h.X100:R},{h.Y0:R},{h.Y100:R},{a.NegativeLossPct:R},{a.PositiveLossPct:R},{a.CrackSeiAh:R},{a.PlatedAh:R},"
            + $"{a.DeadAh:R},{a.StrandedAh:R},{1e9 * a.CrackLengthM:R},{a.NegativePorosity:R},{simulator.ThroughputAh:R},{1e-3 * simulator.ThroughputWh:R}");
    }
}
