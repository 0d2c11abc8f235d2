using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>Stories on the simulated plant, in the order in which an engineer at the cabinet would see them.</summary>
public sealed class ScenarioTests
{
    private static readonly SwitchGraph Matrix = Topologies.Matrix(3, 2);

    [Fact]
    public void At_the_start_everything_is_proved_off_and_open_before_anything_closes()
    {
        var plant = new SimulatedPlant(Matrix);
        plant.Send(Topologies.Target(Matrix, (0, 0)));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        var firstClosing = plant.Effects.FindIndex(e => e is CloseContactor);
        Assert.Equal(3, plant.Effects.Take(firstClosing).Count(e => e is SetModule { On: false }));
        Assert.True(plant.Effects.Take(firstClosing).Count(e => e is OpenContactor { Reason: OpenReason.MakeKnown }) >= 5, plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_module_moves_from_gun_0_to_gun_1_in_the_order_of_the_book()
    {
        var plant = Charging((0, 0), (1, 0), (2, 1));
        plant.Effects.Clear();
        plant.Send(Topologies.Target(Matrix, (0, 0), (1, 1), (2, 1)));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        Assert.Equal(
            [
                new ReleaseModule(1, 0),
                new SetModule(1, false, 0, 0),
                new OpenContactor(Topologies.Contactor(Matrix, 1, 3), OpenReason.Target),
                new CloseContactor(Topologies.Contactor(Matrix, 1, 4)),
                new GiveModule(1, 1),
                new Settled(),
            ],
            plant.Effects.Where(e => e is not JournalChanged));
        Healthy(plant);
    }

    [Fact]
    public void The_last_module_of_a_gun_stays_until_the_next_one_has_taken_over()
    {
        var plant = Charging((0, 0), (1, 1));
        plant.Effects.Clear();
        plant.Send(Topologies.Target(Matrix, (2, 0), (1, 1)));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        Assert.True(plant.Effects.IndexOf(new GiveModule(2, 0)) < plant.Effects.IndexOf(new ReleaseModule(0, 0)), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void Two_guns_that_exchange_their_only_modules_do_not_wait_for_each_other_for_ever()
    {
        var plant = Charging((0, 0), (1, 1));
        plant.Send(Topologies.Target(Matrix, (1, 0), (0, 1)));
        Assert.True(plant.RunUntilSettled(30), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_welded_contactor_is_reported_and_its_module_never_reaches_another_gun()
    {
        var plant = Charging((0, 0), (1, 0));
        var welded = Topologies.Contactor(Matrix, 1, 3);
        plant.Contactors[welded].Welded = true;
        plant.Send(Topologies.Target(Matrix, (0, 0), (1, 1)));
        plant.Run(20);
        Assert.Contains(new ContactorFault(welded, ContactorFailure.Welded), plant.Effects);
        Assert.False(plant.Contactors[Topologies.Contactor(Matrix, 1, 4)].Closed);
        plant.Send(Topologies.Target(Matrix, (0, 0), (2, 1)));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_contactor_that_does_not_close_is_reported_released_and_used_again_after_its_repair()
    {
        var plant = Charging((0, 0));
        var stuck = Topologies.Contactor(Matrix, 1, 3);
        plant.Contactors[stuck].Stuck = true;
        var target = Topologies.Target(Matrix, (0, 0), (1, 0));
        plant.Send(target);
        plant.Run(5);
        Assert.Contains(new ContactorFault(stuck, ContactorFailure.StuckOpen), plant.Effects);
        Assert.Contains(new OpenContactor(stuck, OpenReason.DidNotClose), plant.Effects);
        plant.Contactors[stuck].Stuck = false;
        plant.Send(new ContactorRepaired(stuck));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_module_that_keeps_its_voltage_is_brought_to_the_vehicle_before_it_joins()
    {
        var plant = Charging((0, 0), (1, 1));
        plant.Modules[0].KeepsVoltage = true;
        plant.Send(Topologies.Target(Matrix, (0, 1), (1, 1), (2, 0)));
        Assert.True(plant.RunUntilSettled(40), plant.Log);
        Assert.Contains(plant.Effects, e => e is SetModule { Module: 0, On: true, CurrentA: 0 });
        Healthy(plant);
    }

    [Fact]
    public void Emergency_stop_switches_off_first_and_opens_without_current_when_the_modules_obey()
    {
        var plant = Charging((0, 0), (1, 1));
        plant.Effects.Clear();
        plant.Send(new EmergencyStopChanged(true));
        plant.Run(5);
        Assert.All(plant.Contactors, c => Assert.False(c.Closed));
        Assert.True(plant.Effects.FindIndex(e => e is SetModule) < plant.Effects.FindIndex(e => e is OpenContactor));
        Assert.DoesNotContain(plant.Effects, e => e is OpenContactor { Reason: OpenReason.LastResort });
        plant.Send(Topologies.Target(Matrix, (0, 0)));
        Assert.Contains(plant.Effects, e => e is TargetRefused);
        plant.Send(new EmergencyStopChanged(false));
        plant.Run(5);
        Assert.All(plant.Contactors, c => Assert.False(c.Closed));
        Healthy(plant);
    }

    [Fact]
    public void Emergency_stop_opens_under_current_as_the_last_resort_and_says_so()
    {
        var plant = Charging((0, 0));
        plant.Modules[0].IgnoresOff = true;
        plant.Send(new EmergencyStopChanged(true));
        plant.Run(5);
        Assert.Contains(new OpenContactor(Topologies.Contactor(Matrix, 0, 3), OpenReason.LastResort), plant.Effects);
        Assert.False(plant.Contactors[Topologies.Contactor(Matrix, 0, 3)].Closed);
    }

    [Fact]
    public void The_range_of_a_guns_last_module_changes_only_when_another_one_carries_the_gun()
    {
        var plant = Charging((0, 0));
        plant.Send(new RangeChangeWanted(0));
        plant.Run(20);
        Assert.DoesNotContain(plant.Effects, e => e is ChangeRange);
        plant.Send(Topologies.Target(Matrix, (0, 0), (1, 0)));
        Assert.True(plant.RunUntilSettled(30), plant.Log);
        Assert.True(plant.Effects.IndexOf(new GiveModule(1, 0)) < plant.Effects.IndexOf(new ChangeRange(0)), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_silent_module_stays_where_it_is_until_the_guns_meter_shows_no_current()
    {
        var plant = Charging((0, 0), (1, 0));
        plant.SilenceModule(0);
        plant.Send(Topologies.Target(Matrix, (1, 0)));
        plant.Run(20);
        Assert.True(plant.Contactors[Topologies.Contactor(Matrix, 0, 3)].Closed);
        plant.Send(Topologies.Target(Matrix));
        plant.PlugIn(0, 0);
        plant.Run(20);
        Assert.False(plant.Contactors[Topologies.Contactor(Matrix, 0, 3)].Closed, plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void Contactors_that_join_two_guns_by_themselves_are_reported_and_every_module_there_goes_off()
    {
        var plant = Charging((0, 0), (1, 1));
        plant.Send(new ContactorSeen(Topologies.Contactor(Matrix, 0, 4), true));
        Assert.Contains(new GunsJoined(0, 1), plant.Effects);
        plant.Run(1);
        Assert.All(plant.Modules, m => Assert.False(m.On));
    }

    [Fact]
    public void A_module_that_does_not_go_off_is_reported_and_nothing_opens_around_it()
    {
        var plant = Charging((0, 0), (1, 0));
        plant.Modules[0].IgnoresOff = true;
        plant.Send(Topologies.Target(Matrix, (1, 0)));
        plant.Run(20);
        Assert.Single(plant.Effects, e => e is ModuleFault { Module: 0, Why: ModuleTrouble.NotOff });
        Assert.True(plant.Contactors[Topologies.Contactor(Matrix, 0, 3)].Closed);
        plant.Modules[0].IgnoresOff = false;
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        Healthy(plant);
    }

    [Fact]
    public void A_wrong_target_is_refused_with_what_is_allowed_and_changes_nothing()
    {
        var plant = Charging((0, 0), (1, 1));
        var joined = new bool[6];
        (joined[0], joined[1]) = (true, true);
        plant.Send(new TargetChanged([0, -1, -1], joined));
        plant.Send(new TargetChanged([0, 1], new bool[6]));
        plant.Send(new TargetChanged([7, -1, -1], new bool[6]));
        plant.Send(new TargetChanged([1, -1, -1], new bool[6]));
        Assert.Equal(4, plant.Effects.Count(e => e is TargetRefused));
        Assert.Contains(plant.Effects, e => e is TargetRefused { Why: "Closed joins guns 0 and 1; allowed: at most one gun on an island." });
        Assert.True(plant.State.IsSettled);
        Healthy(plant);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_reading_that_is_no_number_proves_nothing(double bad)
    {
        var plant = Charging((0, 0));
        plant.Modules[0].IgnoresOff = true;
        plant.Send(Topologies.Target(Matrix));
        plant.Run(1);
        plant.Send(new ModuleMeasured(0, false, bad, 0));
        plant.Send(new ModuleMeasured(0, false, 0, bad));
        plant.Send(new IslandMeasured(0, bad, 0));
        Assert.False(plant.State.Modules[0].IsOff);
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Send(new ModuleLost(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Send(new ContactorSeen(-1, true)));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        var thrown = Assert.Throws<ArgumentException>(() => new Sequencer(Matrix, new SequencerSettings { MatchV = 400, ZeroCurrentA = double.NaN }));
        Assert.Contains("MatchV is 400 V; allowed: 0", thrown.Message.Replace("more than ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("ZeroCurrentA", thrown.Message, StringComparison.Ordinal);
    }

    private static SimulatedPlant Charging(params (int Module, int Gun)[] pairs)
    {
        var plant = new SimulatedPlant(Matrix);
        (plant.VehicleV[0], plant.VehicleV[1]) = (400, 800);
        plant.Send(Topologies.Target(Matrix, pairs));
        Assert.True(plant.RunUntilSettled(30), plant.Log);
        plant.Run(2);
        return plant;
    }

    private static void Healthy(SimulatedPlant plant) => Assert.True(plant.Violations.Count == 0, $"{plant.Violations.FirstOrDefault()}\n{plant.Log}");
}
