using System.Net;
using System.Text.Json;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Fits and forecasts over REST.</summary>
public sealed class ApiTwinForecastTests : OnDemoHost
{
    private const string Use = "Rest for 10 minutes; Discharge at C/2 for 40 minutes; Rest for 30 minutes; 3 x (Discharge at 1C for 2 minutes; Rest for 3 minutes); Discharge at C/2 for 30 minutes; Rest for 30 minutes";

    private Task<JsonElement> AskAsync(string path, string body) => Client.JsonAsync(HttpMethod.Post, $"/api/v1/twin/{path}", HttpStatusCode.OK, body);

    [Fact]
    public async Task A_run_of_the_twin_fits_to_a_cell_that_is_new()
    {
        var run = await AskAsync("runs", $$"""{"set":"Chen2020","model":"SPMe","experiment":"{{Use}}","periodS":10}""");
        string Column(string name) => run.GetProperty(name).GetRawText();
        var fit = await AskAsync("fits", $$"""{"set":"Chen2020","timeS":{{Column("timeS")}},"currentA":{{Column("currentA")}},"voltageV":{{Column("voltageV")}},"temperatureC":{{Column("temperatureC")}}}""");
        var estimates = fit.GetProperty("estimates").EnumerateArray().ToArray();
        Assert.Equal(["capacity", "resistance", "diffusion-time"], estimates.Select(e => e.GetProperty("parameter").GetString()));
        Assert.InRange(estimates[0].GetProperty("value").GetDouble(), 0.97, 1.03);
        Assert.All(estimates, e => Assert.True(e.GetProperty("low").GetDouble() < e.GetProperty("value").GetDouble() && e.GetProperty("value").GetDouble() < e.GetProperty("high").GetDouble(), e.ToString()));
        Assert.True(fit.GetProperty("isConverged").GetBoolean());
        Assert.Equal(fit.GetProperty("kept").GetInt32(), fit.GetProperty("residualV").GetArrayLength());
        Assert.Equal(fit.GetProperty("kept").GetInt32(), fit.GetProperty("timeS").GetArrayLength());
        Assert.InRange(fit.GetProperty("windows")[0].GetProperty("rmseV").GetDouble(), 0, 0.003);
    }

    [Fact]
    public async Task Profiles_come_when_they_are_asked_for_and_bound_what_is_shown_on_both_sides()
    {
        const string Short = "Rest for 10 minutes; Discharge at C/2 for 40 minutes; Rest for 30 minutes; Discharge at 1C for 2 minutes; Rest for 10 minutes; Discharge at C/2 for 25 minutes; Rest for 20 minutes";
        var telemetry = await AskAsync("telemetry", $$"""{"set":"Chen2020","capacity":0.9,"resistance":1.2,"periodS":30,"plan":"{{Short}}"}""");
        string Body(string more) => $$"""{"set":"Chen2020",{{more}}{{string.Join(',', ((string[])["timeS", "currentA", "voltageV"]).Select(name => $"\"{name}\":{telemetry.GetProperty(name).GetRawText()}"))}}}""";
        Assert.Equal(0, (await AskAsync("fits", Body(""))).GetProperty("profiles").GetArrayLength());
        var fit = await AskAsync("fits", Body("\"profiles\":true,\"parameters\":[\"capacity\",\"resistance\"],"));
        var profiles = fit.GetProperty("profiles").EnumerateArray().ToArray();
        Assert.Equal(["capacity", "resistance"], profiles.Select(p => p.GetProperty("parameter").GetString()));
        Assert.All(profiles, p =>
        {
            double[] Column(string name) => [.. p.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
            var (value, rise) = (Column("value"), Column("rise"));
            Assert.Equal(value.Length, rise.Length);
            Assert.Equal(value.Order(), value);
            Assert.Equal(0, rise.Min());
            var found = fit.GetProperty("estimates").EnumerateArray().Single(e => e.GetProperty("parameter").GetString() == p.GetProperty("parameter").GetString()).GetProperty("value").GetDouble();
            Assert.InRange(found, p.GetProperty("low").GetDouble(), p.GetProperty("high").GetDouble());
            Assert.Equal(JsonValueKind.Null, p.GetProperty("note").ValueKind);
        });
    }

    [Fact]
    public async Task What_telemetry_cannot_show_is_refused_in_words_and_its_faults_are_named()
    {
        var lines = string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 10},0,{(i == 7 ? "99" : "3.9")}\\n"));
        var fit = await AskAsync("fits", $$"""{"set":"Chen2020","csv":"timeS,currentA,voltageV\n{{lines}}","parameters":["capacity","lost-lithium"]}""");
        Assert.All(fit.GetProperty("estimates").EnumerateArray(), e =>
        {
            Assert.Contains("What would show it", e.GetProperty("refusal").GetString(), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, e.GetProperty("low").ValueKind);
        });
        Assert.Equal(JsonValueKind.Null, fit.GetProperty("capacityAh").ValueKind);
        Assert.Equal(1, fit.GetProperty("faults").GetInt32());
        Assert.Equal(9, fit.GetProperty("notes")[0].GetProperty("row").GetInt32());
    }

