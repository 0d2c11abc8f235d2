using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

/// <summary>Ageing in SPM and SPMe. The reaction is uniform; where there is an electrolyte the side reactions follow its potential across the electrode
/// (Brosa Planella and Widanage 2022, Appl. Math. Model. 121 586).</summary>
internal sealed partial class SingleParticleModel
{
    /// <summary>Pores narrower than this are closed.</summary>
    private const double LeastPorosity = 1e-3;

    private readonly AgeingProcesses? _ageing;
    private readonly double[] _dropV;
    private readonly double[] _throughA;
    private readonly double[] _saltMol;
    private readonly double[] _mean;
    private readonly double[] _surface;
    private double _filmOhmM2;
    private double _narrowest = 1;

    internal override TwinAgeing Ageing(ReadOnlySpan<double> state) => _ageing?.Seen(state[_age..Own]) ?? default;

    private bool PoresAreClosed => _narrowest < LeastPorosity;

    /// <summary>What one ampere through the cell drops over the film, V.</summary>
    private double FilmOhm => _filmOhmM2 == 0 ? 0 : _filmOhmM2 * InterfacialA(_negative, 1);

    protected override void Age(ReadOnlySpan<double> own)
    {
        if (_ageing is null) return;
        var age = own[_age..];
        double kept = 0, ohmM2 = 0;
        for (var i = 0; i < _dropV.Length; i++)
        {
            kept += _ageing.KeptNegative(age, i);
            ohmM2 += _ageing.FilmOhmM2(age, i);
        }
        _negative.Keep(kept / _dropV.Length);
        _positive.Keep(_ageing.KeptPositive(age, 0));
        _filmOhmM2 = ohmM2 / _dropV.Length;
        if (_mesh is null || !_ageing.ClosesPores) return;
        double efficiency = 0, solid = 0;
        _narrowest = 1;
        for (var i = 0; i < _dropV.Length; i++)
        {
            var porosity = _ageing.Porosity(age, i);
            _narrowest = Math.Min(_narrowest, porosity);
            porosity = Math.Max(porosity, LeastPorosity);
            var open = Math.Pow(porosity, Cell.Negative.BruggemanElectrolyte);
            _mesh.Narrow(i, porosity, open);
            _sourcePerA[i] = _sourceShare / (_negative.ThicknessM * porosity);
            efficiency += open;
            solid += Math.Pow(1 - porosity, Cell.Negative.BruggemanSolid);
        }
        _negative.Narrow(efficiency / _dropV.Length, Cell.Negative.ConductivitySPerM * solid / _dropV.Length);
    }

    /// <summary>Rates of the ageing part; returns what the side reactions take of the particles' current, A/m2.</summary>
    private double SideA(AgeingProcesses ageing, ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> rates)
    {
        var age = state[_age..];
        var salt = state[_salt.._age];
        var nodes = _negative.Modes.Count;
        var k = KineticsOf(_negative, state[..nodes], NegativeSalt(salt), currentA, temperatureK);
        var throughA = InterfacialA(_negative, currentA);
        Array.Fill(_throughA, throughA);
        Array.Fill(_dropV, k.OverV + k.PotentialV + throughA * _filmOhmM2);
        Array.Fill(_saltMol, _restSalt);
        if (_mesh is not null) Across(_mesh, salt, currentA, temperatureK);
        ageing.React(age, _dropV, _throughA, _saltMol, temperatureK);
        Array.Fill(_mean, state[0]);
        Array.Fill(_surface, k.Surface);
        (_mean[^1], _surface[^1]) = (state[nodes], _positive.SurfaceOf(state[nodes.._salt]));
        ageing.Rates(age, _mean, _surface, rates);
        double side = 0, kept = 0;
        for (var i = 0; i < _dropV.Length; i++)
        {
            var share = ageing.KeptNegative(age, i);
            side += share * ageing.SideA[i];
            kept += share;
        }
        return side / kept;
    }

    /// <summary>How far the potential of the solid over the liquid is from its mean at each place: the ohmic drops of both, and the salt's share.</summary>
    private void Across(AcrossMesh mesh, ReadOnlySpan<double> salt, double currentA, double temperatureK)
    {
        double mean = 0, logarithms = 0, place = 0;
        for (var i = 0; i < salt.Length; i++) mean += salt[i] * mesh.WidthM[i];
        mean /= mesh.TotalM;
        for (var i = 0; i < _dropV.Length; i++) logarithms += Math.Log(salt[i]) / _dropV.Length;
        var (density, length) = (currentA / _areaM2, _negative.ThicknessM);
        var liquid = density / (Cell.Electrolyte.ConductivitySPerM.At(mean * _restSalt, temperatureK) * _negative.ElectrolyteEfficiency);
        var solid = density / _negative.EffectiveConductivity;
        var factor = ConcentrationFactorV(mean, temperatureK);
        for (var i = 0; i < _dropV.Length; i++)
        {
            var x = place + 0.5 * mesh.WidthM[i];
            place += mesh.WidthM[i];
            _saltMol[i] = salt[i] * _restSalt;
            _dropV[i] += solid * (x * x / (2 * length) - x + length / 3) + liquid * (x * x - length * length / 3) / (2 * length)
                - factor * (Math.Log(salt[i]) - logarithms);
        }
    }
}
