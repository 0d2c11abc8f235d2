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
        var ids = Sources()
            .SelectMany(f => Id().Matches(File.ReadAllText(f)).Select(m => (Id: int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), File: Path.GetRelativePath(Repo.Root, f))))
            .ToArray();
        Assert.True(ids.Length > 50, $"Only {ids.Length} log lines were found.");
        Assert.Empty(ids.GroupBy(i => i.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(i => i.File).Distinct())}"));
    }

    [Fact]
    public void No_log_line_goes_without_an_id() =>
        Assert.Empty(Sources().Where(f => WithoutId().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Repo.Root, f)));

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(Repo.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex WithoutId();

    [GeneratedRegex(@"LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex Id();
}
