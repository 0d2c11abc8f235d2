using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Deploy;

/// <summary>A row of docs/metrics.md.</summary>
/// <param name="Section">Heading that it stands under.</param>
/// <param name="Name">Name in Prometheus.</param>
/// <param name="Type">counter, gauge or histogram.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Meaning">What it says.</param>
internal sealed record CataloguedMetric(string Section, string Name, string Type, string[] Labels, string Meaning);

/// <summary>The catalogue of metrics, as documented.</summary>
internal static partial class MetricsCatalogue
{
    /// <summary>Section of what only the site controller serves.</summary>
    public const string OfSites = "`busbar-site`";

    /// <summary>Section of what is only there with a broker.</summary>
    public const string OfTheBus = "Bus";

    public static IReadOnlyList<CataloguedMetric> Rows { get; } = [.. Read()];

    /// <summary>Names of metrics in an expression of PromQL that are not in the catalogue; those of other programs are left out.</summary>
    public static IEnumerable<string> UnknownIn(string expression)
    {
        var known = Rows.SelectMany(row => row.Type == "histogram" ? [$"{row.Name}_bucket", $"{row.Name}_sum", $"{row.Name}_count"] : (string[])[row.Name]).ToHashSet(StringComparer.Ordinal);
        return OwnName().Matches(Matchers().Replace(expression, "")).Select(match => match.Value).Where(name => !known.Contains(name));
    }

    private static IEnumerable<CataloguedMetric> Read()
    {
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(Repo.Root, "docs", "metrics.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..];
            if (Row().Match(line) is { Success: true } row)
                yield return new(section, row.Groups[1].Value, row.Groups[2].Value, [.. Label().Matches(row.Groups[4].Value).Select(m => m.Groups[1].Value)], row.Groups[5].Value);
        }
    }

    [GeneratedRegex(@"^\| `(\w+)` \| (\w+) \| ([^|]*) \| ([^|]*) \| (.*) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Label();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\b(busbar|process|dotnet)_\w+")]
    private static partial Regex OwnName();
}