    [Fact]
    public async Task Hours_ahead_have_bands_that_widen_and_repeat_with_the_seed()
    {
        const string Body = """{"set":"Chen2020","plan":"Discharge at 4 W for 2 hours; Rest for 1 hour; Charge at 5 W for 2 hours","initialSoc":0.75,"capacitySd":0.03,"members":50}""";
        var hours = await AskAsync("forecasts/hours", Body);
        Assert.Equal(301, hours.GetProperty("timeS").GetArrayLength());
        var soc = hours.GetProperty("socPct");
        double Width(int at) => soc.GetProperty("p95")[at].GetDouble() - soc.GetProperty("p5")[at].GetDouble();
        Assert.True(Width(120) > 1.1 * Width(0), $"{Width(0)} to {Width(120)}");
        Assert.Equal("None", hours.GetProperty("firstBound").GetString());
        Assert.Equal(soc.GetRawText(), (await AskAsync("forecasts/hours", Body)).GetProperty("socPct").GetRawText());
    }

    [Fact]
    public async Task A_plan_in_columns_is_the_plan_in_sentences_and_one_beyond_the_cell_says_what_bounds_it()
    {
        var sentences = await AskAsync("forecasts/hours", """{"set":"Chen2020","plan":"Rest for 1 hour; Discharge at 30 W for 1 hour","initialSoc":0.5,"members":5,"loadSd":0}""");
        var columns = await AskAsync("forecasts/hours", """{"set":"Chen2020","timeS":[0,3600],"powerW":[0,-30],"initialSoc":0.5,"members":5,"loadSd":0}""");
        Assert.Equal(sentences.GetProperty("voltageV").GetRawText(), columns.GetProperty("voltageV").GetRawText());
        Assert.Equal("MinVoltage", columns.GetProperty("firstBound").GetString());
        Assert.Equal(1, columns.GetProperty("boundShare")[120].GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Years_ahead_fade_and_end_sooner_for_the_unlucky()
    {
        var years = await AskAsync(
            "forecasts/years",
            """{"set":"OKane2022","sei":"solvent-diffusion-limited","plan":"Discharge at C/2 for 1 hour; Rest for 11 hours; Charge at C/2 for 1 hour; Rest for 11 hours","initialSoc":0.9,"years":8,"members":8,"seiRate":4,"seiRateSd":0.2,"endOfLife":0.97}""");
        var median = years.GetProperty("capacityPct").GetProperty("p50");
        Assert.Equal(years.GetProperty("years").GetArrayLength(), median.GetArrayLength());
        Assert.True(median[median.GetArrayLength() - 1].GetDouble() < 95);
        var life = years.GetProperty("lifeYears");
        Assert.True(life.GetProperty("p5").GetDouble() < life.GetProperty("p50").GetDouble());
        Assert.True(years.GetProperty("weeksRun").GetInt32() < years.GetProperty("weeksStoodFor").GetInt32() / 4);
    }

    [Fact]
    public async Task Ways_to_use_a_cell_are_compared_in_their_order()
    {
        var answer = await AskAsync("forecasts/what-if", """{"set":"OKane2022","sei":"interstitial-diffusion-limited","cases":"0.5C 25degC 20-80%; 0.5C 40degC 20-80%","years":4}""");
        var ways = answer.GetProperty("ways").EnumerateArray().ToArray();
        Assert.Equal([25, 40], ways.Select(w => Math.Round(w.GetProperty("temperatureC").GetDouble(), 6)));
        Assert.True(ways[1].GetProperty("capacityPct").GetDouble() <= ways[0].GetProperty("capacityPct").GetDouble());
    }

    [Fact]
    public async Task The_cost_of_wear_comes_in_pieces_whose_slopes_rise()
    {
        var cost = await AskAsync("forecasts/wear-cost", """{"set":"OKane2022","sei":"interstitial-diffusion-limited","pricePerKWh":150,"priceSource":"offer of a maker","pieces":5}""");
        var pieces = cost.GetProperty("pieces").EnumerateArray().ToArray();
        Assert.InRange(pieces.Length, 1, 5);
        var slopes = pieces.Select(p => p.GetProperty("perKWh").GetDouble()).ToArray();
        Assert.Equal(slopes.Order(), slopes);
        Assert.Contains("offer of a maker", cost.GetProperty("source").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulated_telemetry_leads_a_follower_to_the_truth_and_another_cell_makes_it_lost()
    {
        const string Cell = """{"set":"Chen2020","capacity":0.9,"resistance":1.2,"initialSoc":0.9,"gapFromS":3600,"gapS":1800,"plan":"4 x (Discharge at C/2 for 20 minutes; Rest for 20 minutes); Charge at C/2 for 1 hour; Rest for 20 minutes"}""";
        var telemetry = await AskAsync("telemetry", Cell);
        var times = telemetry.GetProperty("timeS").EnumerateArray().Select(t => t.GetDouble()).ToArray();
        Assert.DoesNotContain(times, t => t is >= 3600 and < 5400);
        Assert.Equal(telemetry.GetRawText(), (await AskAsync("telemetry", Cell)).GetRawText());
        string Columns(string set) => $"\"set\":\"{set}\"," + string.Join(',', ((string[])["timeS", "currentA", "voltageV", "temperatureC"]).Select(name => $"\"{name}\":{telemetry.GetProperty(name).GetRawText()}"));
        var follow = await AskAsync("follows", $$"""{{{Columns("Chen2020")}}}""");
        Assert.Equal(times.Length, follow.GetProperty("socPct").GetArrayLength());
        var turns = follow.GetProperty("turns").EnumerateArray().ToArray();
        Assert.Equal("Settling", turns[0].GetProperty("trust").GetString());
        Assert.Equal("Trusted", turns[^1].GetProperty("trust").GetString());
        var truth = telemetry.GetProperty("trueSocPct")[times.Length - 1].GetDouble();
        Assert.InRange(follow.GetProperty("socPct")[times.Length - 1].GetDouble(), truth - 2, truth + 2);
        var lost = await AskAsync("follows", $$"""{{{Columns("Prada2013")}}}""");
        var last = lost.GetProperty("turns").EnumerateArray().Last();
        Assert.Equal("Lost", last.GetProperty("trust").GetString());
        Assert.True(last.GetProperty("reason").GetString()!.Length > 20, last.ToString());
    }

    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "fits", """{"set":"Chen2020"}""", "body", "There is no telemetry. Give csv, or timeS, currentA and voltageV." },
        { "fits", """{"set":"Chen2020","csv":"timeS,voltageV\n0,3"}""", "csv", "needs the column currentA" },
        { "fits", """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n0,zero,3"}""", "csv", "Line 2: currentA is" },
        { "fits", """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n0,0,3","timeS":[0]}""", "body", "both there" },
        { "fits", """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n"}""", "body", "no window of telemetry" },
        { "fits", """{"set":"Chen2020","timeS":[0,1],"currentA":[0],"voltageV":[3,3]}""", "body", "timeS has 2 values, currentA 1" },
        { "fits", """{"set":"Chen2020","timeS":[0,"one"],"currentA":[0,0],"voltageV":[3,3]}""", "timeS", "value 1 (the first is 0)" },
        { "fits", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3],"parameters":["age"]}""", "parameters", "lost-lithium" },
        { "fits", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3],"parameters":["capacity","capacity"]}""", "body", "names one twice" },
        { "fits", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3],"profiles":"perhaps"}""", "profiles", "true or false" },
        { "follows", """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n"}""", "body", "There is no row of telemetry" },
        { "follows", """{"set":"Chen2020","csv":"timeS,currentA,voltageV\n,0,3"}""", "body", "None of the 1 rows has a time" },
        { "follows", """{"set":"Chen2020","timeS":[0],"currentA":[0],"voltageV":[3],"initialSoc":2}""", "initialSoc", "0 to 1" },
        { "telemetry", """{"set":"Chen2020","plan":"Rest for 40 days","periodS":3600}""", "body", "Plan.EndS" },
        { "telemetry", """{"set":"Chen2020","plan":"Rest for 20 days","periodS":1}""", "plan", "Twin:MaxPoints" },
        { "forecasts/hours", """{"set":"Chen2020"}""", "body", "plan and timeS are both missing" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Discharge at 1C"}""", "plan", "has no duration" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Hold at 4 V for 1 hour"}""", "plan", "currents, powers and rests" },
        { "forecasts/hours", """{"set":"Chen2020","timeS":[0,0],"powerW":[1,2]}""", "body", "times rise" },
        { "forecasts/hours", """{"set":"Chen2020","timeS":[0,10],"powerW":[1,2],"currentA":[1,2]}""", "body", "powerW and currentA are both there" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Rest for 15 days","members":1}""", "body", "forecast of years" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Rest for 10 days","members":1000}""", "plan", "Twin:MaxPoints" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Rest for 1 hour","members":0}""", "members", "1 to 1000" },
        { "forecasts/hours", """{"set":"Chen2020","plan":"Rest for 1 hour","capacity":3}""", "capacity", "0.2 to 2" },
        { "forecasts/years", """{"set":"Chen2020","plan":"Rest for 1 day","sei":"none"}""", "body", "nothing ages" },
        { "forecasts/years", """{"set":"Chen2020","plan":"Rest for 1 day","years":100}""", "years", "0.1 to 50" },
        { "forecasts/what-if", """{"set":"Chen2020","cases":"fast"}""", "cases", "0.5C 25degC 20-80%" },
        { "forecasts/what-if", """{"set":"Chen2020","cases":"0.01C 25degC 0-100%"}""", "body", "do not fit into a day" },
        { "forecasts/wear-cost", """{"set":"Chen2020","pricePerKWh":100}""", "priceSource", "missing" },
        { "forecasts/wear-cost", """{"set":"Chen2020","pricePerKWh":100,"priceSource":"x","sei":"none"}""", "body", "wear costs nothing" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_wrong_question_is_told_field_value_and_what_is_allowed(string path, string body, string field, string word)
    {
        var problem = await Client.JsonAsync(HttpMethod.Post, $"/api/v1/twin/{path}", HttpStatusCode.BadRequest, body);
        var text = problem.GetProperty("errors").GetProperty(field)[0].GetString();
        Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_than_one_request_may_bring_are_refused()
    {
        var rows = string.Concat(Enumerable.Repeat("0,0,3\\n", 60_000));
        var problem = await Client.JsonAsync(HttpMethod.Post, "/api/v1/twin/fits", HttpStatusCode.BadRequest, $$"""{"set":"Chen2020","csv":"timeS,currentA,voltageV\n{{rows}}"}""");
        Assert.Contains("60001 lines; allowed: 50000", problem.GetProperty("errors").GetProperty("csv")[0].GetString(), StringComparison.Ordinal);
    }
}
