using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Fleet;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Fleet;

public sealed class FleetEngineTests
{
    private const int Packs = 45; // not a whole number of blocks

    private static FleetEngine Mixed(string set, SeiLaw law, int seed = 11, int packs = Packs)
    {
        var chance = new Random(seed);
        var fleet = new FleetEngine(new ReducedOptions { Cell = ParameterSets.Get(set), Sei = law }, packs);
        for (var i = 0; i < packs; i++)
        {
            var health = new ReducedHealth
            {
                CapacityFactor = 0.5 + 0.5 * chance.NextDouble(), ResistanceFactor = 1 + chance.NextDouble(), DiffusionTimeFactor = 1 + chance.NextDouble(),
                SeiRateFactor = 10 * chance.NextDouble(), LostLithium = 0.2 * chance.NextDouble(),
            };
            var pack = new FleetPack { Health = health, InSeries = 1 + chance.Next(200), InParallel = 1 + chance.Next(40), SeriesOhm = 0.05 * chance.NextDouble() };
            fleet.Put(i, pack, chance.NextDouble(), 273 + 40 * chance.NextDouble());
            Load(fleet, i, pack, chance);
        }
        return fleet;
    }

    private static void Load(FleetEngine fleet, int i, FleetPack pack, Random chance)
    {
        var rate = pack.InParallel * fleet.Cell.Options.Cell.NominalCapacityAh * (4 * chance.NextDouble() - 2);
        if (chance.Next(2) == 0) fleet.Current(i, rate);
        else fleet.Power(i, rate * 3.5 * pack.InSeries);
        fleet.Ambient(i, 263 + 50 * chance.NextDouble());
    }

    private static byte[] Bytes(FleetEngine fleet)
    {
        var bytes = new byte[fleet.SnapshotBytes];
        fleet.Snapshot(bytes, 0);
        return bytes;
    }

    [Theory]
    [InlineData("Chen2020", SeiLaw.None)]
    [InlineData("OKane2022", SeiLaw.EcReactionLimited)]
    [InlineData("Prada2013-thermal", SeiLaw.ElectronMigrationLimited)]
    [InlineData("Marquis2019", SeiLaw.InterstitialDiffusionLimited)]
    [InlineData("Ai2020", SeiLaw.ReactionLimited)]
    public void Lanes_are_the_single_packs_to_the_last_bit(string set, SeiLaw law)
    {
        var (lanes, single) = (Mixed(set, law), Mixed(set, law));
        for (var i = 0; i < 400; i++)
        {
            lanes.Advance(1 + i % 3);
            single.AdvanceSingly(0, Packs, 1 + i % 3);
        }
        Assert.Equal(Bytes(single), Bytes(lanes));
        Assert.Contains(Enumerable.Range(0, Packs), i => lanes.Read(i).Bound != ReducedBound.None);
        Assert.Contains(Enumerable.Range(0, Packs), i => lanes.Read(i).Bound == ReducedBound.None);
        Assert.All(Enumerable.Range(0, Packs), i => Assert.True(double.IsFinite(lanes.Read(i).VoltageV)));
    }

    [Fact]
    public void A_pack_of_one_cell_is_the_reduced_cell_to_the_last_bit()
    {
        var fleet = new FleetEngine(new ReducedOptions { Cell = ParameterSets.Get("Chen2020") }, 1);
        var health = new ReducedHealth { CapacityFactor = 0.8, ResistanceFactor = 1.5 };
        fleet.Put(0, new FleetPack { Health = health }, 0.7, 298);
        var (state, seen) = (new double[fleet.Cell.Count], new double[fleet.Cell.Count]);
        fleet.Cell.Rest(health, 0.7, 298, state);
        for (var i = 0; i < 300; i++)
        {
            var current = 4 * Math.Sin(0.1 * i);
            fleet.Current(0, current);
            fleet.Advance(1);
            fleet.Cell.Step(state, health, current, 1, 298);
        }
        fleet.ReadState(0, seen);
        Assert.Equal(state, seen);
        Assert.Equal(fleet.Cell.VoltageV(state, health, fleet.Read(0).CurrentA), fleet.Read(0).VoltageV);
        fleet.Put(0, new FleetPack { Health = health }, 0.1, 298);
        fleet.WriteState(0, state);
        fleet.ReadState(0, seen);
        Assert.Equal(state, seen);
    }

