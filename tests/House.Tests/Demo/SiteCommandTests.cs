using System.Diagnostics;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary><c>busbar site</c>: lines in, lines out, and a file that is checked.</summary>
public sealed class SiteCommandTests
{
    private const string Good = """
        {"modules":[{"id":"M1","maxW":40000,"maxA":133,"minV":150,"maxV":1000,"failed":false},{"id":"M2","maxW":40000,"maxA":133,"minV":150,"maxV":1000},{"id":"M3","maxW":40000,"maxA":133,"minV":150,"maxV":1000}],"guns":[{"id":"G1","demandW":120000,"voltageV":400,"capW":240000,"maxA":500,"weight":1,"running":true},{"id":"G2","demandW":60000,"voltageV":400,"maxA":75,"running":true}],"edges":[["M1","G1"],["M2","G1"],["M3","G1"],["M3","G2"]],"siteCapW":360000,"current":[["M1","G1"]]}
        """;

    [Fact]
    public async Task Each_instance_is_answered_by_a_line_and_a_wrong_one_harms_no_other()
    {
        string[] lines =
        [
            Good, "nonsense", """{"modules":[],"guns":[]}""", """{"modules":[{"id":"M1","maxW":-5,"maxA":133}],"guns":[{"id":"G1","demandW":1,"voltageV":400}]}""",
            """{"modules":[{"id":"M1","maxW":40000,"maxA":133}],"guns":[{"id":"G1","demandW":1,"voltageV":400}],"edges":[["M1","G9"]]}""",
            """{"modules":[{"id":"M1","maxW":40000,"maxA":133}],"guns":[{"id":"G1","demandW":NaN,"voltageV":400}]}""",
            """{"modules":[{"id":"M1","maxW":40000,"maxA":133}],"guns":[{"id":"G1","demandW":1e9,"voltageV":400}]}""",
        ];
        var answers = (await RunAsync(string.Join('\n', lines), "site", "allocate")).Output.Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(7, answers.Length);
        Assert.Equal(110_000, answers[0].GetProperty("totalW").GetDouble());
        Assert.Equal(2, answers[0].GetProperty("changedEdges").GetInt32());
        var guns = answers[0].GetProperty("guns");
        Assert.Equal("""{"id":"G1","powerW":80000,"modules":["M1","M2"],"limit":{"valueW":80000,"source":"2 modules"}}""", guns[0].GetRawText());
        Assert.Equal("""{"id":"G2","powerW":30000,"modules":["M3"],"limit":{"valueW":30000,"source":"gun current"}}""", guns[1].GetRawText());
        string[] expected = ["invalid", "modules is empty", "modules[0].maxW is -5; allowed: 0 or more", "edges[0] is G9; allowed: the id of a gun second", "invalid"];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(i + 2, answers[i + 1].GetProperty("line").GetInt32());
            Assert.Contains(expected[i], answers[i + 1].GetProperty("error").GetString()!, StringComparison.Ordinal);
        }

