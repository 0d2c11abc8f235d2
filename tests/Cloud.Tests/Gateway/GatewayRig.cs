using System.Collections.Concurrent;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Gateway;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>A gateway on a free port of the loopback with a CMS that does as told. It fails its test when the gateway logs a failure that no peer can be blamed for.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RecordedLog _log;

    private GatewayRig(ServiceProvider services, ScriptedCms cms, RecordedLog log)
    {
        _services = services;
        Cms = cms;
        _log = log;
    }

    public ScriptedCms Cms { get; }

    public GatewayHost Host => _services.GetRequiredService<GatewayHost>();

    public OcppGateway Gateway => _services.GetRequiredService<OcppGateway>();

    public IBus Bus => _services.GetRequiredService<IBus>();

    public int Port => Host.Port;

    /// <summary>Log lines as "event id: text".</summary>
    public IEnumerable<string> Log => _log.Lines;

    /// <summary>Drops the recorded lines, where memory is measured.</summary>
    public void ForgetLog() => _log.Clear();

    public static async Task<GatewayRig> StartAsync(Action<GatewayOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new GatewayOptions { Port = 0, Address = "127.0.0.1", DrainSpread = TimeSpan.Zero };
        configure?.Invoke(options);
        var bus = new InProcessBus();
        var cms = new ScriptedCms();
        bus.Attach(cms);
        var log = new RecordedLog();
        var services = new ServiceCollection()
            .AddSingleton<IBus>(bus)
            .AddSingleton(time ?? TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log))
            .AddBusbarGateway(options)
            .BuildServiceProvider();
        var rig = new GatewayRig(services, cms, log);
        await rig.Host.StartAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>A station whose WebSocket is open.</summary>
    public async Task<RawStation> ConnectAsync(string id = "CP1") => await RawStation.ConnectAsync(Port, $"/ocpp/{id}");

    /// <summary>A healthy station on another connection; it must notice nothing.</summary>
    public async Task<Neighbour> NeighbourAsync() => new(await ConnectAsync("NEIGHBOUR"));

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Host.StopAsync(deadline.Token);
        await _services.DisposeAsync();
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("2041:", StringComparison.Ordinal) || line.StartsWith("0:", StringComparison.Ordinal));
    }

    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is >= 2000 and < 2100 || logLevel >= LogLevel.Error) _lines.Enqueue($"{eventId.Id}: {formatter(state, exception)} {exception}");
        }

        public void Clear() => _lines.Clear();

        public void Dispose()
        {
        }
    }
}

/// <summary>The CMS's end of the bus, as the test wants it.</summary>
internal sealed class ScriptedCms : ICmsEndpoint
{
    private long _epoch;

    public Func<AdmissionRequest, Admission>? Admit { get; set; }

    public Leniency Leniency { get; set; } = Leniency.All;

    public bool BootKnown { get; set; } = true;

    public Func<StationCall, ValueTask<CallAnswer>> Answer { get; set; } = call => new(CallAnswer.Of(AnswerTo(call.Request)));

    /// <summary>Completes when the event is durable.</summary>
    public Func<StationEvent, ValueTask> Take { get; set; } = _ => ValueTask.CompletedTask;

    public ConcurrentQueue<AdmissionRequest> Admissions { get; } = new();

    public ConcurrentQueue<StationCall> Calls { get; } = new();

    public ConcurrentQueue<StationEvent> Events { get; } = new();

    public IEnumerable<StationReported> Reports => Events.OfType<StationReported>();

    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct)
    {
        Admissions.Enqueue(request);
        return new(Admit?.Invoke(request) ?? new Admission(AdmissionVerdict.Accepted, Interlocked.Increment(ref _epoch), Leniency, BootKnown));
    }

    public ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct)
    {
        Calls.Enqueue(call);
        return Answer(call);
    }

    public ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct)
    {
        Events.Enqueue(stationEvent);
        return Take(stationEvent);
    }

    private static OcppResponse AnswerTo(OcppRequest request) => request switch
    {
        BootNotificationRequest => new BootNotificationResponse { CurrentTime = DateTimeOffset.UnixEpoch, Interval = 300, Status = BootNotificationStatus.Accepted },
        AuthorizeRequest => new AuthorizeResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } },
        StartTransactionRequest => new StartTransactionResponse { IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted }, TransactionId = 7 },
        StopTransactionRequest => new StopTransactionResponse(),
        DataTransferRequest => new DataTransferResponse { Status = DataTransferStatus.Accepted },
        _ => new SignCertificateResponse { Status = GenericStatus.Accepted },
    };
}
