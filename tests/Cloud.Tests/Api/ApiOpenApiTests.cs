using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Api;

public sealed class ApiOpenApiTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        using var client = _host.Anonymous();
        _document = await client.GetJsonAsync("/openapi/v1.json");
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void The_document_says_3_1_and_what_it_is_about()
    {
        Assert.StartsWith("3.1", _document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("Busbar", _document.GetProperty("info").GetProperty("title").GetString());
        Assert.Equal("0.1.0", _document.GetProperty("info").GetProperty("version").GetString());
    }

    [Fact]
    public void Every_route_is_described()
    {
        var routes = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.StartsWith("/live", StringComparison.Ordinal) && !route.RoutePattern.RawText.StartsWith("/openapi", StringComparison.Ordinal))
            .ToArray();
        Assert.True(routes.Length > 30);
        foreach (var route in routes)
        {
            var path = $"/{route.RoutePattern.RawText!.Trim('/')}".Replace(":long}", "}", StringComparison.Ordinal).Replace(":int}", "}", StringComparison.Ordinal)
                .Replace("{**", "{", StringComparison.Ordinal);
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                Assert.True(_document.GetProperty("paths").TryGetProperty(path, out var item), $"{path} is not described.");
                Assert.True(item.TryGetProperty(method.ToLowerInvariant(), out _), $"{method} {path} is not described.");
            }
        }
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own_a_summary_a_good_answer_and_its_problems()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, method, operation) in Operations())
        {
            var where = $"{method} {path}";
            Assert.True(names.Add(operation.GetProperty("operationId").GetString()!), where);
            Assert.True(operation.GetProperty("summary").GetString()!.EndsWith('.'), where);
            var responses = operation.GetProperty("responses").EnumerateObject().ToArray();
            Assert.True(responses.Any(response => response.Name is "200" or "204"), where);
            if (!path.StartsWith("/api/", StringComparison.Ordinal)) continue;
            foreach (var status in new[] { "400", "401", "403", "500" })
            {
                var problem = responses.Single(response => response.Name == status).Value;
                Assert.True(problem.GetProperty("content").TryGetProperty("application/problem+json", out _), $"{where} {status}");
            }

            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
                Assert.True(parameter.GetProperty("schema").TryGetProperty("type", out _), $"{where} {parameter.GetProperty("name")}");
        }
    }

    [Fact]
    public void Parameters_are_described_as_they_are_checked()
    {
        var parameters = _document.GetProperty("paths").GetProperty("/api/v1/chargers").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["search", "status", "sort", "order", "limit", "after"], parameters.Keys);
        var limit = parameters["limit"].GetProperty("schema");
        Assert.Equal((1, 1000, 100), (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32(), limit.GetProperty("default").GetInt32()));
        Assert.Equal("""["id","vendor","lastSeen","power","status"]""", Compact(parameters["sort"].GetProperty("schema").GetProperty("enum")));
    }

    [Fact]
    public void Times_are_date_times_and_enums_are_words()
    {
        var schemas = _document.GetProperty("components").GetProperty("schemas");
        var station = schemas.GetProperty("Station").GetProperty("properties");
        Assert.Equal("""{"type":["null","string"],"format":"date-time"}""", Compact(station.GetProperty("lastSeenAt")));
        Assert.Equal("""{"type":["null","number"],"format":"double"}""", Compact(station.GetProperty("powerW")));
        Assert.Equal("""{"type":"integer","format":"int32"}""", Compact(station.GetProperty("openAlarms")));
        Assert.Contains("Accepted", schemas.GetProperty("Registration").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    [Fact]
    public void Each_command_has_a_path_with_the_schema_of_its_body()
    {
        var paths = _document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/v1/chargers/{id}/commands/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(27, paths.Length);
        var start = paths.Single(path => path.Name.EndsWith("RemoteStartTransaction", StringComparison.Ordinal)).Value.GetProperty("post");
        var schema = start.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal("""["idTag"]""", Compact(schema.GetProperty("required")));
        Assert.Equal(20, schema.GetProperty("properties").GetProperty("idTag").GetProperty("maxLength").GetInt32());
        var periods = schema.GetProperty("properties").GetProperty("chargingProfile").GetProperty("properties").GetProperty("chargingSchedule")
            .GetProperty("properties").GetProperty("chargingSchedulePeriod");
        Assert.Equal("array", periods.GetProperty("type").GetString());
        Assert.Equal("number", periods.GetProperty("items").GetProperty("properties").GetProperty("limit").GetProperty("type").GetString());
        Assert.True(start.GetProperty("responses").TryGetProperty("504", out _));
        Assert.True(start.GetProperty("security").GetArrayLength() > 0);
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = new List<string>();
        Collect(_document, references);
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var place = _document;
            foreach (var segment in reference[2..].Split('/'))
                Assert.True(place.TryGetProperty(segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out place), reference);
        }
    }

    private IEnumerable<(string Path, string Method, JsonElement Operation)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Name is "get" or "put" or "post" or "delete"
        select (path.Name, operation.Name, operation.Value);

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);

    private static void Collect(JsonElement json, List<string> references)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray()) Collect(item, references);
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                if (member.Name == "$ref") references.Add(member.Value.GetString()!);
                else Collect(member.Value, references);
            }
        }
    }
}
