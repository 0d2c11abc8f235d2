using Busbar.ChargePoints;
using Busbar.ChargePoints.Internal;
using Busbar.Links.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests.Support;

/// <summary>Hardware that does what it is told and remembers it.</summary>
internal sealed class FakeHardware(params ConnectorTraits[] traits) : IChargePointHardware
{
    private readonly Dictionary<int, MeterReading> _readings = [];

    public IReadOnlyList<ConnectorTraits> Connectors { get; } = traits.Length > 0 ? traits : [new ConnectorTraits { MaxCurrentA = 32 }];

    public List<string> Commands { get; } = [];

    public bool Obeys { get; set; } = true;

    public bool Start(int connectorId) => Do($"start {connectorId}");

    public bool Stop(int connectorId) => Do($"stop {connectorId}");

    public bool SetLimitA(int connectorId, double limitA) => Do($"limit {connectorId} {limitA:0.###}");

    public bool Unlock(int connectorId) => Do($"unlock {connectorId}");

    public MeterReading Read(int connectorId) => _readings.GetValueOrDefault(connectorId);

    public void Show(int connectorId, MeterReading reading) => _readings[connectorId] = reading;

    public Task RunAsync(Action<HardwareEvent> raise, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);

    private bool Do(string command)
    {
        Commands.Add(command);
        return Obeys;
    }
}