        Assert.Equal(40_000, answers[6].GetProperty("totalW").GetDouble());
    }

    [Fact]
    public async Task Feeders_bind_and_are_named()
    {
        const string modules = """{"modules":[{"id":"M1","maxW":40000,"maxA":133,"feeder":"F1"},{"id":"M2","maxW":40000,"maxA":133,"feeder":"F1"}],"guns":[{"id":"G1","demandW":90000,"voltageV":400,"running":true}],""";
        string[] lines =
        [
            modules + """ "feeders":[{"id":"F0","limitW":500000},{"id":"F1","limitW":50000,"parent":"F0"}]}""", modules + """ "feeders":[{"id":"F2","limitW":1}]}""",
            modules + """ "feeders":[{"id":"F1","limitW":1,"parent":"F1"}]}""", modules + """ "feeders":[{"id":"F1","limitW":-1}]}""",
        ];
        var answers = (await RunAsync(string.Join('\n', lines), "site", "allocate")).Output.Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal("""{"id":"G1","powerW":50000,"modules":["M1","M2"],"limit":{"valueW":50000,"source":"feeder F1"}}""", answers[0].GetProperty("guns")[0].GetRawText());
        string[] expected = ["modules[0].feeder is F1; allowed: the id of a feeder", "parent of feeder F1 is 0; allowed: no feeder that hangs on this one", "feeders[0].limitW is -1; allowed: 0 or more"];
        for (var i = 0; i < expected.Length; i++) Assert.Contains(expected[i], answers[i + 1].GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contactors_that_are_no_matrix_are_told_which_to_close()
    {
        const string ring = """{"modules":[{"id":"M1","maxW":40000,"maxA":133},{"id":"M2","maxW":40000,"maxA":133},{"id":"M3","maxW":40000,"maxA":133}],"guns":[{"id":"G1","demandW":90000,"voltageV":400,"running":true},{"id":"G2","demandW":40000,"voltageV":400,"running":true}],""";
        const string contactors = """ "contactors":[["M1","M2"],["M2","M3"],["M3","M1"],["G1","M1"],["G2","M3"]]""";
        string[] lines =
        [
            $$"""{{ring}}{{contactors}},"closed":[["M2","M1"]]}""", $$"""{{ring}}{{contactors}},"welded":[["M3","M2"]],"stuck":[["M1","M3"]]}""",
            $$"""{{ring}}"busbars":["B"],"contactors":[["M1","B"],["M2","B"],["B","M3"],["G1","B"],["G2","M3"]]}""",
            $$"""{{ring}}{{contactors}},"closed":[["M2","G1"]]}""", $$"""{{ring}}{{contactors}},"current":[]}""", $$"""{{ring}}"welded":[]}""",
            $$"""{{ring}}"contactors":[["M1","G1"],["G1","M1"]]}""", $$"""{{ring}}"contactors":[["G1","G2"]]}""", $$"""{{ring}}"contactors":[["M1","X"]]}""", $$"""{{ring}}"contactors":[["M1"]]}""",
        ];
        var answers = (await RunAsync(string.Join('\n', lines), "site", "allocate")).Output.Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal("""[["M1","M2"],["G1","M1"],["G2","M3"]]""", answers[0].GetProperty("closed").GetRawText());
        Assert.Equal(2, answers[0].GetProperty("changedEdges").GetInt32());
        Assert.Equal("""["M1","M2"]""", answers[0].GetProperty("guns")[0].GetProperty("modules").GetRawText());
        Assert.Equal("""["M2","M3"]""", answers[1].GetProperty("guns")[1].GetProperty("modules").GetRawText());
        Assert.Equal(120_000, answers[2].GetProperty("totalW").GetDouble());
        string[] expected =
        [
            "closed[0] is M2 G1; allowed: the two ends of a contactor", "current is there; allowed: closed instead", "welded is there; allowed: none without contactors", "contactors[1] is G1 M1; allowed: one contactor between two nodes",
            "joins guns 0 and 1 directly", "contactors[0] is X; allowed: the name of a module, a gun or a busbar second", "contactors[0] is 1 names",
        ];
        for (var i = 0; i < expected.Length; i++) Assert.Contains(expected[i], answers[i + 3].GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_is_the_one_that_was_asked_for()
    {
        var answer = JsonDocument.Parse((await RunAsync(Good, "site", "allocate", "--policy", "highest-demand-first")).Output).RootElement;
        Assert.Equal([120_000, 0], answer.GetProperty("guns").EnumerateArray().Select(g => g.GetProperty("powerW").GetDouble()));
        Assert.Equal("no module is free", answer.GetProperty("guns")[1].GetProperty("limit").GetProperty("source").GetString());
        Assert.NotEqual(0, (await RunAsync(Good, "site", "allocate", "--policy", "fair")).Code);
    }

    [Fact]
    public async Task A_site_file_is_summed_up_or_refused_with_its_line()
    {
        var (code, output, _) = await RunAsync("", "site", "check", Path.Combine(Repo.Root, "examples", "sites", "six-guns.json"));
        Assert.Equal((0, "Six guns, nine modules: 9 modules with 360 kW on 6 guns through 54 contactors, policy exact, limit 300 kW"), (code, output));
        using var folder = new TempFolder();
        var wrong = Path.Combine(folder.Path, "site.json");
        await File.WriteAllTextAsync(wrong, "{\n  \"id\": \"x\",\n  \"limitKw\": 3\n}", TestContext.Current.CancellationToken);
        (code, _, var error) = await RunAsync("", "site", "check", wrong);
        Assert.Equal((1, $"busbar: {wrong}, line 3: limitKw: there is no such key."), (code, error));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(HubProcess.Executable, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().SoonAsync();
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
