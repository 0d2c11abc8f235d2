using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>
/// An SPMe of a dozen unknowns: a few modes per particle, a few shapes of the salt, one temperature, one film. It steps by exponentials, stable at any
/// step, follows a current held over it, and has exact slopes of everything by states and parameters. The caller owns the state, a span of
/// <see cref="Count"/> numbers laid out as told below; this holds none. Immutable; safe from any thread; nothing is allocated after the making.
/// Currents are positive into the cell.
/// </summary>
/// <remarks>
/// State: <c>0</c> mean stoichiometry of the negative particles, then their further modes (<see cref="Particles.ParticleModes"/>); the same of the
/// positive ones from <see cref="PositiveAt"/>; shapes of the salt from <see cref="SaltAt"/>, 0 at rest; temperature in K at
/// <see cref="TemperatureAt"/>; at <see cref="GrowthAt"/> the thickness of the SEI over that of a new cell, less 1.
/// </remarks>
public sealed class ReducedCell
{
    private readonly ReducedKernel _kernel;
    private readonly ElectrodeHealth _new;

    /// <summary>Makes the model of a cell.</summary>
    /// <exception cref="ArgumentException">An option or the parameter set is wrong; the message says what and why.</exception>
    public ReducedCell(ReducedOptions options)
    {
        Options = ReducedOptions.Checked(options);
        _kernel = new ReducedKernel(options);
        _new = ElectrodeHealth.Of(options.Cell);
    }

    /// <summary>What it was made from.</summary>
    public ReducedOptions Options { get; }

    /// <summary>Length of the state.</summary>
    public int Count => _kernel.Count;

    /// <summary>Where the positive particles' modes begin.</summary>
    public int PositiveAt => _kernel.PositiveAt;

    /// <summary>Where the salt's shapes begin.</summary>
    public int SaltAt => _kernel.SaltAt;

    /// <summary>Where the temperature is, K.</summary>
    public int TemperatureAt => _kernel.TemperatureAt;

    /// <summary>Where the growth of the SEI is.</summary>
    public int GrowthAt => _kernel.GrowthAt;

    /// <summary>Resistance of the new cell, half full, at rest, at its reference temperature, ohm: the unit of <see cref="ReducedHealth.ResistanceFactor"/>.</summary>
    public double ReferenceOhm => _kernel.ReferenceOhm;

    /// <summary>The equations, for those who advance many cells.</summary>
    internal ReducedKernel Kernel => _kernel;

    /// <summary>Electrode state of health of a cell of this health: places at 0 and 100 %, capacity. Takes some microseconds; keep it.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or no cell of the set can have lost that much.</exception>
    public ElectrodeHealth Window(ReducedHealth health)
    {
        ReducedHealth.Checked(health);
        return Window(health.CapacityFactor, health.CapacityFactor * _new.LithiumAh * (1 - health.LostLithium));
    }

    /// <summary>Electrode state of health as a state has it now, by the lithium that is in its particles.</summary>
    /// <exception cref="ArgumentException">No cell of the set can have lost that much.</exception>
    public ElectrodeHealth Window(ReadOnlySpan<double> state, ReducedHealth health)
    {
        ReducedHealth.Checked(health);
        return Window(health.CapacityFactor, LithiumAh(state, health));
    }

    /// <summary>Lithium in the particles, Ah; what is in the SEI is not in it.</summary>
    public double LithiumAh(ReadOnlySpan<double> state, ReducedHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.CapacityFactor * (state[0] * _new.NegativeCapacityAh + state[PositiveAt] * _new.PositiveCapacityAh);
    }

    /// <summary>Lithium that the SEI has bound since the cell was new, Ah; 0 where it is not followed.</summary>
    public double SeiLostAh(ReadOnlySpan<double> state, ReducedHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        return _kernel.Sei is null ? 0 : health.CapacityFactor * _kernel.Sei.AhPerGrowth * state[GrowthAt];
    }

