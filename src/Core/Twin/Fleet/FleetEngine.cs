using System.Runtime.InteropServices;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Fleet;

/// <summary>
/// Many packs of one kind of cell, advanced in lockstep, eight at a time. All numbers of all packs are in one array: a snapshot is one copy of it,
/// and so is the way back. A step allocates nothing. Different ranges of whole blocks may be advanced by different threads at once, since none touches
/// another's memory; anything else is for one thread at a time. A pack's result does not depend on the others, nor on the ranges, nor on the width of
/// the processor's registers.
/// </summary>
public sealed class FleetEngine
{
    /// <summary>A voltage may end a step this far beyond its bound, V.</summary>
    private const double ToleranceV = 1e-3;

    /// <summary>Steps that are tried to end at a bound.</summary>
    private const int Trials = 6;

    private readonly ReducedCell _cell;
    private readonly ReducedKernel _kernel;
    private readonly FleetLayout _at;
    private readonly double[] _data;
    private readonly double[] _rest;

    /// <summary>Makes a fleet of new, half full single cells at rest.</summary>
    /// <param name="options">The cell of all packs.</param>
    /// <param name="packs">How many, 1 to 10,000,000.</param>
    /// <exception cref="ArgumentException">An option or the parameter set is wrong; the message says what and why.</exception>
    public FleetEngine(ReducedOptions options, int packs)
    {
        if (packs is < 1 or > 10_000_000) throw new ArgumentException($"packs is {packs}; allowed: 1 to 10000000 in one engine.", nameof(packs));
        _cell = new ReducedCell(options);
        _kernel = _cell.Kernel;
        _at = new FleetLayout(_cell.Count);
        Count = packs;
        var blocks = (packs + Eight.Lanes - 1) / Eight.Lanes;
        _data = new double[(long)blocks * _at.Count * Eight.Lanes];
        _rest = new double[_cell.Count];
        var half = new FleetPack();
        for (var pack = 0; pack < blocks * Eight.Lanes; pack++)
            if (pack < Eight.Lanes) Write(pack, half, 0.5, options.Cell.ReferenceTemperatureK);
            else for (var row = 0; row < _at.Count; row++) Row(pack, row) = Row(pack % Eight.Lanes, row);
    }

    /// <summary>How many packs there are.</summary>
    public int Count { get; }

    /// <summary>The model of their cell.</summary>
    public ReducedCell Cell => _cell;

    /// <summary>Packs per block: ranges begin at multiples of it.</summary>
    public static int Block => Eight.Lanes;

    /// <summary>Memory that a pack takes, bytes.</summary>
    public int BytesPerPack => _at.Count * sizeof(double);

    /// <summary>Length of a snapshot, bytes.</summary>
    public long SnapshotBytes => FleetSnapshot.HeaderBytes + (long)_data.Length * sizeof(double);

    /// <summary>Puts a pack at rest into a place.</summary>
    /// <param name="pack">The place, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="what">The pack.</param>
    /// <param name="soc">State of charge, 0 to 1.</param>
    /// <param name="temperatureK">Temperature of its cells and of its surroundings, K, 233.15 to 353.15.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message says which and why.</exception>
    public void Put(int pack, FleetPack what, double soc, double temperatureK) => Write(Placed(pack), FleetPack.Checked(what), soc, temperatureK);

    /// <summary>From the next step on a pack has this current, A; positive charges. It stays until it is changed.</summary>
    public void Current(int pack, double currentA) => Load(pack, currentA, nameof(currentA), power: false);

    /// <summary>From the next step on a pack has this power at its terminals, W; positive charges. It stays until it is changed.</summary>
    public void Power(int pack, double powerW) => Load(pack, powerW, nameof(powerW), power: true);

    /// <summary>From the next step on this is the temperature around a pack, K, 200 to 400.</summary>
    public void Ambient(int pack, double temperatureK)
    {
        if (!(temperatureK is >= 200 and <= 400)) throw new ArgumentException($"temperatureK is {temperatureK}; allowed: 200 to 400.", nameof(temperatureK));
        Row(Placed(pack), _at.Ambient) = temperatureK;
    }

