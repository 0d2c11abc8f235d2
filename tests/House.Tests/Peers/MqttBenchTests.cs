using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>The MQTT benchmark runs and loses nothing; what it measures is for bench/README.md.</summary>
public sealed class MqttBenchTests
{
    [Fact]
    public async Task Every_scenario_delivers_on_every_broker()
    {
        var rows = await RunAsync("fan", "--short");
        foreach (var broker in (string[])["busbar", "mosquitto"]) Assert.Equal(4, rows.Count(r => r.Length > 5 && r[1] == broker && r[5] == "0"));
    }

    [Fact]
    public async Task Latency_and_memory_are_measured()
    {
        Assert.Contains(await RunAsync("latency", "--short"), r => r[0] == "busbar" && r[^1] == "0");
        Assert.Contains(await RunAsync("idle", "--short"), r => r[0] == "busbar" && r[^1].Length > 0);
    }

    /// <summary>The table that it prints, as rows of cells; it must end well.</summary>
    private static async Task<List<string[]>> RunAsync(params string[] arguments)
    {
        if (!File.Exists("/usr/sbin/mosquitto")) Assert.Skip("Debian's mosquitto is not installed; scripts/setup-test.sh does it.");
        var output = await BuiltProgram.RunAsync(BuiltProgram.Path("bench/Mqtt", "Busbar.Bench.Mqtt"), Until.Patience, arguments);
        return [.. output.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];
    }
}