    /// <summary>Writes the state of a cell at rest.</summary>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="soc">State of charge, 0 to 1, in the window of that health.</param>
    /// <param name="temperatureK">Temperature, K, 233.15 to 353.15.</param>
    /// <param name="state">Where to.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public void Rest(ReducedHealth health, double soc, double temperatureK, Span<double> state)
    {
        if (!(soc is >= 0 and <= 1)) throw new ArgumentException($"soc is {soc}; allowed: 0 to 1, 0 is the empty cell and 1 the full one.", nameof(soc));
        if (!(temperatureK is >= 233.15 and <= 353.15)) throw new ArgumentException($"temperatureK is {temperatureK}; allowed: 233.15 to 353.15, the fits of the sets hold between -40 and 80 degC at most.", nameof(temperatureK));
        var (x, y) = Window(health).At(soc);
        state = state[..Count];
        state.Clear();
        (state[0], state[PositiveAt], state[TemperatureAt]) = (x, y, temperatureK);
        if (_kernel.Sei is { } sei) state[GrowthAt] = _new.LithiumAh * health.LostLithium / sei.AhPerGrowth;
    }

    /// <summary>Advances a state by <paramref name="dtS"/> with the current held. Where there is no thermal model the cell keeps its temperature.</summary>
    /// <param name="state">The state; overwritten.</param>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="currentA">The current, A; positive charges.</param>
    /// <param name="dtS">The time, s, above 0. Accuracy asks for seconds while the current moves, and stability for nothing.</param>
    /// <param name="ambientK">Temperature of the surroundings, K.</param>
    public void Step(Span<double> state, ReducedHealth health, double currentA, double dtS, double ambientK)
    {
        ArgumentNullException.ThrowIfNull(health);
        if (!(dtS > 0 && double.IsFinite(dtS))) throw new ArgumentException($"dtS is {dtS}; a step is above 0 s and finite.", nameof(dtS));
        if (!double.IsFinite(currentA)) throw new ArgumentException($"currentA is {currentA}; a current is a finite number of ampere.", nameof(currentA));
        var s = MemoryMarshal.Cast<double, One>(state[..Count]);
        var h = HealthOf<One>.Of(health);
        _kernel.Step(s, h, _kernel.At<One>(s, h), new One(-currentA), new One(dtS), new One(ambientK));
    }

    /// <summary>The same with slopes in the directions that state, health and current carry.</summary>
    internal void Step(Span<Dual> state, in HealthOf<Dual> health, Dual currentA, double dtS, double ambientK) =>
        _kernel.Step(state, health, _kernel.At<Dual>(state, health), -currentA, Dual.Of(dtS), Dual.Of(ambientK));

    /// <summary>Advances a state and gives the slopes of the new one.</summary>
    /// <param name="state">The state; overwritten.</param>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="currentA">The current, A; positive charges.</param>
    /// <param name="dtS">The time, s, above 0.</param>
    /// <param name="ambientK">Temperature of the surroundings, K.</param>
    /// <param name="byState"><see cref="Count"/> squared: slope of new state i by old state j at i * Count + j.</param>
    /// <param name="byParameter"><see cref="Count"/> times <see cref="ReducedHealth.Parameters"/>: slope of new state i by parameter p at i * Parameters + p.</param>
    public void Step(Span<double> state, ReducedHealth health, double currentA, double dtS, double ambientK, Span<double> byState, Span<double> byParameter)
    {
        ArgumentNullException.ThrowIfNull(health);
        Span<Dual> work = stackalloc Dual[Count];
        var columns = Count + ReducedHealth.Parameters;
        for (var from = 0; from < columns; from += Dual.Directions)
        {
            Seed(state, from, work);
            Step(work, SeedHealth(health, from), Dual.Of(currentA), dtS, ambientK);
            for (var i = 0; i < Count; i++)
                for (var d = 0; d < Dual.Directions && from + d < columns; d++)
                    if (from + d < Count) byState[i * Count + from + d] = work[i].Slopes[d];
                    else byParameter[i * ReducedHealth.Parameters + from + d - Count] = work[i].Slopes[d];
        }
        for (var i = 0; i < Count; i++) state[i] = work[i].Value;
    }

    /// <summary>Voltage at the terminals under a current, V.</summary>
    public double VoltageV(ReadOnlySpan<double> state, ReducedHealth health, double currentA)
    {
        ArgumentNullException.ThrowIfNull(health);
        return Terminals(state, health).VoltageV(new One(-currentA)).Value;
    }

    /// <summary>The same with slopes in the directions that state, health and current carry.</summary>
    internal Dual VoltageV(ReadOnlySpan<Dual> state, in HealthOf<Dual> health, Dual currentA) => _kernel.At(state, health).VoltageV(-currentA);

