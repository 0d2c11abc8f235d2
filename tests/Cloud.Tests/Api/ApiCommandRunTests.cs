using System.Net;
using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Api;

/// <summary>One command to many stations.</summary>
public sealed class ApiCommandRunTests : IAsyncLifetime
{
    private const string Path = "/api/v1/commands/clear-cache/runs";

    private ApiHost _host = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _host.Cms.OnCommand = static (_, _) => Answer(ClearCacheStatus.Accepted);
        _client = await _host.LogInAsync(Role.Operator);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("""{}""", "chargerIds")]
    [InlineData("""{"chargerIds":[]}""", "chargerIds")]
    [InlineData("""{"chargerIds":["A","B","A"]}""", "chargerIds")]
    [InlineData("""{"chargerIds":[""]}""", "chargerIds")]
    [InlineData("""{"chargerIds":["A"],"perSecond":0}""", "perSecond")]
    [InlineData("""{"chargerIds":["A"],"perSecond":101}""", "perSecond")]
    [InlineData("""{"chargerIds":["A"],"payload":[]}""", "payload")]
    [InlineData("""{"chargerIds":["A"],"payload":{"color":"red"}}""", "payload.color")]
    public async Task A_wrong_question_is_told_what_is_allowed_and_nothing_is_sent(string body, string field)
    {
        _host.Cms.Put(FakeCms.Station("A"));
        var problem = await _client.JsonAsync(HttpMethod.Post, Path, HttpStatusCode.BadRequest, body);
        Assert.Equal(field, problem.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.Empty(_host.Cms.Commands);
    }

    [Fact]
    public async Task An_unknown_command_is_404_and_names_those_that_there_are()
    {
        var problem = await _client.JsonAsync(HttpMethod.Post, "/api/v1/commands/SelfDestruct/runs", HttpStatusCode.NotFound, """{"chargerIds":["A"]}""");
        Assert.Contains("UnlockConnector", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_station_has_a_line_with_its_own_end()
    {
        foreach (var id in (string[])["A", "B", "C", "D", "E"]) _host.Cms.Put(FakeCms.Station(id));
        _host.Cms.OnCommand = static (id, _) => id switch
        {
            "A" => Answer(ClearCacheStatus.Rejected),
            "B" => new CommandReply(CommandOutcome.NotConnected, null, null, null, TimeSpan.Zero),
            "C" => new CommandReply(CommandOutcome.Refused, null, "NotSupported", "I cannot", TimeSpan.FromMilliseconds(3)),
            "D" => new CommandReply(CommandOutcome.Refused, null, "NotAccepted", "Not sent: the station is Pending.", TimeSpan.Zero),
            _ => throw new BusUnavailableException("no worker"),
        };
        var lines = await RunAsync(Path, """{"chargerIds":["A","B","C","D","E","NOBODY"],"perSecond":100}""");
        Assert.Equal(
            ["A Answered Rejected", "B NotConnected ", "C Refused ", "D NotSent ", "E Failed ", "NOBODY Unknown "],
            lines.Select(l => $"{Text(l, "chargerId")} {Text(l, "outcome")} {Text(l, "status")}").Order(StringComparer.Ordinal));
        var byId = lines.ToDictionary(l => Text(l, "chargerId")!, StringComparer.Ordinal);
        Assert.Equal("Rejected", byId["A"].GetProperty("response").GetProperty("status").GetString());
        Assert.Equal(12.5, byId["A"].GetProperty("latencyMs").GetDouble());
        Assert.Equal(("NotSupported", "I cannot"), (Text(byId["C"], "errorCode"), Text(byId["C"], "errorText")));
        Assert.Equal(JsonValueKind.Null, byId["D"].GetProperty("latencyMs").ValueKind);
        Assert.Equal("no worker", Text(byId["E"], "errorText"));
        Assert.All(_host.Cms.Commands, command => Assert.Equal("operator", command.By));
    }

    [Fact]
    public async Task A_station_over_which_we_fail_does_not_end_the_run()
    {
        _host.Cms.Put(FakeCms.Station("A"));
        _host.Cms.Put(FakeCms.Station("B"));
        _host.Cms.OnCommand = static (id, _) => id == "A" ? throw new InvalidOperationException("secret of the house") : Answer(ClearCacheStatus.Accepted);
        var lines = await RunAsync(Path, """{"chargerIds":["A","B"]}""");
        Assert.Equal(["A Failed", "B Answered"], lines.Select(l => $"{Text(l, "chargerId")} {Text(l, "outcome")}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(lines, l => l.GetRawText().Contains("secret", StringComparison.Ordinal));
        Assert.Contains(_host.Log, line => line.Contains("secret of the house", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopping_without_an_id_stops_what_runs_at_each_station()
    {
        _host.Cms.Put(Charging("A", 7, 8));
        _host.Cms.Put(FakeCms.Station("B"));
        _host.Cms.OnCommand = static (_, _) =>
            new CommandReply(CommandOutcome.Answered, new RemoteStopTransactionResponse { Status = RemoteStartStopStatus.Accepted }, null, null, TimeSpan.Zero);
        var lines = await RunAsync("/api/v1/commands/RemoteStopTransaction/runs", """{"chargerIds":["A","B"],"perSecond":100}""");
        Assert.Equal(["A Answered", "A Answered", "B NothingToDo"], lines.Select(l => $"{Text(l, "chargerId")} {Text(l, "outcome")}").Order(StringComparer.Ordinal));
        Assert.Equal([7, 8], _host.Cms.Commands.Select(c => ((RemoteStopTransactionRequest)c.Request).TransactionId).Order());

        var problem = await _client.JsonAsync(
            HttpMethod.Post, "/api/v1/commands/RemoteStopTransaction/runs", HttpStatusCode.BadRequest, """{"chargerIds":["A"],"payload":{"transactionId":"7"}}""");
        Assert.True(problem.GetProperty("errors").TryGetProperty("payload.transactionId", out _));
    }

    [Fact]
    public async Task Commands_leave_no_faster_than_asked()
    {
        foreach (var id in (string[])["A", "B", "C"]) _host.Cms.Put(FakeCms.Station(id));
        var armed = _host.Time.Armed;
        var running = RunAsync(Path, """{"chargerIds":["A","B","C"],"perSecond":2}""", advance: false);
        for (var sent = 1; sent <= 3; sent++)
        {
            await Until.TrueAsync(() => Sent() == sent && (sent == 3 || _host.Time.Armed > armed));
            _host.Time.Advance(TimeSpan.FromMilliseconds(499));
            Assert.Equal(sent, Sent());
            _host.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, (await running).Count);
    }

    [Fact]
    public async Task Whoever_leaves_ends_the_run()
    {
        for (var i = 0; i < 20; i++) _host.Cms.Put(FakeCms.Station($"S{i:00}"));
        var armed = _host.Time.Armed;
        using var leaving = new CancellationTokenSource();
        using var http = new HttpClient { BaseAddress = _host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Headers.Add("Cookie", _client.Cookie);
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { chargerIds = Enumerable.Range(0, 20).Select(i => $"S{i:00}"), perSecond = 1 }), System.Text.Encoding.UTF8, "application/json");
        using (var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token))
        {
            Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            Assert.Contains("S00", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            await Until.TrueAsync(() => _host.Time.Armed > armed);
        }

        await Until.TrueAsync(() => _host.Time.Armed == armed);
        _host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, Sent());
    }

    private static CommandReply Answer(ClearCacheStatus status) =>
        new(CommandOutcome.Answered, new ClearCacheResponse { Status = status }, null, null, TimeSpan.FromMilliseconds(12.5));

    private static StationView Charging(string id, params long[] transactions)
    {
        var station = FakeCms.Station(id, status: "Charging");
        return station with { Connectors = [.. transactions.Select((t, i) => station.Connectors[0] with { ConnectorId = i + 1, TransactionId = t })] };
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private int Sent()
    {
        lock (_host.Cms.Commands) return _host.Cms.Commands.Count;
    }

    /// <summary>Runs to the end, the clock moving on whenever something waits for it.</summary>
    private async Task<List<JsonElement>> RunAsync(string path, string body, bool advance = true)
    {
        var answering = _client.SendAsync(HttpMethod.Post, path, body);
        if (advance) await Until.TrueAsync(() => answering.IsCompleted, _host.Time, TimeSpan.FromMilliseconds(200), "the run ends");

        using var response = await answering;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