    /// <summary>What is seen of a pack after its last step; before the first the voltage is that at rest.</summary>
    public FleetPoint Read(int pack)
    {
        Placed(pack);
        return new(Row(pack, _at.Voltage), Row(pack, _at.Current), (Row(pack, 0) - Row(pack, _at.Empty)) * Row(pack, _at.PctPerFilling),
            Row(pack, _cell.TemperatureAt), Row(pack, _cell.GrowthAt), (ReducedBound)(int)Row(pack, _at.Bound));
    }

    /// <summary>Copies the state of a pack's cells out, laid out as <see cref="ReducedCell"/> says.</summary>
    public void ReadState(int pack, Span<double> state)
    {
        Placed(pack);
        for (var k = 0; k < _cell.Count; k++) state[k] = Row(pack, k);
    }

    /// <summary>Puts a state into a pack's cells, as a filter has it that follows the real pack.</summary>
    /// <exception cref="ArgumentException">A number is not finite, or the temperature is not one.</exception>
    public void WriteState(int pack, ReadOnlySpan<double> state)
    {
        Placed(pack);
        for (var k = 0; k < _cell.Count; k++)
            if (!double.IsFinite(state[k])) throw new ArgumentException($"state[{k}] is {state[k]}; a state is made of finite numbers.", nameof(state));
        if (!(state[_cell.TemperatureAt] > 0)) throw new ArgumentException($"state[{_cell.TemperatureAt}], the temperature, is {state[_cell.TemperatureAt]} K; it is above 0.", nameof(state));
        for (var k = 0; k < _cell.Count; k++) Row(pack, k) = state[k];
    }

    /// <summary>Advances all packs.</summary>
    /// <param name="dtS">The step, s, above 0.</param>
    public void Advance(double dtS) => Advance(0, Count, dtS);

    /// <summary>Advances the packs of a range.</summary>
    /// <param name="first">The first pack, a multiple of <see cref="Block"/>.</param>
    /// <param name="count">How many; a multiple of <see cref="Block"/>, or all that are left.</param>
    /// <param name="dtS">The step, s, above 0.</param>
    /// <exception cref="ArgumentException">The range cuts a block or goes beyond the fleet, or the step is none.</exception>
    public void Advance(int first, int count, double dtS)
    {
        var (from, to) = Blocks(first, count, dtS);
        var dt = Eight.Of(dtS);
        var length = _at.Count * Eight.Lanes;
        for (var block = from; block < to; block++)
            Step(MemoryMarshal.Cast<double, Eight>(_data.AsSpan(block * length, length)), dt);
    }

    /// <summary>The same, pack by pack in plain doubles: what the lanes are held against.</summary>
    internal void AdvanceSingly(int first, int count, double dtS)
    {
        var (from, to) = Blocks(first, count, dtS);
        Span<One> rows = stackalloc One[_at.Count];
        for (var pack = from * Eight.Lanes; pack < to * Eight.Lanes; pack++)
        {
            for (var row = 0; row < rows.Length; row++) rows[row] = new One(Row(pack, row));
            Step(rows, new One(dtS));
            for (var row = 0; row < rows.Length; row++) Row(pack, row) = rows[row].Value;
        }
    }

    /// <summary>Copies the whole fleet out.</summary>
    /// <param name="to">At least <see cref="SnapshotBytes"/> long.</param>
    /// <param name="timeS">The time of the snapshot as the caller counts it, s.</param>
    public void Snapshot(Span<byte> to, double timeS)
    {
        new FleetSnapshot(Count, _at.Count, Fingerprint, timeS).Write(to);
        MemoryMarshal.AsBytes(_data.AsSpan()).CopyTo(to[FleetSnapshot.HeaderBytes..]);
    }

