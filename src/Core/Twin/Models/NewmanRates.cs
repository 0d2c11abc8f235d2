using System.Numerics;
using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

internal sealed partial class NewmanModel
{
    /// <summary>Below this the electrolyte's fits are taken where it is, mol/m3, as in PyBaMM (its settings D_e__c_e and kappa_e__c_e): they were not made
    /// for so little salt, and would let it conduct nothing.</summary>
    private const double LeastFitted = 10;

    /// <summary>The salt whose logarithm drives the current is not taken below this, mol/m3 (chi__c_e of PyBaMM).</summary>
    private const double LeastDriving = 0.01;

    /// <summary>The salt that reacts is not taken below this, mol/m3 (j0__c_e of PyBaMM): the reaction all but stops, and salt stays near 0.</summary>
    private const double LeastReacting = 1e-8;

    /// <summary>Salt over its rest value that no rounding and no tolerance explains: the equations have lost their meaning.</summary>
    private const double Meaningless = -0.01;

    protected override bool OwnRates(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> rates, out double heatW)
    {
        heatW = 0;
        if (!IsEvaluated(state, temperatureK) && !Evaluate(state, temperatureK)) return false;
        if (_ageing is not null) AgeingRates(_ageing, state, rates[_age..]);
        _inNegative.ModeRates(state, rates);
        _inPositive.ModeRates(state, rates);
        SaltRates(state[_salt.._liquid], rates[_salt.._liquid]);
        LiquidResiduals(state, rates[_liquid.._solid]);
        SolidResiduals(state, currentA, rates[_solid.._age]);
        if (IsLumped) heatW = HeatW(state, currentA, temperatureK);
        return true;
    }

    private ReadOnlySpan<double> SolidOf(ReadOnlySpan<double> state, PorousCells cells) =>
        state.Slice(cells == _inNegative ? _solid : _solid + _mesh.Negative, cells.Count);

    /// <summary>The electrolyte's properties and the reactions at a state; false where they have no meaning.</summary>
    private bool Evaluate(ReadOnlySpan<double> state, double temperatureK)
    {
        var salt = state[_salt.._liquid];
        var liquid = state[_liquid.._solid];
        for (var i = 0; i < salt.Length; i++)
        {
            if (!(salt[i] > Meaningless)) return false;
            _concentration[i] = Math.Max(salt[i] * _restSalt, LeastFitted);
        }
        var electrolyte = Cell.Electrolyte;
        electrolyte.DiffusivityM2PerS.At(_concentration, temperatureK, _diffusivity, _diffusivitySlope);
        electrolyte.ConductivitySPerM.At(_concentration, temperatureK, _conductivity, _conductivitySlope);
        electrolyte.ThermodynamicFactor.At(_concentration, temperatureK, _field, _fieldSlope);
        var factor = 2 * (1 - electrolyte.TransferenceNumber) * Physics.GasConstant * temperatureK / Physics.Faraday;
        // Slopes per unit of salt over its rest value from here on; field: volt per that unit.
        var (leastFitted, leastDriving) = (new Vector<double>(LeastFitted), new Vector<double>(LeastDriving / _restSalt));
        for (var i = 0; i < salt.Length; i += Lanes.Count)
        {
            var (there, efficiency) = (Lanes.Load(salt, i), Lanes.Load(_mesh.Efficiency, i));
            var perSalt = Vector.ConditionalSelect(Vector.GreaterThan(Lanes.Load(_concentration, i), leastFitted), new Vector<double>(_restSalt), Vector<double>.Zero);
            var driving = Vector.Max(there, leastDriving);
            var field = Lanes.Load(_field, i);
            var bySalt = Vector.ConditionalSelect(Vector.Equals(driving, there), field / driving, Vector<double>.Zero);
            Lanes.Store(Lanes.Load(_diffusivity, i) * efficiency, _diffusivity, i);
            Lanes.Store(Lanes.Load(_diffusivitySlope, i) * (efficiency * perSalt), _diffusivitySlope, i);
            Lanes.Store(Lanes.Load(_conductivity, i) * efficiency, _conductivity, i);
            Lanes.Store(Lanes.Load(_conductivitySlope, i) * (efficiency * perSalt), _conductivitySlope, i);
            Lanes.Store(factor * (Lanes.Load(_fieldSlope, i) * perSalt - bySalt) / driving, _fieldSlope, i);
            Lanes.Store(field * (new Vector<double>(factor) / driving), _field, i);
        }
        var root = Math.Sqrt(_restSalt);
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
            if (!cells.React(state, salt.Slice(cells.First, cells.Count), liquid.Slice(cells.First, cells.Count), SolidOf(state, cells), root, LeastReacting / _restSalt, temperatureK)) return false;
        return _ageing is null || SideReactions(_ageing, state, temperatureK);
    }

