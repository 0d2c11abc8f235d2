using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>A broker on the test's clock; peers connect to it by pipes in memory, as strangers.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly ConcurrentBag<Task> _served = [];

    private BrokerHost(MqttBroker broker, FakeTime time, FakeAccess access, FailureLog log) => (Broker, Time, Access, Failures) = (broker, time, access, log.Failures);

    public MqttBroker Broker { get; }

    public FakeTime Time { get; }

    public FakeAccess Access { get; }

    /// <summary>Errors that the broker has logged.</summary>
    public ConcurrentQueue<string> Failures { get; }

    /// <summary>The settings of tests: a free port on loopback, no $SYS topics.</summary>
    public static MqttBrokerOptions Options { get; } = new() { Address = "127.0.0.1", Port = 0, SysInterval = TimeSpan.Zero };

    public static async Task<BrokerHost> StartAsync(MqttBrokerOptions? options = null, IMqttStore? store = null, FakeTime? time = null)
    {
        time ??= new FakeTime();
        var access = new FakeAccess();
        var log = new FailureLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        var broker = await MqttBroker.StartAsync(options ?? Options, new MqttBrokerServices(time, logs, access, store), CancellationToken.None);
        return new BrokerHost(broker, time, access, log);
    }

    /// <summary>A connection without a CONNECT.</summary>
    /// <param name="capacityBytes">What it takes before the broker has to wait.</param>
    /// <param name="from">Address it seems to come from.</param>
    public BrokerPeer Open(int capacityBytes = 1 << 20, string from = "192.0.2.1")
    {
        var pair = new PipePair(capacityBytes);
        var peer = new BrokerPeer(pair.Client);
        var origin = new ConnectionOrigin(new IPEndPoint(IPAddress.Parse(from), 1), Certificate: null, Sniffs: false, Trusted: false, () =>
        {
            pair.Server.Input.CancelPendingRead();
            pair.Server.Output.CancelPendingFlush();
            peer.Cut();
        });
        _served.Add(Broker.ServeAsync(pair.Server, origin));
        return peer;
    }

    /// <summary>A connection whose CONNECT is accepted.</summary>
    public async Task<BrokerPeer> ConnectAsync(string clientId, Action<Wire.Mqtt.Packets.ConnectPacket>? with = null)
    {
        var peer = Open();
        peer.Send(BrokerPeer.Connect(clientId, with));
        var answer = await peer.ReceiveAsync<Wire.Mqtt.Packets.ConnAckPacket>();
        Assert.Equal(Wire.Mqtt.MqttReasonCode.Success, answer.Code);
        peer.SessionPresent = answer.SessionPresent;
        return peer;
    }

    /// <summary>All connections but so many have come to their end.</summary>
    public Task EndedAsync(int allBut) => Until.TrueAsync(() => _served.Count(one => !one.IsCompleted) == allBut, "connections have ended");

    public async ValueTask DisposeAsync()
    {
        var stopping = Broker.DisposeAsync();
        await Until.TrueAsync(() => stopping.IsCompleted, Time, TimeSpan.FromMilliseconds(500), "the broker has stopped");
        await stopping;
        await Task.WhenAll(_served).SoonAsync();
    }
}

/// <summary>Keeps errors.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Failures { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Failures.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}

/// <summary>Lets everyone in under the user name given, but for what a test forbids.</summary>
internal sealed class FakeAccess : IMqttAccess
{
    /// <summary>Topics and filters that begin so are forbidden.</summary>
    public string Forbidden { get; set; } = "forbidden/";

    public ConcurrentQueue<MqttCredentials> Asked { get; } = new();

    public Func<MqttCredentials, ValueTask<AccessDecision>> Decide { get; set; } =
        shown => ValueTask.FromResult(new AccessDecision(new MqttIdentity(shown.UserName ?? "anonymous", shown.ClientId), null));

    public ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct)
    {
        Asked.Enqueue(credentials);
        return Decide(credentials);
    }

    public bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic) => !topic.StartsWith(System.Text.Encoding.UTF8.GetBytes(Forbidden));

    public bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter) => !filter.StartsWith(System.Text.Encoding.UTF8.GetBytes(Forbidden));
}