    /// <summary>Copies a snapshot in and returns its time, s.</summary>
    /// <exception cref="ArgumentException">It is none, or one of another version, size or cell; the message says which. The fleet is then as it was.</exception>
    public double Restore(ReadOnlySpan<byte> from)
    {
        var header = FleetSnapshot.Read(from, Count, _at.Count, Fingerprint, SnapshotBytes);
        from.Slice(FleetSnapshot.HeaderBytes, _data.Length * sizeof(double)).CopyTo(MemoryMarshal.AsBytes(_data.AsSpan()));
        return header.TimeS;
    }

    /// <summary>Tells fleets apart whose numbers mean something else.</summary>
    private ulong Fingerprint => FleetSnapshot.Of($"{_cell.Options.Cell.Name}/{_cell.Options.ParticleModes}/{_cell.Options.SaltModes}/{_cell.Options.Sei}/{_kernel.IsLumped}");

    private void Step<T>(Span<T> rows, T dtS)
        where T : unmanaged, IArithmetic<T>
    {
        var state = rows[.._at.States];
        var health = new HealthOf<T>(rows[_at.Capacity], rows[_at.Resistance], rows[_at.DiffusionTime], rows[_at.SeiRate]);
        var limits = new LimitsOf<T>(T.Of(_cell.Options.Cell.MinVoltageV), T.Of(_cell.Options.Cell.MaxVoltageV), rows[_at.MaxDischarge], rows[_at.MaxCharge]);
        var at = _kernel.At<T>(state, health);
        var share = -(rows[_at.Load] * rows[_at.PerParallel]);
        var wanted = share;
        if (T.AnyPositive(rows[_at.IsPower]))
        {
            var terminals = at with { Ohm = at.Ohm + rows[_at.CellOhm] };
            wanted = T.IfPositive(rows[_at.IsPower], ReducedLoads.ForPower(terminals, share / rows[_at.InSeries]), share);
        }
        var discharge = ReducedLoads.Within(at, limits, wanted, out var bound);
        Span<T> before = stackalloc T[_at.States];
        state.CopyTo(before);
        _kernel.Step(state, health, at, discharge, dtS, rows[_at.Ambient]);
        var voltage = _kernel.At<T>(state, health).VoltageV(discharge);
        if (T.AnyPositive(Beyond(limits, discharge, voltage)))
            voltage = Hold(rows, before, health, limits, at, ref discharge, ref bound, voltage, dtS);
        voltage -= discharge * rows[_at.CellOhm];
        rows[_at.Voltage] = rows[_at.InSeries] * voltage;
        rows[_at.Current] = -(discharge / rows[_at.PerParallel]);
        rows[_at.Bound] = bound;
    }

    /// <summary>How far a voltage is beyond the bound that its current drives it to, less a tolerance, V; above 0 where it is.</summary>
    private static T Beyond<T>(in LimitsOf<T> limits, T discharge, T voltage)
        where T : unmanaged, IArithmetic<T> =>
        T.IfPositive(discharge, limits.MinVoltageV - voltage, T.IfPositive(-discharge, voltage - limits.MaxVoltageV, T.Of(-1))) + -ToleranceV;

    /// <summary>Where a step would end beyond a voltage bound, takes it again with less current, so that it ends at the bound (false position by the
    /// Illinois rule between no current and the one wanted). Lanes that are within bounds take their own step again, to the same bits.</summary>
    private T Hold<T>(Span<T> rows, ReadOnlySpan<T> before, in HealthOf<T> health, in LimitsOf<T> limits, in Terminals<T> at, ref T discharge, ref T bound, T voltage, T dtS)
        where T : unmanaged, IArithmetic<T>
    {
        var state = rows[.._at.States];
        var wanted = discharge;
        var first = Beyond(limits, wanted, voltage);
        var (zero, lowA, highA, high, chosen) = (T.Of(0), T.Of(0), wanted, first, T.Of(0));
        var low = T.Of(0);
        for (var i = 0; i <= Trials; i++)
        {
            before.CopyTo(state);
            var now = T.IfPositive(first, chosen, wanted);
            _kernel.Step(state, health, at, now, dtS, rows[_at.Ambient]);
            voltage = _kernel.At<T>(state, health).VoltageV(now);
            discharge = now;
            // The bound counts for the direction that was wanted, also where the current tried is 0.
            var off = Beyond(limits, wanted, voltage);
            if (i == 0) low = off;
            // Already beyond with no current: nothing flows.
            else
            {
                highA = T.IfPositive(off, chosen, highA);
                high = T.IfPositive(off, off, 0.5 * high);
                lowA = T.IfPositive(off, lowA, chosen);
                low = T.IfPositive(off, 0.5 * low, off);
            }
            if (i == Trials) break;
            var next = lowA - low * (highA - lowA) / (high - low);
            chosen = i + 1 == Trials ? lowA : T.IfPositive(low, zero, next);
        }
        bound = T.IfPositive(first, T.IfPositive(wanted, T.Of((double)ReducedBound.MinVoltage), T.Of((double)ReducedBound.MaxVoltage)), bound);
        return voltage;
    }

