using Busbar.Core.Battery;
using Busbar.Core.Twin.Follow;
using Busbar.Core.Twin.Packs;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Follow;

/// <summary>A follower of a pack against the simulated pack, whose cells are unlike and whose sensors are noisy and off.</summary>
public sealed class PackFollowerTests
{
    private static readonly CellParameters Cell = ParameterSets.Get("Chen2020");

    /// <summary>Six hours of a small battery's day: loads, pulses, rests, charges.</summary>
    private static readonly (double, double)[] Day =
    [
        (600, 0), (1800, -0.5), (900, 0), (60, -1), (120, 0), (60, -1), (120, 0), (1200, -0.6), (1200, 0), (2400, 0.5), (900, 0), (1800, -0.7), (1800, 0), (3600, 0.4), (1200, 0),
    ];

    private static PackTelemetrySource Source(int seed, int strings = 2, int series = 5, double stateOfHealth = 1)
    {
        var source = new PackTelemetrySource(
            new PackOptions
            {
                Cell = Cell,
                Strings = [.. Enumerable.Repeat(PackString.Of(series, 2), strings)],
                InitialSoc = 0.85,
                StateOfHealth = stateOfHealth,
                Spread = new PackSpread { Capacity = 0.04, Resistance = 0.1, Soc = 0.02, TemperatureK = 4, Seed = (ulong)seed },
            },
            seed);
        for (var s = 0; s < strings; s++) source.OffsetA[s] = 0.003 * 2 * Cell.NominalCapacityAh * source.Normal();
        return source;
    }

    private static PackFollowOptions Options(PackTelemetrySource source, double stateOfHealth = 1) => new()
    {
        Each = new FollowOptions { Cell = Cell, Health = SecondLife.Of(new ReducedCell(new ReducedOptions { Cell = Cell }), stateOfHealth), CapacitySd = 0.06 },
        Series = source.Options.Strings[0].Groups.Count,
        Parallel = 2,
        Strings = source.Strings,
    };

