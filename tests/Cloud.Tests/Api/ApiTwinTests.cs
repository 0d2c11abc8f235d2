using System.Net;

namespace Busbar.Cloud.Tests.Api;

/// <summary>Cells simulated over REST.</summary>
public sealed class ApiTwinTests : OnDemoHost
{
    [Fact]
    public async Task The_cells_are_listed_with_their_source()
    {
        var sets = await Client.JsonAsync(HttpMethod.Get, "/api/v1/twin/sets", HttpStatusCode.OK);
        var chen = sets.EnumerateArray().Single(s => s.GetProperty("name").GetString() == "Chen2020");
        Assert.Equal(5, chen.GetProperty("nominalCapacityAh").GetDouble());
        Assert.InRange(chen.GetProperty("capacityAh").GetDouble(), 4.9, 5.3);
        Assert.Contains("Chen", chen.GetProperty("source").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discharge_gives_columns_of_one_length_and_says_why_it_ended()
    {
        var run = await Client.JsonAsync(
            HttpMethod.Post, "/api/v1/twin/runs", HttpStatusCode.OK, """{"set":"Chen2020","model":"SPM","experiment":"Discharge at 1C until 2.5 V; Rest for 10 minutes","periodS":60}""");
        var columns = new[] { "timeS", "currentA", "voltageV", "temperatureC", "socPct" }.Select(name => run.GetProperty(name).GetArrayLength()).ToArray();
        Assert.InRange(columns[0], 50, 90);
        Assert.All(columns, length => Assert.Equal(columns[0], length));
        Assert.Equal(-5, run.GetProperty("currentA")[0].GetDouble());
        Assert.InRange(run.GetProperty("dischargedAh").GetDouble(), 4, 5.2);
        Assert.Equal(0, run.GetProperty("chargedAh").GetDouble());
        Assert.Equal(["MinVoltage", "Duration"], run.GetProperty("ends").EnumerateArray().Select(e => e.GetProperty("reason").GetString()));
        Assert.True(run.GetProperty("isRegular").GetBoolean());
    }

    [Fact]
    public async Task A_load_that_the_cell_cannot_carry_gives_what_came_before_it()
    {
        var run = await Client.JsonAsync(
            HttpMethod.Post, "/api/v1/twin/runs", HttpStatusCode.OK, """{"set":"Chen2020","model":"SPM","experiment":"Rest for 1 minute; Discharge at 1000 kW until 2.5 V"}""");
        Assert.False(run.GetProperty("isRegular").GetBoolean());
        Assert.Equal("Impossible", run.GetProperty("ends")[1].GetProperty("reason").GetString());
        Assert.True(run.GetProperty("timeS").GetArrayLength() > 1);
    }

    [Fact]
    public async Task Ageing_gives_a_row_per_cycle_and_capacity_falls()
    {
        var ageing = await Client.JsonAsync(
            HttpMethod.Post, "/api/v1/twin/ageing", HttpStatusCode.OK,
            """{"set":"OKane2022","model":"SPM","sei":"solvent-diffusion-limited","experiment":"Discharge at 1C; Charge at C/2; Hold at 4.2 V until C/20","cycles":5}""");
        var left = ageing.GetProperty("cycles").EnumerateArray().Select(c => c.GetProperty("capacityAh").GetDouble()).ToArray();
        Assert.Equal(5, left.Length);
        Assert.Equal(left.OrderDescending(), left);
        Assert.True(left[0] < ageing.GetProperty("newCapacityAh").GetDouble());
    }

    [Fact]
    public async Task Every_way_of_ageing_can_be_asked_for_and_says_where_the_lithium_went()
    {
        var ageing = await Client.JsonAsync(
            HttpMethod.Post, "/api/v1/twin/ageing", HttpStatusCode.OK,
            """{"set":"OKane2022","model":"SPMe","sei":"solvent-diffusion-limited","plating":"partially-reversible","cracks":"paris","lam":"stress","porosityChange":true,"experiment":"Discharge at 1C; Charge at C/2; Hold at 4.2 V until C/20","cycles":2}""");
        var last = ageing.GetProperty("cycles")[1];
        foreach (var lost in (string[])["seiAh", "platedAh", "negativeLossPct", "positiveLossPct", "throughputAh"])
            Assert.True(last.GetProperty(lost).GetDouble() > 0, $"{lost} in {last}");
    }

    [Fact]
    public async Task A_pack_runs_an_experiment_for_a_cell_and_names_the_cell_that_holds_it_back()
    {
        var run = await Client.JsonAsync(
            HttpMethod.Post, "/api/v1/twin/packs/runs", HttpStatusCode.OK,
            """{"set":"Prada2013","series":12,"parallel":2,"strings":2,"stateOfHealth":0.8,"initialSoc":0.6,"experiment":"Discharge at C/2 for 10 minutes; Rest for 5 minutes","periodS":30}""");
        Assert.Equal(48, run.GetProperty("cellCount").GetInt32());
        Assert.Equal(48, run.GetProperty("cells").GetArrayLength());
        Assert.Equal(run.GetProperty("timeS").GetArrayLength(), run.GetProperty("dischargeLimitA").GetArrayLength());
        Assert.Equal("CellCurrent", run.GetProperty("dischargeLimit").GetProperty("bound").GetString());
        Assert.Matches("^[12]/[0-9]+/[12]$", run.GetProperty("dischargeLimit").GetProperty("cell").GetString()!);
        Assert.Equal(["Duration", "Duration"], run.GetProperty("ends").EnumerateArray().Select(e => e.GetProperty("reason").GetString()));
        Assert.True(run.GetProperty("energyWh").GetDouble() < 0);
    }

    [Theory]
    [InlineData("packs/runs", """{"set":"Chen2020","experiment":"Rest for 1 minute","series":0}""", "series", "1 to 1000")]
    [InlineData("packs/runs", """{"set":"Chen2020","experiment":"Rest for 1 minute","parallel":1000,"strings":100}""", "body", "cells; allowed: 100000")]
    [InlineData("packs/runs", """{"set":"Chen2020","experiment":"Discharge at 2 ohm for 1 minute","series":2}""", "body", "not a resistance")]
    [InlineData("runs", """{"experiment":"Rest for 1 minute"}""", "set", "Chen2020")]
    [InlineData("runs", """{"set":"Chen2021","experiment":"Rest for 1 minute"}""", "set", "Chen2020")]
    [InlineData("runs", """{"set":"Chen2020"}""", "experiment", "text")]
    [InlineData("runs", """{"set":"Chen2020","experiment":"Explode at 1C"}""", "experiment", "Explode at 1C")]
    [InlineData("runs", """{"set":"Chen2020","experiment":"Rest for 1 minute","initialSoc":1.2}""", "initialSoc", "0 to 1")]
    [InlineData("runs", """{"set":"Chen2020","experiment":"Rest for 1 minute","temperatureC":-41}""", "temperatureC", "-40 to 80")]
    [InlineData("runs", """{"set":"Chen2020","experiment":"Rest for 1 minute","periodS":0}""", "periodS", "0.001")]
    [InlineData("runs", """{"set":"Prada2013","experiment":"Rest for 1 minute","thermal":"lumped"}""", "body", "no thermal data")]
    [InlineData("runs", """{"set":"Chen2020","model":"SPM","experiment":"Rest for 10 hours","periodS":0.01}""", "experiment", "Take a longer period")]
    [InlineData("ageing", """{"set":"Chen2020","experiment":"Rest for 1 minute","cycles":1,"cracks":"paris"}""", "body", "no mechanics")]
    [InlineData("ageing", """{"set":"Chen2020","experiment":"Rest for 1 minute","cycles":1,"lam":"sun"}""", "lam", "stress-and-reaction")]
    [InlineData("ageing", """{"set":"Chen2020","experiment":"Rest for 1 minute","cycles":0}""", "cycles", "1 to 2000")]
    [InlineData("ageing", """{"set":"Chen2020","experiment":"Rest for 1 minute","cycles":1,"periodS":1}""", "periodS", "no such field")]
    public async Task A_wrong_question_is_told_field_value_and_what_is_allowed(string path, string body, string field, string word)
    {
        var problem = await Client.JsonAsync(HttpMethod.Post, $"/api/v1/twin/{path}", HttpStatusCode.BadRequest, body);
        Assert.Contains(word, problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }
}
