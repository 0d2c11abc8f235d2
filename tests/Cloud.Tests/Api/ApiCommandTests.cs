using System.Net;
using System.Text.Json;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Store.Model;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiCommandTests : IAsyncLifetime
{
    private const string Start = "/api/v1/chargers/LAB-1/commands/RemoteStartTransaction";
    private const string StartBody = """{"connectorId":1,"idTag":"DEMO"}""";

    private static readonly string[] Expected =
    [
        "CancelReservation", "CertificateSigned", "ChangeAvailability", "ChangeConfiguration", "ClearCache", "ClearChargingProfile", "DataTransfer",
        "DeleteCertificate", "ExtendedTriggerMessage", "GetCompositeSchedule", "GetConfiguration", "GetDiagnostics", "GetInstalledCertificateIds",
        "GetLocalListVersion", "GetLog", "InstallCertificate", "RemoteStartTransaction", "RemoteStopTransaction", "ReserveNow", "Reset", "SendLocalList",
        "SetChargingProfile", "SignedUpdateFirmware", "TriggerMessage", "UnlockConnector", "UpdateFirmware",
    ];

    private ApiHost _host = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _host.Cms.Put(FakeCms.Station("LAB-1"));
        _client = await _host.LogInAsync(Role.Operator);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("RemoteStartTransaction")]
    [InlineData("remotestarttransaction")]
    [InlineData("remote-start-transaction")]
    [InlineData("remote_start_transaction")]
    public async Task The_stations_answer_is_the_answer(string action)
    {
        Reply(CommandOutcome.Answered, new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        var answer = await _client.JsonAsync(HttpMethod.Post, $"/api/v1/chargers/LAB-1/commands/{action}", HttpStatusCode.OK, StartBody);
        Assert.Equal("""{"action":"RemoteStartTransaction","outcome":"Answered","response":{"status":"Accepted"},"latencyMs":12.5,"steps":["Reservation id 4 was chosen."]}""", answer.GetRawText());
        var (station, request, by) = Assert.Single(_host.Cms.Commands);
        Assert.Equal("LAB-1", station);
        Assert.Equal("DEMO", Assert.IsType<RemoteStartTransactionRequest>(request).IdTag);
        Assert.Equal("operator", by);
    }

    [Theory]
    [InlineData(CommandOutcome.Refused, HttpStatusCode.BadGateway)]
    [InlineData(CommandOutcome.InvalidAnswer, HttpStatusCode.BadGateway)]
    [InlineData(CommandOutcome.NotConnected, HttpStatusCode.Conflict)]
    [InlineData(CommandOutcome.TimedOut, HttpStatusCode.GatewayTimeout)]
    [InlineData(CommandOutcome.Busy, HttpStatusCode.TooManyRequests)]
    public async Task Each_other_outcome_has_its_status_and_names_the_station(CommandOutcome outcome, HttpStatusCode expected)
    {
        _host.Cms.OnCommand = (_, _) => new CommandReply(outcome, null, "NotSupported", "I cannot", TimeSpan.FromSeconds(30));
        var problem = await _client.JsonAsync(HttpMethod.Post, Start, expected, StartBody);
        Assert.Contains("LAB-1", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        if (outcome != CommandOutcome.Refused) return;
        Assert.Equal("NotSupported", problem.GetProperty("errorCode").GetString());
        Assert.Equal("I cannot", problem.GetProperty("errorText").GetString());
    }

    [Theory]
    [InlineData("NotAccepted", "Not sent: the station is Pending.", HttpStatusCode.Conflict)]
    [InlineData("PropertyConstraintViolation", "Not sent: connectorId is 1.", HttpStatusCode.BadRequest)]
    public async Task What_the_standard_forbids_to_send_is_our_refusal_and_not_the_stations(string code, string text, HttpStatusCode expected)
    {
        _host.Cms.OnCommand = (_, _) => new CommandReply(CommandOutcome.Refused, null, code, text, TimeSpan.Zero);
        var problem = await _client.JsonAsync(HttpMethod.Post, Start, expected, StartBody);
        Assert.Contains(text, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_outcome_is_known_to_these_tests() =>
        Assert.Equal(6, Enum.GetValues<CommandOutcome>().Length);

    [Theory]
    [InlineData("""{"connectorId":1}""", "idTag")]
    [InlineData("""{"idTag":"012345678901234567890"}""", "idTag")]
    [InlineData("""{"idTag":"A","connectorId":"1"}""", "connectorId")]
    [InlineData("""{"idTag":"A","color":"red"}""", "color")]
    [InlineData("""{"idTag":"A","chargingProfile":{"chargingProfileId":1}}""", "chargingProfile.stackLevel")]
    [InlineData("not json", "body")]
    [InlineData("[]", "body")]
    public async Task A_payload_against_the_schema_never_reaches_the_station(string body, string path)
    {
        var problem = await _client.JsonAsync(HttpMethod.Post, Start, HttpStatusCode.BadRequest, body);
        Assert.Equal(path, problem.GetProperty("errors").EnumerateObject().Single().Name);
        Assert.NotEqual("", problem.GetProperty("errors").GetProperty(path)[0].GetString());
        Assert.Empty(_host.Cms.Commands);
    }

    [Fact]
    public async Task A_command_without_fields_needs_no_body()
    {
        Reply(CommandOutcome.Answered, new ClearCacheResponse { Status = ClearCacheStatus.Accepted });
        await _client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/LAB-1/commands/clear-cache", HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/chargers/LAB-1/commands/SelfDestruct", "UnlockConnector")]
    [InlineData("/api/v1/chargers/LAB-1/commands/BootNotification", "UnlockConnector")]
    [InlineData("/api/v1/chargers/NOBODY/commands/ClearCache", "NOBODY")]
    public async Task An_unknown_command_or_station_is_404(string path, string text)
    {
        var problem = await _client.JsonAsync(HttpMethod.Post, path, HttpStatusCode.NotFound, "{}");
        Assert.Contains(text, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_over_the_limit_is_refused()
    {
        var body = $$"""{"vendorId":"a","data":"{{new string('x', 2_100_000)}}"}""";
        await _client.JsonAsync(HttpMethod.Post, "/api/v1/chargers/LAB-1/commands/DataTransfer", HttpStatusCode.RequestEntityTooLarge, body);
    }

    [Fact]
    public async Task The_catalogue_holds_what_the_central_system_may_send_in_groups()
    {
        var commands = await _client.GetJsonAsync("/api/v1/commands");
        Assert.Equal(Expected, commands.EnumerateArray().Select(command => command.GetProperty("action").GetString()).Order(StringComparer.Ordinal));
        foreach (var command in commands.EnumerateArray())
        {
            Assert.NotEqual(command.GetProperty("action").GetString(), command.GetProperty("description").GetString());
            Assert.Contains(
                command.GetProperty("group").GetString(),
                new[] { "operate", "smart charging", "reservation", "configuration", "firmware", "local list", "security" });
        }

        var start = commands.EnumerateArray().Single(command => command.GetProperty("action").GetString() == "RemoteStartTransaction");
        Assert.Equal(
            """{"name":"connectorId","type":"integer","required":false,"description":"Number of the connector, from 1; empty lets the station choose.","default":1,"maxLength":null,"enum":null,"fields":null,"items":null}""",
            start.GetProperty("schema")[0].GetRawText());
    }

    [Fact]
    public async Task The_fields_of_every_form_agree_with_the_official_schemas()
    {
        var ocpp = Repo.Shared("data/ocpp");
        var commands = await _client.GetJsonAsync("/api/v1/commands");
        foreach (var command in commands.EnumerateArray())
        {
            var action = command.GetProperty("action").GetString()!;
            string[] candidates = [$"{ocpp}/1.6/{action}.json", $"{ocpp}/1.6-security/{action}.json", $"{ocpp}/1.6-security/{action}Request.json"];
            using var schema = JsonDocument.Parse(await File.ReadAllBytesAsync(candidates.First(File.Exists), TestContext.Current.CancellationToken));
            AssertObject(schema.RootElement, schema.RootElement, command.GetProperty("schema"), action);
        }
    }

    private static void AssertObject(JsonElement root, JsonElement schema, JsonElement fields, string path)
    {
        var properties = schema.TryGetProperty("properties", out var given) ? given.EnumerateObject().ToArray() : [];
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToArray() : [];
        Assert.Equal(
            properties.Select(property => property.Name).Order(StringComparer.Ordinal),
            fields.EnumerateArray().Select(field => field.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        foreach (var field in fields.EnumerateArray())
        {
            var name = field.GetProperty("name").GetString()!;
            var property = Resolve(root, properties.Single(one => one.Name == name).Value);
            Assert.True(required.Contains(name) == field.GetProperty("required").GetBoolean(), $"{path}.{name}: required");
            AssertValue(root, property, field, $"{path}.{name}");
        }
    }

    private static void AssertValue(JsonElement root, JsonElement schema, JsonElement shown, string path)
    {
        var type = schema.GetProperty("type").GetString();
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time") type = "date-time";
        Assert.True(type == shown.GetProperty("type").GetString(), $"{path}: {type}");
        var maxLength = schema.TryGetProperty("maxLength", out var length) ? length.GetInt32() : (int?)null;
        var shownLength = shown.GetProperty("maxLength") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : (int?)null;
        Assert.True(maxLength == shownLength, $"{path}: maxLength {maxLength}");
        if (schema.TryGetProperty("enum", out var choices))
            Assert.Equal(choices.EnumerateArray().Select(choice => choice.GetString()), shown.GetProperty("enum").EnumerateArray().Select(choice => choice.GetString()));
        else Assert.True(shown.GetProperty("enum").ValueKind == JsonValueKind.Null, $"{path}: enum");
        if (type == "array") AssertValue(root, Resolve(root, schema.GetProperty("items")), shown.GetProperty("items"), $"{path}[]");
        if (type == "object") AssertObject(root, schema, shown.GetProperty("fields"), path);
    }

    private static JsonElement Resolve(JsonElement root, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? root.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    private void Reply(CommandOutcome outcome, Wire.Ocpp.OcppResponse response) =>
        _host.Cms.OnCommand = (_, _) => new CommandReply(outcome, response, null, null, TimeSpan.FromMilliseconds(12.5)) { Steps = ["Reservation id 4 was chosen."] };
}