/// <summary>
/// A station with a scripted central system: what the station sends is recorded and answered at once, by default in the way that
/// a friendly central system would; a test may put its own answers in front.
/// </summary>
internal sealed class StationRig : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly long _start;
    private int _nextTransaction = 1;

    public StationRig(ChargePointOptions? options = null, FakeHardware? hardware = null, params (string Key, string Value)[] configuration)
        : this(options, hardware ?? new FakeHardware(), configuration, controller: null, kept: null)
    {
    }

    private StationRig(ChargePointOptions? options, FakeHardware hardware, (string Key, string Value)[] configuration, FakeController? controller, ChargePointKept? kept)
    {
        Hardware = hardware;
        _start = _time.GetTimestamp();
        options ??= Options();
        if (configuration.Length > 0) options = options with { Configuration = configuration.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal) };
        Station = new Station(options, controller ?? (IChargePointHardware)hardware, Now, Log.Add, kept);
    }

    public Station Station { get; }

    public FakeHardware Hardware { get; }

    public List<string> Log { get; } = [];

    /// <summary>Everything sent, in order.</summary>
    public List<OcppRequest> Sent { get; } = [];

    /// <summary>The test's own answers; null: the default one.</summary>
    public Func<OcppRequest, CallResult?>? Script { get; set; }

    /// <summary>While true, what the station sends stays without an end.</summary>
    public bool IsMute { get; set; }

    public bool IsCallOut { get; private set; }

    public StationNow Now => new(_time.GetElapsedTime(_start), _time.GetUtcNow());

    public DateTimeOffset Utc => _time.GetUtcNow();

    public static ChargePointOptions Options() => new() { Id = "CP-1", Url = new Uri("ws://localhost:9000") };

    public static CallResult Answered(OcppResponse response) => new(CallEnd.Answered, response);

    public static string Names(IEnumerable<OcppRequest> requests) => string.Join(' ', requests.Select(r => r.Action.Name));

    /// <summary>A rig whose station is connected and accepted, with what it said so far forgotten.</summary>
    public static StationRig Ready(ChargePointOptions? options = null, FakeHardware? hardware = null, params (string Key, string Value)[] configuration)
    {
        var rig = new StationRig(options, hardware, configuration);
        rig.Connect();
        rig.Sent.Clear();
        rig.Hardware.Commands.Clear();
        return rig;
    }

    /// <summary>The same around hardware with a controller.</summary>
    public static StationRig Ready(FakeController controller, params (string Key, string Value)[] configuration)
    {
        var rig = new StationRig(null, new FakeHardware(), configuration, controller, kept: null);
        rig.Connect();
        rig.Sent.Clear();
        controller.Commands.Clear();
        return rig;
    }

    /// <summary>A station that starts with what an earlier one has kept; not connected yet.</summary>
    public static StationRig Restarted(FakeController controller, ChargePointKept kept) => new(null, new FakeHardware(), [], controller, kept);

    public void Connect()
    {
        Station.Connected(Now);
        Pump();
    }

    public void Disconnect()
    {
        IsCallOut = false;
        Station.Disconnected(Now);
    }

    public void Raise(HardwareEvent happened)
    {
        Station.Notice(happened, Now);
        Pump();
    }

    /// <summary>The central system calls; what follows the answer happens after it.</summary>
    public T Call<T>(OcppRequest request)
        where T : OcppResponse
    {
        var answer = Station.Answer(request, Now, out var after);
        Assert.True(answer.Fault is null, answer.Fault?.Text);
        Assert.Null(OcppJson.Validate(answer.Response!));
        Station.RunAfter(after, Now);
        Pump();
        return Assert.IsType<T>(answer.Response);
    }

    public OcppFault Refused(OcppRequest request)
    {
        var answer = Station.Answer(request, Now, out var after);
        Station.RunAfter(after, Now);
        Pump();
        return Assert.IsType<OcppFault>(answer.Fault);
    }

    /// <summary>Lets time pass, stopping wherever the station wants to be woken.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Now.Elapsed + by;
        while (Station.NextDue is { } due && due <= end)
        {
            if (due > Now.Elapsed) _time.Advance(due - Now.Elapsed);
            Station.Wake(Now);
            Pump();
        }

        _time.Advance(end - Now.Elapsed);
        Station.Wake(Now);
        Pump();
    }

    /// <summary>Ends the call that is out.</summary>
    public void End(CallResult result)
    {
        Assert.True(IsCallOut);
        IsCallOut = false;
        Station.CallEnded(result, Now);
        Pump();
    }

    /// <summary>What was sent since the last look.</summary>
    public T[] Take<T>()
        where T : OcppRequest
    {
        var taken = Sent.OfType<T>().ToArray();
        Sent.RemoveAll(r => r is T);
        return taken;
    }

    public ChargePointStatus[] Statuses(int connectorId = 1) => [.. Take<StatusNotificationRequest>().Where(s => s.ConnectorId == connectorId).Select(s => s.Status)];

    public void Dispose() => Station.Dispose();

    private void Pump()
    {
        while (!IsCallOut && Station.Next(Now) is { } request)
        {
            Assert.Null(OcppJson.Validate(request));
            Sent.Add(request);
            IsCallOut = true;
            if (IsMute) return;
            var result = Script?.Invoke(request) ?? Answered(DefaultAnswer(request));
            IsCallOut = false;
            Station.CallEnded(result, Now);
        }
    }

    private OcppResponse DefaultAnswer(OcppRequest request) => request switch
    {
        AuthorizeRequest => new AuthorizeResponse { IdTagInfo = Accepted() },
        BootNotificationRequest => new BootNotificationResponse { Status = BootNotificationStatus.Accepted, CurrentTime = Utc, Interval = 300 },
        DataTransferRequest => new DataTransferResponse { Status = DataTransferStatus.Accepted },
        DiagnosticsStatusNotificationRequest => new DiagnosticsStatusNotificationResponse(),
        FirmwareStatusNotificationRequest => new FirmwareStatusNotificationResponse(),
        HeartbeatRequest => new HeartbeatResponse { CurrentTime = Utc },
        LogStatusNotificationRequest => new LogStatusNotificationResponse(),
        MeterValuesRequest => new MeterValuesResponse(),
        SignCertificateRequest => new SignCertificateResponse { Status = GenericStatus.Accepted },
        SignedFirmwareStatusNotificationRequest => new SignedFirmwareStatusNotificationResponse(),
        StartTransactionRequest => new StartTransactionResponse { IdTagInfo = Accepted(), TransactionId = _nextTransaction++ },
        StatusNotificationRequest => new StatusNotificationResponse(),
        StopTransactionRequest => new StopTransactionResponse(),
        _ => throw new InvalidOperationException($"No charge point sends {request.Action}."),
    };

    public static IdTagInfo Accepted(string? parent = null) => new() { Status = AuthorizationStatus.Accepted, ParentIdTag = parent };
}
