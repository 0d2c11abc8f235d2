namespace Busbar.Core.Battery.Files;

/// <summary>The ageing part of our own layout: the fields of <see cref="AgeingParameters"/> in lower camel case; what is left out keeps its default.</summary>
internal static class PlainAgeing
{
    internal static AgeingParameters Read(SetReader r, AgeingParameters b)
    {
        double Above0(string name, double fallback)
        {
            var value = r.Number(name, fallback, "it is a property of a side reaction");
            if (value <= 0) r.Fault(name, $"is {value}; it is above 0: a side reaction without it is left out by its own option.");
            return value;
        }
        var ageing = new AgeingParameters
        {
            SeiLithiumPerMol = Above0("seiLithiumPerMol", b.SeiLithiumPerMol),
            SeiMolarVolumeM3PerMol = Above0("seiMolarVolumeM3PerMol", b.SeiMolarVolumeM3PerMol),
            SeiExchangeAPerM2 = Above0("seiExchangeAPerM2", b.SeiExchangeAPerM2),
            SeiResistivityOhmM = r.Number("seiResistivityOhmM", b.SeiResistivityOhmM, "the film resists"),
            SolventDiffusivityM2PerS = Above0("solventDiffusivityM2PerS", b.SolventDiffusivityM2PerS),
            SolventConcentrationMolPerM3 = Above0("solventConcentrationMolPerM3", b.SolventConcentrationMolPerM3),
            SeiPotentialV = r.Number("seiPotentialV", b.SeiPotentialV, "SEI forms below it"),
            SeiInnerPotentialV = r.Number("seiInnerPotentialV", b.SeiInnerPotentialV, "electrons migrate below it"),
            SeiElectronConductivitySPerM = Above0("seiElectronConductivitySPerM", b.SeiElectronConductivitySPerM),
            InterstitialDiffusivityM2PerS = Above0("interstitialDiffusivityM2PerS", b.InterstitialDiffusivityM2PerS),
            InterstitialConcentrationMolPerM3 = Above0("interstitialConcentrationMolPerM3", b.InterstitialConcentrationMolPerM3),
            SeiInitialThicknessM = Above0("seiInitialThicknessM", b.SeiInitialThicknessM),
            SeiOnCracksInitialThicknessM = Above0("seiOnCracksInitialThicknessM", b.SeiOnCracksInitialThicknessM),
            EcConcentrationMolPerM3 = Above0("ecConcentrationMolPerM3", b.EcConcentrationMolPerM3),
            EcDiffusivityM2PerS = Above0("ecDiffusivityM2PerS", b.EcDiffusivityM2PerS),
            SeiRateMPerS = Above0("seiRateMPerS", b.SeiRateMPerS),
            SeiActivationJPerMol = r.Number("seiActivationJPerMol", b.SeiActivationJPerMol, "reactions are faster when warm"),
            PlatingRateMPerS = Above0("platingRateMPerS", b.PlatingRateMPerS),
            PlatingTransfer = Above0("platingTransfer", b.PlatingTransfer),
            DeadLithiumRatePerS = r.Number("deadLithiumRatePerS", b.DeadLithiumRatePerS, "plated lithium dies"),
            LithiumMolarVolumeM3PerMol = Above0("lithiumMolarVolumeM3PerMol", b.LithiumMolarVolumeM3PerMol),
            CrackRate = Above0("crackRate", b.CrackRate),
            CrackStressFactor = Above0("crackStressFactor", b.CrackStressFactor),
            CrackExponent = Above0("crackExponent", b.CrackExponent),
            CrackInitialLengthM = Above0("crackInitialLengthM", b.CrackInitialLengthM),
            CrackWidthM = Above0("crackWidthM", b.CrackWidthM),
            CracksPerM2 = Above0("cracksPerM2", b.CracksPerM2),
        };
        r.NothingElse();
        return ageing;
    }
}
