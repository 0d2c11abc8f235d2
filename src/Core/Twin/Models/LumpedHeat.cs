using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

/// <summary>The cell as one body: heat capacity, cooling, the collectors' share of the heat (Timms et al. 2021, SIAM J. Appl. Math. 81 765).</summary>
internal sealed class LumpedHeat
{
    internal LumpedHeat(CellParameters cell, double ambientK)
    {
        AmbientK = ambientK;
        if (cell.Thermal is not { } t) return;
        var (n, s, p) = (cell.Negative, cell.Separator, cell.Positive);
        var (cn, cp) = (t.NegativeCollector, t.PositiveCollector);
        var thickness = cn.ThicknessM + n.ThicknessM + s.ThicknessM + p.ThicknessM + cp.ThicknessM;
        double Layer(double? density, double? heat, double thicknessM) => density.GetValueOrDefault() * heat.GetValueOrDefault() * thicknessM;
        var perVolume = (Layer(cn.DensityKgPerM3, cn.SpecificHeatJPerKgK, cn.ThicknessM) + Layer(n.DensityKgPerM3, n.SpecificHeatJPerKgK, n.ThicknessM)
            + Layer(s.DensityKgPerM3, s.SpecificHeatJPerKgK, s.ThicknessM) + Layer(p.DensityKgPerM3, p.SpecificHeatJPerKgK, p.ThicknessM)
            + Layer(cp.DensityKgPerM3, cp.SpecificHeatJPerKgK, cp.ThicknessM)) / thickness;
        CapacityJPerK = perVolume * t.VolumeM3;
        CoolingWPerK = t.HeatTransferWPerM2K * t.CoolingAreaM2;
        CollectorOhmM2 = cn.ThicknessM / cn.ConductivitySPerM + cp.ThicknessM / cp.ConductivitySPerM;
    }

    internal double AmbientK { get; }
    internal double CapacityJPerK { get; } = 1;
    internal double CoolingWPerK { get; }

    /// <summary>Resistance of both collectors times area: the heat is i^2 times this per area of electrode pair.</summary>
    internal double CollectorOhmM2 { get; }

    /// <summary>dT/dt, K/s, at a heat release in W.</summary>
    internal double RateKPerS(double heatW, double temperatureK) => (heatW - CoolingWPerK * (temperatureK - AmbientK)) / CapacityJPerK;
}
