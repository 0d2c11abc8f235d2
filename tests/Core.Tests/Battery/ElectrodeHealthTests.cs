using Busbar.Core.Battery;

namespace Busbar.Core.Tests.Battery;

public sealed class ElectrodeHealthTests
{
    /// <summary>Values of PyBaMM 24.5 at the reference temperature, to the digits given.</summary>
    [Theory]
    [InlineData("Chen2020", 0.910612, 0.263849, 0.026347, 0.853974, 5.1532, 4)]
    [InlineData("Prada2013", 0.810036, 0.003768, 0.017619, 0.703501, 2.3034, 4)]
    [InlineData("Marquis2019", 0.949304, 0.512606, 0.183223, 0.961024, 0.87282, 5)]
    [InlineData("Ai2020", 0.848164, 0.429803, 0.005089, 0.966049, 2.4663, 4)]
    public void New_cells_stand_where_the_reference_has_them(string set, double x100, double y100, double x0, double y0, double capacityAh, int digits)
    {
        var health = ElectrodeHealth.Of(ParameterSets.Get(set));
        Assert.Equal(x100, health.X100, 6);
        Assert.Equal(y100, health.Y100, 6);
        Assert.Equal(x0, health.X0, 6);
        Assert.Equal(y0, health.Y0, 6);
        Assert.Equal(capacityAh, health.CapacityAh, digits);
    }

    [Fact]
    public void Lithium_is_the_same_at_every_state_of_charge()
    {
        foreach (var set in ParameterSets.All)
        {
            var health = ElectrodeHealth.Of(set);
            foreach (var soc in new[] { 0, 0.31, 1 })
            {
                var (x, y) = health.At(soc);
                Assert.Equal(health.LithiumAh, x * health.NegativeCapacityAh + y * health.PositiveCapacityAh, 10);
                Assert.Equal(soc, health.Soc(x), 12);
            }
            Assert.Equal(set.MaxVoltageV, ElectrodeHealth.OpenCircuitV(set, health.X100, health.Y100), 9);
            Assert.Equal(set.MinVoltageV, ElectrodeHealth.OpenCircuitV(set, health.X0, health.Y0), 9);
        }
    }

    [Fact]
    public void A_cell_that_lost_lithium_holds_less()
    {
        var set = ParameterSets.Get("Chen2020");
        var fresh = ElectrodeHealth.Of(set);
        var aged = ElectrodeHealth.Of(set, fresh.NegativeCapacityAh, fresh.PositiveCapacityAh, 0.95 * fresh.LithiumAh);
        Assert.InRange(aged.CapacityAh, 0.90 * fresh.CapacityAh, 0.97 * fresh.CapacityAh);
    }

    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(5, double.NaN, 5)]
    [InlineData(5, 5, 11)]
    [InlineData(5, 5, -1)]
    public void Capacities_that_no_cell_has_are_refused_with_their_value(double negativeAh, double positiveAh, double lithiumAh)
    {
        var error = Assert.Throws<ArgumentException>(() => ElectrodeHealth.Of(ParameterSets.Get("Chen2020"), negativeAh, positiveAh, lithiumAh));
        Assert.Contains(" Ah", error.Message, StringComparison.Ordinal);
    }
}
