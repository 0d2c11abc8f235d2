using System.IO.Pipelines;
using System.Net;
using System.Text;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Links.Transport;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>
/// An MQTT broker, 3.1.1 and 5.0, in this process: on TCP, TLS and WebSocket, and for the program itself. What it keeps it keeps in memory, and in a
/// store if it is given one. Thread safe.
/// </summary>
public sealed partial class MqttBroker : IAsyncDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Busbar.Mqtt";

    /// <summary>How long clients may take to close when the broker stops.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly BrokerCore _core;
    private readonly ConnectionServer _server;
    private readonly SysTopics _sys;
    private readonly BoundPort _port;
    private readonly BoundPort? _tlsPort;
    private readonly BrokerCertificates? _certificates;
    private readonly DateTimeOffset _startedAt;
    private int _disposed;

    private MqttBroker(MqttBrokerOptions options, MqttBrokerServices services)
    {
        _core = new BrokerCore(options, services);
        _certificates = BrokerCertificates.Load(options);
        _server = new ConnectionServer(KestrelServices.For(services.Logs), services.Logs);
        _port = _server.Listen(options.Address, options.Port, configure: null, ServeAsync);
        if (_certificates is not null) _tlsPort = _server.Listen(options.Address, options.TlsPort, _certificates.Configure, ServeAsync);
        _sys = new SysTopics(_core, View);
        _startedAt = services.Time.GetUtcNow();
    }

    /// <summary>Port for MQTT and MQTT over WebSocket.</summary>
    public int Port => _port.Number;

    /// <summary>Port for the same over TLS; null when there is no certificate.</summary>
    public int? TlsPort => _tlsPort?.Number;

    /// <summary>Why the store does not write, in words; null when all is well or there is none.</summary>
    public string? Trouble => _core.Store?.Trouble;

    /// <summary>Reads the store, binds the ports and starts.</summary>
    /// <param name="options">Settings; validated here.</param>
    /// <param name="services">Clock, logs, access, store.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or a certificate cannot be used.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<MqttBroker> StartAsync(MqttBrokerOptions options, MqttBrokerServices services, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        var broker = new MqttBroker(options, services);
        try
        {
            await broker._core.RestoreAsync(ct);
            await broker._server.StartAsync(ct);
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }

        broker._core.Log.Listening(broker.Port);
        if (broker._certificates is { } certificates) broker._core.Log.ListeningTls(broker.TlsPort!.Value, certificates.Server.Subject, certificates.Server.NotAfter);
        broker._sys.Start();
        return broker;
    }

    /// <summary>Opens a connection within the process, for a client of the program itself: it is trusted, whatever it says it is.</summary>
    /// <returns>The client's end. It ends when its output is completed, or with the broker.</returns>
    public IDuplexPipe OpenInProcess()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var pair = new MemoryPipePair();
        var connection = new BrokerConnection(_core, pair.Server, new ConnectionOrigin(null, null, Sniffs: false, Trusted: true, pair.Abort));
        _ = Task.Run(connection.RunAsync);
        return pair.Client;
    }

    /// <summary>Publishes as the broker itself, past access rules. Completes once the message is as durable as those who get it want it.</summary>
    /// <exception cref="ArgumentException">The topic is not a topic name, or a property cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">It was to be kept, and there are too many kept messages.</exception>
    public async ValueTask PublishAsync(MqttMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Publish(ToBroker(message)) is { } gate) await gate.Opened.WaitAsync(ct);
    }

    /// <summary>Ends a client's connection; its session stays. False when it is not connected.</summary>
    /// <param name="clientId">Which client.</param>
    /// <param name="code">What a 5.0 client is told, such as <see cref="MqttReasonCode.AdministrativeAction"/>.</param>
    /// <exception cref="ArgumentException">A DISCONNECT cannot carry the code.</exception>
    public bool Disconnect(string clientId, MqttReasonCode code)
    {
        _ = MqttPacketWriter.Size(MqttVersion.V50, new DisconnectPacket { Code = code });
        if (!_core.Sessions.TryFind(clientId, out var session) || session.Link is not { } link) return false;
        link.Expel(code, "The operator ended the connection.");
        return true;
    }

    /// <summary>Ends a client's connection, if there is one, and its session with subscriptions and messages. False when there is no such session.</summary>
    public bool ForgetSession(string clientId)
    {
        var ended = Disconnect(clientId, MqttReasonCode.AdministrativeAction);
        return _core.Sessions.Forget(clientId) || ended;
    }

    /// <summary>Stops listening, tells every client, and ends. The store and access stay the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _core.IsStopping = true;
        _sys.Stop();
        using var limit = new CancellationTokenSource(StopTime, _core.Time);
        var stopping = _server.StopAsync(limit.Token);
        foreach (var connection in _core.Connections.All) connection.Expel(MqttReasonCode.ServerShuttingDown, "The server is stopping.");
        await stopping;
        foreach (var connection in _core.Connections.All) connection.Abort("The server has stopped.");
        await Task.WhenAny(_core.Connections.EmptiedAsync(), Task.Delay(StopTime, _core.Time));
        _server.Dispose();
        _core.Metrics.Dispose();
        _certificates?.Dispose();
        _core.Log.Stopped();
    }

    private async Task ServeAsync(ConnectionContext context)
    {
        var origin = new ConnectionOrigin(
            context.RemoteEndPoint as IPEndPoint,
            context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            Sniffs: true,
            Trusted: false,
            () => context.Abort(new ConnectionAbortedException("The broker cut the connection.")));
        await ServeAsync(context.Transport, origin);
    }

    /// <summary>Serves a connection from its first byte to its end.</summary>
    internal Task ServeAsync(IDuplexPipe pipe, ConnectionOrigin origin) => new BrokerConnection(_core, pipe, origin).RunAsync();

    /// <summary>Publishes; what to wait at when something of it was stored.</summary>
    private TaskGate? Publish(BrokerMessage message)
    {
        using var scope = FlushScope.Enter();
        var publication = Publication.Rent(_core, message, publisher: null);
        try
        {
            if (_core.Publish(publication) == MqttReasonCode.QuotaExceeded)
                throw new InvalidOperationException($"{_core.Options.MaxRetainedMessages} messages are kept (Mqtt:MaxRetainedMessages); no more are taken.");
            if (publication.StoredBy is not TaskGate gate) return null;
            gate.Durable();
            return gate;
        }
        finally
        {
            publication.Return();
        }
    }

    private BrokerMessage ToBroker(MqttMessage message)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        if (!MqttTopic.IsName(topic, out var fault)) throw new ArgumentException($"Topic {message.Topic}: {fault.Text}", nameof(message));
        var packet = new PublishPacket
        {
            PayloadFormat = message.PayloadIsText ? (byte)1 : (byte)0,
            ContentType = Bytes(message.ContentType),
            ResponseTopic = Bytes(message.ResponseTopic),
            CorrelationData = message.CorrelationData,
        };
        foreach (var (name, value) in message.UserProperties) packet.UserProperties.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        return new BrokerMessage
        {
            StoreId = _core.NextStoreId(),
            Topic = topic,
            Properties = MqttProperties.Forwardable(packet),
            Payload = message.Payload.ToArray(),
            Qos = message.Qos,
            Retain = message.Retain,
            ExpiresAt = message.ExpiresIn is { } life ? _core.Time.GetTimestamp() + (long)(life.TotalSeconds * _core.Time.TimestampFrequency) : null,
        };

        static ReadOnlyMemory<byte>? Bytes(string? text) => text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);
    }
}
