using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Models;

internal sealed partial class SingleParticleModel
{
    /// <summary>The kinetics of one electrode under a uniform reaction.</summary>
    /// <param name="Surface">Stoichiometry at the particles' surface.</param>
    /// <param name="PotentialV">Open-circuit potential there.</param>
    /// <param name="PotentialSlopeV">Its slope.</param>
    /// <param name="OverV">Overpotential, averaged over the electrode.</param>
    /// <param name="OverPerStep">d(over)/d(ln j0), V: minus 2RT/F times x/sqrt(1 + x^2), averaged.</param>
    private readonly record struct Kinetics(double Surface, double PotentialV, double PotentialSlopeV, double OverV, double OverPerStep);

    protected override double VoltageV(ReadOnlySpan<double> state, double currentA, double temperatureK)
    {
        var salt = state[_salt.._age];
        var n = KineticsOf(_negative, state[.._negative.Modes.Count], NegativeSalt(salt), currentA, temperatureK);
        var p = KineticsOf(_positive, state[_negative.Modes.Count.._salt], PositiveSalt(salt), currentA, temperatureK);
        var voltage = p.PotentialV - n.PotentialV + p.OverV - n.OverV - currentA * FilmOhm;
        if (_mesh is null) return voltage;
        var (ohmicOhmM2, concentrationV) = Electrolyte(salt, temperatureK);
        return voltage + concentrationV - currentA / _areaM2 * (ohmicOhmM2 + SolidOhmM2);
    }

    private double SolidOhmM2 =>
        (_negative.ThicknessM / _negative.EffectiveConductivity + _positive.ThicknessM / _positive.EffectiveConductivity) / 3;

    private ReadOnlySpan<double> NegativeSalt(ReadOnlySpan<double> salt) => _mesh is null ? [] : salt[.._mesh.Negative];
    private ReadOnlySpan<double> PositiveSalt(ReadOnlySpan<double> salt) => _mesh is null ? [] : salt[_mesh.FirstPositive..];

    /// <summary>Butler and Volmer turned round, eta = (2RT/F) asinh(j / 2 j0). The mean of asinh over the cells is one logarithm of a product.</summary>
    private Kinetics KineticsOf(ElectrodeSide side, ReadOnlySpan<double> modes, ReadOnlySpan<double> salt, double currentA, double temperatureK)
    {
        var surface = side.SurfaceOf(modes);
        var potential = side.PotentialV(surface, temperatureK, out var slope);
        // j / (2 j0) at the salt's rest value; elsewhere it goes with one over the root of the salt.
        var ratio = InterfacialA(side, currentA) / (2 * side.Exchange * Math.Sqrt(_restSalt) * ElectrodeSide.Vacancy(surface));
        var thermalV = 2 * Physics.GasConstant * temperatureK / Physics.Faraday;
        if (salt.IsEmpty) return new(surface, potential, slope, thermalV * Math.Asinh(ratio), -thermalV * ratio / Math.Sqrt(1 + ratio * ratio));
        double product = 1, logarithm = 0, steep = 0;
        var square = ratio * ratio;
        var size = Math.Abs(ratio);
        for (var i = 0; i < salt.Length; i++)
        {
            var inverse = 1 / salt[i];
            var x = size * Math.Sqrt(inverse);
            var root = Math.Sqrt(1 + square * inverse);
            product *= x + root;
            steep += x / root;
            if (!(product > 1e200)) continue;
            logarithm += Math.Log(product);
            product = 1;
        }
        var mean = Math.CopySign((logarithm + Math.Log(product)) / salt.Length, ratio);
        return new(surface, potential, slope, thermalV * mean, -thermalV * Math.CopySign(steep / salt.Length, ratio));
    }

    /// <summary>The electrolyte's resistance times area, and its concentration overpotential, both with properties at the mean concentration.</summary>
    private (double OhmM2, double ConcentrationV) Electrolyte(ReadOnlySpan<double> salt, double temperatureK)
    {
        var mesh = _mesh!;
        double mean = 0;
        for (var i = 0; i < salt.Length; i++) mean += salt[i] * mesh.WidthM[i];
        mean /= mesh.TotalM;
        var conductivity = Cell.Electrolyte.ConductivitySPerM.At(mean * _restSalt, temperatureK);
        var separator = Cell.Separator.ThicknessM / Cell.Separator.ElectrolyteEfficiency;
        var ohm = (_negative.ThicknessM / (3 * _negative.ElectrolyteEfficiency) + separator + _positive.ThicknessM / (3 * _positive.ElectrolyteEfficiency)) / conductivity;
        var logarithms = MeanLog(PositiveSalt(salt)) - MeanLog(NegativeSalt(salt));
        return (ohm, ConcentrationFactorV(mean, temperatureK) * logarithms);
    }

    /// <summary>(RT/F) 2 (1 - t+) times the thermodynamic factor at a concentration over its rest value, V.</summary>
    private double ConcentrationFactorV(double saltOverRest, double temperatureK) =>
        Physics.GasConstant * temperatureK / Physics.Faraday * 2 * (1 - Cell.Electrolyte.TransferenceNumber)
        * Cell.Electrolyte.ThermodynamicFactor.At(saltOverRest * _restSalt, temperatureK);

    private static double MeanLog(ReadOnlySpan<double> salt)
    {
        double product = 1, logarithm = 0;
        foreach (var c in salt)
        {
            product *= c;
            if (product is > 1e-200 and < 1e200) continue;
            logarithm += Math.Log(product);
            product = 1;
        }
        return (logarithm + Math.Log(product)) / salt.Length;
    }

