using System.Net;
using System.Text.Json;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Api;

/// <summary>The shapes that clients build on.</summary>
public sealed class ApiResourceTests : OnDemoHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Host.Cms.Put(FakeCms.Station("LAB-1", powerW: 3680, status: "Charging"));
    }

    [Fact]
    public async Task Info_tells_what_runs_here_without_login()
    {
        var info = await Client.GetJsonAsync("/api/v1/info");
        Assert.Equal("Busbar", info.GetProperty("name").GetString());
        Assert.Equal("0.1.0", info.GetProperty("version").GetString());
        Assert.Equal(9000, info.GetProperty("ocppPort").GetInt32());
        Assert.Equal("2126-03-01T12:00:00.000Z", info.GetProperty("startedAt").GetString());
    }

    [Fact]
    public async Task A_station_is_shown_with_its_connectors_and_null_for_what_it_never_said()
    {
        var station = await Client.GetJsonAsync("/api/v1/chargers/LAB-1");
        Assert.Equal("LAB-1", station.GetProperty("id").GetString());
        Assert.True(station.GetProperty("connected").GetBoolean());
        Assert.Equal("Accepted", station.GetProperty("registration").GetString());
        Assert.Equal("Volta", station.GetProperty("vendor").GetString());
        Assert.Equal(JsonValueKind.Null, station.GetProperty("displayName").ValueKind);
        Assert.Equal(JsonValueKind.Null, station.GetProperty("worstAlarm").ValueKind);
        Assert.Equal("2126-03-01T12:00:00.000Z", station.GetProperty("lastSeenAt").GetString());
        var connector = station.GetProperty("connectors")[0];
        Assert.Equal(3680, connector.GetProperty("powerW").GetDouble());
        Assert.Equal("the station's Current.Offered", connector.GetProperty("limitSource").GetString());
        Assert.Equal(connector.GetRawText(), (await Client.GetJsonAsync("/api/v1/chargers/LAB-1/connectors"))[0].GetRawText());
    }

    [Fact]
    public async Task A_measurement_that_is_no_number_is_null()
    {
        Host.Cms.Put(FakeCms.Station("NAN", powerW: double.NaN));
        var station = await Client.GetJsonAsync("/api/v1/chargers/NAN");
        Assert.Equal(JsonValueKind.Null, station.GetProperty("powerW").ValueKind);
    }

    [Theory]
    [InlineData("/api/v1/chargers/NOBODY")]
    [InlineData("/api/v1/chargers/NOBODY/connectors")]
    [InlineData("/api/v1/chargers/NOBODY/configuration")]
    [InlineData("/api/v1/chargers/NOBODY/profiles")]
    [InlineData("/api/v1/chargers/NOBODY/reservations")]
    [InlineData("/api/v1/chargers/NOBODY/local-list")]
    [InlineData("/api/v1/chargers/NOBODY/connectors/1/schedule")]
    [InlineData("/api/v1/sites/NOBODY")]
    [InlineData("/api/v1/id-tags/NOBODY")]
    public async Task An_unknown_one_is_404_and_named(string path)
    {
        var problem = await Client.GetProblemAsync(path, HttpStatusCode.NotFound);
        Assert.Contains("NOBODY", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status=connected", "ALARM CHARGES")]
    [InlineData("status=disconnected", "GONE")]
    [InlineData("status=charging", "CHARGES")]
    [InlineData("status=faulted", "GONE")]
    [InlineData("status=alarm", "ALARM")]
    [InlineData("status=Alarm", "ALARM")]
    [InlineData("search=har", "CHARGES")]
    [InlineData("search=acme", "GONE")]
    [InlineData("sort=power&order=desc", "CHARGES GONE ALARM")]
    [InlineData("sort=vendor", "GONE ALARM CHARGES")]
    [InlineData("sort=status", "ALARM GONE CHARGES")]
    [InlineData("sort=lastSeen", "GONE ALARM CHARGES")]
    [InlineData("order=desc", "GONE CHARGES ALARM")]
    public async Task Stations_can_be_searched_filtered_and_ordered(string query, string expected)
    {
        await Host.Cms.DeleteStationAsync("LAB-1", TestContext.Current.CancellationToken);
        Host.Cms.Put(FakeCms.Station("GONE", connected: false, vendor: "Acme", status: "Faulted", lastSeenAt: FakeCms.Noon.AddDays(-1)));
        Host.Cms.Put(FakeCms.Station("ALARM", openAlarms: 2));
        Host.Cms.Put(FakeCms.Station("CHARGES", powerW: 100, status: "Charging"));
        var rows = await Client.GetJsonAsync($"/api/v1/chargers?{query}");
        Assert.Equal(expected, string.Join(' ', rows.EnumerateArray().Select(row => row.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task An_admin_adds_changes_and_forgets_a_station()
    {
        var saved = await Client.JsonAsync(
            HttpMethod.Put, "/api/v1/chargers/NEW-1", HttpStatusCode.OK,
            """{"registration":"blocked","displayName":"North","password":"","leniency":["ExtraProperties","EnumCase"]}""");
        Assert.Equal("North", saved.GetProperty("displayName").GetString());
        var edit = Host.Cms.LastEdit!;
        Assert.Equal(Registration.Blocked, edit.Registration);
        Assert.Equal("", edit.Password);
        Assert.Null(edit.Location);
        Assert.Equal(["ExtraProperties", "EnumCase"], edit.Leniency);
        using var deleted = await Client.SendAsync(HttpMethod.Delete, "/api/v1/chargers/NEW-1");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await Client.SendAsync(HttpMethod.Delete, "/api/v1/chargers/NEW-1");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Theory]
    [InlineData("a%20b", "{}", "id")]
    [InlineData("A", """{"leniency":["Everything"]}""", "leniency")]
    [InlineData("A", """{"registration":"Maybe"}""", "registration")]
    public async Task A_station_that_could_not_connect_is_refused(string id, string body, string field)
    {
        var problem = await Client.JsonAsync(HttpMethod.Put, $"/api/v1/chargers/{id}", HttpStatusCode.BadRequest, body);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Meter_values_are_asked_of_the_store_as_theClient_asks()
    {
        Host.Store.Points.Add(("LAB-1", new MeterPoint(7, 1, 3, FakeCms.Noon, "Power.Active.Import", "L1", "Outlet", "Sample.Periodic", "W", 5, 4, 6, 2)));
        var rows = await Client.GetJsonAsync(
            "/api/v1/chargers/LAB-1/meter-values?connectorId=1&transactionId=3&measurand=Power.Active.Import&from=2126-03-01T12:00:00%2B02:00&resolution=PT5M&limit=7");
        Assert.Equal(
            """{"key":7,"connectorId":1,"transactionId":3,"at":"2126-03-01T12:00:00.000Z","measurand":"Power.Active.Import","phase":"L1","location":"Outlet","context":"Sample.Periodic","unit":"W","value":5,"min":4,"max":6,"count":2}""",
            rows[0].GetRawText());
        var query = Host.Store.LastMeterQuery!;
        Assert.Equal(new MeterQuery("LAB-1", 1, 3, "Power.Active.Import", FakeCms.Noon.AddHours(-2), null, TimeSpan.FromMinutes(5), 8, null), query);
    }

    [Fact]
    public async Task Messages_are_found_by_direction_action_text_and_failure_with_the_rules_that_fired()
    {
        Host.Store.Messages.Add(new MessageRow(
            5, "LAB-1", FakeCms.Noon, true, "MeterValues", "m1", """{"a":1}""", null, "TimedOut", "no answer", 12.5,
            (long)(Wire.Ocpp.Leniency.ExtraProperties | Wire.Ocpp.Leniency.EnumCase)));
        var row = (await Client.GetJsonAsync("/api/v1/chargers/LAB-1/messages?direction=in&action=MeterValues&text=a&failed=true"))[0];
        Assert.Equal("""{"a":1}""", row.GetProperty("request").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("response").ValueKind);
        Assert.Equal("""["ExtraProperties","EnumCase"]""", row.GetProperty("leniencies").GetRawText());
        Assert.Equal(new MessageQuery("LAB-1", true, "MeterValues", "a", true, null, null, 101, null), Host.Store.LastMessageQuery);
        await Client.GetJsonAsync("/api/v1/messages?direction=out");
        Assert.Equal(new MessageQuery(null, false, null, null, null, null, null, 101, null), Host.Store.LastMessageQuery);
    }

    [Fact]
    public async Task What_a_station_holds_is_shown_with_profiles_as_objects()
    {
        Host.Store.Configuration.Add(new ConfigurationKeyRow("LAB-1", "HeartbeatInterval", "300", false, FakeCms.Noon));
        Host.Store.Reservations.Add(new ReservationRow(4, "LAB-1", 1, "DEMO", null, FakeCms.Noon, FakeCms.Noon, "Active"));
        Host.Store.Profiles.Add(new ProfileRow("LAB-1", 1, 9, 0, "TxDefaultProfile", null, """{"chargingProfileId":9}""", FakeCms.Noon));
        Host.Store.Profiles.Add(new ProfileRow("LAB-1", 1, 10, 0, "TxDefaultProfile", null, "{cut off", FakeCms.Noon));
        Assert.Equal("300", (await Client.GetJsonAsync("/api/v1/chargers/LAB-1/configuration"))[0].GetProperty("value").GetString());
        Assert.Equal(4, (await Client.GetJsonAsync("/api/v1/chargers/LAB-1/reservations"))[0].GetProperty("id").GetInt32());
        var profiles = await Client.GetJsonAsync("/api/v1/chargers/LAB-1/profiles");
        Assert.Equal(9, profiles[0].GetProperty("profile").GetProperty("chargingProfileId").GetInt32());
        Assert.Equal("{cut off", profiles[1].GetProperty("profile").GetString());
        await Client.GetProblemAsync("/api/v1/chargers/LAB-1/local-list", HttpStatusCode.NotFound);
        Host.Store.LocalList = new LocalListRow("LAB-1", 3, FakeCms.Noon, [new LocalListEntry("DEMO", "Accepted", null, null)]);
        Assert.Equal("DEMO", (await Client.GetJsonAsync("/api/v1/chargers/LAB-1/local-list")).GetProperty("entries")[0].GetProperty("idTag").GetString());
    }

    [Fact]
    public async Task A_schedule_has_its_periods_with_limit_and_source()
    {
        var schedule = await Client.GetJsonAsync("/api/v1/chargers/LAB-1/connectors/1/schedule?duration=PT2H&unit=w");
        Assert.Equal(
            """{"from":"2126-03-01T12:00:00.000Z","durationS":7200,"unit":"W","periods":[{"startS":0,"limit":16,"numberPhases":3,"source":"profile 1"},{"startS":3600,"limit":null,"numberPhases":null,"source":"no limit"}]}""",
            schedule.GetRawText());
        var problem = await Client.GetProblemAsync("/api/v1/chargers/LAB-1/connectors/9/schedule", HttpStatusCode.NotFound);
        Assert.Contains("connector 9", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_has_its_duration_and_can_be_closed_once()
    {
        Host.Store.Transactions.Add(new TransactionRow(
            7, "LAB-1", 1, "DEMO", FakeCms.Noon.AddMinutes(-3), FakeCms.Noon, 100, null, null, null, null, null, null, 12.5, "Accepted", false));
        Host.Store.Transactions.Add(new TransactionRow(
            6, "LAB-1", 1, "DEMO", FakeCms.Noon.AddHours(-3), FakeCms.Noon, 100, null, FakeCms.Noon.AddHours(-2), FakeCms.Noon, 150, "Local", "DEMO", 50, "Accepted", false));
        var row = (await Client.GetJsonAsync("/api/v1/transactions?chargerId=LAB-1&open=true"))[0];
        Assert.Equal(
            """{"id":7,"chargerId":"LAB-1","connectorId":1,"idTag":"DEMO","startedAt":"2126-03-01T11:57:00.000Z","stoppedAt":null,"meterStartWh":100,"meterStopWh":null,"energyWh":12.5,"stopReason":null,"stopIdTag":null,"reservationId":null,"orphan":false,"startAuthorization":"Accepted","durationS":180}""",
            row.GetRawText());
        Assert.Equal(3600, (await Client.GetJsonAsync("/api/v1/transactions/6")).GetProperty("durationS").GetInt32());
        var closed = await Client.JsonAsync(HttpMethod.Post, "/api/v1/transactions/7/close", HttpStatusCode.OK);
        Assert.Equal("Other", closed.GetProperty("stopReason").GetString());
        await Client.JsonAsync(HttpMethod.Post, "/api/v1/transactions/6/close", HttpStatusCode.Conflict);
        await Client.JsonAsync(HttpMethod.Post, "/api/v1/transactions/5/close", HttpStatusCode.NotFound);
        await Client.GetProblemAsync("/api/v1/transactions/5", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_id_tag_is_kept_as_first_written_and_shows_what_it_amounts_to()
    {
        var made = await Client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/Card-1", HttpStatusCode.OK, """{"parentTag":"FLEET","note":"van"}""");
        Assert.Equal(
            """{"tag":"Card-1","blocked":false,"parentTag":"FLEET","expiresAt":null,"mayRunBeside":false,"note":"van","updatedAt":"2126-03-01T12:00:00.000Z","status":"Accepted"}""",
            made.GetRawText());
        var blocked = await Client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/CARD-1", HttpStatusCode.OK, """{"blocked":true}""");
        Assert.Equal("Card-1", blocked.GetProperty("tag").GetString());
        Assert.Equal("Blocked", blocked.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, blocked.GetProperty("parentTag").ValueKind);
        var expired = await Client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/card-1", HttpStatusCode.OK, """{"expiresAt":"2126-03-01T12:00:00Z"}""");
        Assert.Equal("Expired", expired.GetProperty("status").GetString());
        Assert.Equal(1, (await Client.GetJsonAsync("/api/v1/id-tags?search=CARD")).GetArrayLength());
        using var deleted = await Client.SendAsync(HttpMethod.Delete, "/api/v1/id-tags/card-1");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Client.JsonAsync(HttpMethod.Delete, "/api/v1/id-tags/card-1", HttpStatusCode.NotFound);
        await Client.JsonAsync(HttpMethod.Put, $"/api/v1/id-tags/{new string('x', 37)}", HttpStatusCode.BadRequest, "{}");
    }

    [Fact]
    public async Task An_alarm_shows_its_evidence_and_is_acknowledged_by_name()
    {
        Host.Store.Alarms.Add(new AlarmRow(
            3, "LAB-1", 1, "anomaly.oscillation", AlarmSeverity.Critical, "swings", """{"windowS":10}""", FakeCms.Noon, FakeCms.Noon, null, null, null, null));
        var row = (await Client.GetJsonAsync("/api/v1/alarms?chargerId=LAB-1&open=true&acknowledged=false&severity=warning"))[0];
        Assert.Equal(10, row.GetProperty("evidence").GetProperty("windowS").GetInt32());
        Assert.Equal("Critical", row.GetProperty("severity").GetString());
        Assert.Equal(new AlarmQuery("LAB-1", true, false, AlarmSeverity.Warning, 101, null), Host.Store.LastAlarmQuery);
        await Client.GetJsonAsync("/api/v1/alarms?text=swing&from=2026-01-01&to=2026-01-02");
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(new AlarmQuery(null, null, null, null, 101, null) { Text = "swing", From = day, To = day.AddDays(1) }, Host.Store.LastAlarmQuery);
        Assert.Equal("swings", (await Client.GetJsonAsync("/api/v1/alarms/3")).GetProperty("text").GetString());
        var seen = await Client.JsonAsync(HttpMethod.Post, "/api/v1/alarms/3/acknowledge", HttpStatusCode.OK, """{"note":"on my way"}""");
        Assert.Equal("demo", seen.GetProperty("acknowledgedBy").GetString());
        Assert.Equal("on my way", seen.GetProperty("note").GetString());
        await Client.JsonAsync(HttpMethod.Post, "/api/v1/alarms/3/acknowledge", HttpStatusCode.OK);
        await Client.JsonAsync(HttpMethod.Post, "/api/v1/alarms/4/acknowledge", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_overview_has_figures_and_history()
    {
        var overview = await Client.GetJsonAsync("/api/v1/overview");
        Assert.Equal(3, overview.GetProperty("stations").GetInt32());
        Assert.Equal("Critical", overview.GetProperty("worstAlarm").GetString());
        Assert.Equal("""[{"at":"2126-03-01T12:00:00.000Z","powerW":7200}]""", overview.GetProperty("power").GetRawText());
    }

    [Fact]
    public async Task Users_are_managed_and_the_last_admin_stays()
    {
        var made = await Client.JsonAsync(HttpMethod.Put, "/api/v1/users/anna", HttpStatusCode.OK, """{"role":"operator","password":"ten letters"}""");
        Assert.Equal("Operator", made.GetProperty("role").GetString());
        Assert.False(made.TryGetProperty("passwordHash", out _));
        using var anna = await Host.LogInAsync("Anna", "ten letters");
        Assert.Equal("anna", (await anna.GetJsonAsync("/api/v1/session")).GetProperty("user").GetString());
        Assert.Equal(4, (await Client.GetJsonAsync("/api/v1/users")).GetArrayLength());
        await Client.JsonAsync(HttpMethod.Put, "/api/v1/users/bert", HttpStatusCode.BadRequest, """{"role":"viewer"}""");
        await Client.JsonAsync(HttpMethod.Put, "/api/v1/users/admin", HttpStatusCode.Conflict, """{"role":"viewer"}""");
        await Client.JsonAsync(HttpMethod.Delete, "/api/v1/users/admin", HttpStatusCode.Conflict);
        await Client.JsonAsync(HttpMethod.Delete, "/api/v1/users/nobody", HttpStatusCode.NotFound);
        using var deleted = await Client.SendAsync(HttpMethod.Delete, "/api/v1/users/anna");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var response = await anna.GetAsync("/api/v1/users");
        Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task There_are_no_sites_and_packs_yet()
    {
        Assert.Equal("[]", (await Client.GetJsonAsync("/api/v1/sites")).GetRawText());
        Assert.Equal("[]", (await Client.GetJsonAsync("/api/v1/packs?limit=5")).GetRawText());
    }
}
