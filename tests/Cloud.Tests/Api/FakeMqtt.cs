using System.Collections.Concurrent;
using System.Text;
using Busbar.Cloud.Mqtt;
using Busbar.Links.Mqtt;
using Busbar.Wire.Mqtt;

namespace Busbar.Cloud.Tests.Api;

/// <summary>A broker that holds what a test puts in.</summary>
internal sealed class FakeMqtt : IMqttMonitor
{
    public ConcurrentDictionary<string, MqttClientView> Known { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<MqttMessage> Published { get; } = new();

    public bool IsRunning { get; set; } = true;

    public string? Trouble { get; set; }

    public static MqttClientView Client(string id, bool connected = true, double messagesInPerS = 0, string identity = "anonymous") => new(
        id, connected, identity, connected ? "127.0.0.1" : null, connected ? "5.0" : null, connected ? FakeCms.Noon : null, connected ? 60 : null,
        1, 0, 0, 10, 20, 100, 200, messagesInPerS, null, 0);

    public void Put(MqttClientView client) => Known[client.Id] = client;

    public MqttBrokerView View() => new(
        1883, null, FakeCms.Noon, Known.Values.Count(c => c.Connected), Known.Count, 3, Kept.Count, new MqttRatesView(FakeCms.Noon, 1.5, 3, 100, 200, 0),
        new MqttTotalsView(10, 20, 1000, 2000, 1), Trouble);

    public IReadOnlyList<MqttRatesView> History() => [View().Rates];

    public IReadOnlyList<MqttClientView> Clients() => [.. Known.Values];

    public MqttClientDetailView? Find(string clientId) =>
        Known.TryGetValue(clientId, out var client) ? new MqttClientDetailView(client, [new MqttSubscriptionView("a/#", 1, NoLocal: true, RetainAsPublished: false, 7)]) : null;

    public IReadOnlyList<MqttRetainedView> Retained(string filter, string? after, int limit) =>
    [
        .. Kept.Where(kept => MqttTopic.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(kept.Key)) && string.CompareOrdinal(kept.Key, after) > 0)
            .OrderBy(kept => kept.Key, StringComparer.Ordinal).Take(limit).Select(kept => new MqttRetainedView(kept.Key, 1, kept.Value.Length, kept.Value, null, Cut: false)),
    ];

    public bool Disconnect(string clientId)
    {
        if (!Known.TryGetValue(clientId, out var client) || !client.Connected) return false;
        Put(Client(clientId, connected: false));
        return true;
    }

    public bool ForgetSession(string clientId) => Known.TryRemove(clientId, out _);

    public ValueTask PublishAsync(MqttMessage message, CancellationToken ct)
    {
        Published.Enqueue(message);
        return ValueTask.CompletedTask;
    }
}