    /// <summary>Voltage at the terminals and its slopes.</summary>
    /// <param name="state">The state.</param>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="currentA">The current, A; positive charges.</param>
    /// <param name="byState">Slope by each state, V per its unit; <see cref="Count"/> of them.</param>
    /// <param name="byParameter">Slope by each parameter with the state held, V; <see cref="ReducedHealth.Parameters"/> of them.</param>
    /// <param name="byCurrent">Slope by the current, ohm.</param>
    public double VoltageV(ReadOnlySpan<double> state, ReducedHealth health, double currentA, Span<double> byState, Span<double> byParameter, out double byCurrent)
    {
        ArgumentNullException.ThrowIfNull(health);
        Span<Dual> work = stackalloc Dual[Count];
        var columns = Count + ReducedHealth.Parameters;
        double voltage = 0;
        for (var from = 0; from < columns; from += Dual.Directions)
        {
            Seed(state, from, work);
            var v = VoltageV(work, SeedHealth(health, from), Dual.Of(currentA));
            voltage = v.Value;
            for (var d = 0; d < Dual.Directions && from + d < columns; d++)
                if (from + d < Count) byState[from + d] = v.Slopes[d];
                else byParameter[from + d - Count] = v.Slopes[d];
        }
        byCurrent = Terminals(state, health).ResistanceOhm(new One(-currentA)).Value;
        return voltage;
    }

    /// <summary>The current that a load draws from a state just now, within limits.</summary>
    /// <param name="state">The state.</param>
    /// <param name="health">The cell's parameters.</param>
    /// <param name="kind">Current, voltage or power; a resistance is not offered.</param>
    /// <param name="value">In A, V or W; positive charges.</param>
    /// <param name="limits">The limits. A voltage beyond its limit stops the current that drives it there, and turns none round.</param>
    /// <exception cref="ArgumentException">The load is none of the three, or its value is not a finite number.</exception>
    public ReducedCurrent Current(ReadOnlySpan<double> state, ReducedHealth health, TwinLoadKind kind, double value, in ReducedLimits limits)
    {
        ArgumentNullException.ThrowIfNull(health);
        if (!double.IsFinite(value)) throw new ArgumentException($"value is {value}; a load is a finite number.", nameof(value));
        var at = Terminals(state, health);
        var wanted = kind switch
        {
            TwinLoadKind.Current => new One(-value),
            TwinLoadKind.Voltage => ReducedLoads.ForVoltage(at, new One(value), new One(0)),
            TwinLoadKind.Power => ReducedLoads.ForPower(at, new One(-value)),
            _ => throw new ArgumentException($"kind is {kind}; allowed: Current, Voltage, Power.", nameof(kind)),
        };
        var current = ReducedLoads.Within(at, LimitsOf<One>.Of(limits), wanted, out var bound);
        return new(0 - current.Value, (ReducedBound)(int)bound.Value);
    }

    /// <summary>True while both particles' surfaces are between empty and full. Beyond, voltages are those at the edge, and mean nothing.</summary>
    public bool IsPossible(ReadOnlySpan<double> state)
    {
        var s = MemoryMarshal.Cast<double, One>(state);
        return _kernel.NegativeSurface(s).Value is > 0 and < 1 && _kernel.PositiveSurface(s).Value is > 0 and < 1;
    }

    private Terminals<One> Terminals(ReadOnlySpan<double> state, ReducedHealth health) =>
        _kernel.At(MemoryMarshal.Cast<double, One>(state[..Count]), HealthOf<One>.Of(health));

    private ElectrodeHealth Window(double material, double lithiumAh) =>
        ElectrodeHealth.Of(Options.Cell, material * _new.NegativeCapacityAh, material * _new.PositiveCapacityAh, lithiumAh);

    private void Seed(ReadOnlySpan<double> state, int from, Span<Dual> work)
    {
        for (var i = 0; i < Count; i++) work[i] = i - from is >= 0 and < Dual.Directions ? Dual.Along(state[i], i - from) : Dual.Of(state[i]);
    }

    private HealthOf<Dual> SeedHealth(ReducedHealth h, int from)
    {
        Dual At(ReducedParameter parameter, double value)
        {
            var direction = Count + (int)parameter - from;
            return direction is >= 0 and < Dual.Directions ? Dual.Along(value, direction) : Dual.Of(value);
        }
        return new(At(ReducedParameter.Capacity, h.CapacityFactor), At(ReducedParameter.Resistance, h.ResistanceFactor),
            At(ReducedParameter.DiffusionTime, h.DiffusionTimeFactor), At(ReducedParameter.SeiRate, h.SeiRateFactor));
    }
}
