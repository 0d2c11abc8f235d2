using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Busbar.Cloud.Cms;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsMetricsTests
{
    [Fact]
    public async Task What_comes_and_what_becomes_of_it_is_counted()
    {
        await using var rig = await CmsRig.StartAsync();
        using var counts = new Counts(rig.Get<CmsMetrics>());
        await rig.BootAsync();
        var start = rig.StartOf();
        await rig.CallAsync<StartTransactionResponse>(start);
        await rig.CallAsync<StartTransactionResponse>(start);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf(-1));
        await rig.CallAsync(rig.StartOf(connector: 0));
        await rig.ReportAsync(rig.MetersOf(Sample("1"), Sample("x"), Sample("", Measurand.Voltage)));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, at: rig.Now.AddHours(-1)));
        await rig.ReportAsync(rig.StatusOf(ChargePointStatus.Charging, connector: 999));
        await rig.CommandAsync(new ClearCacheRequest());

        Assert.Equal(1, counts["busbar.cms.admissions verdict=Accepted"]);
        Assert.Equal(2, counts["busbar.cms.calls action=StartTransaction outcome=answered"]);
        Assert.Equal(1, counts["busbar.cms.calls action=StartTransaction outcome=refused"]);
        Assert.Equal(1, counts["busbar.cms.repeats action=StartTransaction"]);
        Assert.Equal(1, counts["busbar.cms.orphans"]);
        Assert.Equal(1, counts["busbar.cms.reports action=MeterValues"]);
        Assert.Equal(1, counts["busbar.cms.meter.samples"]);
        Assert.Equal(1, counts["busbar.cms.meter.unusable reason=not_a_number"]);
        Assert.Equal(1, counts["busbar.cms.meter.unusable reason=empty"]);
        Assert.Equal(1, counts["busbar.cms.outdated kind=status"]);
        Assert.Equal(1, counts["busbar.cms.out_of_bounds action=StatusNotification"]);
        Assert.Equal(1, counts["busbar.cms.out_of_bounds action=StartTransaction"]);
        Assert.Equal(1, counts["busbar.cms.alarms kind=transaction.orphan"]);
        Assert.Equal(1, counts["busbar.cms.commands action=ClearCache outcome=Refused"]);
    }

    /// <summary>What the instruments of one CMS count, by name and tags.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

        public Counts(CmsMetrics metrics)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (metrics.Owns(instrument)) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var key = instrument.Name;
                foreach (var tag in tags) key += $" {tag.Key}={tag.Value}";
                _counts.AddOrUpdate(key, value, (_, old) => old + value);
            });
            _listener.Start();
        }

        public long this[string key] => _counts.GetValueOrDefault(key);

        public void Dispose() => _listener.Dispose();
    }
}
