using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

internal sealed partial class AgeingProcesses
{
    /// <summary>The side reactions' currents at a state.</summary>
    /// <param name="age">The ageing part of the state.</param>
    /// <param name="dropV">At each place the potential of the solid over the liquid.</param>
    /// <param name="interfacialA">At each place the current through the film, A/m2, positive where lithium leaves the particle.</param>
    /// <param name="saltMolPerM3">At each place the salt.</param>
    /// <param name="temperatureK">Temperature.</param>
    internal void React(ReadOnlySpan<double> age, ReadOnlySpan<double> dropV, ReadOnlySpan<double> interfacialA, ReadOnlySpan<double> saltMolPerM3, double temperatureK)
    {
        var f = Physics.Faraday / (Physics.GasConstant * temperatureK);
        var warmth = _sei?.Warmth(temperatureK) ?? 0;
        for (var i = 0; i < SideA.Length; i++)
        {
            (SideA[i], SidePerV[i]) = (0, 0);
            if (_sei is not null) Bind(_sei, age, i, dropV[i], interfacialA[i], warmth, f);
            if (_plating != PlatingLaw.None) Plate(age, i, dropV[i] - FilmOhmM2(age, i) * interfacialA[i], saltMolPerM3[i], f);
        }
    }

    private void Bind(SeiGrowth sei, ReadOnlySpan<double> age, int i, double dropV, double interfacialA, double warmth, double f)
    {
        var (current, perV, perM) = sei.CurrentA(FilmM(age, i), dropV, interfacialA, warmth, f);
        _seiA[i] = SideA[i] = current;
        SidePerV[i] = perV;
        _diagonal[_part.Film + i] = sei.GrowthMPerS(perM);
        if (_part.CrackFilm < 0) return;
        (current, perV, perM) = sei.CurrentA(CrackFilmM(age, i), dropV, interfacialA, warmth, f);
        _crackSeiA[i] = current;
        _diagonal[_part.CrackFilm + i] = sei.GrowthMPerS(perM);
        var roughness = Roughness(age, i);
        if (!_cracksDraw)
        {
            StrayA[i] = roughness * current;
            return;
        }
        SideA[i] += roughness * current;
        SidePerV[i] += roughness * perV;
    }

    private void Plate(ReadOnlySpan<double> age, int i, double overV, double saltMolPerM3, double f)
    {
        var rate = Physics.Faraday * _p.PlatingRateMPerS;
        var plating = rate * saltMolPerM3 * Math.Exp(-_p.PlatingTransfer * f * overV);
        var (current, perV) = (-plating, _p.PlatingTransfer * f * plating);
        if (_part.Plated >= 0)
        {
            _strippingPerMol[i] = rate * Math.Exp((1 - _p.PlatingTransfer) * f * overV);
            var stripping = _strippingPerMol[i] * MolPerLitre * age[_part.Plated + i];
            current += stripping;
            perV += (1 - _p.PlatingTransfer) * f * stripping;
        }
        _strippingA[i] = current;
        SideA[i] += current;
        SidePerV[i] += perV;
    }