    private static PackEstimate Follow(PackFollower follower, IEnumerable<PackRow> rows)
    {
        PackEstimate last = default;
        foreach (var row in rows) last = follower.Step(row);
        return last;
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 0.85)]
    public void Every_group_is_found_by_its_own_voltage(int seed, double stateOfHealth)
    {
        var source = Source(seed, stateOfHealth: stateOfHealth);
        var follower = new PackFollower(Options(source, stateOfHealth), PackSight.Groups);
        PackEstimate e = default;
        for (var day = 0; day < 3; day++) e = Follow(follower, source.Drive(Day));
        var (socInside, ahInside, worstSoc, worstAh) = (0, 0, 0.0, 0.0);
        var units = follower.Units().ToArray();
        foreach (var u in units)
        {
            var (soc, ah) = source.Truth(u.String, u.Group);
            var (socOff, ahOff) = (Math.Abs(u.Estimate.SocPct - soc), Math.Abs(u.CapacityAh / ah - 1));
            TestContext.Current.TestOutputHelper?.WriteLine($"{u.Place}: {u.Estimate.SocPct:0.00} (+-{u.Estimate.SocBandPct:0.00}) for {soc:0.00} %, {u.CapacityAh:0.000} (+-{u.CapacityBandAh:0.000}) for {ah:0.000} Ah");
            (worstSoc, worstAh) = (Math.Max(worstSoc, socOff), Math.Max(worstAh, ahOff));
            if (socOff <= u.Estimate.SocBandPct) socInside++;
            if (ahOff * ah <= u.CapacityBandAh) ahInside++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"pack {e.SocPct:0.00} (+-{e.SocBandPct:0.00}) for {source.Pack.Now().SocPct:0.00} %, {e.CapacityAh:0.000} (+-{e.CapacityBandAh:0.000}) for {source.CapacityAh():0.000} Ah");
        Assert.InRange(worstSoc, 0, 0.5);
        Assert.InRange(worstAh, 0, 0.01);
        Assert.InRange(socInside, units.Length - 1, units.Length);
        // A band knows of noise and of one cell; that cells in parallel are unlike each other is not in it.
        Assert.InRange(ahInside, 0.7 * units.Length, units.Length);
        Assert.InRange(Math.Abs(e.SocPct - source.Pack.Now().SocPct), 0, 0.5);
        Assert.InRange(Math.Abs(e.CapacityAh / source.CapacityAh() - 1), 0, 0.01);
        Assert.Equal(FollowTrust.Trusted, e.Trust);
    }

    [Fact]
    public void Without_voltages_of_groups_each_string_is_its_mean_cell()
    {
        var source = Source(3);
        var follower = new PackFollower(Options(source), PackSight.Strings);
        for (var day = 0; day < 3; day++) Follow(follower, source.Drive(Day).Select(r => r with { GroupVoltageV = [] }));
        Assert.Equal(["string 1", "string 2"], follower.Units().Select(u => u.Place));
        foreach (var u in follower.Units())
        {
            var (soc, ah) = source.Truth(u.String);
            TestContext.Current.TestOutputHelper?.WriteLine($"{u.Place}: {u.Estimate.SocPct:0.00} for {soc:0.00} %, {u.CapacityAh:0.000} for {ah:0.000} Ah");
            Assert.InRange(Math.Abs(u.Estimate.SocPct - soc), 0, 2);
            Assert.InRange(Math.Abs(u.CapacityAh / ah - 1), 0, 0.03);
        }
    }

    [Fact]
    public void Without_currents_of_strings_the_pack_is_one_mean_cell()
    {
        var source = Source(4);
        var follower = new PackFollower(Options(source), PackSight.Whole);
        PackEstimate e = default;
        for (var day = 0; day < 3; day++) e = Follow(follower, source.Drive(Day).Select(r => r with { GroupVoltageV = [], StringCurrentA = [], StringTemperatureK = [] }));
        Assert.Equal("the pack", Assert.Single(follower.Units()).Place);
        var (one, two) = (source.Truth(0), source.Truth(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"{e.SocPct:0.00} for {one.SocPct:0.00} and {two.SocPct:0.00} %, {e.CapacityAh:0.000} for {one.CapacityAh + two.CapacityAh:0.000} Ah");
        Assert.InRange(Math.Abs(e.SocPct - (one.SocPct + two.SocPct) / 2), 0, 2);
        Assert.InRange(Math.Abs(e.CapacityAh / (one.CapacityAh + two.CapacityAh) - 1), 0, 0.03);
    }

    [Fact]
    public void A_string_whose_current_is_missing_carries_what_the_others_leave()
    {
        var source = Source(5, series: 2);
        var rows = source.Drive((600, -0.5), (300, 0));
        var (whole, holed) = (new PackFollower(Options(source), PackSight.Groups), new PackFollower(Options(source), PackSight.Groups));
        Follow(whole, rows);
        Follow(holed, rows.Select((r, i) => i % 3 == 1 ? r with { StringCurrentA = [r.StringCurrentA[0], double.NaN] } : r));
        foreach (var (a, b) in whole.Units().Zip(holed.Units())) Assert.Equal(a.Estimate.SocPct, b.Estimate.SocPct, 9);
    }

    [Fact]
    public void A_group_whose_wire_is_off_is_named_and_the_others_go_on()
    {
        var source = Source(6, strings: 1, series: 4);
        var follower = new PackFollower(Options(source), PackSight.Groups);
        Follow(follower, source.Drive(Day));
        var e = Follow(follower, source.Drive(Day).Select(r => r with { GroupVoltageV = [r.GroupVoltageV[0], r.GroupVoltageV[1] + 0.25 * Math.Sin(r.Number), r.GroupVoltageV[2], r.GroupVoltageV[3]] }));
        Assert.Equal(FollowTrust.Lost, e.Trust);
        Assert.Equal("string 1, group 2", follower.Unit(e.WorstUnit).Place);
        foreach (var u in follower.Units().Where(u => u.Group != 1)) Assert.Equal(FollowTrust.Trusted, u.Estimate.Trust);
    }

    [Fact]
    public void A_restart_from_snapshots_goes_on_to_the_last_bit()
    {
        var source = Source(7, series: 2);
        var (one, two) = (new PackFollower(Options(source), PackSight.Groups), new PackFollower(Options(source), PackSight.Groups));
        Follow(one, source.Drive((600, -0.5)));
        two.Load(one.Save());
        var rest = source.Drive((600, 0.5));
        Assert.Equal(Follow(one, rest), Follow(two, rest));
        Assert.Contains("3 snapshots; this pack has 4 units", Assert.Throws<ArgumentException>(() => two.Load([.. one.Save().Take(3)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_another_pack_and_wrong_options_are_refused_with_their_numbers()
    {
        var source = Source(8, series: 2);
        var row = source.Row(2);
        var options = Options(source);
        Assert.Contains("GroupVoltageV has 3 values; this pack has 4", Assert.Throws<ArgumentException>(() => new PackFollower(options, PackSight.Groups).Step(row with { GroupVoltageV = [3, 3, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("StringCurrentA has 0 values; this pack has 2", Assert.Throws<ArgumentException>(() => new PackFollower(options, PackSight.Strings).Step(row with { StringCurrentA = [] })).Message, StringComparison.Ordinal);
        Assert.Contains("Series is 0; allowed: 1 to 1000", Assert.Throws<ArgumentException>(() => PackFollowOptions.Checked(options with { Series = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Series times Strings is 100000; allowed: 1 to 10000", Assert.Throws<ArgumentException>(() => PackFollowOptions.Checked(options with { Series = 1000, Strings = 100 })).Message, StringComparison.Ordinal);
    }
}
