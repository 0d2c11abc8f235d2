using Busbar.Cloud.Cms;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using static Busbar.Cloud.Tests.Cms.CmsRig;

namespace Busbar.Cloud.Tests.Cms;

public sealed class CmsAnomalyTests
{
    private static readonly Random Noise = new(7);

    [Fact]
    public async Task A_current_that_swings_again_and_again_is_an_alarm_with_its_evidence_that_clears_when_it_calms()
    {
        await using var rig = await StartedAsync();
        await ChargeAsync(rig, 60, _ => 100);
        Assert.Empty(rig.Store.Alarms);
        await ChargeAsync(rig, 90, i => i / 5 % 2 == 0 ? 130 : 70);
        var alarm = rig.Store.OpenAlarm("anomaly.oscillation", 1)!;
        Assert.StartsWith("Connector 1: The current turned", alarm.Text, StringComparison.Ordinal);
        foreach (var member in new[] { "windowS", "statistic", "threshold", "samples", "start", "currentA", "limitA" })
            Assert.Contains($"\"{member}\":", alarm.EvidenceJson, StringComparison.Ordinal);
        await ChargeAsync(rig, 300, _ => 100);
        Assert.Null(rig.Store.OpenAlarm("anomaly.oscillation", 1));
    }

    [Fact]
    public async Task A_quiet_charge_raises_nothing()
    {
        await using var rig = await StartedAsync();
        await ChargeAsync(rig, 600, i => 100 - (i / 100.0));
        Assert.Empty(rig.Store.Alarms);
        Assert.Equal(1, rig.Get<AnomalyWatch>().Watched);
    }

    [Fact]
    public async Task More_current_than_the_accepted_profile_allows_is_an_alarm()
    {
        await using var rig = await StartedAsync();
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        await ChargeAsync(rig, 30, _ => 100);
        await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = CmsProfileTests.Profile(1, limit: 50) });
        await ChargeAsync(rig, 180, _ => 100);
        Assert.NotNull(rig.Store.OpenAlarm("anomaly.limit", 1));
    }

    [Fact]
    public async Task What_was_commanded_is_no_step_and_what_was_not_is()
    {
        await using var rig = await StartedAsync();
        rig.Gateway.Answer<SetChargingProfileRequest>(_ => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        await ChargeAsync(rig, 120, _ => 100);
        await rig.CommandAsync(new SetChargingProfileRequest { ConnectorId = 1, CsChargingProfiles = CmsProfileTests.Profile(1, limit: 60) });
        await ChargeAsync(rig, 120, _ => 60);
        Assert.Null(rig.Store.OpenAlarm("anomaly.step", 1));
        await ChargeAsync(rig, 30, _ => 20);
        Assert.NotNull(rig.Store.OpenAlarm("anomaly.step", 1));
    }

    [Fact]
    public async Task The_end_of_a_transaction_is_no_anomaly()
    {
        await using var rig = await StartedAsync();
        await ChargeAsync(rig, 120, _ => 100);
        await rig.CallAsync<StopTransactionResponse>(rig.StopOf((int)rig.View.Connectors.Single().TransactionId!.Value));
        await ChargeAsync(rig, 60, _ => 0);
        Assert.Empty(rig.Store.Alarms);
    }

    [Fact]
    public async Task Who_falls_silent_is_let_go_and_so_is_its_alarm()
    {
        await using var rig = await StartedAsync();
        await ChargeAsync(rig, 60, _ => 100);
        await ChargeAsync(rig, 90, i => i / 5 % 2 == 0 ? 130 : 70);
        Assert.NotNull(rig.Store.OpenAlarm("anomaly.oscillation", 1));
        await rig.BeatAsync(TimeSpan.FromMinutes(16));
        await rig.BeatAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(0, rig.Get<AnomalyWatch>().Watched);
        Assert.Null(rig.Store.OpenAlarm("anomaly.oscillation", 1));
    }

    [Fact]
    public async Task An_alarm_that_stands_is_seen_again_and_one_left_over_from_before_a_restart_is_cleared()
    {
        await using var rig = await StartedAsync();
        await ChargeAsync(rig, 60, _ => 100);
        await ChargeAsync(rig, 90, i => i / 5 % 2 == 0 ? 130 : 70);
        var raised = rig.Store.OpenAlarm("anomaly.oscillation", 1)!;
        await ChargeAsync(rig, 20, i => i / 5 % 2 == 0 ? 130 : 70);
        await rig.BeatAsync(TimeSpan.FromSeconds(10));
        Assert.True(rig.Store.OpenAlarm("anomaly.oscillation", 1)!.LastSeenAt > raised.LastSeenAt);
        await using var after = await rig.RestartAsync();
        await after.BeatAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull(rig.Store.OpenAlarm("anomaly.oscillation", 1));
        await after.BeatAsync(TimeSpan.FromMinutes(16));
        Assert.Null(rig.Store.OpenAlarm("anomaly.oscillation", 1));
    }

    [Fact]
    public async Task No_more_are_watched_than_there_is_memory_for()
    {
        await using var rig = await StartedAsync(Defaults with { MaxWatched = 2 });
        for (var connector = 1; connector <= 5; connector++) await rig.ReportAsync(rig.MetersOf(connector, null, null, Sample("16", Measurand.CurrentImport)));
        Assert.Equal(2, rig.Get<AnomalyWatch>().Watched);
    }

    [Fact]
    public async Task Nothing_is_watched_where_the_setting_says_so()
    {
        await using var rig = await StartedAsync(Defaults with { WatchCurrent = false });
        await ChargeAsync(rig, 200, i => i / 5 % 2 == 0 ? 130 : 70);
        Assert.Empty(rig.Store.Alarms);
        Assert.Equal(0, rig.Get<AnomalyWatch>().Watched);
    }

    private static async Task<CmsRig> StartedAsync(CmsOptions? options = null)
    {
        var rig = await CmsRig.StartAsync(options);
        await rig.BootAsync();
        await rig.StartAsync(meterWh: 0);
        return rig;
    }

    // One sample a second, with the noise of a real meter: a current that does not move at all is an anomaly of its own.
    private static async Task ChargeAsync(CmsRig rig, int seconds, Func<int, double> currentA)
    {
        for (var i = 0; i < seconds; i++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            var value = currentA(i);
            var noisy = value == 0 ? 0 : value + ((Noise.NextDouble() - 0.5) * 0.8);
            await rig.ReportAsync(rig.MetersOf(Sample($"{noisy:0.00}", Measurand.CurrentImport, UnitOfMeasure.A)));
        }
    }
}
