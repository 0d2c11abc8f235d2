using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Mqtt.Servers;

/// <summary>
/// Our broker with its defaults, open to all. Only what may wait for one client is more than all that is ever under way, since its neighbour in the
/// measurement has no limits either.
/// </summary>
internal static class BusbarServer
{
    private const int MaxQueuedMessages = 1_000_000;
    private const int MaxOutboxBytes = 256 * 1024 * 1024;

    /// <summary>Serves until the standard input ends.</summary>
    /// <param name="port">Port of the loopback; 0 takes a free one.</param>
    /// <param name="store">Folder of what must survive a restart; null keeps it in memory.</param>
    public static async Task RunAsync(int port, string? store)
    {
        var access = new MqttAccess(new MqttAccessOptions { Anonymous = AnonymousAccess.Always }, NullLogger.Instance);
        var options = new MqttBrokerOptions { Port = port, Address = "127.0.0.1", MaxQueuedMessages = MaxQueuedMessages, MaxOutboxBytes = MaxOutboxBytes };
        await using var durable = store is null ? null : await SqliteMqttStore.OpenAsync(store, new MqttStoreOptions(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        await using var broker = await MqttBroker.StartAsync(options, new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, access) { Store = durable }, CancellationToken.None);
        Console.WriteLine($"port {broker.Port}");
        await MemoryReporter.AnswerAsync();
    }
}
