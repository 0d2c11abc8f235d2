using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Docs;

/// <summary>docs/mqtt-conformance.md names every statement of MQTT 5.0 (appendix B; the ids are in mqtt-statements.txt) and tests that exist.</summary>
public sealed partial class MqttConformanceTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Repo.Root, "docs", "mqtt-conformance.md"));

    private static readonly Statement[] Rows = [.. Page.Select(line => Row().Match(line)).Where(m => m.Success)
        .Select(m => new Statement(m.Groups[1].Value, m.Groups[2].Value.Trim(), m.Groups[3].Value, m.Groups[4].Value.Trim()))];

    /// <summary>Tests in the sources, as <c>Class.Method</c>.</summary>
    private static readonly HashSet<string> Tests = [.. Directory.EnumerateFiles(Path.Combine(Repo.Root, "tests"), "*.cs", SearchOption.AllDirectories).SelectMany(TestsOf)];

    [Fact]
    public void Every_statement_has_its_row_and_nothing_else_has()
    {
        var ids = File.ReadAllLines(Path.Combine(Repo.Root, "tests", "House.Tests", "Docs", "mqtt-statements.txt")).SelectMany(Expand).ToArray();
        Assert.Equal(251, ids.Length);
        Assert.Equal(ids, Rows.Select(r => r.Id));
    }

    [Fact]
    public void Every_row_says_what_who_and_which_test_or_why_not()
    {
        Assert.All(Rows, row =>
        {
            Assert.True(row.Demand.Length > 5, $"{row.Id} does not say what it demands.");
            Assert.True(row.Who is "client" or "server" or "both", $"{row.Id}: {row.Who}");
            Assert.True(Named().IsMatch(row.Cover) || row.Cover.StartsWith("no test: ", StringComparison.Ordinal) && row.Cover.Length > 20, $"{row.Id} has neither a test nor a reason.");
        });
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var missing = Page.SelectMany(line => Named().Matches(line)).Select(m => m.Groups[1].Value).Distinct().Where(name => !Tests.Contains(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_test_that_carries_a_statement_in_its_name_is_in_the_row_of_the_statement()
    {
        var rows = Rows.ToDictionary(r => r.Id, r => r.Cover);
        var forgotten = from test in Tests
                        from Match id in Carried().Matches(test)
                        let key = $"{id.Groups[1]}.{id.Groups[2]}.{id.Groups[3]}-{id.Groups[4]}"
                        where !rows.TryGetValue(key, out var cover) || !cover.Contains($"`{test}`", StringComparison.Ordinal)
                        select $"{key}: {test}";
        Assert.Empty(forgotten);
    }

    private static IEnumerable<string> Expand(string line)
    {
        var parts = line.Split(' ', '-');
        var first = int.Parse(parts[1]);
        return Enumerable.Range(first, int.Parse(parts[^1]) - first + 1).Select(n => $"{parts[0]}-{n}");
    }

    private static IEnumerable<string> TestsOf(string file)
    {
        var text = File.ReadAllText(file);
        if (Class().Match(text) is not { Success: true } type) return [];
        return Method().Matches(text).Select(m => $"{type.Groups[1].Value}.{m.Groups[1].Value}");
    }

    private sealed record Statement(string Id, string Demand, string Who, string Cover);

    [GeneratedRegex(@"^\| (\d+\.\d+\.\d+-\d+) \|([^|]*)\| ?(\w*) ?\|([^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"MQTT_(\d+)_(\d+)_(\d+)_(\d+)(?=_)")]
    private static partial Regex Carried();

    [GeneratedRegex(@"^public (?:sealed )?(?:partial )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"^    public (?:async )?(?:static )?(?:Task|void|ValueTask) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
