using System.Net;

namespace Busbar.Bench.Load;

/// <summary>Memory of a server per station that has booted and sent one Heartbeat and one MeterValues and is silent since.</summary>
internal static class IdleCommand
{
    /// <summary>Connections from one source address to one port; the range of ephemeral ports has some 28,000.</summary>
    private const int PerAddress = 20_000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("stations", 10_000);
        Console.WriteLine($"{count} idle stations; each has sent one Heartbeat and one MeterValues. Bytes per station above the server before them.");
        Console.WriteLine();
        Console.WriteLine("| server | RSS | RSS, 60 s later | managed heap |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var name in arguments.Text("servers", "gateway,echo").Split(','))
        {
            await using var server = await ServerProcess.StartAsync(name);
            await WarmUpAsync(server);
            var managedBefore = await server.ManagedBytesAsync();
            var rssBefore = server.RssBytes;
            var stations = await ConnectAsync(server, count);
            await Task.Delay(TimeSpan.FromSeconds(5));
            var rss = server.RssBytes;
            await Task.Delay(TimeSpan.FromSeconds(arguments.Number("wait", 60)));
            var rssLater = server.RssBytes;
            var managed = await server.ManagedBytesAsync();
            Console.WriteLine($"| {name} | {(rss - rssBefore) / count:N0} | {(rssLater - rssBefore) / count:N0} | {(managed - managedBefore) / count:N0} |");
            foreach (var station in stations) await station.DisposeAsync();
        }

        return 0;
    }

    private static async Task WarmUpAsync(ServerProcess server)
    {
        for (var i = 0; i < 200; i++)
        {
            await using var station = await Station.ConnectAsync(server.Port, $"WARM{i}");
            await OnceAsync(station, "Heartbeat");
            await OnceAsync(station, "MeterValues");
        }
    }

    private static async Task<List<Station>> ConnectAsync(ServerProcess server, int count)
    {
        var stations = new List<Station>(count);
        for (var at = 0; at < count;)
        {
            var batch = Enumerable.Range(at, Math.Min(50, count - at)).Select(i => ConnectOneAsync(server, i)).ToArray();
            stations.AddRange(await Task.WhenAll(batch));
            at += batch.Length;
        }

        return stations;
    }

    private static async Task<Station> ConnectOneAsync(ServerProcess server, int index)
    {
        var from = new IPAddress([127, 0, 0, (byte)(2 + (index / PerAddress))]);
        var station = await Station.ConnectAsync(server.Port, $"IDLE{index}", from);
        await OnceAsync(station, "Heartbeat");
        await OnceAsync(station, "MeterValues");
        return station;
    }

    private static async Task OnceAsync(Station station, string action)
    {
        var left = 1;
        await station.LoopAsync(action, () => left-- == 0);
    }
}
