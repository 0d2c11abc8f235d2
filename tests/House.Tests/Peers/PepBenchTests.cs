using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>The site's benchmark runs and every request is answered; what it measures is for bench/README.md.</summary>
public sealed class PepBenchTests
{
    public static string Program { get; } = Path.Combine(
        Repo.Root, "bench", "Site", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "Busbar.Bench.Site");

    [Fact]
    public async Task Statuses_keep_coming_and_requests_are_answered_while_one_gun_is_flooded()
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["scripted", "--short"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, $"It ended with {process.ExitCode}:\n{await output}\n{await errors}");
        var rows = (await output).Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).Skip(2).ToArray();
        Assert.Equal(["quiet", "one gun flooded"], rows.Select(r => r[1]));
        Assert.All(rows, r => Assert.True(int.Parse(r[3]) >= 60 && int.Parse(r[8]) >= 60 && r[^1] == "0", string.Join(" | ", r)));
    }
}