    private void Write(int pack, FleetPack what, double soc, double temperatureK)
    {
        _cell.Rest(what.Health, soc, temperatureK, _rest);
        var window = _cell.Window(what.Health);
        for (var k = 0; k < _cell.Count; k++) Row(pack, k) = _rest[k];
        (Row(pack, _at.Capacity), Row(pack, _at.Resistance)) = (what.Health.CapacityFactor, what.Health.ResistanceFactor);
        (Row(pack, _at.DiffusionTime), Row(pack, _at.SeiRate)) = (what.Health.DiffusionTimeFactor, what.Health.SeiRateFactor);
        (Row(pack, _at.InSeries), Row(pack, _at.PerParallel)) = (what.InSeries, 1.0 / what.InParallel);
        Row(pack, _at.CellOhm) = what.SeriesOhm * what.InParallel / what.InSeries;
        var threeC = 3 * _cell.Options.Cell.NominalCapacityAh * what.InParallel;
        Row(pack, _at.MaxDischarge) = (what.MaxDischargeA ?? threeC) / what.InParallel;
        Row(pack, _at.MaxCharge) = (what.MaxChargeA ?? threeC) / what.InParallel;
        (Row(pack, _at.IsPower), Row(pack, _at.Load), Row(pack, _at.Ambient)) = (0, 0, temperatureK);
        (Row(pack, _at.Empty), Row(pack, _at.PctPerFilling)) = (window.X0, 100 / (window.X100 - window.X0));
        (Row(pack, _at.Voltage), Row(pack, _at.Current), Row(pack, _at.Bound)) = (what.InSeries * _cell.VoltageV(_rest, what.Health, 0), 0, 0);
    }

    private void Load(int pack, double value, string name, bool power)
    {
        if (!double.IsFinite(value)) throw new ArgumentException($"{name} is {value}; a load is a finite number.", name);
        (Row(Placed(pack), _at.IsPower), Row(pack, _at.Load)) = (power ? 1 : 0, value);
    }

    private (int From, int To) Blocks(int first, int count, double dtS)
    {
        if (!(dtS > 0 && double.IsFinite(dtS))) throw new ArgumentException($"dtS is {dtS}; a step is above 0 s and finite.", nameof(dtS));
        if (first < 0 || count < 0 || first > Count - count) throw new ArgumentException($"Packs {first} to {(long)first + count - 1} are asked for; there are {Count}.", nameof(count));
        if (first % Eight.Lanes != 0 || (count % Eight.Lanes != 0 && first + count != Count))
            throw new ArgumentException($"The range of {count} packs from {first} on cuts a block; ranges begin and end at multiples of {Eight.Lanes}, or at the end.", nameof(first));
        return (first / Eight.Lanes, (first + count + Eight.Lanes - 1) / Eight.Lanes);
    }

    private int Placed(int pack) =>
        pack >= 0 && pack < Count ? pack : throw new ArgumentException($"pack is {pack}; there are packs 0 to {Count - 1}.", nameof(pack));

    private ref double Row(int pack, int row) => ref _data[(pack / Eight.Lanes * _at.Count + row) * Eight.Lanes + pack % Eight.Lanes];
}