    [Fact]
    public void Ranges_in_any_order_and_on_several_threads_give_what_one_call_gives()
    {
        var (whole, parts) = (Mixed("Ai2020", SeiLaw.EcReactionLimited, packs: 400), Mixed("Ai2020", SeiLaw.EcReactionLimited, packs: 400));
        (int First, int Count)[] ranges = [(200, 200), (0, 8), (8, 64), (72, 128)];
        for (var i = 0; i < 50; i++)
        {
            whole.Advance(1);
            Parallel.ForEach(ranges, r => parts.Advance(r.First, r.Count, 1));
        }
        Assert.Equal(Bytes(whole), Bytes(parts));
    }

    [Fact]
    public void A_snapshot_brings_everything_back()
    {
        var fleet = Mixed("OKane2022", SeiLaw.SolventDiffusionLimited);
        for (var i = 0; i < 20; i++) fleet.Advance(1);
        var snapshot = new byte[fleet.SnapshotBytes];
        fleet.Snapshot(snapshot, 20);
        for (var i = 0; i < 20; i++) fleet.Advance(1);
        var later = Bytes(fleet);
        var other = new FleetEngine(fleet.Cell.Options, Packs);
        Assert.Equal(20, other.Restore(snapshot));
        for (var i = 0; i < 20; i++) other.Advance(1);
        Assert.Equal(later, Bytes(other));
        Assert.Equal(fleet.BytesPerPack * 48 + 40, snapshot.Length);
    }

