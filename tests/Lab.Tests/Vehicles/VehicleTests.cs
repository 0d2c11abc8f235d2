using Busbar.ChargePoints;
using Busbar.Lab.Vehicles;
using Busbar.Tests;

namespace Busbar.Lab.Tests.Vehicles;

public sealed class VehicleTests
{
    private static readonly VehicleTraits Car = new() { CapacityKwh = 60, MaxPowerKw = 11 };

    [Fact]
    public void It_takes_what_is_offered_up_to_its_own_most_and_nothing_below_its_least()
    {
        var car = new Vehicle(Car, 50);
        Assert.Equal(10, car.CurrentA(10, 230));
        Assert.Equal(11_000 / 690.0, car.CurrentA(32, 230), 9);
        Assert.Equal(0, car.CurrentA(5.9, 230));
        Assert.Equal(6, car.CurrentA(6, 230));
    }

    [Fact]
    public void Its_current_is_constant_and_then_tapers_to_the_end()
    {
        var full = new Vehicle(Car, 40).CurrentA(32, 230);
        Assert.Equal(full, new Vehicle(Car, 80).CurrentA(32, 230), 9);
        Assert.Equal(full / 2, new Vehicle(Car, 90).CurrentA(32, 230), 9);
        Assert.Equal(0, new Vehicle(Car, 100).CurrentA(32, 230));
    }

    [Fact]
    public void The_energy_taken_is_the_energy_in_the_battery()
    {
        var car = new Vehicle(Car, 20);
        var takenWh = 0.0;
        var before = car.SocPct;
        for (var minute = 0; minute < 24 * 60 && !car.IsFull; minute++) takenWh += car.Charge(32, 230, TimeSpan.FromMinutes(1)) / 60;
        Assert.True(car.IsFull);
        Assert.Equal((car.SocPct - before) * 600, takenWh, 200.0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_visits_and_another_seed_others()
    {
        var one = Enumerable.Range(0, 5).Select(_ => new VisitPlan(3, isDc: true, ["A"])).Select(p => p.Next().SocPct).Distinct();
        Assert.Single(one);
        Assert.NotEqual(new VisitPlan(3, isDc: true, ["A"]).Next().SocPct, new VisitPlan(4, isDc: true, ["A"]).Next().SocPct);
    }

    [Fact]
    public async Task A_simulated_charger_has_visits_that_plug_show_a_tag_charge_and_leave()
    {
        var time = new FakeTime();
        var charger = new SimulatedCharger(new SimulatedChargerOptions { Seed = 2, IsDc = true, Pace = 20 }, time);
        var events = new List<HardwareEvent>();
        using var stop = new CancellationTokenSource();
        var peakA = 0.0;
        var running = charger.RunAsync(Happened, stop.Token);
        await Until.TrueAsync(() => events.OfType<CableChanged>().Any(c => !c.IsPlugged), time, TimeSpan.FromSeconds(1), "a whole visit");
        await stop.CancelAsync();
        await running;

        var story = events.Where(e => e is CableChanged or TagPresented).Select(e => e is CableChanged c ? c.IsPlugged ? "plug" : "unplug" : "tag").ToArray();
        Assert.Equal("plug tag tag unplug", string.Join(' ', story));
        Assert.InRange(peakA, 50, 250);
        Assert.True(charger.Read(1).EnergyWh > 100);

        void Happened(HardwareEvent happened)
        {
            events.Add(happened);
            peakA = Math.Max(peakA, charger.Read(1).CurrentA);
            if (happened is not TagPresented) return;
            if (charger.Read(1).OfferedA > 0) charger.Stop(1);
            else charger.Start(1);
        }
    }

    [Fact]
    public async Task Without_a_pace_nobody_comes()
    {
        var time = new FakeTime();
        var charger = new SimulatedCharger(new SimulatedChargerOptions { Pace = null }, time);
        var events = 0;
        using var stop = new CancellationTokenSource();
        var running = charger.RunAsync(_ => events++, stop.Token);
        for (var i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(1, CancellationToken.None); // For what should not come, in every hour.
        }

        await stop.CancelAsync();
        await running;
        Assert.Equal(0, events);
    }
}
