using System.Net;
using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Wire.Mqtt;

namespace Busbar.Cloud.Mqtt;

/// <summary>Shows a broker as the API wants it, with rates. Thread safe.</summary>
public sealed class MqttMonitor : IMqttMonitor, IAsyncDisposable
{
    /// <summary>Most bytes of a kept message that are shown.</summary>
    private const int PreviewBytes = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly RateHistory _rates;
    private readonly ClientRates _clients;
    private readonly ITimer _timer;
    private volatile MqttBroker? _broker;

    /// <summary>A monitor without a broker.</summary>
    public MqttMonitor(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _rates = new RateHistory(time);
        _clients = new ClientRates(time, () => [.. Broker.Clients().Select(ViewOf)]);
        _timer = time.CreateTimer(static monitor => ((MqttMonitor)monitor!).Note(), this, Timeout.InfiniteTimeSpan, RateHistory.Step);
    }

    /// <inheritdoc/>
    public bool IsRunning => _broker is not null;

    private MqttBroker Broker => _broker ?? throw new InvalidOperationException("No broker runs.");

    /// <summary>Shows this broker from now on.</summary>
    internal void Attach(MqttBroker broker)
    {
        _broker = broker;
        _timer.Change(TimeSpan.Zero, RateHistory.Step);
    }

    /// <summary>The broker is about to stop.</summary>
    internal void Detach()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _broker = null;
    }

    /// <inheritdoc/>
    public MqttBrokerView View()
    {
        var broker = Broker;
        var now = broker.View();
        return new MqttBrokerView(
            broker.Port, broker.TlsPort, now.StartedAt, now.Connections, now.Sessions, now.Subscriptions, now.Retained, _rates.Latest, TotalsOf(now.Totals), now.Trouble);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MqttRatesView> History() => _rates.All();

    /// <inheritdoc/>
    public IReadOnlyList<MqttClientView> Clients() => _clients.Latest();

    /// <inheritdoc/>
    public MqttClientDetailView? Find(string clientId)
    {
        if (Broker.Find(clientId) is not { } found) return null;
        var client = ViewOf(found.Client);
        if (_clients.Latest().FirstOrDefault(one => one.Id == clientId) is { } rated)
            client = client with { MessagesInPerS = rated.MessagesInPerS, MessagesOutPerS = rated.MessagesOutPerS };
        return new MqttClientDetailView(client, [.. found.Subscriptions.Select(ViewOf)]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MqttRetainedView> Retained(string filter, string? after, int limit) => [.. Broker.Retained(filter, after, limit).Select(ViewOf)];

    /// <inheritdoc/>
    public bool Disconnect(string clientId) => Broker.Disconnect(clientId, MqttReasonCode.AdministrativeAction);

    /// <inheritdoc/>
    public bool ForgetSession(string clientId) => Broker.ForgetSession(clientId);

    /// <inheritdoc/>
    public ValueTask PublishAsync(MqttMessage message, CancellationToken ct) => Broker.PublishAsync(message, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Note()
    {
        if (_broker is { } broker) _rates.Note(TotalsOf(broker.View().Totals));
    }

    private static MqttTotalsView TotalsOf(BrokerTotals totals) => new(totals.MessagesIn, totals.MessagesOut, totals.BytesIn, totals.BytesOut, totals.Dropped);

    private static MqttClientView ViewOf(ClientView client)
    {
        var connection = client.Connection;
        var totals = connection?.Totals ?? default;
        return new MqttClientView(
            client.ClientId,
            connection is not null,
            client.Identity.Length > 0 ? client.Identity : null,
            AddressOf(connection?.Remote),
            connection is null ? null : client.Version == MqttVersion.V50 ? "5.0" : "3.1.1",
            connection?.ConnectedAt,
            connection?.KeepAliveS,
            client.Subscriptions,
            client.Queued,
            client.InFlight,
            totals.MessagesIn,
            totals.MessagesOut,
            totals.BytesIn,
            totals.BytesOut,
            MessagesInPerS: null,
            MessagesOutPerS: null,
            client.Dropped);
    }

    private static string? AddressOf(IPEndPoint? remote) =>
        (remote is { Address.IsIPv4MappedToIPv6: true } ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote)?.ToString();

    private static MqttSubscriptionView ViewOf(SubscriptionView one) =>
        new(one.Filter, (int)one.Qos, one.NoLocal, one.RetainAsPublished, one.Id == 0 ? null : one.Id);

    private static MqttRetainedView ViewOf(BrokerMessage message)
    {
        var shown = message.Payload.AsSpan(0, Math.Min(message.Payload.Length, PreviewBytes));
        var text = TextOf(shown, message.Payload.Length > PreviewBytes);
        return new MqttRetainedView(
            Encoding.UTF8.GetString(message.Topic), (int)message.Qos, message.Payload.Length, text, text is null ? Convert.ToHexStringLower(shown) : null,
            message.Payload.Length > PreviewBytes);
    }

    /// <summary>The bytes as text; null when they are none. A character that the cut has split is left out.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes, bool cut)
    {
        for (var end = bytes.Length; cut && end > bytes.Length - 4 && end > 0; end--)
        {
            if (bytes[end - 1] < 0x80) break;
            if ((bytes[end - 1] & 0xC0) != 0xC0) continue;
            bytes = bytes[..(end - 1)];
            break;
        }

        try
        {
            var text = Strict.GetString(bytes);
            return text.Any(static c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
