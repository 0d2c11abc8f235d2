using System.Diagnostics;
using System.Globalization;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Cluster;

/// <summary>Stations of a test, with identities of their own: others of this machine may be connected too. Killed when disposed.</summary>
internal sealed class ClusterSwarm : IDisposable
{
    private readonly Process _process;
    private readonly string _acks;

    public ClusterSwarm(string ocpp, int stations, int ratePerS, string acks)
    {
        _acks = acks;
        var start = new ProcessStartInfo(
            HubProcess.Executable,
            ["lab", "chargers", "--count", $"{stations}", "--prefix", Prefix, "--rate", "200", "--meter-rate", $"{ratePerS}", "--acks", acks, "--url", ocpp])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>How their identities begin.</summary>
    public string Prefix { get; } = $"K{Guid.NewGuid().ToString("N")[..6]}-";

    /// <summary>Ends it, and gives what was acknowledged, by station and in order.</summary>
    public async Task<Dictionary<string, List<(long Sequence, DateTimeOffset At)>>> EndAsync()
    {
        using (Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)])) { }
        await _process.WaitForExitAsync().SoonAsync();
        var text = await File.ReadAllTextAsync(_acks);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .GroupBy(f => f[0], StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key, g => g.Select(f => (long.Parse(f[1], CultureInfo.InvariantCulture), DateTimeOffset.Parse(f[2], CultureInfo.InvariantCulture))).ToList(),
                StringComparer.Ordinal);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
