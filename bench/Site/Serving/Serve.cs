using System.Text.Json;
using Busbar.Plant.Configuration;
using Busbar.Plant.Pep;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Site.Serving;

/// <summary>The measured process.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(string what, int guns)
    {
        if (what != "scripted")
        {
            await using var site = await SimulatedSite.StartAsync(what == "site" ? SimulatedSite.Cabinets(guns) : SitePlan.Load(what));
            await TellAsync(site.Port, site.World);
            foreach (var trouble in site.Troubles()) Console.Error.WriteLine(trouble);
            return 0;
        }

        var idle = Enumerable.Range(0, guns).Select(_ => new IdleGun()).ToArray();
        await using var server = new PepServer(
            new PepOptions { Address = "127.0.0.1", Port = 0 }, idle.Select((g, i) => ($"GUN{i + 1}", (IPepGun)g)), TimeProvider.System, NullLoggerFactory.Instance);
        for (var i = 0; i < guns; i++) idle[i].Port = server.Guns[i];
        await server.StartAsync(CancellationToken.None);
        await TellAsync(server.Port, null);
        return 0;
    }

    /// <summary>Prints the port, then what was spent at each word on the input, until that ends.</summary>
    private static async Task TellAsync(int port, WorldThread? world)
    {
        Console.WriteLine(port);
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(JsonSerializer.Serialize(new Spent(Environment.CpuUsage.TotalTime.TotalMilliseconds, world?.CpuMs ?? 0, GC.GetTotalAllocatedBytes(), world?.Bytes ?? 0)));
    }
}
