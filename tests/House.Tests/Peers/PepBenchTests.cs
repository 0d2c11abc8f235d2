using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>The site's benchmark runs and every request is answered; what it measures is for bench/README.md.</summary>
public sealed class PepBenchTests
{
    public static string Program { get; } = BuiltProgram.Path("bench/Site", "Busbar.Bench.Site");

    [Fact]
    public async Task Statuses_keep_coming_and_requests_are_answered_while_one_gun_is_flooded()
    {
        var output = await BuiltProgram.RunAsync(Program, Until.Patience, "scripted", "--short");
        var rows = output.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).Skip(2).ToArray();
        Assert.Equal(["quiet", "one gun flooded"], rows.Select(r => r[1]));
        Assert.All(rows, r => Assert.True(int.Parse(r[3]) >= 60 && int.Parse(r[8]) >= 60 && r[^1] == "0", string.Join(" | ", r)));
    }
}