    protected override double Gradient(ReadOnlySpan<double> state, double currentA, double temperatureK, Span<double> gradient)
    {
        var salt = state[_salt.._age];
        gradient.Clear();
        double slope = 0;
        foreach (var side in (ReadOnlySpan<ElectrodeSide>)[_negative, _positive])
        {
            var (from, to) = side == _negative ? (0, _negative.Modes.Count) : (_negative.Modes.Count, _salt);
            var cells = side == _negative ? NegativeSalt(salt) : PositiveSalt(salt);
            var first = side == _negative ? 0 : _mesh?.FirstPositive ?? 0;
            var k = KineticsOf(side, state[from..to], cells, currentA, temperatureK);
            var s = Math.Clamp(k.Surface, 1e-10, 1 - 1e-10);
            // Vacancy sqrt(s (1 - s)) has the logarithmic slope (1 - 2 s) / (2 s (1 - s)).
            var perSurface = -side.Sign * (k.PotentialSlopeV + k.OverPerStep * (1 - 2 * s) / (2 * s * (1 - s)));
            for (var m = from; m < to; m++) gradient[m] = perSurface * side.Modes.Surface[m - from];
            slope -= side.Sign * OverPerAmpere(side, k, cells, currentA, temperatureK);
            if (cells.IsEmpty) continue;
            var concentration = ConcentrationFactorV(1, temperatureK);
            for (var i = 0; i < cells.Length; i++)
                gradient[_salt + first + i] = -side.Sign * (0.5 * k.OverPerStep + concentration) / (cells[i] * cells.Length);
        }
        slope -= FilmOhm;
        return _mesh is null ? slope : slope - (Electrolyte(salt, temperatureK).OhmM2 + SolidOhmM2) / _areaM2;
    }

    /// <summary>d(over)/dI, V/A: d(over)/d(ln j) is minus d(over)/d(ln j0); at rest the limit.</summary>
    private double OverPerAmpere(ElectrodeSide side, Kinetics k, ReadOnlySpan<double> salt, double currentA, double temperatureK)
    {
        if (Math.Abs(currentA) > 1e-9 * Cell.NominalCapacityAh) return -k.OverPerStep / currentA;
        const double Small = 1e-6;
        var smallA = Small * Cell.NominalCapacityAh;
        _ = salt;
        return Physics.GasConstant * temperatureK / Physics.Faraday * InterfacialA(side, smallA)
            / (side.Exchange * Math.Sqrt(_restSalt) * ElectrodeSide.Vacancy(k.Surface)) / smallA;
    }

    protected override void Border(double currentA, double c, Span<double> rightHandSide)
    {
        var nodes = _negative.Modes.Count;
        for (var k = 0; k < nodes; k++) rightHandSide[k] = c * _negative.Modes.Drive[k] * InterfacialA(_negative, currentA) * _negative.FluxPerCurrent;
        for (var k = nodes; k < _salt; k++) rightHandSide[k] = c * _positive.Modes.Drive[k - nodes] * InterfacialA(_positive, currentA) * _positive.FluxPerCurrent;
        for (var i = 0; i < _sourcePerA.Length; i++) rightHandSide[_salt + i] = c * _sourcePerA[i] * currentA;
    }

    /// <summary>Heat of reaction, of entropy and, in the SPMe, of the currents in solid and electrolyte, W (Timms et al. 2021).</summary>
    private double HeatW(ReadOnlySpan<double> state, double currentA, double temperatureK)
    {
        var salt = state[_salt.._age];
        var n = KineticsOf(_negative, state[.._negative.Modes.Count], NegativeSalt(salt), currentA, temperatureK);
        var p = KineticsOf(_positive, state[_negative.Modes.Count.._salt], PositiveSalt(salt), currentA, temperatureK);
        var density = currentA / _areaM2;
        var perArea = density * (n.OverV - p.OverV)
            + density * temperatureK * (_negative.EntropicVPerK(n.Surface) - _positive.EntropicVPerK(p.Surface))
            + density * density * Heat.CollectorOhmM2 + density * currentA * FilmOhm;
        if (_mesh is not null)
        {
            var (ohm, _) = Electrolyte(salt, temperatureK);
            perArea += density * density * (ohm + SolidOhmM2) + density * DiffusionHeat(salt, temperatureK);
        }
        return perArea * _areaM2;
    }

    /// <summary>Minus the integral of i_e/i times the concentration share of the electrolyte's field, V: positive where current flows down a slope of salt.</summary>
    private double DiffusionHeat(ReadOnlySpan<double> salt, double temperatureK)
    {
        var mesh = _mesh!;
        double mean = 0, sum = 0, place = 0;
        for (var i = 0; i < salt.Length; i++) mean += salt[i] * mesh.WidthM[i];
        for (var f = 0; f + 1 < salt.Length; f++)
        {
            place += mesh.WidthM[f];
            var share = f + 1 < mesh.Negative ? place / _negative.ThicknessM
                : f + 1 <= mesh.FirstPositive ? 1 : (mesh.TotalM - place) / _positive.ThicknessM;
            sum -= share * (salt[f + 1] - salt[f]) / (0.5 * (salt[f + 1] + salt[f]));
        }
        return ConcentrationFactorV(mean / mesh.TotalM, temperatureK) * sum;
    }
}
