using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>What a state of the cell gives without knowing the current. In here discharge is positive, as in the papers.</summary>
internal readonly record struct Terminals<T>
    where T : struct, IArithmetic<T>
{
    /// <summary>Difference of the open-circuit potentials at the particles' surfaces, V.</summary>
    internal required T PotentialV { get; init; }

    /// <summary>Difference that the salt makes, V.</summary>
    internal required T SaltV { get; init; }

    /// <summary>2RT/F, V.</summary>
    internal required T ThermalV { get; init; }

    /// <summary>j/(2 j0) per ampere with the salt at rest, negative electrode.</summary>
    internal required T NegativeRatio { get; init; }

    /// <summary>The same of the positive electrode; below 0.</summary>
    internal required T PositiveRatio { get; init; }

    /// <summary>One over the root of the salt in the four places of the electrodes.</summary>
    internal required (T N0, T N1, T P0, T P1) Roots { get; init; }

    /// <summary>All that is ohmic, ohm.</summary>
    internal required T Ohm { get; init; }

    /// <summary>The SEI's share of it, ohm.</summary>
    internal required T FilmOhm { get; init; }

    /// <summary>Potential of the negative electrode at its surface, V.</summary>
    internal required T NegativeV { get; init; }

    /// <summary>T (dU_n/dT - dU_p/dT), V: heat of entropy per ampere of discharge.</summary>
    internal required T EntropyV { get; init; }

    /// <summary>Overpotential of the negative electrode under a current, V.</summary>
    internal T NegativeOverV(T dischargeA) => ThermalV * MeanAsinh(NegativeRatio * dischargeA, Roots.N0, Roots.N1);

    /// <summary>Voltage under a current, V.</summary>
    internal T VoltageV(T dischargeA) =>
        PotentialV + SaltV + ThermalV * MeanAsinh(PositiveRatio * dischargeA, Roots.P0, Roots.P1) - NegativeOverV(dischargeA) - dischargeA * Ohm;

    /// <summary>Minus the slope of the voltage over the current, ohm; above 0.</summary>
    internal T ResistanceOhm(T dischargeA) => Ohm + ThermalV * (
        NegativeRatio * AsinhSlope(NegativeRatio * dischargeA, Roots.N0, Roots.N1) - PositiveRatio * AsinhSlope(PositiveRatio * dischargeA, Roots.P0, Roots.P1));

    /// <summary>Mean of asinh(x a) and asinh(x b): one logarithm of a product.</summary>
    private static T MeanAsinh(T x, T a, T b)
    {
        var size = T.IfPositive(x, x, -x);
        var (u, v) = (size * a, size * b);
        var logarithm = 0.5 * T.Log((u + T.Sqrt(u * u + 1)) * (v + T.Sqrt(v * v + 1)));
        return T.IfPositive(x, logarithm, -logarithm);
    }

    private static T AsinhSlope(T x, T a, T b)
    {
        var (u, v) = (x * a, x * b);
        return 0.5 * (a / T.Sqrt(u * u + 1) + b / T.Sqrt(v * v + 1));
    }
}

/// <summary>The equations of the reduced model, written once for every kind of number. Immutable; safe from any thread.</summary>
internal sealed partial class ReducedKernel
{
    /// <summary>Stoichiometries are kept this far from 0 and 1 where a root of them is taken.</summary>
    private const double Edge = 1e-6;

    private readonly CellParameters _cell;
    private readonly ReducedElectrode _negative;
    private readonly ReducedElectrode _positive;
    private readonly SaltModes _salt;
    private readonly int _firstSalt;
    private readonly PropertyFit _diffusivity;
    private readonly PropertyFit _conductivity;
    private readonly PropertyFit _factor;
    private readonly Models.LumpedHeat _heat;
    private readonly bool _isLumped;
    private readonly ReducedSei? _sei;
    private readonly double _areaM2;
    private readonly double _electrolytePerM; // length over efficiency, m
    private readonly double _solidOhm;
    private readonly double _leastDiffusivity;