    /// <summary>Rates of all unknowns of the ageing part, after <see cref="React"/>.</summary>
    /// <param name="age">The ageing part of the state.</param>
    /// <param name="mean">Mean stoichiometry of the particles: at the negative places, then at the positive ones.</param>
    /// <param name="surface">Stoichiometry at their surface, likewise.</param>
    /// <param name="rates">Filled.</param>
    internal void Rates(ReadOnlySpan<double> age, ReadOnlySpan<double> mean, ReadOnlySpan<double> surface, Span<double> rates)
    {
        var first = _p.SeiInitialThicknessM;
        for (var i = 0; i < _part.Negative; i++)
        {
            var area = _surface * KeptNegative(age, i);
            var (layersMPerS, cracksPerS) = (0.0, 0.0);
            if (_part.Crack >= 0)
            {
                cracksPerS = CrackingPerS(Tension(_cell.Negative, mean[i] - surface[i]), CrackM(age, i));
                rates[_part.Crack + i] = cracksPerS * (1 + age[_part.Crack + i]);
            }
            if (_sei is not null)
            {
                layersMPerS = _sei.GrowthMPerS(_seiA[i]);
                rates[_part.Film + i] = layersMPerS / first;
            }
            if (_part.CrackFilm >= 0)
            {
                // New cracks are as thinly covered as the first ones were.
                var thickness = CrackFilmM(age, i);
                var growth = _sei!.GrowthMPerS(_crackSeiA[i]) + cracksPerS * (_p.SeiOnCracksInitialThicknessM - thickness);
                rates[_part.CrackFilm + i] = growth / first;
                layersMPerS += Roughness(age, i) * (growth + thickness * cracksPerS);
            }
            var platedPerS = _plating == PlatingLaw.None ? 0 : PlatedPerS(age, i, area, rates);
            var lossPerS = _part.NegativeLoss < 0 ? 0 : Loss(_cell.Negative, Tension(_cell.Negative, mean[i] - surface[i]), area * _seiA[i]);
            if (_part.NegativeLoss >= 0) rates[_part.NegativeLoss + i] = PerMille * lossPerS;
            PorosityPerS[i] = -area * layersMPerS - _p.LithiumMolarVolumeM3PerMol * platedPerS;
        }
        if (_part.PositiveLoss < 0) return;
        var stranded = rates.Slice(_part.Stranded, 2);
        var positive = _part.Negative;
        stranded.Clear();
        for (var i = 0; i < _part.Negative; i++) stranded[0] += mean[i] * rates[_part.NegativeLoss + i] / _part.Negative;
        for (var i = 0; i < _part.Positive; i++)
        {
            rates[_part.PositiveLoss + i] = PerMille * Loss(_cell.Positive, Tension(_cell.Positive, mean[positive + i] - surface[positive + i]), 0);
            stranded[1] += mean[positive + i] * rates[_part.PositiveLoss + i] / _part.Positive;
        }
    }

    /// <summary>Rates of what is plated and of what dies; returns their sum, mol/(m3 s).</summary>
    private double PlatedPerS(ReadOnlySpan<double> age, int i, double area, Span<double> rates)
    {
        var molPerS = -area * _strippingA[i] / Physics.Faraday;
        if (_part.Plated < 0)
        {
            rates[_part.Dead + i] = molPerS / MolPerLitre;
            return molPerS;
        }
        var decay = _part.Dead < 0 ? 0 : _p.DeadLithiumRatePerS * _p.SeiInitialThicknessM / FilmM(age, i);
        rates[_part.Plated + i] = molPerS / MolPerLitre - decay * age[_part.Plated + i];
        if (_part.Dead >= 0) rates[_part.Dead + i] = decay * age[_part.Plated + i];
        _diagonal[_part.Plated + i] = -area * _strippingPerMol[i] / Physics.Faraday - decay;
        return molPerS;
    }

    /// <summary>Growth of a crack over its length, 1/s: the law of Paris, under tension only.</summary>
    private double CrackingPerS(double tensionPa, double lengthM) => tensionPa <= 0 ? 0
        : _p.CrackRate / 3600 * Math.Pow(tensionPa * _p.CrackStressFactor * Math.Sqrt(Math.PI * lengthM), _p.CrackExponent) / lengthM;

    /// <summary>Tangential stress at the surface of a particle whose mean is by <paramref name="excess"/> fuller than its surface, Pa; positive is tension.</summary>
    private static double Tension(ElectrodeParameters e, double excess) => e.Mechanics is not { } m ? 0
        : m.PartialMolarVolumeM3PerMol * m.YoungModulusPa / (3 * (1 - m.PoissonRatio)) * e.MaxConcentrationMolPerM3 * excess;

    /// <summary>Share of the first active material that is lost per second.</summary>
    private double Loss(ElectrodeParameters e, double tensionPa, double seiAPerM3)
    {
        if (e.Mechanics is not { } m) return 0;
        double lost = 0;
        if (_loss.HasFlag(MaterialLoss.StressDriven) && tensionPa > 0) lost = m.LossRatePerS * Math.Pow(2 * tensionPa / 3 / m.CriticalStressPa, m.LossExponent);
        if (_loss.HasFlag(MaterialLoss.ReactionDriven)) lost -= m.ReactionLossM3PerMol * seiAPerM3 / Physics.Faraday;
        return lost / e.ActiveFraction;
    }
}
