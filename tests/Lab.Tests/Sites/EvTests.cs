using Busbar.Lab.Sites;

namespace Busbar.Lab.Tests.Sites;

public sealed class EvTests
{
    [Fact]
    public void The_open_circuit_voltage_rises_with_the_charge()
    {
        var car = new EvTraits();
        Assert.Equal((car.EmptyV, car.FullV), (car.OpenCircuitV(0), car.OpenCircuitV(100)));
        for (var soc = 1; soc <= 100; soc++) Assert.True(car.OpenCircuitV(soc) > car.OpenCircuitV(soc - 1));
    }

    [Fact]
    public void The_demand_is_full_up_to_the_taper_and_a_tenth_at_the_end()
    {
        var car = new EvTraits { MaxPowerW = 100_000, TaperFromPct = 50, TaperTo = 0.1 };
        Assert.Equal(100_000, car.DemandW(10));
        Assert.Equal(100_000, car.DemandW(50));
        Assert.Equal(55_000, car.DemandW(75), 1e-6);
        Assert.Equal(10_000, car.DemandW(100), 1e-6);
        Assert.Equal(100_000 / car.OpenCircuitV(30), car.DemandA(30), 1e-6);
    }

    [Fact]
    public void The_demand_stays_below_the_highest_voltage()
    {
        var car = new EvTraits { MaxVoltageV = 402, FullV = 400, ResistanceOhm = 0.1 };
        Assert.Equal(20, car.DemandA(100), 1e-6);
    }

    [Fact]
    public void A_seed_gives_the_same_visits_and_another_one_others()
    {
        var (a, b, c) = (new SiteVisitPlan(7), new SiteVisitPlan(7), new SiteVisitPlan(8));
        for (var i = 0; i < 20; i++)
        {
            var visit = a.Next();
            Assert.Equal(visit, b.Next());
            Assert.NotEqual(visit, c.Next());
            Assert.True(visit.SocPct < visit.TargetPct);
            Assert.True(visit.Vehicle.MaxVoltageV > visit.Vehicle.FullV);
        }
    }
}
