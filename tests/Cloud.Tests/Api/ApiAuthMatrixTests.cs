using System.Net;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Every address against every role.</summary>
public sealed class ApiAuthMatrixTests
{
    /// <summary>Method, path, body, and the least role; null for no login.</summary>
    private static readonly (string Method, string Path, string? Body, Role? Least)[] Table =
    [
        ("GET", "/api/v1/info", null, null),
        ("POST", "/api/v1/session", """{"user":"viewer","password":"wrong"}""", null),
        ("GET", "/api/v1/session", null, Role.Viewer),
        ("DELETE", "/api/v1/session", null, null),
        ("GET", "/api/v1/overview", null, Role.Viewer),
        ("GET", "/api/v1/chargers", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A", null, Role.Viewer),
        ("PUT", "/api/v1/chargers/A", "{}", Role.Admin),
        ("DELETE", "/api/v1/chargers/NONE", null, Role.Admin),
        ("GET", "/api/v1/chargers/A/connectors", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/configuration", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/profiles", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/reservations", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/local-list", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/meter-values", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/connectors/1/schedule", null, Role.Viewer),
        ("GET", "/api/v1/messages", null, Role.Viewer),
        ("GET", "/api/v1/chargers/A/messages", null, Role.Viewer),
        ("GET", "/api/v1/commands", null, Role.Viewer),
        ("POST", "/api/v1/chargers/A/commands/ClearCache", "{}", Role.Operator),
        ("POST", "/api/v1/commands/ClearCache/runs", """{"chargerIds":["NONE"]}""", Role.Operator),
        ("GET", "/api/v1/transactions", null, Role.Viewer),
        ("GET", "/api/v1/transactions/1", null, Role.Viewer),
        ("POST", "/api/v1/transactions/1/close", null, Role.Operator),
        ("GET", "/api/v1/id-tags", null, Role.Viewer),
        ("GET", "/api/v1/id-tags/DEMO", null, Role.Viewer),
        ("PUT", "/api/v1/id-tags/DEMO", "{}", Role.Operator),
        ("DELETE", "/api/v1/id-tags/NONE", null, Role.Operator),
        ("GET", "/api/v1/alarms", null, Role.Viewer),
        ("GET", "/api/v1/alarms/1", null, Role.Viewer),
        ("POST", "/api/v1/alarms/1/acknowledge", "{}", Role.Operator),
        ("GET", "/api/v1/audit", null, Role.Operator),
        ("GET", "/api/v1/cluster", null, Role.Viewer),
        ("GET", "/api/v1/dead-letters", null, Role.Operator),
        ("POST", "/api/v1/dead-letters/NONE/replay", null, Role.Admin),
        ("DELETE", "/api/v1/dead-letters/NONE", null, Role.Admin),
        ("GET", "/api/v1/users", null, Role.Admin),
        ("PUT", "/api/v1/users/viewer", """{"role":"Viewer"}""", Role.Admin),
        ("DELETE", "/api/v1/users/nobody", null, Role.Admin),
        ("GET", "/api/v1/sites", null, Role.Viewer),
        ("GET", "/api/v1/sites/1", null, Role.Viewer),
        ("POST", "/api/v1/sites/1/emergency-stop", """{"reason":"smoke"}""", Role.Operator),
        ("DELETE", "/api/v1/sites/1/emergency-stop", null, Role.Operator),
        ("PUT", "/api/v1/sites/1/limit", """{"limitW":null}""", Role.Operator),
        ("PUT", "/api/v1/sites/1/policy", """{"policy":"equal"}""", Role.Operator),
        ("PUT", "/api/v1/sites/1/guns/G1/limit", """{"limitW":1}""", Role.Operator),
        ("POST", "/api/v1/sites/1/guns/G1/stop", null, Role.Operator),
        ("POST", "/api/v1/sites/1/modules/M1/recover", null, Role.Operator),
        ("GET", "/api/v1/packs", null, Role.Viewer),
        ("GET", "/api/v1/twin/sets", null, Role.Viewer),
        ("POST", "/api/v1/twin/runs", """{"set":"Chen2020","model":"SPM","experiment":"Rest for 1 minute"}""", Role.Viewer),
        ("POST", "/api/v1/twin/packs/runs", """{"set":"Chen2020","series":2,"experiment":"Rest for 1 minute"}""", Role.Viewer),
        ("POST", "/api/v1/twin/ageing", """{"set":"Chen2020","model":"SPM","experiment":"Rest for 1 minute","cycles":1}""", Role.Viewer),
        ("POST", "/api/v1/twin/fits", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3]}""", Role.Viewer),
        ("POST", "/api/v1/twin/follows", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3]}""", Role.Viewer),
        ("POST", "/api/v1/twin/packs/follows", """{"set":"Chen2020","series":2,"csv":"timeS,currentA,voltageV\n0,0,7.4"}""", Role.Viewer),
        ("POST", "/api/v1/twin/telemetry", """{"set":"Chen2020","plan":"Rest for 1 minute"}""", Role.Viewer),
        ("POST", "/api/v1/twin/forecasts/hours", """{"set":"Chen2020","plan":"Rest for 1 minute","members":1}""", Role.Viewer),
        ("POST", "/api/v1/twin/forecasts/years", """{"set":"Chen2020","plan":"Rest for 1 day","members":1,"years":0.1}""", Role.Viewer),
        ("POST", "/api/v1/twin/forecasts/what-if", """{"set":"Chen2020","cases":"1C 25degC 0-100%","years":0.1}""", Role.Viewer),
        ("POST", "/api/v1/twin/forecasts/wear-cost", """{"set":"Chen2020","pricePerKWh":100,"priceSource":"x"}""", Role.Viewer),
        ("GET", "/api/v1/mqtt", null, Role.Viewer),
        ("GET", "/api/v1/mqtt/rates", null, Role.Viewer),
        ("GET", "/api/v1/mqtt/clients", null, Role.Viewer),
        ("GET", "/api/v1/mqtt/clients/A", null, Role.Viewer),
        ("DELETE", "/api/v1/mqtt/clients/A", null, Role.Operator),
        ("GET", "/api/v1/mqtt/retained", null, Role.Viewer),
        ("POST", "/api/v1/mqtt/publish", """{"topic":"a"}""", Role.Operator),
        ("GET", "/health/live", null, null),
        ("GET", "/health/ready", null, null),
        ("GET", "/metrics", null, null),
        ("GET", "/openapi/v1.json", null, null),
        ("POST", "/live/negotiate?negotiateVersion=1", null, Role.Viewer),
        ("GET", "/live", null, Role.Viewer),
    ];

    [Fact]
    public async Task Each_role_reaches_exactly_what_it_may()
    {
        await using var host = await ApiHost.StartAsync();
        host.Cms.Put(FakeCms.Station("A"));
        using var anonymous = host.Anonymous();
        using var viewer = await host.LogInAsync(Role.Viewer);
        using var @operator = await host.LogInAsync(Role.Operator);
        using var admin = await host.LogInAsync(Role.Admin);
        (ApiClient Client, Role? Role)[] clients = [(anonymous, null), (viewer, Role.Viewer), (@operator, Role.Operator), (admin, Role.Admin)];

        foreach (var (method, path, body, least) in Table)
        {
            foreach (var (client, role) in clients)
            {
                using var response = await client.SendAsync(new HttpMethod(method), path, body);
                var refused = path == "/api/v1/session" && method == "POST" ? HttpStatusCode.OK : response.StatusCode;
                var expected = least is null || role >= least ? (HttpStatusCode?)null : role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                if (expected is null) Assert.False(refused is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{role} at {method} {path}: {response.StatusCode}");
                else Assert.True(response.StatusCode == expected, $"{role} at {method} {path}: {response.StatusCode}, not {expected}");
            }
        }
    }

    [Fact]
    public async Task The_table_of_this_test_names_every_route_that_there_is()
    {
        await using var host = await ApiHost.StartAsync();
        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var matcher = new Microsoft.AspNetCore.Routing.Template.TemplateMatcher(
                Microsoft.AspNetCore.Routing.Template.TemplateParser.Parse(route.RoutePattern.RawText!.TrimStart('/')), []);
            var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
            Assert.True(
                Table.Any(row => (methods.Count == 0 || methods.Contains(row.Method)) && matcher.TryMatch(row.Path.Split('?')[0], [])),
                $"{string.Join(' ', methods)} {route.RoutePattern.RawText} is not in the table.");
        }
    }
}
