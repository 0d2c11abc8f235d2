using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Conformance.Harness;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Our client before a server that does, byte by byte, what a test says. The clock moves only when a test moves it.</summary>
public abstract class ScriptedClientTest : IAsyncLifetime
{
    private readonly List<MqttClient> _clients = [];

    internal RawServer Server { get; } = new();

    internal FakeTime Time { get; } = new();

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal MqttClientOptions Options => new() { Server = new Uri($"mqtt://127.0.0.1:{Server.Port}"), ClientId = "c", ReconnectMin = TimeSpan.FromMilliseconds(100), KeepAlive = TimeSpan.Zero };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            var disposing = client.DisposeAsync().AsTask();
            await Until.TrueAsync(() => disposing.IsCompleted, Time, TimeSpan.FromSeconds(1), "the client has stopped");
            await disposing;
        }

        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal MqttClient Make(MqttClientOptions? options = null)
    {
        var client = new MqttClient(options ?? Options, Time, NullLogger.Instance);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that is let in.</summary>
    internal async Task<(MqttClient Client, RawPeer Peer)> LetInAsync(MqttClientOptions? options = null, params byte[][] properties)
    {
        var client = Make(options);
        var connecting = client.ConnectAsync(Ct);
        var (peer, _) = await Server.LetInAsync(properties: properties);
        await connecting;
        return (client, peer);
    }

    /// <summary>The client's next connection, which has to wait for the clock.</summary>
    internal async Task<(RawPeer Peer, RawConnectSeen Connect)> ReconnectsAsync(bool sessionPresent = true, params byte[][] properties)
    {
        var accepting = Server.LetInAsync(sessionPresent, properties);
        await Until.TrueAsync(() => accepting.IsCompleted, Time, TimeSpan.FromMilliseconds(50), "the client connects again");
        return await accepting;
    }

    /// <summary>The client's next connection, which comes within the longest wait and not before half of it is over.</summary>
    internal async Task<RawPeer> ComesWithinAsync(MqttClient client, double longestS)
    {
        await Until.TrueAsync(() => client.State == MqttClientState.Waiting && Time.Armed > 0, "it waits");
        var accepting = Server.AcceptAsync();
        Time.Advance(TimeSpan.FromSeconds((longestS / 2) - 0.01));
        await Task.Delay(20, Ct); // For what should not come: who waits says nothing.
        Assert.False(accepting.IsCompleted, $"It came before {longestS / 2} s were over.");
        Time.Advance(TimeSpan.FromSeconds((longestS / 2) + 0.02));
        return await accepting;
    }

    /// <summary>A SUBSCRIBE for one filter comes and is answered.</summary>
    internal static async Task GrantAsync(RawPeer peer, byte code = 2)
    {
        var subscribe = await peer.ReadAsync();
        Assert.Equal(0x82, subscribe.First);
        await peer.SendAsync(Raw.Packet(Raw.SubAck, subscribe.Body[..2], [0], [code]));
    }

    /// <summary>Publishes; nobody has to wait for the end, which fails when the test ends first.</summary>
    internal static Task<MqttPublishOutcome> Publish(MqttClient client, MqttMessage message, CancellationToken ct)
    {
        var publishing = client.PublishAsync(message, ct).AsTask();
        _ = publishing.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return publishing;
    }

    internal static MqttMessage Message(string topic, string payload, MqttQos qos = MqttQos.AtLeastOnce) => new(topic, Encoding.UTF8.GetBytes(payload)) { Qos = qos };

    internal static string Text(MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);
}
