using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Docs;

/// <summary>docs/pep.md names every requirement R1 to R44 and decision A1 to A11 of PEP-WS 1.8, and tests that exist.</summary>
public sealed partial class PepConformanceTests
{
    private static readonly (string Id, string Cover)[] Rows = [.. File.ReadAllLines(Path.Combine(Repo.Root, "docs", "pep.md")).Select(line => Row().Match(line)).Where(m => m.Success)
        .Select(m => (m.Groups[1].Value, m.Groups[2].Value.Trim()))];

    private static readonly HashSet<string> Tests = [.. ((string[])["Wire", "Plant", "Lab"])
        .SelectMany(room => Directory.EnumerateFiles(Path.Combine(Repo.Root, "tests", room + ".Tests", "Pep"), "*Tests.cs")).SelectMany(TestsOf)];

    [Fact]
    public void Every_requirement_and_decision_has_its_row()
    {
        var wanted = Enumerable.Range(1, 44).Select(n => $"R{n}").Append("S1").Concat(Enumerable.Range(1, 11).Select(n => $"A{n}"));
        Assert.Equal(wanted, Rows.Select(r => r.Id));
    }

    [Fact]
    public void Every_row_names_tests_that_exist_or_says_why_not()
    {
        Assert.All(Rows, row =>
        {
            var named = Named().Matches(row.Cover).Select(m => m.Groups[1].Value).ToArray();
            Assert.True(named.Length > 0 || row.Cover.StartsWith("no test: ", StringComparison.Ordinal), $"{row.Id} has neither a test nor a reason.");
            Assert.All(named, name => Assert.True(Tests.Contains(name), $"{row.Id}: {name} does not exist."));
        });
    }

    [Fact]
    public void Every_test_that_carries_an_id_is_in_the_row_of_the_id()
    {
        var rows = Rows.ToDictionary(r => r.Id, r => r.Cover);
        var forgotten = from test in Tests
                        from id in test.Split('.')[1].Split('_').Where(part => Id().IsMatch(part))
                        where !rows.TryGetValue(id, out var cover) || !cover.Contains($"`{test}`", StringComparison.Ordinal)
                        select $"{id}: {test}";
        Assert.Empty(forgotten);
    }

    private static IEnumerable<string> TestsOf(string file)
    {
        var text = File.ReadAllText(file);
        var type = Class().Match(text).Groups[1].Value;
        return Method().Matches(text).Select(m => $"{type}.{m.Groups[1].Value}");
    }

    [GeneratedRegex(@"^\| ([RSA]\d+) \|[^|]*\|[^|]*\|([^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(R\d+|A\d+|S1)$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^public (?:sealed )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"^    public (?:async )?(?:Task|void) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
