using System.CommandLine;
using Busbar.Bench.Mqtt.Load;
using Busbar.Bench.Mqtt.Servers;

namespace Busbar.Bench.Mqtt.Commands;

/// <summary><c>idle</c>: what a silent connection costs the server.</summary>
internal static class IdleCommand
{
    public static Command Create()
    {
        var servers = Options.Servers("bare", "busbar", "mosquitto");
        var clients = Options.Number("--clients", "Connected clients.", 10_000);
        var wait = Options.Number("--wait", "Seconds of silence before the second reading.", 30);
        var protocol = Options.Protocol();
        var @short = Options.Short();
        var command = new Command("idle", "Memory of the server for each silent connection.") { servers, clients, wait, protocol, @short };
        command.SetAction((r, _) =>
        {
            var isShort = r.GetValue(@short);
            var count = isShort ? 50 : Options.WithinDescriptors(r.GetValue(clients));
            var settle = TimeSpan.FromSeconds(isShort ? 0.1 : 1);
            return RunAsync(r.GetValue(servers)!, new Silence(count, settle, isShort ? 0 : r.GetValue(wait), r.GetValue(protocol)));
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] names, Silence silence)
    {
        Console.WriteLine($"{silence.Clients} clients. Bytes of each, above the server with a tenth of them come and gone before.");
        Console.WriteLine();
        Console.WriteLine($"| server | client | resident | resident, {silence.WaitS} s later | managed heap |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var name in names)
        {
            await MeasureAsync(name, talks: false, silence);
            if (name != "bare") await MeasureAsync(name, talks: true, silence);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, bool talks, Silence silence)
    {
        await using var server = await ServerProcess.StartAsync(name);
        var clients = silence.Clients;
        Connect(server, talks, clients / 10, silence.Protocol).Dispose();
        await Task.Delay(silence.Settle);
        var managedBefore = await server.ManagedBytesAsync();
        var rssBefore = server.RssBytes;
        using var loop = Connect(server, talks, clients, silence.Protocol);
        await Task.Delay(silence.Settle);
        var rss = server.RssBytes;
        await Task.Delay(TimeSpan.FromSeconds(silence.WaitS));
        var rssLater = server.RssBytes;
        var managed = await server.ManagedBytesAsync();
        var client = talks ? "one subscription, one QoS 1 message sent and received" : "connected, nothing else";
        var heap = managed is null ? "" : $"{(managed - managedBefore) / clients:N0}";
        Console.WriteLine($"| {name} | {client} | {(rss - rssBefore) / clients:N0} | {(rssLater - rssBefore) / clients:N0} | {heap} |");
    }

    private static LoadLoop Connect(ServerProcess server, bool talks, int clients, byte protocol)
    {
        var loop = new LoadLoop(server.At, protocol);
        if (talks) new LatencyLoad(loop, clients, perSecond: 1, payloadBytes: 64).Measure(TimeSpan.Zero, TimeSpan.FromSeconds(1.2), server.ReadCpuS);
        else loop.Connect(clients, _ => null, 0);
        return loop;
    }

    /// <param name="Clients">How many are silent.</param>
    /// <param name="Settle">Between the last packet and the first reading.</param>
    /// <param name="WaitS">Seconds to the second reading.</param>
    /// <param name="Protocol">4 or 5.</param>
    private sealed record Silence(int Clients, TimeSpan Settle, int WaitS, byte Protocol);
}
