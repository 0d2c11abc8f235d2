using System.Globalization;
using Busbar.House.Tests.Running;

namespace Busbar.House.Tests.Demo;

/// <summary>The simulation behind docs/scale.md agrees with what is known of queues, and says the same for the same seed.</summary>
public sealed class ScaleBenchTests
{
    [Fact]
    public async Task Its_queues_wait_as_long_as_Erlangs_formula_says()
    {
        var rows = Rows(await RunAsync("theory", "--short", "--seed", "7"));
        Assert.Equal(5, rows.Length);
        foreach (var row in rows)
        {
            var (expected, simulated) = (double.Parse(row[2], CultureInfo.InvariantCulture), double.Parse(row[3], CultureInfo.InvariantCulture));
            Assert.True(Math.Abs(simulated - expected) < Math.Max(0.1 * expected, 0.005), string.Join(" | ", row));
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_tables_and_another_seed_others()
    {
        var first = await RunAsync("tables", "--short", "--seed", "7");
        Assert.Equal(first, await RunAsync("tables", "--short", "--seed", "7"));
        Assert.NotEqual(first, await RunAsync("tables", "--short", "--seed", "8"));
    }

    [Fact]
    public async Task Every_size_is_at_ease_in_its_busiest_minute_and_after_a_storm_every_station_is_back()
    {
        var rows = Rows(await RunAsync("tables", "--short"));
        foreach (var row in rows.Where(r => r[0].EndsWith(" busy", StringComparison.Ordinal)))
            Assert.All(row[1..], cell => Assert.InRange(int.Parse(cell.TrimEnd('%'), CultureInfo.InvariantCulture), 0, 60));
        var all = Assert.Single(rows, r => r[0] == "all of them: all registered");
        Assert.All(all[1..], cell => Assert.InRange(double.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture), 1, 600));
    }

    private static string[][] Rows(string output) =>
        [.. output.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).Where(r => r[0].Length > 0 && !r[0].Contains("cores", StringComparison.Ordinal) || r is ["1" or "4" or "8", ..])];

    private static Task<string> RunAsync(params string[] words) =>
        BuiltProgram.RunAsync(BuiltProgram.Path("bench/Scale", "Busbar.Bench.Scale"), TimeSpan.FromSeconds(120), words);
}