    [Fact]
    public void A_snapshot_that_is_none_is_refused_and_changes_nothing()
    {
        var fleet = Mixed("Chen2020", SeiLaw.None);
        var good = Bytes(fleet);
        string Refused(byte[] bytes) => Assert.Throws<ArgumentException>(() => fleet.Restore(bytes)).Message;
        byte[] With(int at) { var b = (byte[])good.Clone(); b[at] ^= 0x40; return b; }
        Assert.Contains("mark", Refused([]), StringComparison.Ordinal);
        Assert.Contains("mark", Refused(With(0)), StringComparison.Ordinal);
        Assert.Contains("version is 65", Refused(With(8)), StringComparison.Ordinal);
        Assert.Contains($"the fleet {Packs}", Refused(With(12)), StringComparison.Ordinal);
        Assert.Contains("another cell", Refused(With(16)), StringComparison.Ordinal);
        Assert.Contains("another cell", Refused(With(24)), StringComparison.Ordinal);
        Assert.Contains("bytes long", Refused(good[..^1]), StringComparison.Ordinal);
        Assert.Contains("another cell", Assert.Throws<ArgumentException>(() => Mixed("Marquis2019", SeiLaw.None).Restore(good)).Message, StringComparison.Ordinal);
        Assert.Equal(good, Bytes(fleet));
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var fleet = Mixed("OKane2022", SeiLaw.EcReactionLimited);
        for (var i = 0; i < 50; i++) fleet.Advance(1);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 20; i++) fleet.Advance(1);
        }));
    }

    [Fact]
    public void A_pack_is_its_cells_and_its_copper()
    {
        var options = new ReducedOptions { Cell = ParameterSets.Get("Chen2020") };
        var fleet = new FleetEngine(options, 3);
        fleet.Put(0, new FleetPack(), 0.5, 298.15);
        fleet.Put(1, new FleetPack { InSeries = 100, InParallel = 10, SeriesOhm = 0.02 }, 0.5, 298.15);
        fleet.Put(2, new FleetPack { InSeries = 100, InParallel = 10, SeriesOhm = 0.02 }, 0.5, 298.15);
        fleet.Current(0, 3);
        fleet.Current(1, 30);
        fleet.Power(2, -8000);
        double charge = 0;
        for (var i = 0; i < 600; i++)
        {
            fleet.Advance(1);
            charge += fleet.Read(2).CurrentA;
        }
        Assert.Equal(100 * fleet.Read(0).VoltageV + 30 * 0.02, fleet.Read(1).VoltageV, 1e-9);
        Assert.Equal(fleet.Read(0).SocPct, fleet.Read(1).SocPct, 1e-10);
        Assert.Equal(-8000, fleet.Read(2).CurrentA * fleet.Read(2).VoltageV, 1.0);
        Assert.Equal(50 + 100 * charge / 36000 / fleet.Cell.Window(ReducedHealth.New).CapacityAh, fleet.Read(2).SocPct, 1e-9);
        Assert.True(fleet.Read(2).TemperatureK > 299);
    }

    [Fact]
    public void A_pack_stops_at_its_limits_and_says_which()
    {
        var fleet = new FleetEngine(new ReducedOptions { Cell = ParameterSets.Get("Prada2013") }, 8);
        for (var i = 0; i < 8; i++) fleet.Put(i, new FleetPack { InSeries = 10, MaxChargeA = 1.5, MaxDischargeA = 30 }, 0.5, 298);
        fleet.Power(0, 1e9);
        fleet.Power(1, -1e9);
        fleet.Current(2, -2.3);
        fleet.Current(3, 1.2);
        fleet.Advance(1);
        Assert.Equal((ReducedBound.ChargeCurrent, 1.5), (fleet.Read(0).Bound, fleet.Read(0).CurrentA));
        Assert.NotEqual(ReducedBound.None, fleet.Read(1).Bound);
        var (lowest, highest, tail) = (double.MaxValue, double.MinValue, 0.0);
        for (var i = 0; i < 9000; i++)
        {
            fleet.Advance(1);
            lowest = Math.Min(lowest, Math.Min(fleet.Read(1).VoltageV, fleet.Read(2).VoltageV));
            highest = Math.Max(highest, Math.Max(fleet.Read(0).VoltageV, fleet.Read(3).VoltageV));
            tail = -fleet.Read(2).CurrentA;
        }
        // At its bound the voltage is held, to a millivolt per cell at the end of every step, and the current dies away.
        Assert.InRange(lowest, 10 * 1.9989, 10 * 2.0001);
        Assert.InRange(highest, 10 * 3.5999, 10 * 3.6011);
        Assert.InRange(tail, 0, 0.05);
        Assert.Equal(ReducedBound.MinVoltage, fleet.Read(2).Bound);
        Assert.Equal(ReducedBound.MaxVoltage, fleet.Read(3).Bound);
        Assert.InRange(fleet.Read(2).SocPct, -0.1, 0.1);
        Assert.InRange(fleet.Read(3).SocPct, 99.9, 100.1);
    }

    [Fact]
    public void Wrong_values_are_named()
    {
        string Of(Action wrong) => Assert.ThrowsAny<ArgumentException>(wrong).Message;
        var fleet = Mixed("Chen2020", SeiLaw.None);
        Assert.Contains("packs is 0", Of(() => _ = new FleetEngine(fleet.Cell.Options, 0)), StringComparison.Ordinal);
        Assert.Contains("cuts a block", Of(() => fleet.Advance(4, 8, 1)), StringComparison.Ordinal);
        Assert.Contains("cuts a block", Of(() => fleet.Advance(0, 12, 1)), StringComparison.Ordinal);
        Assert.Contains("there are 45", Of(() => fleet.Advance(0, 46, 1)), StringComparison.Ordinal);
        Assert.Contains("dtS is NaN", Of(() => fleet.Advance(double.NaN)), StringComparison.Ordinal);
        Assert.Contains("pack is 45", Of(() => fleet.Current(45, 1)), StringComparison.Ordinal);
        Assert.Contains("powerW is NaN", Of(() => fleet.Power(1, double.NaN)), StringComparison.Ordinal);
        Assert.Contains("temperatureK is 25", Of(() => fleet.Ambient(1, 25)), StringComparison.Ordinal);
        Assert.Contains("InSeries is 0", Of(() => fleet.Put(1, new FleetPack { InSeries = 0 }, 0.5, 298)), StringComparison.Ordinal);
        Assert.Contains("SeriesOhm is -1", Of(() => fleet.Put(1, new FleetPack { SeriesOhm = -1 }, 0.5, 298)), StringComparison.Ordinal);
        Assert.Contains("state[0] is NaN", Of(() => fleet.WriteState(1, Enumerable.Repeat(double.NaN, fleet.Cell.Count).ToArray())), StringComparison.Ordinal);
    }
}
