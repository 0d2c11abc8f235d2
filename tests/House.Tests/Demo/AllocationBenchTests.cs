using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary>The allocation benchmark runs, proves what it solves, and starves nobody; what it measures is for docs/allocation.md.</summary>
public sealed class AllocationBenchTests
{
    [Fact]
    public async Task Every_size_is_solved_to_the_optimum_or_says_how_far_from_it_it_may_be()
    {
        // What is large and no matrix may be cut short: docs/allocation.md says where, and that a search ends anyway.
        string[] cutShort = ["96 x 48, a ring", "24 x 12, half matrices of 4 in a row", "24 x 12, busbars in a row", "48 x 24, busbars in a row"];
        var rows = await RunAsync("speed");
        Assert.Empty(cutShort.Except(rows.Select(r => r[0])));
        foreach (var row in rows)
        {
            if (!cutShort.Contains(row[0])) Assert.Equal(["100 %", "100 %"], row[^2..]);
            else Assert.True(row[^2] == "100 %" || double.Parse(row[^1].TrimEnd(' ', '%'), System.Globalization.CultureInfo.InvariantCulture) is > 20 and <= 100, string.Join(" | ", row));
        }
    }

    [Fact]
    public async Task A_day_is_played_under_every_policy_and_the_exact_one_starves_nobody()
    {
        var rows = await RunAsync("day");
        Assert.Equal(["exact", "highest-demand-first", "first-come", "equal", "priority"], rows.Select(r => r[0]));
        Assert.Equal("0.0 %", rows[0][1]);
    }

    /// <summary>The table that it prints, as rows of cells.</summary>
    private static async Task<string[][]> RunAsync(string what)
    {
        var output = await BuiltProgram.RunAsync(BuiltProgram.Path("bench/Allocation", "Busbar.Bench.Allocation"), Until.Patience, what, "--short");
        return [.. output.Split('\n').Where(l => l.StartsWith('|')).Skip(2).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];
    }
}
