using System.Net;
using System.Text;
using System.Text.Json;
using Busbar.Cloud.Api;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Who did what.</summary>
public sealed class ApiAuditTests
{
    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?failed=maybe", "failed")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("?colour=red", "colour")]
    public async Task A_wrong_question_is_told_what_is_allowed(string query, string field)
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        var problem = await client.GetProblemAsync($"/api/v1/audit{query}", HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Fact]
    public async Task What_is_asked_reaches_the_store()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        using var client = host.Anonymous();
        await client.GetJsonAsync("/api/v1/audit?user=Ann&kind=Reset&target=CP1&text=hard&failed=true&from=2026-01-01&to=2026-01-02&limit=7&after=9");
        var day = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(new AuditQuery("Ann", "Reset", "CP1", "hard", true, day, day.AddDays(1), 8, 9), host.Store.LastAuditQuery);
    }

    [Fact]
    public async Task A_command_is_entered_with_who_sent_it_to_whom_and_the_stations_answer()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("LAB-1"));
        host.Cms.OnCommand = static (_, _) => new CommandReply(CommandOutcome.Answered, new ResetResponse { Status = ResetStatus.Rejected }, null, null, TimeSpan.Zero);
        using var client = await host.LogInAsync(Role.Operator);
        await client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/LAB-1/commands/reset", HttpStatusCode.OK, """{"type":"Hard"}""");
        host.Cms.OnCommand = static (_, _) => new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero);
        await client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/LAB-1/commands/ClearCache", HttpStatusCode.Conflict);
        host.Cms.OnCommand = static (_, _) => new CommandReply(CommandOutcome.Busy, null, null, null, TimeSpan.Zero);
        await client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/LAB-1/commands/ClearCache", HttpStatusCode.TooManyRequests);

        var entries = (await client.GetJsonAsync("/api/v1/audit?target=LAB-1")).EnumerateArray().Reverse().ToArray();
        Assert.Equal(
            [("Reset", 200, "Rejected"), ("ClearCache", 409, "The station is not connected"), ("ClearCache", 429, "Too many commands wait for the station")],
            entries.Select(e => (e.GetProperty("kind").GetString()!, e.GetProperty("status").GetInt32(), e.GetProperty("outcome").GetString()!)));
        Assert.Equal("""{"type":"Hard"}""", entries[0].GetProperty("detail").GetRawText());
        Assert.Equal(("operator", "127.0.0.1"), (entries[0].GetProperty("user").GetString(), entries[0].GetProperty("address").GetString()));
        Assert.Equal(FakeCms.Noon, entries[0].GetProperty("at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Logins_and_every_change_are_entered_and_reads_and_what_was_not_understood_are_not()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("A"));
        host.Store.Alarms.Add(new AlarmRow(12, "A", 1, "station.fault", AlarmSeverity.Info, "text", null, FakeCms.Noon, FakeCms.Noon, null, null, null, null));
        using var admin = await host.LogInAsync(Role.Admin);
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/chargers/A", HttpStatusCode.OK, """{"displayName":"Grüße"}""");
        await admin.JsonAsync(HttpMethod.Post, "/api/v1/alarms/12/acknowledge", HttpStatusCode.OK, """{"note":"seen"}""");
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/VAN", HttpStatusCode.OK, "{}");
        await admin.SendAsync(HttpMethod.Delete, "/api/v1/id-tags/VAN");
        await admin.SendAsync(HttpMethod.Delete, "/api/v1/users/admin");
        await admin.GetJsonAsync("/api/v1/chargers");
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/chargers/A", HttpStatusCode.BadRequest, """{"colour":"red"}""");
        await admin.JsonAsync(HttpMethod.Post, "/api/v1/alarms/99/acknowledge", HttpStatusCode.NotFound);
        await admin.JsonAsync(HttpMethod.Post, "/api/v1/twin/runs", HttpStatusCode.BadRequest, "{}");
        await admin.SendAsync(HttpMethod.Delete, "/api/v1/session");

        Assert.Equal(
            [
                "logIn  200 ", """saveCharger A 200 {"displayName":"Grüße"}""", """acknowledgeAlarm A 200 {"id":"12","note":"seen"}""", "saveIdTag VAN 200 ",
                "deleteIdTag VAN 204 ", "deleteUser admin 409 ", "logOut  200 ",
            ],
            host.Store.Audit.Select(e => $"{e.Kind} {e.Target} {e.Status} {e.DetailJson}"));
        Assert.All(host.Store.Audit, e => Assert.Equal("admin", e.User));
    }

    [Fact]
    public async Task No_secret_is_entered()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("A"));
        host.Cms.OnCommand = static (_, request) => new CommandReply(
            CommandOutcome.Answered,
            request is ChangeConfigurationRequest ? new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted } : new GetDiagnosticsResponse(), null, null, TimeSpan.Zero);
        using var admin = await host.LogInAsync(Role.Admin);
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/users/anna", HttpStatusCode.OK, """{"role":"Viewer","password":"hunter2hunter2"}""");
        await admin.JsonAsync(HttpMethod.Put, "/api/v1/chargers/A", HttpStatusCode.OK, """{"password":"hunter2hunter2"}""");
        await admin.JsonAsync(
            HttpMethod.Post, "/api/v1/chargers/A/commands/ChangeConfiguration", HttpStatusCode.OK, """{"key":"authorizationKey","value":"hunter2hunter2"}""");
        await admin.JsonAsync(
            HttpMethod.Post, "/api/v1/chargers/A/commands/GetDiagnostics", HttpStatusCode.OK, """{"location":"ftp://me:hunter2hunter2@files.example/in"}""");
        await RunAsync(host, admin, "ChangeConfiguration", """{"chargerIds":["A"],"payload":{"key":"AuthorizationKey","value":"hunter2hunter2"}}""");
        Assert.Equal(7, host.Store.Audit.Length);
        Assert.DoesNotContain(host.Store.Audit, e => e.ToString().Contains("hunter2", StringComparison.Ordinal));
        Assert.Contains(host.Store.Audit, e => e.DetailJson == """{"location":"ftp://***@files.example/in"}""");
        Assert.Contains(host.Store.Audit, e => e.DetailJson == """{"role":"Viewer","password":"***"}""");
    }

    [Fact]
    public async Task A_command_to_many_is_entered_once_for_the_whole_and_once_for_each_that_it_was_sent_to()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("A"));
        host.Cms.Put(FakeCms.Station("B"));
        host.Cms.OnCommand = static (id, _) => id == "A"
            ? new CommandReply(CommandOutcome.Answered, new ResetResponse { Status = ResetStatus.Accepted }, null, null, TimeSpan.Zero)
            : new CommandReply(CommandOutcome.TimedOut, null, null, null, TimeSpan.FromSeconds(30));
        using var client = await host.LogInAsync(Role.Operator);
        await RunAsync(host, client, "Reset", """{"chargerIds":["A","B","NOBODY"],"payload":{"type":"Soft"},"perSecond":50}""");
        Assert.Equal(
            [
                """Reset A 200 {"type":"Soft"} Accepted""", """Reset B 504 {"type":"Soft"} TimedOut""",
                """runCommand  200 {"action":"Reset","stations":3,"perSecond":50} """,
            ],
            host.Store.Audit.Skip(1).Select(e => $"{e.Kind} {e.Target} {e.Status} {e.DetailJson} {e.Outcome}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_entered_is_in_the_log_and_its_answer_goes_out_all_the_same()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("A"));
        using var client = await host.LogInAsync(Role.Operator);
        host.Store.Health = new StoreHealth(Writable: false, "disk full", 0, 0, 0, 0);
        await client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/A/commands/ClearCache", HttpStatusCode.Conflict);
        Assert.Contains(host.Log, line => line.Contains("Not kept in the audit log: operator from 127.0.0.1: ClearCache A, 409", StringComparison.Ordinal));
        await client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/VAN", HttpStatusCode.ServiceUnavailable, "{}");
        Assert.Contains(host.Log, line => line.Contains("saveIdTag VAN, 503", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_too_long_is_cut_and_stays_JSON()
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"vendorId":"a","data":"{{string.Concat(Enumerable.Repeat("😀\\\"", 2_000))}}"}""");
        var detail = AuditDetail.OfCommand(payload)!;
        Assert.InRange(detail.Length, AuditDetail.MaxLength, 3 * AuditDetail.MaxLength);
        Assert.Contains("bytes in all", JsonDocument.Parse(detail).RootElement.GetString(), StringComparison.Ordinal);
        Assert.Null(AuditDetail.OfCommand("{}"u8));
    }

    private static async Task RunAsync(ApiHost host, ApiClient client, string action, string body)
    {
        var answering = client.SendAsync(HttpMethod.Post, $"/api/v1/commands/{action}/runs", body);
        await Until.TrueAsync(() => answering.IsCompleted, host.Time, TimeSpan.FromMilliseconds(200), "the run ends");
        Assert.Equal(HttpStatusCode.OK, (await answering).StatusCode);
        await (await answering).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