    internal ReducedKernel(ReducedOptions options)
    {
        _cell = options.Cell;
        var modes = Particles.ParticleModes.Spectral(options.ParticleModes);
        _negative = new ReducedElectrode(_cell, false, modes, 0);
        _positive = new ReducedElectrode(_cell, true, modes, modes.Count);
        _firstSalt = 2 * modes.Count;
        _salt = new SaltModes(_cell, options.SaltModes);
        TemperatureAt = _firstSalt + _salt.Count;
        GrowthAt = TemperatureAt + 1;
        Count = GrowthAt + 1;
        var rest = _cell.Electrolyte.ConcentrationMolPerM3;
        _diffusivity = new PropertyFit(_cell.Electrolyte.DiffusivityM2PerS, rest);
        _conductivity = new PropertyFit(_cell.Electrolyte.ConductivitySPerM, rest);
        _factor = new PropertyFit(_cell.Electrolyte.ThermodynamicFactor, rest);
        _leastDiffusivity = 0.01 * _cell.Electrolyte.DiffusivityM2PerS.At(rest, _cell.ReferenceTemperatureK);
        _isLumped = options.IsLumped;
        _heat = new Models.LumpedHeat(_cell, _cell.ReferenceTemperatureK);
        _sei = options.Sei == SeiLaw.None ? null : new ReducedSei(_cell, options.Sei);
        _areaM2 = _cell.AreaM2;
        var (n, s, p) = (_cell.Negative, _cell.Separator, _cell.Positive);
        _electrolytePerM = n.ThicknessM / (3 * n.ElectrolyteEfficiency) + s.ThicknessM / s.ElectrolyteEfficiency + p.ThicknessM / (3 * p.ElectrolyteEfficiency);
        _solidOhm = (n.ThicknessM / n.EffectiveConductivitySPerM + p.ThicknessM / p.EffectiveConductivitySPerM) / (3 * _areaM2);
        ReferenceOhm = ReferenceOf();
    }

    /// <summary>Length of the state.</summary>
    internal int Count { get; }
    internal int PositiveAt => _positive.First;
    internal int SaltAt => _firstSalt;
    internal int TemperatureAt { get; }
    internal int GrowthAt { get; }
    internal double ReferenceOhm { get; }
    internal bool IsLumped => _isLumped;
    internal ReducedSei? Sei => _sei;

    internal T NegativeSurface<T>(ReadOnlySpan<T> state) where T : struct, IArithmetic<T> => _negative.Surface(state);
    internal T PositiveSurface<T>(ReadOnlySpan<T> state) where T : struct, IArithmetic<T> => _positive.Surface(state);