    private void SaltRates(ReadOnlySpan<double> salt, Span<double> rates)
    {
        var flux = _saltFlux.AsSpan(1, salt.Length - 1);
        for (var f = 0; f < flux.Length; f += Lanes.Count)
        {
            var (left, right) = (Lanes.Load(salt[..^1], f), Lanes.Load(salt[1..], f));
            Lanes.Store(AcrossFace(_diffusivity, f) * Lanes.Load(_mesh.PerDistance, f) * (left - right), flux, f);
        }
        for (var i = 0; i < rates.Length; i++) rates[i] = (_saltFlux[i] - _saltFlux[i + 1]) * _mesh.PerPore[i];
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
            for (var i = 0; i < cells.Count; i++) rates[cells.First + i] += cells.SaltPerCurrent[i] * cells.Total[i];
        // Pores that narrow push their salt closer together.
        if (_ageing is { ClosesPores: true }) for (var i = 0; i < _mesh.Negative; i++) rates[i] -= salt[i] * _ageing.PorosityPerS[i] / _mesh.Porosity[i];
    }

    /// <summary><see cref="AcrossMesh.Harmonic"/> of a property of the cells, at the faces from <paramref name="f"/> on.</summary>
    private Vector<double> AcrossFace(ReadOnlySpan<double> ofCells, int f)
    {
        var (left, right, share) = (Lanes.Load(ofCells[..^1], f), Lanes.Load(ofCells[1..], f), Lanes.Load(_mesh.Share, f));
        return left * right / (share * right + (Vector<double>.One - share) * left);
    }

    /// <summary>Conductivity over a face with its slopes in both neighbours': stretches of the way in a row, of which the mesh says how each conducts.</summary>
    private double AtFace(int f, out double slope1, out double slope2)
    {
        var (k1, k2, both) = (_conductivity[f], _conductivity[f + 1], _mesh.InBoth[f]);
        if (both == 0) return Harmonic(k1, k2, _mesh.Share[f], out slope1, out slope2);
        var mean = 0.5 * (k1 + k2);
        if (both == 1)
        {
            slope1 = slope2 = 0.5;
            return mean;
        }
        var (left, right) = (_mesh.InLeft[f] / k1, _mesh.InRight[f] / k2);
        var k = 1 / (left + both / mean + right);
        slope1 = k * k * (left / k1 + 0.5 * both / (mean * mean));
        slope2 = k * k * (right / k2 + 0.5 * both / (mean * mean));
        return k;
    }

    /// <summary>What of the electrolyte's current is not accounted for in each cell, A/m2.</summary>
    private void LiquidResiduals(ReadOnlySpan<double> state, Span<double> residuals)
    {
        var salt = state[_salt.._liquid];
        var liquid = state[_liquid.._solid];
        var current = _liquidCurrent.AsSpan(1, salt.Length - 1);
        for (var f = 0; f < current.Length; f++) current[f] = AtFace(f, out _, out _);
        for (var f = 0; f < current.Length; f += Lanes.Count)
        {
            var bySalt = AcrossFace(_field, f) * (Lanes.Load(salt[1..], f) - Lanes.Load(salt[..^1], f));
            var byVolt = Lanes.Load(liquid[1..], f) - Lanes.Load(liquid[..^1], f);
            Lanes.Store(Lanes.Load(current, f) * (bySalt - byVolt) * Lanes.Load(_mesh.PerDistance, f), current, f);
        }
        for (var i = 0; i < residuals.Length; i++) residuals[i] = _liquidCurrent[i + 1] - _liquidCurrent[i];
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
        {
            for (var i = 0; i < cells.Count; i++) residuals[cells.First + i] -= cells.AreaPerArea[i] * cells.Total[i];
        }
    }

    /// <summary>What of the solid's current is not accounted for in each cell, A/m2. The negative collector is at 0 V; the positive one draws the current.</summary>
    private void SolidResiduals(ReadOnlySpan<double> state, double currentA, Span<double> residuals)
    {
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
        {
            var solid = SolidOf(state, cells);
            var (current, first) = (cells.SolidCurrent, cells == _inNegative ? 0 : _mesh.Negative);
            current[0] = cells == _inNegative ? -cells.Conductance[0] * solid[0] : 0;
            current[^1] = cells == _inNegative ? 0 : currentA / _areaM2;
            for (var i = 1; i < cells.Count; i++) current[i] = cells.Conductance[i] * (solid[i - 1] - solid[i]);
            for (var i = 0; i < cells.Count; i++) residuals[first + i] = current[i + 1] - current[i] + cells.AreaPerArea[i] * cells.Total[i];
        }
    }

    /// <summary>Heat of reaction, of entropy and of the currents in solid, electrolyte and collectors, W (Timms et al. 2021). Call after the residuals.</summary>
    private double HeatW(ReadOnlySpan<double> state, double currentA, double temperatureK)
    {
        var liquid = state[_liquid.._solid];
        var density = currentA / _areaM2;
        var perArea = density * density * Heat.CollectorOhmM2;
        for (var f = 0; f + 1 < liquid.Length; f++) perArea -= _liquidCurrent[f + 1] * (liquid[f + 1] - liquid[f]);
        foreach (var cells in (ReadOnlySpan<PorousCells>)[_inNegative, _inPositive])
        {
            perArea += cells.ReactionHeat(temperatureK);
            for (var f = 0; f <= cells.Count; f++)
                perArea += cells.SolidCurrent[f] * cells.SolidCurrent[f] / cells.Conductance[f];
        }
        return perArea * _areaM2;
    }
}
