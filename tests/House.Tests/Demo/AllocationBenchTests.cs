using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.House.Tests.Demo;

/// <summary>The allocation benchmark runs, proves what it solves, and starves nobody; what it measures is for docs/allocation.md.</summary>
public sealed class AllocationBenchTests
{
    [Fact]
    public async Task Every_size_is_solved_to_the_optimum() =>
        Assert.All(await RunAsync("speed"), row => Assert.Equal(["100 %", "100 %"], row[^2..]));

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
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(Repo.Root, "bench", "Allocation", "bin", configuration, "net10.0", "Busbar.Bench.Allocation");
        using var process = Process.Start(new ProcessStartInfo(program, [what, "--short"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, $"It ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return [.. (await output).Split('\n').Where(l => l.StartsWith('|')).Skip(2).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];
    }
}
