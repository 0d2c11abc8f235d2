using System.Globalization;
using System.Text.RegularExpressions;
using Busbar.Tests;

namespace Busbar.House.Tests.Architecture;

/// <summary>A log line's event id is what alerts and searches hold on to: no two lines have the same.</summary>
public sealed partial class LogIdTests
{
    [Fact]
    public void Every_log_line_has_an_id_of_its_own()
    {
        var ids = Directory.EnumerateFiles(Path.Combine(Repo.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(f => Id().Matches(File.ReadAllText(f)).Select(m => (Id: int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), File: Path.GetRelativePath(Repo.Root, f))))
            .ToArray();
        Assert.True(ids.Length > 50, $"Only {ids.Length} log lines were found.");
        Assert.Empty(ids.GroupBy(i => i.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(i => i.File).Distinct())}"));
    }

    [GeneratedRegex(@"LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex Id();
}
