using System.Net;
using System.Text.Json;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiInputTests(ApiInputTests.Demo demo) : IClassFixture<ApiInputTests.Demo>
{
    private readonly ApiHost _host = demo.Host;

    [Theory]
    [InlineData("/api/v1/chargers?limit=0", "limit", "from 1 to 1000")]
    [InlineData("/api/v1/chargers?limit=1001", "limit", "'1001'")]
    [InlineData("/api/v1/chargers?limit=ten", "limit", "'ten'")]
    [InlineData("/api/v1/chargers?limit=1&limit=2", "limit", "2 times")]
    [InlineData("/api/v1/chargers?status=sleeping", "status", "connected, disconnected, charging, faulted, alarm")]
    [InlineData("/api/v1/chargers?sort=colour", "sort", "id, vendor, lastSeen, power, status")]
    [InlineData("/api/v1/chargers?order=up", "order", "asc, desc")]
    [InlineData("/api/v1/chargers?colour=red", "colour", "search, status, sort, order, limit, after")]
    [InlineData("/api/v1/chargers?sort=power&after=~!", "after", "X-Next-After")]
    [InlineData("/api/v1/chargers?sort=power&after=abc", "after", "not a key of this order")]
    [InlineData("/api/v1/chargers/A?x=1", "x", "takes none")]
    [InlineData("/api/v1/chargers/A/meter-values?connectorId=-1", "connectorId", "from 0")]
    [InlineData("/api/v1/chargers/A/meter-values?from=yesterday", "from", "2026-03-01T12:00:00Z")]
    [InlineData("/api/v1/chargers/A/meter-values?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "to", "not after from")]
    [InlineData("/api/v1/chargers/A/meter-values?resolution=0", "resolution", "ISO 8601")]
    [InlineData("/api/v1/chargers/A/meter-values?resolution=PT0.5S", "resolution", "PT1M")]
    [InlineData("/api/v1/chargers/A/messages?direction=up", "direction", "in, out")]
    [InlineData("/api/v1/chargers/A/messages?failed=maybe", "failed", "true or false")]
    [InlineData("/api/v1/chargers/A/messages?after=x", "after", "integer")]
    [InlineData("/api/v1/chargers/A/connectors/1/schedule?unit=V", "unit", "A, W")]
    [InlineData("/api/v1/chargers/A/connectors/1/schedule?duration=32000000", "duration", "2678400")]
    [InlineData("/api/v1/transactions?open=perhaps", "open", "true or false")]
    [InlineData("/api/v1/alarms?severity=Fatal", "severity", "Info, Warning, Critical")]
    [InlineData("/api/v1/id-tags?search=%00", "search", "control characters")]
    public async Task A_query_parameter_that_is_not_allowed_is_named_with_what_is(string path, string field, string text)
    {
        using var client = _host.Anonymous();
        var problem = await client.GetProblemAsync(path, HttpStatusCode.BadRequest);
        Assert.Contains(text, Error(problem, field), StringComparison.Ordinal);
        Assert.Equal(path.Split('?')[0], problem.GetProperty("instance").GetString());
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("not json", "body", "not JSON")]
    [InlineData("{", "body", "not JSON")]
    [InlineData("""{"blocked":true,"blocked":false}""", "body", "not JSON")]
    [InlineData("[]", "body", "JSON object")]
    [InlineData("null", "body", "JSON object")]
    [InlineData("""{"blocked":"yes"}""", "blocked", "true or false")]
    [InlineData("""{"blocked":1}""", "blocked", "'1'")]
    [InlineData("""{"parentTag":7}""", "parentTag", "at most 36")]
    [InlineData("""{"parentTag":"0123456789012345678901234567890123456"}""", "parentTag", "at most 36")]
    [InlineData("""{"parentTag":"\ud800"}""", "parentTag", "is not allowed")]
    [InlineData("""{"note":"a\u0000b"}""", "note", "control characters")]
    [InlineData("""{"expiresAt":"tomorrow"}""", "expiresAt", "ISO 8601")]
    [InlineData("""{"color":"red"}""", "color", "no such field")]
    [InlineData("""{"Blocked":true}""", "Blocked", "no such field")]
    public async Task A_field_of_a_body_that_is_not_allowed_is_named_with_what_is(string body, string field, string text)
    {
        using var client = _host.Anonymous();
        var problem = await client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/X", HttpStatusCode.BadRequest, body);
        Assert.Contains(text, Error(problem, field), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_body_is_listed_at_once()
    {
        using var client = _host.Anonymous();
        var problem = await client.JsonAsync(HttpMethod.Put, "/api/v1/users/x", HttpStatusCode.BadRequest, """{"password":"short","x":1}""");
        Assert.Equal(["password", "x", "role"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_missing_body_and_a_missing_field_are_named()
    {
        using var client = _host.Anonymous();
        Assert.Contains("missing", Error(await client.JsonAsync(HttpMethod.Post, "/api/v1/session", HttpStatusCode.BadRequest), "body"), StringComparison.Ordinal);
        Assert.Contains("missing", Error(await client.JsonAsync(HttpMethod.Post, "/api/v1/session", HttpStatusCode.BadRequest, """{"user":"a"}"""), "password"), StringComparison.Ordinal);
        Assert.Contains("not allowed", Error(await client.JsonAsync(HttpMethod.Post, "/api/v1/session", HttpStatusCode.BadRequest, """{"user":null,"password":"b"}"""), "user"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_the_limit()
    {
        using var client = _host.Anonymous();
        var body = $$"""{"note":"{{new string('x', 70_000)}}"}""";
        var problem = await client.JsonAsync(HttpMethod.Put, "/api/v1/id-tags/X", HttpStatusCode.RequestEntityTooLarge, body);
        Assert.Contains("65536", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_parameter_counts_as_absent()
    {
        using var client = _host.Anonymous();
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/transactions?chargerId=&open=&after=&limit=")).GetArrayLength());
        Assert.Null(_host.Store.LastTransactionQuery!.StationId);
        Assert.Equal(101, _host.Store.LastTransactionQuery.Limit);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/transactions/abc", HttpStatusCode.NotFound)]
    [InlineData("PATCH", "/api/v1/chargers", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, HttpStatusCode expected)
    {
        using var client = _host.Anonymous();
        var problem = await client.JsonAsync(new HttpMethod(method), path, expected);
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        Assert.Contains(path, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Error(JsonElement problem, string field) => problem.GetProperty("errors").GetProperty(field)[0].GetString()!;

    /// <summary>One host for all these tests: what they send is refused and changes nothing.</summary>
    public sealed class Demo : IAsyncLifetime
    {
        internal ApiHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });

        public async ValueTask DisposeAsync() => await Host.DisposeAsync();
    }
}
