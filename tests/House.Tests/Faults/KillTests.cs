using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Faults;

/// <summary>SIGKILL while stations report: what was acknowledged is there afterwards, once.</summary>
public sealed class KillTests
{
    private const int Stations = 100;
    private const int RatePerS = 5000;
    private const long FirstRegisterWh = 1_000_000_000; // The swarm's register counts its messages from here.
    private const int AckedBytes = 1_000_000; // Twenty thousand lines or so.

    [Fact]
    public async Task After_a_kill_during_5000_MeterValues_a_second_every_acknowledged_one_is_there_and_none_twice()
    {
        using var folder = new TempFolder();
        var acksFile = Path.Combine(folder.Path, "acks.txt");
        await using (var hub = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none"))
        {
            using var swarm = StartSwarm(hub, acksFile);
            await Until.TrueAsync(() => File.Exists(acksFile) && new FileInfo(acksFile).Length > AckedBytes, "MeterValues are acknowledged");
            await hub.KillAsync();
            await EndAsync(swarm);
        }

        var acknowledged = ReadAcks(acksFile);
        var total = acknowledged.Values.Sum(a => a.Count);
        Assert.True(total > RatePerS, $"Only {total} were acknowledged before the kill: the test has not loaded the hub.");

        await using var again = await HubProcess.StartAsync(folder.Path, "demo", "--world", "none");
        var (lost, doubled, stored) = (0, 0, 0);
        foreach (var (station, sequences) in acknowledged)
        {
            var values = await ReadAllAsync(again, station);
            stored += values.Count;
            var distinct = values.ToHashSet();
            doubled += values.Count - distinct.Count;
            lost += sequences.Count(s => !distinct.Contains(s));
        }

        TestContext.Current.SendDiagnosticMessage($"acknowledged {total}, stored {stored}, lost {lost}, doubled {doubled}");
        Assert.Equal((0, 0), (lost, doubled));
        Assert.True(stored >= total);
    }

    private static Process StartSwarm(HubProcess hub, string acksFile)
    {
        var start = new ProcessStartInfo(
            HubProcess.Executable,
            ["lab", "chargers", "--count", $"{Stations}", "--rate", "1000", "--meter-rate", $"{RatePerS}", "--acks", acksFile, "--url", $"{hub.Ocpp.ToString().TrimEnd('/')}/ocpp"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>The swarm gets the chance to write its last lines down.</summary>
    private static async Task EndAsync(Process swarm)
    {
        using (Process.Start("kill", ["-INT", swarm.Id.ToString(CultureInfo.InvariantCulture)])) { }
        try
        {
            await swarm.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            swarm.Kill();
            await swarm.WaitForExitAsync();
        }
    }

    private static Dictionary<string, List<long>> ReadAcks(string file)
    {
        var text = File.ReadAllText(file);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', ',', '\t'))
            .GroupBy(f => f[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(f => long.Parse(f[1], CultureInfo.InvariantCulture)).ToList(), StringComparer.Ordinal);
    }

    private static async Task<List<long>> ReadAllAsync(HubProcess hub, string station)
    {
        var found = new List<long>();
        for (string? after = null; ;)
        {
            using var response = await hub.Client.GetAsync($"/api/v1/chargers/{station}/meter-values?limit=1000{(after is null ? "" : $"&after={after}")}");
            response.EnsureSuccessStatusCode();
            using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            found.AddRange(page.RootElement.EnumerateArray().Select(p => (long)p.GetProperty("value").GetDouble() - FirstRegisterWh));
            if (!response.Headers.TryGetValues("X-Next-After", out var next)) return found;
            after = next.Single();
        }
    }
}
