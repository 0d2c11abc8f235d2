using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.BrokerChild;

/// <summary>What the child process of the crash test does.</summary>
public static class BrokerScript
{
    /// <summary>Serves for ever; writes the port as its one line.</summary>
    public static async Task RunAsync(string folder, int port)
    {
        await using var store = await SqliteMqttStore.OpenAsync(folder, new MqttStoreOptions(), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var options = new MqttBrokerOptions { Port = port, Address = "127.0.0.1", MaxQueuedMessages = 1_000_000 };
        await using var broker = await MqttBroker.StartAsync(
            options, new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, new Everybody(), store), CancellationToken.None);
        Console.WriteLine(broker.Port);
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Lets everybody in.</summary>
    private sealed class Everybody : IMqttAccess
    {
        public ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct) =>
            ValueTask.FromResult(new AccessDecision(new MqttIdentity("anonymous", credentials.ClientId), null));

        public bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic) => true;

        public bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter) => true;
    }
}
