using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Packs;

namespace Busbar.Core.Tests.Twin.Packs;

/// <summary>A pack that is wired wrongly is refused with field, value and physical reason.</summary>
public sealed class PackChecksTests
{
    private static PackOptions Good => new() { Cell = ParameterSets.Get("Chen2020"), Strings = [PackString.Of(96, 2), PackString.Of(96, 2)] };

    private static string Refusal(PackOptions options) => Assert.Throws<ArgumentException>(() => new PackSimulator(options)).Message;

    [Fact]
    public void A_good_pack_has_no_faults() => Assert.Empty(PackChecks.Of(Good));

    [Fact]
    public void A_string_that_is_shorter_than_its_neighbour_is_told_with_the_current_that_would_flow()
    {
        var text = Refusal(Good with { Strings = [PackString.Of(96, 2), PackString.Of(94, 2)] });
        Assert.Contains("Strings[1] has 94 groups in series where Strings[0] has 96", text, StringComparison.Ordinal);
        Assert.Contains("6.7 V apart", text, StringComparison.Ordinal);
        Assert.Contains(" A would flow", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reversed_group_is_found()
    {
        var groups = PackString.Of(12, 1).Groups.ToArray();
        groups[3] = groups[3] with { IsReversed = true };
        Assert.Contains("Strings[0].Groups[3] is reversed: it takes 6.7 V off", Refusal(Good with { Strings = [new PackString(groups)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_with_a_cell_missing_is_found()
    {
        var groups = PackString.Of(12, 3).Groups.ToArray();
        groups[5] = new PackGroup(2);
        Assert.Contains("Strings[0].Groups[5] has 2 cells in parallel where Groups[0] has 3", Refusal(Good with { Strings = [new PackString(groups)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_of_unlike_charge_are_not_joined_and_the_current_between_them_is_told()
    {
        var text = Refusal(Good with { Strings = [PackString.Of(96, 2), PackString.Of(96, 2) with { InitialSoc = 0.9 }] });
        Assert.Matches("Strings\\[[01]\\] is at [0-9.]+ V and the bus at [0-9.]+ V: [0-9]+ A would flow (into|out of) it", text);
        Assert.Contains("allowed: 10 A, Bounds.InrushC of 1", text, StringComparison.Ordinal);
        var pack = new PackSimulator(Good with { Strings = [PackString.Of(96, 2), PackString.Of(96, 2) with { InitialSoc = 0.52 }], Bounds = new PackBounds { InrushC = 5 } });
        Assert.True(pack.StringCurrentA(0) > 0 && pack.StringCurrentA(1) < 0, $"{pack.StringCurrentA(0)} A, {pack.StringCurrentA(1)} A");
    }

    [Fact]
    public void A_contactor_that_would_close_onto_too_much_stays_open()
    {
        var pack = new PackSimulator(Good);
        pack.Connect(1, false);
        pack.Step(Busbar.Core.Twin.TwinLoad.Current(-10), 1800);
        Assert.Contains("would flow", Assert.Throws<ArgumentException>(() => pack.Connect(1, true)).Message, StringComparison.Ordinal);
        Assert.Equal(0, pack.StringCurrentA(1));
        pack.Connect(0, false);
        pack.Connect(1, true);
        Assert.Equal(0, pack.StringCurrentA(1), 1e-6);
    }

    public static TheoryData<Func<PackOptions, PackOptions>, string> Wrong => new()
    {
        { o => o with { Strings = [] }, "Strings has 0" },
        { o => o with { Strings = [PackString.Of(0, 1)] }, "Strings[0] has 0 groups" },
        { o => o with { Strings = [PackString.Of(4, 0)] }, "has 0 cells in parallel" },
        { o => o with { Strings = [PackString.Of(1000, 1000)] }, "1000000 cells" },
        { o => o with { StateOfHealth = 0.4 }, "StateOfHealth is 0.4" },
        { o => o with { InitialSoc = double.NaN }, "InitialSoc is NaN" },
        { o => o with { AmbientK = 100 }, "AmbientK is 100" },
        { o => o with { Strings = [PackString.Of(4, 1) with { InitialSoc = 2 }] }, "Strings[0].InitialSoc is 2" },
        { o => o with { Bounds = new PackBounds { InrushC = 0 } }, "Bounds.InrushC is 0" },
        { o => o with { TabOhm = -1 }, "TabOhm is -1" },
        { o => o with { ContactorOhm = double.PositiveInfinity }, "ContactorOhm is" },
        { o => o with { Spread = new PackSpread { Capacity = 0.2 } }, "Spread.Capacity is 0.2" },
        { o => o with { Balancing = new PackBalancing { BleedOhm = 0 } }, "Balancing.BleedOhm is 0" },
        { o => o with { Bounds = new PackBounds { ChargeC = 0 } }, "Bounds.ChargeC is 0" },
        { o => o with { Bounds = new PackBounds { ChargeDerating = [(280, 1)] } }, "ChargeDerating has 1 points" },
        { o => o with { Bounds = new PackBounds { DischargeDerating = [(280, 1), (270, 1)] } }, "temperatures rise" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void Values_out_of_range_are_named(Func<PackOptions, PackOptions> change, string text) => Assert.Contains(text, Refusal(change(Good)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_step_of_no_time_is_refused(double dtS) => Assert.Throws<ArgumentException>(() => new PackSimulator(Good).Step(TwinLoad.Current(1), dtS));

    [Fact]
    public void A_resistor_across_a_pack_is_refused() => Assert.Throws<ArgumentException>(() => new PackSimulator(Good).Step(TwinLoad.Resistance(1), 1));
}
