using Busbar.Core.Session;
using Busbar.Plant.Configuration;
using Busbar.Plant.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Plant.Tests.Ocpp;

/// <summary>Sessions of guns as transactions.</summary>
public sealed class SiteTransactionTests
{
    private const string NoTransaction = "ocpp: no transaction: 0 W (ocpp: no transaction)";

    [Fact]
    public async Task A_vehicle_is_plugged_known_charged_and_unplugged()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        Assert.Equal(NoTransaction, rig.Gun.Limits);
        rig.Gun.Plug("00:11:22:33:44:55");
        await rig.SaysAsync("Preparing1 Authorize StartTransaction SuspendedEV1");
        var start = Assert.Single(rig.Central.Of<StartTransactionRequest>());
        Assert.Equal((1, "VID:001122334455", 1_000), (start.ConnectorId, start.IdTag, start.MeterStart));
        await Until.TrueAsync(() => rig.Gun.Limits.Length == 0, () => "energy is permitted");

        rig.Gun.Begin();
        rig.Gun.Charge(400, 100);
        rig.Gun.Count(345);
        rig.Gun.Over(SessionEndReason.ContactorsOpened);
        rig.Gun.Unplug();
        await rig.SaysAsync("Preparing1 Authorize StartTransaction SuspendedEV1 Charging1 StopTransaction Finishing1 Available1");
        var stop = Assert.Single(rig.Central.Of<StopTransactionRequest>());
        Assert.Equal((1, 1_345, StopReason.Local), (stop.TransactionId, stop.MeterStop, stop.Reason));
        Assert.Equal(NoTransaction, rig.Gun.Limits);
        Assert.Equal(NoTransaction, rig.Other.Limits);
    }

    [Fact]
    public void A_site_without_a_central_system_waits_for_nobody()
    {
        var gun = new ScriptedSiteGun(1);
        Assert.Null(SiteChargePoint.Start(SiteOcppRig.Plan(ocpp: null, gun), [gun], (_, _) => { }, null, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Empty(gun.Limits);
    }

    [Fact]
    public async Task A_gun_without_an_SECC_is_admitted_by_others()
    {
        var gun = new ScriptedSiteGun(1, hasSecc: false);
        await using var chargePoint = SiteChargePoint.Start(SiteOcppRig.Plan(SiteOcppRig.Ocpp(), gun), [gun], (_, _) => { }, null, TimeProvider.System, NullLoggerFactory.Instance, _ => throw new IOException("down"));
        Assert.Empty(gun.Limits);
    }

    [Fact]
    public async Task A_vehicle_that_is_not_known_gets_no_energy_until_somebody_starts_it()
    {
        await using var rig = await SiteOcppRig.ReadyAsync(script: r => r is AuthorizeRequest ? SiteOcppRig.Invalid() : null);
        rig.Gun.Plug("001122334455");
        rig.Gun.Begin();
        rig.Gun.Charge(400, 0);
        await rig.SaysAsync("Preparing1 Authorize");
        Assert.Equal(NoTransaction, rig.Gun.Limits);

        Assert.Equal(RemoteStartStopStatus.Accepted, (await rig.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { ConnectorId = 1, IdTag = "APP" })).Status);
        await Until.TrueAsync(() => rig.Gun.Limits.Length == 0, () => "energy is permitted");
        Assert.Equal("APP", rig.Central.Of<StartTransactionRequest>().Single().IdTag);
    }

    [Fact]
    public async Task A_remote_start_waits_for_the_vehicle_and_what_the_vehicle_says_of_itself_does_not_matter_then()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.CallAsync<RemoteStartTransactionResponse>(new RemoteStartTransactionRequest { ConnectorId = 1, IdTag = "APP" });
        await rig.SaysAsync("Preparing1");
        Assert.Equal(NoTransaction, rig.Gun.Limits);
        rig.Gun.Plug("001122334455");
        await rig.SaysAsync("Preparing1 StartTransaction SuspendedEV1");
        Assert.Equal("APP", rig.Central.Of<StartTransactionRequest>().Single().IdTag);
    }

    [Fact]
    public async Task Where_everybody_may_charge_nobody_is_asked_and_no_connection_is_needed()
    {
        await using var rig = new SiteOcppRig(SiteOcppRig.Ocpp() with { Admission = OcppPlan.Free }, isDown: true);
        rig.Gun.Begin();
        rig.Other.Plug("AABBCCDDEEFF");
        await Until.TrueAsync(() => rig.Gun.Limits.Length == 0 && rig.Other.Limits.Length == 0, () => "energy at both guns");
        rig.Gun.Count(300);
        rig.Gun.Over(SessionEndReason.Reset);
        await Until.TrueAsync(() => rig.View.Waiting == 3, () => "two starts and a stop");

        rig.Central.IsDown = false;
        await rig.PassAsync(() => rig.Central.Of<StopTransactionRequest>().Length == 1, "what waited is delivered");
        Assert.Equal(["FREE", "VID:AABBCCDDEEFF"], rig.Central.Of<StartTransactionRequest>().Select(s => s.IdTag));
        Assert.Empty(rig.Central.Of<AuthorizeRequest>());
        Assert.Equal((1_300, 1), (rig.Central.Of<StopTransactionRequest>()[0].MeterStop, rig.Central.Of<StopTransactionRequest>()[0].TransactionId));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Without_the_central_system_a_setting_says_whether_vehicles_that_nobody_knows_may_charge(string mayCharge)
    {
        await using var rig = new SiteOcppRig(
            SiteOcppRig.Ocpp() with { Configuration = new Dictionary<string, string>(StringComparer.Ordinal) { ["AllowOfflineTxForUnknownId"] = mayCharge } }, isDown: true);
        rig.Gun.Plug("001122334455");
        if (mayCharge == "true")
        {
            await Until.TrueAsync(() => rig.Gun.Limits.Length == 0, () => "energy");
            return;
        }

        await Until.TrueAsync(() => rig.View.Connectors.Count > 1 && rig.View.Connectors[1].Status == ChargePointStatus.Preparing, () => "the vehicle is seen");
        Assert.Equal(NoTransaction, rig.Gun.Limits);
        rig.Central.IsDown = false;
        await rig.PassAsync(() => rig.Gun.Limits.Length == 0, "asked as soon as the central system is there");
        Assert.Single(rig.Central.Of<AuthorizeRequest>());
    }

    [Fact]
    public async Task A_second_session_of_the_same_vehicle_is_a_second_transaction()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        rig.Gun.Over(SessionEndReason.Reset);
        await rig.SaysAsync("StopTransaction Finishing1");
        rig.Gun.Begin();
        await Until.TrueAsync(() => rig.Central.Of<StartTransactionRequest>().Length == 1, () => "the second start");
    }

    [Theory]
    [InlineData(SessionEndReason.ContactorsOpened, true, StopReason.Local)]
    [InlineData(SessionEndReason.ContactorsOpened, false, StopReason.EVDisconnected)]
    [InlineData(SessionEndReason.Reset, true, StopReason.Local)]
    [InlineData(SessionEndReason.PermissionLost, true, StopReason.EVDisconnected)]
    [InlineData(SessionEndReason.SeccLost, true, StopReason.Other)]
    [InlineData(SessionEndReason.Stopped, true, StopReason.Local)]
    public async Task The_end_of_a_session_is_the_reason_of_its_transactions_end(SessionEndReason reason, bool isVehicleThere, StopReason expected)
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        if (!isVehicleThere) rig.Gun.Unplug();
        rig.Gun.Over(reason);
        await Until.TrueAsync(() => rig.Central.Of<StopTransactionRequest>().Length == 1, () => "the stop");
        Assert.Equal(expected, rig.Central.Of<StopTransactionRequest>()[0].Reason);
    }

    [Fact]
    public async Task Meter_values_say_what_the_board_measures_and_the_vehicle_tells()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        rig.Gun.Count(500);
        await rig.CallAsync<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.MeterValues, ConnectorId = 1 });
        await Until.TrueAsync(() => rig.Central.Of<MeterValuesRequest>().Length == 1, () => "meter values");
        var said = rig.Central.Of<MeterValuesRequest>()[0];
        Assert.Equal((1, 1), (said.ConnectorId, said.TransactionId));
        Assert.Equal(
            ["CurrentImport 100 A", "CurrentOffered 300 A", "Voltage 400 V", "PowerActiveImport 40000 W", "EnergyActiveImportRegister 1500 Wh", "SoC 42 Percent"],
            said.MeterValue[0].SampledValue.Select(v => $"{v.Measurand} {v.Value} {v.Unit}"));
    }

    [Fact]
    public async Task A_register_that_falls_in_a_transaction_goes_on_from_where_it_stood()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        rig.Gun.Count(500);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.CallAsync<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.MeterValues, ConnectorId = 1 });
        await Until.TrueAsync(() => rig.Central.Of<MeterValuesRequest>().Length == 1, () => "the register was read");
        rig.Gun.Meter = rig.Gun.Meter with { EnergyWh = 7 };
        await rig.CallAsync<TriggerMessageResponse>(new TriggerMessageRequest { RequestedMessage = MessageTrigger.MeterValues, ConnectorId = 1 });
        await Until.TrueAsync(() => rig.Central.Of<MeterValuesRequest>().Length == 2, () => "the other register was read");
        rig.Gun.Count(40);
        rig.Gun.Over(SessionEndReason.Reset);
        await Until.TrueAsync(() => rig.Central.Of<StopTransactionRequest>().Length == 1, () => "the stop");
        Assert.Equal(1_540, rig.Central.Of<StopTransactionRequest>()[0].MeterStop);
    }

    [Fact]
    public async Task A_controller_that_is_killed_in_a_transaction_tells_its_end_when_it_is_back()
    {
        var (folder, copy) = (Directory.CreateTempSubdirectory().FullName, Directory.CreateTempSubdirectory().FullName);
        try
        {
            await using (var rig = await SiteOcppRig.ReadyAsync(folder: folder))
            {
                await rig.ChargeAsync();
                var file = Path.Combine(folder, "site.ocpp.json");
                await Until.TrueAsync(() => File.Exists(file) && File.ReadAllText(file).Contains("\"Id\": 1,", StringComparison.Ordinal), () => "the transaction is kept");
                File.Copy(file, Path.Combine(copy, "site.ocpp.json"));
            }

            await using var after = new SiteOcppRig(folder: copy);
            after.Gun.Count(120);
            await after.PassAsync(() => after.Central.Of<StopTransactionRequest>().Length == 1, "the end of what was interrupted");
            var stop = after.Central.Of<StopTransactionRequest>()[0];
            Assert.Equal((1, 1_120, StopReason.PowerLoss), (stop.TransactionId, stop.MeterStop, stop.Reason));
            Assert.Equal(NoTransaction, after.Gun.Limits);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task A_controller_that_ends_in_order_ends_its_transactions_and_delivers_them_the_next_time()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            await using (var rig = await SiteOcppRig.ReadyAsync(folder: folder)) await rig.ChargeAsync();
            await using var after = new SiteOcppRig(folder: folder);
            await Until.TrueAsync(() => after.Central.Of<StopTransactionRequest>().Length == 1, () => "the end");
            Assert.Equal(StopReason.Reboot, after.Central.Of<StopTransactionRequest>()[0].Reason);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_is_put_aside_and_keeps_nobody_from_charging()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "site.ocpp.json"), "{ \"Transactions\": [", TestContext.Current.CancellationToken);
            await using var rig = await SiteOcppRig.ReadyAsync(folder: folder);
            await rig.ChargeAsync();
            Assert.True(File.Exists(Path.Combine(folder, "site.ocpp.json.unreadable")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
