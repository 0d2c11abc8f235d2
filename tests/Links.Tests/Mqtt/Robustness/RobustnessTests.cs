using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Robustness;

/// <summary>Tests that look at what is the whole process's: they run when no other test does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;

/// <summary>A running broker under a storm of wrong packets. BUSBAR_FUZZ_PACKETS sets their number, 50,000 when it is not set.</summary>
[Collection(nameof(RunsAlone))]
public sealed class RobustnessTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int ConnectionsAtOnce = 16;
    private const int Stages = 5;
    private const int Seed = 20260301;
    private const double NeighbourP99LimitMs = 250;
    private const long LeakLimitBytes = 4 * 1024 * 1024;

    private readonly ErrorLog _errors = new();
    private readonly List<Exception> _unobserved = [];
    private MqttBroker _broker = null!;

    private IPEndPoint Address => new(IPAddress.Loopback, _broker.Port);

    public async ValueTask InitializeAsync()
    {
        // What earlier tests have left behind is not the broker's.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        var options = new MqttBrokerOptions
        {
            Port = 0,
            Address = "127.0.0.1",
            MaxPacketBytes = 64 * 1024,
            MaxOutboxBytes = 256 * 1024,
            MaxSessionExpiry = TimeSpan.FromSeconds(1),
            MaxRetainedMessages = 200,
        };
        var access = new MqttAccess(new MqttAccessOptions { Anonymous = AnonymousAccess.Always }, NullLogger.Instance);
        _broker = await MqttBroker.StartAsync(options, new MqttBrokerServices(TimeProvider.System, _errors, access), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
    }

    [Fact]
    public async Task A_storm_of_wrong_packets_harms_neither_the_broker_nor_its_other_clients()
    {
        var packets = long.Parse(Environment.GetEnvironmentVariable("BUSBAR_FUZZ_PACKETS") ?? "50000", CultureInfo.InvariantCulture);
        using var neighbours = await NeighbourPair.ConnectAsync(Address);
        using var stop = new CancellationTokenSource();
        var exchange = Task.Run(() => neighbours.RunAsync(stop.Token));
        var storm = new Storm(Address, ConnectionsAtOnce, Seed);

        var memory = new List<long>();
        for (var stage = 0; stage < Stages; stage++)
        {
            await storm.RunAsync(packets / Stages);
            memory.Add(await QuietMemoryAsync());
        }

        await stop.CancelAsync();
        await exchange;
        output.WriteLine(
            $"{storm.Told}; neighbours: {neighbours.LatenciesMs.Count} messages, "
            + $"p50 {neighbours.QuantileMs(0.5):F2} ms, p99 {neighbours.QuantileMs(0.99):F2} ms, max {neighbours.QuantileMs(1):F1} ms; "
            + $"memory in bytes after each of {Stages} stages: {string.Join(", ", memory)}.");
        Assert.True(_errors.Texts.IsEmpty, string.Join("\n\n", _errors.Texts.Take(3)));
        Assert.Empty(_unobserved);
        Assert.InRange(neighbours.QuantileMs(0.99), 0, NeighbourP99LimitMs);
        Assert.InRange(memory[^1] - memory[0], long.MinValue, LeakLimitBytes);
        using var late = await NeighbourPair.ConnectAsync(Address);
    }

    /// <summary>Managed memory once only the neighbours are left: sockets are closed, sessions have ended, garbage is collected.</summary>
    private async Task<long> QuietMemoryAsync()
    {
        await Until.TrueAsync(() => _broker.View() is { Connections: 2, Sessions: 2 }, "only the neighbours are left");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        lock (_unobserved) _unobserved.Add(e.Exception);
    }

    /// <summary>Keeps what is logged as an error: a client's fault never is one.</summary>
    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error) Texts.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
