using Busbar.Lab.Sites;

namespace Busbar.Lab.Tests.Sites;

public sealed class SitePhysicsTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly EvTraits Car = new() { CapacityKwh = 60, MaxVoltageV = 420 };

    [Fact]
    public void A_module_brings_its_island_to_its_voltage_and_the_bleeder_takes_it_away()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(2, 2));
        Close(site, 0);
        Feed(site, 0, 400, 2);
        Run(site, 100);
        Assert.Equal(400, site.GunV(0), 0.1);
        Assert.Equal(0, site.GunV(1), 1e-6);
        site.Sources[0].IsOn = false;
        Run(site, 400);
        // One time constant of 20 uF and 20 kohm: 400 V / e.
        Assert.Equal(400 / Math.E, site.GunV(0), 1.5);
        Run(site, 400);
        Assert.True(site.GunV(0) < SitePhysics.LiveV);
    }

    [Fact]
    public void A_pre_charge_of_2_A_rises_in_a_straight_line_on_the_capacity()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1) with { BleederOhm = 1e9, NodeF = 1e-3 });
        Close(site, 0);
        Feed(site, 0, 400, 2);
        Run(site, 100);
        var at100 = site.GunV(0);
        Run(site, 100);
        // dV/dt = I / C: 2 A on two nodes of 1 mF is 1 V each ms.
        Assert.Equal(100, site.GunV(0) - at100, 0.1);
        Run(site, 1000);
        Assert.Equal(400, site.GunV(0), 0.1);
        Assert.Equal(0, site.Sources[0].CurrentA, 0.01);
    }

    [Fact]
    public void A_vehicle_holds_the_voltage_and_takes_what_the_modules_may_give()
    {
        var site = Charging(2, out var ev);
        Feed(site, 0, 420, 100);
        Feed(site, 1, 420, 50);
        Run(site, 50);
        Assert.Equal(150, ev.CurrentA, 0.1);
        Assert.Equal(ev.OpenCircuitV + (150 * ev.Traits.ResistanceOhm), site.GunV(0), 0.1);
        Assert.Equal((100.0, 50.0), (Math.Round(site.Sources[0].CurrentA, 3), Math.Round(site.Sources[1].CurrentA, 3)));
        Assert.Empty(site.Violations);
    }

    [Fact]
    public void Modules_of_one_voltage_share_and_none_takes_current_back()
    {
        var site = Charging(3, out var ev);
        Feed(site, 0, 380, 133);
        Feed(site, 1, 380, 133);
        Feed(site, 2, 300, 133);
        Run(site, 50);
        Assert.Equal(site.Sources[0].CurrentA, site.Sources[1].CurrentA, 1e-6);
        Assert.True(site.Sources[0].CurrentA > 1);
        Assert.Equal(0, site.Sources[2].CurrentA);
        Assert.True(ev.CurrentA > 0);
    }

    [Fact]
    public void A_module_gives_no_more_than_its_power()
    {
        var site = Charging(1, out _, new SiteModuleTraits("M1", MaxW: 20_000, MaxA: 133));
        Feed(site, 0, 420, 133);
        Run(site, 50);
        Assert.Equal(20_000, site.Sources[0].CurrentA * site.Sources[0].VoltageV, 1.0);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Energy_is_conserved_whatever_is_switched(int seed)
    {
        var random = new Random(seed);
        var site = new SitePhysics(SiteElectrics.FullMatrix(4, 3));
        for (var g = 0; g < 3; g++) site.Plug(g, new Ev(Car with { EmptyV = 300 + (g * 10) }, 20 + (g * 20)));
        for (var t = 0; t < 3000; t++)
        {
            if (t % 20 == 0)
            {
                var contactor = site.Contactors[random.Next(12)];
                contactor.Coil = !contactor.Coil;
                site.Outputs[random.Next(3)].Coil = random.Next(3) > 0;
                var source = site.Sources[random.Next(4)];
                source.IsOn = random.Next(4) > 0;
                source.SetVoltageV = random.Next(0, 500);
                source.SetCurrentA = random.Next(0, 133);
                var ev = site.Vehicles[random.Next(3)]!;
                ev.IsConnected = random.Next(2) == 0;
            }

            site.Step(TimeSpan.FromMilliseconds(1 + random.Next(10)));
        }

        var givenJ = site.Sources.Sum(s => s.EnergyJ);
        Assert.True(givenJ > 1000, $"{givenJ} J were given");
        Assert.InRange(Math.Abs(site.EnergyError) / givenJ, 0, 1e-6);
        Assert.True(site.Vehicles.All(v => double.IsFinite(v!.CurrentA)));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void Islands_of_random_graphs_are_those_of_a_search(int seed)
    {
        var random = new Random(seed);
        var (modules, guns, busbars) = (random.Next(1, 8), random.Next(1, 5), random.Next(0, 4));
        var nodes = modules + guns + busbars;
        if (nodes < 2) return;
        List<SiteEdge> edges = [];
        for (var i = 0; i < nodes * 2; i++)
        {
            var (a, b) = (random.Next(nodes), random.Next(nodes));
            if (a != b) edges.Add(new SiteEdge(a, b));
        }

        var site = new SitePhysics(SiteElectrics.FullMatrix(modules, guns) with { Busbars = busbars, Contactors = edges });
        for (var round = 0; round < 20; round++)
        {
            foreach (var c in site.Contactors) c.Coil = random.Next(3) == 0;
            Run(site, 40);
            for (var a = 0; a < nodes; a++)
            {
                var reached = Search(a);
                for (var b = 0; b < nodes; b++) Assert.Equal(reached.Contains(b), site.IslandOf(a) == site.IslandOf(b));
            }

            var joined = Enumerable.Range(0, guns).Any(g => Search(modules + g).Count(n => n >= modules && n < modules + guns) > 1);
            if (joined) Assert.Contains(site.Violations, v => v.Law == SiteLaw.GunsJoined);
        }

        HashSet<int> Search(int from)
        {
            HashSet<int> seen = [from];
            Stack<int> open = new([from]);
            while (open.TryPop(out var n))
            {
                for (var k = 0; k < edges.Count; k++)
                {
                    if (!site.Contactors[k].IsClosed) continue;
                    if (edges[k].From == n && seen.Add(edges[k].To)) open.Push(edges[k].To);
                    if (edges[k].To == n && seen.Add(edges[k].From)) open.Push(edges[k].From);
                }
            }

            return seen;
        }
    }

    [Fact]
    public void Two_guns_joined_are_recorded_once_with_time_and_parts()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 2));
        Close(site, 0);
        Assert.Empty(site.Violations);
        Close(site, 1);
        Run(site, 500);
        var violation = Assert.Single(site.Violations);
        Assert.Equal((SiteLaw.GunsJoined, "GUN1+GUN2"), (violation.Law, violation.Part));
        Assert.InRange(violation.At.TotalMilliseconds, 60, 75);
    }

    [Fact]
    public void A_contactor_that_opens_under_current_is_recorded_with_the_current()
    {
        var site = Charging(2, out _);
        Feed(site, 0, 420, 100);
        Feed(site, 1, 420, 50);
        Run(site, 50);
        Assert.Equal(50, Math.Abs(site.FlowA(site.Contactors[1])), 0.1);
        site.Contactors[1].Coil = false;
        Run(site, 50);
        var violation = Assert.Single(site.Violations);
        Assert.Equal((SiteLaw.OpenedUnderCurrent, "M2-GUN1"), (violation.Law, violation.Part));
        Assert.Equal(50, violation.Value, 0.1);
    }

    [Fact]
    public void A_contactor_that_opens_after_the_current_has_gone_is_not()
    {
        var site = Charging(2, out _);
        Feed(site, 0, 420, 100);
        Feed(site, 1, 420, 50);
        Run(site, 50);
        Feed(site, 1, 420, 0);
        Run(site, 20);
        site.Contactors[1].Coil = false;
        Run(site, 50);
        Assert.Empty(site.Violations);
        Assert.False(site.Contactors[1].IsClosed);
    }

    [Fact]
    public void A_contactor_that_closes_between_unlike_live_nodes_is_recorded()
    {
        // M1 feeds GUN1 with 400 V; M2 stands at 300 V through a busbar of its own; then they are joined.
        var site = new SitePhysics(SiteElectrics.FullMatrix(2, 1));
        Close(site, 0);
        Feed(site, 0, 400, 10);
        Feed(site, 1, 300, 10);
        Run(site, 100);
        Close(site, 1);
        var violation = Assert.Single(site.Violations);
        Assert.Equal((SiteLaw.ClosedAcrossVoltage, "M2-GUN1"), (violation.Law, violation.Part));
        Assert.Equal(100, violation.Value, 0.5);
    }

    [Fact]
    public void A_dead_module_may_be_joined_to_a_live_gun()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(2, 1));
        Close(site, 0);
        Feed(site, 0, 400, 10);
        Run(site, 100);
        Close(site, 1);
        Assert.Empty(site.Violations);
    }

    [Fact]
    public void A_vehicle_that_closes_onto_a_dead_inlet_is_recorded()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        var ev = new Ev(Car, 50);
        site.Plug(0, ev);
        ev.IsConnected = true;
        Run(site, 5);
        Assert.Equal(SiteLaw.VehicleClosedAcrossVoltage, Assert.Single(site.Violations).Law);
    }

    [Fact]
    public void A_weld_shows_by_the_auxiliary_contact_and_by_the_voltage()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        Close(site, 0);
        site.Contactors[0].Fault = ContactorFault.Welded;
        site.Contactors[0].Coil = false;
        Feed(site, 0, 400, 2);
        Run(site, 100);
        Assert.True(site.Contactors[0].Aux);
        Assert.Equal(400, site.GunV(0), 0.5);
    }

    [Fact]
    public void A_contactor_whose_auxiliary_contact_lies_shows_by_the_voltage_only()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        site.Contactors[0].Fault = ContactorFault.AuxStuck;
        Close(site, 0);
        Feed(site, 0, 400, 2);
        Run(site, 100);
        Assert.False(site.Contactors[0].Aux);
        Assert.Equal(400, site.GunV(0), 0.5);
    }

    [Fact]
    public void A_stuck_contactor_does_not_close()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        site.Contactors[0].Fault = ContactorFault.StuckOpen;
        Close(site, 0);
        Run(site, 500);
        Assert.False(site.Contactors[0].IsClosed);
    }

    [Fact]
    public void The_isolation_of_the_vehicle_is_seen_through_the_closed_output_only()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        site.Plug(0, new Ev(Car with { IsolationKOhm = 50 }, 50));
        Assert.Equal(10_000, site.IsolationKOhm(0));
        site.Outputs[0].Coil = true;
        Run(site, 50);
        Assert.Equal(49.75, site.IsolationKOhm(0), 0.01);
    }

    [Fact]
    public void Wrong_steps_and_contactors_are_refused()
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => site.Step(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => site.Step(TimeSpan.FromMilliseconds(11)));
        Assert.Throws<ArgumentException>(() => new SitePhysics(SiteElectrics.FullMatrix(1, 1) with { Contactors = [new SiteEdge(1, 1)] }));
        Assert.Throws<ArgumentException>(() => new SitePhysics(SiteElectrics.FullMatrix(1, 1) with { Contactors = [new SiteEdge(0, 2)] }));
    }

    /// <summary>So many modules, all on one gun with a vehicle whose contactors are closed.</summary>
    private static SitePhysics Charging(int modules, out Ev ev, SiteModuleTraits? traits = null)
    {
        var site = new SitePhysics(SiteElectrics.FullMatrix(modules, 1, traits));
        foreach (var c in site.Contactors) c.Coil = true;
        site.Outputs[0].Coil = true;
        ev = new Ev(Car, 40);
        site.Plug(0, ev);
        Run(site, 50);
        Feed(site, 0, ev.OpenCircuitV, 2);
        Run(site, 200);
        ev.IsConnected = true;
        Run(site, 10);
        return site;
    }

    private static void Close(SitePhysics site, int contactor)
    {
        site.Contactors[contactor].Coil = true;
        Run(site, 35);
    }

    private static void Feed(SitePhysics site, int module, double voltageV, double currentA)
    {
        site.Sources[module].IsOn = true;
        site.Sources[module].SetVoltageV = voltageV;
        site.Sources[module].SetCurrentA = currentA;
    }

    private static void Run(SitePhysics site, int ms)
    {
        for (var t = 0; t < ms; t++) site.Step(Ms);
    }
}