    /// <summary>What the state gives without knowing the current.</summary>
    internal Terminals<T> At<T>(ReadOnlySpan<T> state, in HealthOf<T> health)
        where T : struct, IArithmetic<T>
    {
        var temperature = state[TemperatureAt];
        var warmth = T.Of(1 / Physics.ArrheniusReferenceK) - T.Of(1) / temperature;
        var terms = new Polynomials<T>();
        Span<T> poly = terms;
        var thermal = 2 * Physics.GasConstant / Physics.Faraday * temperature;

        T mean = T.Of(1), n0 = mean, n1 = mean, p0 = mean, p1 = mean;
        for (var k = 0; k < _salt.Count; k++)
        {
            var z = state[_firstSalt + k];
            mean += _salt.Mean[k] * z;
            n0 += _salt.At[0, k] * z;
            n1 += _salt.At[1, k] * z;
            p0 += _salt.At[3, k] * z;
            p1 += _salt.At[4, k] * z;
        }
        (n0, n1) = (T.Clamp(n0, PropertyFit.LeastSalt, 10), T.Clamp(n1, PropertyFit.LeastSalt, 10));
        (p0, p1) = (T.Clamp(p0, PropertyFit.LeastSalt, 10), T.Clamp(p1, PropertyFit.LeastSalt, 10));
        _conductivity.Warm(temperature, poly);
        var conductivity = PropertyFit.At<T>(poly, mean);
        _factor.Warm(temperature, poly);
        var chi = (0.5 * (1 - _cell.Electrolyte.TransferenceNumber)) * (thermal * PropertyFit.At<T>(poly, mean));
        var saltV = chi * T.Log((p0 * p1) / (n0 * n1));

        var (sn, sp) = (_negative.Surface(state), _positive.Surface(state));
        var (un, up) = (T.At(_negative.Potential, sn), T.At(_positive.Potential, sp));
        var entropy = T.Of(0);
        var above = temperature + -_cell.ReferenceTemperatureK;
        if (_negative.Entropic is { } en)
        {
            var slope = T.At(en, sn);
            un += above * slope;
            entropy += temperature * slope;
        }
        if (_positive.Entropic is { } ep)
        {
            var slope = T.At(ep, sp);
            up += above * slope;
            entropy -= temperature * slope;
        }
        var film = _sei is null ? T.Of(0) : (_sei.RestOhmM2 * _negative.InterfacialPerA) * ((state[GrowthAt] + 1) / health.Capacity);
        var inverse = T.Of(1) / health.Capacity;
        return new Terminals<T>
        {
            PotentialV = up - un,
            SaltV = saltV,
            ThermalV = thermal,
            NegativeRatio = inverse * Ratio(_negative, sn, warmth),
            PositiveRatio = inverse * Ratio(_positive, sp, warmth),
            Roots = (T.Sqrt(T.Of(1) / n0), T.Sqrt(T.Of(1) / n1), T.Sqrt(T.Of(1) / p0), T.Sqrt(T.Of(1) / p1)),
            Ohm = T.Of(_electrolytePerM / _areaM2) / conductivity + film + ReferenceOhm * (health.Resistance + -1) + _solidOhm,
            FilmOhm = film,
            NegativeV = un,
            EntropyV = entropy,
        };
    }

    /// <summary>Advances the state by <paramref name="dtS"/> under a steady current, discharge positive.</summary>
    /// <param name="state">The state; overwritten.</param>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="start">What <see cref="At"/> gives for that state.</param>
    /// <param name="dischargeA">The current.</param>
    /// <param name="dtS">The time, s, above 0.</param>
    /// <param name="ambientK">Temperature of the surroundings, K.</param>
    internal void Step<T>(Span<T> state, in HealthOf<T> health, in Terminals<T> start, T dischargeA, T dtS, T ambientK)
        where T : struct, IArithmetic<T>
    {
        var temperature = state[TemperatureAt];
        var warmth = T.Of(1 / Physics.ArrheniusReferenceK) - T.Of(1) / temperature;
        var interfacialA = dischargeA / health.Capacity;
        var sideA = T.Of(0);
        if (_sei is not null)
        {
            var inner = start.NegativeOverV(dischargeA) + start.NegativeV;
            var growth = _sei.Growth(state[GrowthAt], inner, dischargeA * start.FilmOhm, temperature, dtS * health.SeiRate);
            state[GrowthAt] += growth;
            sideA = _sei.CurrentPerGrowth * (growth / dtS);
        }
        if (_isLumped)
        {
            var heat = dischargeA * (start.PotentialV - start.VoltageV(dischargeA) + start.EntropyV + (_heat.CollectorOhmM2 / _areaM2) * dischargeA);
            var steady = ambientK + (1 / _heat.CoolingWPerK) * heat;
            state[TemperatureAt] = steady + (temperature - steady) * T.Exp((-_heat.CoolingWPerK / _heat.CapacityJPerK) * dtS);
        }
        StepSalt(state, dischargeA, temperature, dtS);
        _negative.Step(state, _negative.InterfacialPerA * interfacialA - sideA, Diffusion(_negative, warmth) / health.DiffusionTime, dtS);
        _positive.Step(state, _positive.InterfacialPerA * interfacialA, Diffusion(_positive, warmth) / health.DiffusionTime, dtS);
    }

