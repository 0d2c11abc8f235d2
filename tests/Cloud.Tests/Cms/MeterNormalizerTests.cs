using Busbar.Cloud.Cms.Metering;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class MeterNormalizerTests
{
    [Theory]
    [InlineData(Measurand.EnergyActiveImportRegister, UnitOfMeasure.KWh, "1.5", "Wh", 1500)]
    [InlineData(Measurand.EnergyReactiveImportRegister, UnitOfMeasure.Kvarh, "2", "varh", 2000)]
    [InlineData(Measurand.PowerActiveImport, UnitOfMeasure.KW, "11.04", "W", 11040)]
    [InlineData(Measurand.PowerOffered, UnitOfMeasure.W, "-3", "W", -3)]
    [InlineData(Measurand.PowerReactiveExport, UnitOfMeasure.Kvar, "0.25", "var", 250)]
    [InlineData(Measurand.PowerActiveImport, UnitOfMeasure.KVA, "3", "VA", 3000)]
    [InlineData(Measurand.CurrentImport, UnitOfMeasure.A, "16,5", "A", 16.5)]
    [InlineData(Measurand.Voltage, UnitOfMeasure.V, " 230.1 ", "V", 230.1)]
    [InlineData(Measurand.Temperature, UnitOfMeasure.Fahrenheit, "212", "Celsius", 100)]
    [InlineData(Measurand.Temperature, UnitOfMeasure.K, "273.15", "Celsius", 0)]
    [InlineData(Measurand.Temperature, UnitOfMeasure.Celcius, "21.5", "Celsius", 21.5)]
    [InlineData(Measurand.Temperature, UnitOfMeasure.Celsius, "1e1", "Celsius", 10)]
    [InlineData(Measurand.SoC, UnitOfMeasure.Percent, "80", "Percent", 80)]
    [InlineData(Measurand.Frequency, UnitOfMeasure.Hertz, "50.01", "Hz", 50.01)]
    public void Every_unit_becomes_the_one_that_is_kept(Measurand measurand, UnitOfMeasure unit, string text, string kept, double value)
    {
        var sample = Assert.Single(Normalize(out _, Sample(text, measurand, unit)));
        Assert.Equal(kept, sample.Unit);
        Assert.Equal(value, sample.Value, 9);
    }

    [Fact]
    public void Every_measurand_has_a_unit_of_its_own_when_none_is_named()
    {
        foreach (var measurand in Enum.GetValues<Measurand>().Where(m => m != Measurand.Unknown))
        {
            var expected = measurand.Spell() switch
            {
                var n when n.StartsWith("Energy.Active", StringComparison.Ordinal) => "Wh",
                var n when n.StartsWith("Energy.Reactive", StringComparison.Ordinal) => "varh",
                var n when n.StartsWith("Power.Reactive", StringComparison.Ordinal) => "var",
                "Power.Factor" => "",
                var n when n.StartsWith("Power", StringComparison.Ordinal) => "W",
                var n when n.StartsWith("Current", StringComparison.Ordinal) => "A",
                "Voltage" => "V",
                "Frequency" => "Hz",
                "Temperature" => "Celsius",
                "SoC" => "Percent",
                _ => "rpm",
            };
            Assert.Equal(expected, Assert.Single(Normalize(out _, Sample("1", measurand))).Unit);
        }
    }

    [Fact]
    public void Every_unit_of_the_standard_is_known()
    {
        foreach (var unit in Enum.GetValues<UnitOfMeasure>().Where(u => u != UnitOfMeasure.Unknown)) Assert.NotNull(MeterUnits.Find(unit));
        Assert.Null(MeterUnits.Find(UnitOfMeasure.Unknown));
    }

    [Fact]
    public void What_cannot_be_kept_is_counted_by_its_reason()
    {
        var samples = Normalize(
            out var tally,
            Sample("1"), Sample(""), Sample("x"), Sample("1", Measurand.Unknown), Sample("1", Measurand.Voltage, UnitOfMeasure.Unknown),
            Sample("deadbeef") with { Format = ValueFormat.SignedData }, Sample("1") with { Format = ValueFormat.Unknown });
        Assert.Single(samples);
        Assert.Equal((1, 2, 1, 1, 1, 1, 6), (tally.Taken, tally.Signed, tally.Empty, tally.NotANumber, tally.UnknownMeasurand, tally.UnknownUnit, tally.Unusable));
    }

    [Fact]
    public void Context_phase_and_location_keep_the_spelling_of_the_standard()
    {
        var sample = Assert.Single(Normalize(out _, Sample("1", Measurand.CurrentImport, UnitOfMeasure.A, Phase.L1N, Location.EV, ReadingContext.SampleClock)));
        Assert.Equal(("L1-N", "EV", "Sample.Clock"), (sample.Phase, sample.Location, sample.Context));
    }

    [Fact]
    public void One_message_costs_one_array()
    {
        var values = new[] { new MeterValue { Timestamp = DateTimeOffset.UnixEpoch, SampledValue = [Sample("16.5", Measurand.CurrentImport), Sample("230", Measurand.Voltage)] } };
        MeterNormalizer.Normalize("CP", 1, 7, values, DateTimeOffset.UnixEpoch, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) MeterNormalizer.Normalize("CP", 1, 7, values, DateTimeOffset.UnixEpoch, out _);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.InRange(each, 1, 24 + (2 * System.Runtime.CompilerServices.Unsafe.SizeOf<Busbar.Cloud.Store.Model.MeterSample>()));
    }

    private static Busbar.Cloud.Store.Model.MeterSample[] Normalize(out MeterTally tally, params SampledValue[] values) => MeterNormalizer.Normalize(
        "CP", 1, null, [new MeterValue { Timestamp = DateTimeOffset.UnixEpoch, SampledValue = values }], DateTimeOffset.UnixEpoch, out tally);
}
