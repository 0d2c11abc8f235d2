using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Busbar.Cloud.Tests.Api;

/// <summary>A pack's twin over REST.</summary>
public sealed class ApiTwinPackFollowTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(new ApiHostSetup { Demo = true });
        _client = _host.Anonymous();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    private Task<JsonElement> AskAsync(string path, object body) => _client.JsonAsync(HttpMethod.Post, $"/api/v1/twin/{path}", HttpStatusCode.OK, JsonSerializer.Serialize(body));

    /// <summary>Two cells of unlike charge and capacity under one plan, which stand for the groups of a string.</summary>
    private async Task<(string[] Rows, double[] TrueSocPct)> CellAsync(double soc, double capacity, int seed)
    {
        var cell = await AskAsync("telemetry", new { set = "Chen2020", plan = "4 x (Discharge at C/2 for 20 minutes; Rest for 20 minutes); Charge at C/2 for 1 hour; Rest for 20 minutes", initialSoc = soc, capacity, seed, outlierShare = 0 });
        double[] Column(string name) => [.. cell.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
        var (time, current, voltage) = (Column("timeS"), Column("currentA"), Column("voltageV"));
        return ([.. time.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"{t},{2 * current[i]},{voltage[i]}"))], Column("trueSocPct"));
    }

    [Fact]
    public async Task Groups_of_a_string_are_followed_by_themselves_and_the_first_empty_one_bounds_the_pack()
    {
        var (one, oneSoc) = await CellAsync(0.9, 1, 1);
        var (two, twoSoc) = await CellAsync(0.84, 0.92, 2);
        var lines = one.Zip(two, (a, b) => $"{a},{b.Split(',')[2]}");
        var follow = await AskAsync("packs/follows", new { set = "Chen2020", series = 2, parallel = 2, tabOhm = 0, csv = string.Join('\n', ["timeS,currentA,voltageV[1/1],voltageV[1/2]", .. lines]) });
        Assert.Equal("Groups", follow.GetProperty("sight").GetString());
        Assert.Equal(one.Length, follow.GetProperty("socPct").GetArrayLength());
        var units = follow.GetProperty("units").EnumerateArray().ToArray();
        Assert.Equal([1, 2], units.Select(u => u.GetProperty("group").GetInt32()));
        Assert.InRange(units[0].GetProperty("socPct").GetDouble(), oneSoc[^1] - 2.5, oneSoc[^1] + 2.5);
        Assert.InRange(units[1].GetProperty("socPct").GetDouble(), twoSoc[^1] - 2.5, twoSoc[^1] + 2.5);
        Assert.True(units[1].GetProperty("capacityAh").GetDouble() < units[0].GetProperty("capacityAh").GetDouble());
        Assert.True(follow.GetProperty("capacityAh")[one.Length - 1].GetDouble() <= 1.0001 * units[1].GetProperty("capacityAh").GetDouble());
        Assert.Equal("Trusted", follow.GetProperty("turns").EnumerateArray().Last().GetProperty("trust").GetString());
    }

    [Fact]
    public async Task A_pack_of_which_less_is_measured_is_followed_by_its_mean_cell_and_says_so()
    {
        const string Rows = "timeS,currentA,voltageV\n0,0,15.6\n10,-10,15.4\n20,-10,15.39\n5,0,15\n";
        var two = await AskAsync("packs/follows", new { set = "Chen2020", series = 4, strings = 2, csv = Rows });
        Assert.Equal("Whole", two.GetProperty("sight").GetString());
        var unit = Assert.Single(two.GetProperty("units").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, unit.GetProperty("string").ValueKind);
        Assert.Equal(1, two.GetProperty("late").GetInt32());
        var used = await AskAsync("packs/follows", new { set = "Chen2020", series = 4, strings = 2, stateOfHealth = 0.8, csv = Rows });
        Assert.InRange(used.GetProperty("capacityAh")[0].GetDouble() / two.GetProperty("capacityAh")[0].GetDouble(), 0.79, 0.81);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n0,0,7"}""", "series", "missing" },
        { """{"set":"Chen2020","series":2}""", "csv", "missing" },
        { """{"set":"Chen2020","series":2,"csv":"timeS,currentA\n0,0"}""", "csv", "needs the column voltageV" },
        { """{"set":"Chen2020","series":2,"csv":"timeS,currentA,voltageV[1/1]\n0,0,3"}""", "csv", "has 1 of 2 groups and not voltageV[1/2]" },
        { """{"set":"Chen2020","series":1,"strings":2,"csv":"timeS,currentA,voltageV[1/1],voltageV[2/1]\n0,0,3,3"}""", "csv", "which current went through a group is not known" },
        { """{"set":"Chen2020","series":2,"csv":"timeS,currentA,voltageV\n"}""", "body", "There is no row of telemetry" },
        { """{"set":"Chen2020","series":2,"csv":"timeS,currentA,voltageV\n,0,7"}""", "body", "None of the 1 rows has a time" },
        { """{"set":"Chen2020","series":1000,"strings":100,"csv":"timeS,currentA,voltageV\n0,0,7"}""", "body", "Series times Strings is 100000" },
        { """{"set":"Chen2020","series":2,"initialSoc":3,"csv":"timeS,currentA,voltageV\n0,0,7"}""", "initialSoc", "0 to 1" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task What_cannot_be_followed_is_a_400_that_names_the_field_and_the_reason(string body, string field, string reason)
    {
        var problem = await _client.JsonAsync(HttpMethod.Post, "/api/v1/twin/packs/follows", HttpStatusCode.BadRequest, body);
        var (name, text) = problem.GetProperty("errors").EnumerateObject().Select(e => (e.Name, e.Value[0].GetString()!)).First();
        Assert.Equal(field, name);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_times_groups_than_one_request_may_bring_are_refused()
    {
        var csv = "timeS,currentA," + string.Join(',', Enumerable.Range(1, 200).Select(g => $"voltageV[1/{g}]")) + string.Concat(Enumerable.Range(0, 2600).Select(i => $"\n{i},0" + string.Concat(Enumerable.Repeat(",3", 200))));
        var problem = await _client.JsonAsync(HttpMethod.Post, "/api/v1/twin/packs/follows", HttpStatusCode.BadRequest, JsonSerializer.Serialize(new { set = "Chen2020", series = 200, csv }));
        Assert.Contains("520000 rows times strings or groups; allowed: 500000", problem.GetProperty("errors").GetProperty("csv")[0].GetString(), StringComparison.Ordinal);
    }
}