    /// <summary>Every shape decays by its own rate exactly; what the others do to it is held over the step, as the current is. The steady state is that
    /// of the coupled equations, and two shapes are stable at any step because their matrix is positive definite.</summary>
    private void StepSalt<T>(Span<T> state, T dischargeA, T temperature, T dtS)
        where T : struct, IArithmetic<T>
    {
        var terms = new Polynomials<T>();
        Span<T> poly = terms;
        _diffusivity.Warm(temperature, poly);
        var places = new Five<T>();
        for (var place = 0; place < SaltModes.Places; place++)
        {
            var salt = T.Of(1);
            for (var k = 0; k < _salt.Count; k++) salt += _salt.At[place, k] * state[_firstSalt + k];
            places[place] = T.Clamp(PropertyFit.At<T>(poly, salt), _leastDiffusivity, 1);
        }
        var before = new Three<T>();
        for (var k = 0; k < _salt.Count; k++) before[k] = state[_firstSalt + k];
        for (var k = 0; k < _salt.Count; k++)
        {
            var drive = _salt.DrivePerA[k] * dischargeA;
            var rate = T.Of(0);
            for (var j = 0; j < _salt.Count; j++)
            {
                var coupling = _salt.Rate[0, k, j] * places[0];
                for (var place = 1; place < SaltModes.Places; place++) coupling += _salt.Rate[place, k, j] * places[place];
                if (j == k) rate = coupling;
                else drive -= coupling * before[j];
            }
            var steady = drive / rate;
            state[_firstSalt + k] = steady + (before[k] - steady) * T.Exp(-(rate * dtS));
        }
    }

    private static T Diffusion<T>(ReducedElectrode side, T warmth) where T : struct, IArithmetic<T> =>
        side.DiffusionActivationK == 0 ? T.Of(side.DiffusionRate) : side.DiffusionRate * T.Exp(side.DiffusionActivationK * warmth);

    /// <summary>j/(2 j0) per ampere with the salt at rest.</summary>
    private static T Ratio<T>(ReducedElectrode side, T surface, T warmth)
        where T : struct, IArithmetic<T>
    {
        var s = T.Clamp(surface, Edge, 1 - Edge);
        var cold = side.ExchangeActivationK == 0 ? T.Of(1) : T.Exp((-side.ExchangeActivationK) * warmth);
        return (side.InterfacialPerA / (2 * side.Exchange)) * (cold / T.Sqrt(s * (T.Of(1) - s)));
    }

    /// <summary>Resistance at rest, half full, at the reference temperature, without a film beyond that of a new cell.</summary>
    private double ReferenceOf()
    {
        var state = new One[Count];
        var (x, y) = ElectrodeHealth.Of(_cell).At(0.5);
        (state[0], state[PositiveAt], state[TemperatureAt]) = (new One(x), new One(y), new One(_cell.ReferenceTemperatureK));
        return At<One>(state, HealthOf<One>.Of(ReducedHealth.New)).ResistanceOhm(new One(0)).Value;
    }
}

/// <summary>Memory for the polynomials of one property.</summary>
[System.Runtime.CompilerServices.InlineArray(PropertyFit.SaltTerms)]
internal struct Polynomials<T>
{
    private T _first;
}

/// <summary>Memory for a value in each of the salt's places.</summary>
[System.Runtime.CompilerServices.InlineArray(SaltModes.Places)]
internal struct Five<T>
{
    private T _first;
}

/// <summary>Memory for a value of each of the salt's shapes.</summary>
[System.Runtime.CompilerServices.InlineArray(3)]
internal struct Three<T>
{
    private T _first;
}
