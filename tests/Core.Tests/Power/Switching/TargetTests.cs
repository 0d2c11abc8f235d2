using Busbar.Core.Power;
using Busbar.Core.Power.Switching;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>From a division to a target that the sequencer takes.</summary>
public sealed class TargetTests
{
    // M1-M2-M3 in a row, G1 at M1, G2 at M3.
    private static readonly SwitchGraph Row = new(3, 2, 0, [new(0, 1), new(1, 2), new(0, 3), new(2, 4)]);

    [Fact]
    public void It_is_the_division_as_it_stands_where_nothing_is_welded()
    {
        var target = TargetChanged.To(Row, Division([0, 0, 1], [true, false, true, true]), new ContactorFailure[4]);
        Assert.Equal([0, 0, 1], target.ModuleGun);
        Assert.Equal([true, false, true, true], target.Closed);
    }

    [Fact]
    public void What_only_a_welded_contactor_joins_to_a_gun_is_not_given_to_it()
    {
        var target = TargetChanged.To(Row, Division([0, 0, 1], [true, false, true, true]), [ContactorFailure.Welded, ContactorFailure.None, ContactorFailure.None, ContactorFailure.None]);
        Assert.Equal([0, -1, 1], target.ModuleGun);
        Assert.Equal([false, false, true, true], target.Closed);
    }

    [Fact]
    public void Where_two_guns_are_welded_together_nothing_is_closed()
    {
        var target = TargetChanged.To(Row, Division([-1, -1, -1], [true, true, true, true]), [ContactorFailure.None, ContactorFailure.Welded, ContactorFailure.Welded, ContactorFailure.Welded]);
        Assert.Equal([false, false, false, false], target.Closed);
        Assert.DoesNotContain(new Sequencer(Row).Step(new Sequencer(Row).Recover(null, TimeSpan.FromSeconds(1)), target, TimeSpan.FromSeconds(2)), e => e is TargetRefused);
    }

    private static Allocation Division(int[] moduleGun, bool[] closed) => new(moduleGun, [0, 0], [Limit.Watts(0, "x"), Limit.Watts(0, "x")], 0) { Closed = closed };
}
