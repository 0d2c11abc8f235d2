using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>
/// A station as OCPP 1.6 wants it: it says one fact at a time, numbered, and repeats each until it is answered, over as many connections as that takes. Facts go
/// round: the start of a transaction, four meter values, its stop. It answers what it is asked, and notes which DataTransfers it got.
/// </summary>
internal sealed class FaultStation(string id, IReadOnlyList<Func<int>> gateways, DateTimeOffset epoch) : IAsyncDisposable
{
    /// <summary>Facts of one transaction.</summary>
    public const int Round = 6;

    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ConnectWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _lastCall;
    private long _transaction;
    private long _acknowledged;
    private long _waitingSince;
    private int _turn;

    public string Id => id;

    /// <summary>Facts that were sent, repetitions among them.</summary>
    public int Sent { get; private set; }

    /// <summary>Facts that were answered well: all up to this number.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>The longest time from the first try at a fact to its answer.</summary>
    public TimeSpan Worst { get; private set; }

    /// <summary>How often it connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Data of the DataTransfers that it got, with how often each came.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of transaction that each round was given, by the number of its start.</summary>
    public ConcurrentDictionary<long, long> Transactions { get; } = new();

    /// <summary>What went wrong last, for the words of a test that fails.</summary>
    public string Trouble { get; private set; } = "";

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>The kind of a fact by its number, from 1.</summary>
    public static FactKind KindOf(long number) => ((number - 1) % Round) switch
    {
        0 => FactKind.Start,
        Round - 1 => FactKind.Stop,
        _ => FactKind.Meter,
    };

    /// <summary>The time of a fact at the station's own clock.</summary>
    public DateTimeOffset At(long number) => epoch + TimeSpan.FromSeconds(number);

    /// <summary>Ends after the answer that it waits for, up to a limit.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>The station goes on for ever; this ends it when the fact under way was answered.</summary>
    public async Task FinishAsync()
    {
        IsFinishing = true;
        await _running;
    }

    private bool IsFinishing { get; set; }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested && !IsFinishing)
        {
            try
            {
                using var socket = await ConnectAsync();
                await TalkAsync(socket);
            }
            catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or TimeoutException or HttpRequestException)
            {
                Trouble = e.Message;
            }

            if (!IsFinishing) await Task.Delay(Random.Shared.Next(100, 400), _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol("ocpp1.6");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(ConnectWait);
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateways[_turn++ % gateways.Count]()}/ocpp/{id}"), limit.Token);
            Connections++;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task TalkAsync(ClientWebSocket socket)
    {
        await CallAsync(socket, "BootNotification", """{"chargePointVendor":"Busbar","chargePointModel":"Test"}""");
        while (!_stop.IsCancellationRequested && !IsFinishing)
        {
            var number = Acknowledged + 1;
            if (_waitingSince == 0) _waitingSince = TimeProvider.System.GetTimestamp();
            Sent++;
            var answer = await CallAsync(socket, KindOf(number) switch { FactKind.Start => "StartTransaction", FactKind.Stop => "StopTransaction", _ => "MeterValues" }, Payload(number));
            if (KindOf(number) == FactKind.Start)
            {
                _transaction = answer.GetProperty("transactionId").GetInt64();
                Transactions[number] = _transaction;
            }

            var took = TimeProvider.System.GetElapsedTime(_waitingSince);
            if (took > Worst) Worst = took;
            _waitingSince = 0;
            Interlocked.Exchange(ref _acknowledged, number);
            await Task.Delay(Pause, _stop.Token);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
    }

    private string Payload(long number)
    {
        var at = At(number).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return KindOf(number) switch
        {
            FactKind.Start => $$"""{"connectorId":1,"idTag":"TAG1","meterStart":{{number}},"timestamp":"{{at}}"}""",
            FactKind.Stop => $$"""{"transactionId":{{_transaction}},"meterStop":{{number}},"timestamp":"{{at}}","idTag":"TAG1"}""",
            _ => $$"""{"connectorId":1,"transactionId":{{_transaction}},"meterValue":[{"timestamp":"{{at}}","sampledValue":[{"value":"{{number}}"}]}]}""",
        };
    }

    /// <summary>Calls, and answers what comes in between. A CALLERROR is a failure: the fact is said again.</summary>
    private async Task<JsonElement> CallAsync(ClientWebSocket socket, string action, string payload)
    {
        var call = (++_lastCall).ToString(CultureInfo.InvariantCulture);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(AnswerWait);
        await SendAsync(socket, $"[2,\"{call}\",\"{action}\",{payload}]", limit.Token);
        while (true)
        {
            using var message = JsonDocument.Parse(await ReceiveAsync(socket, limit.Token));
            var parts = message.RootElement;
            if (parts[0].GetInt32() == 2)
            {
                if (parts[2].GetString() == "DataTransfer") Asked.AddOrUpdate(parts[3].GetProperty("data").GetString()!, 1, static (_, n) => n + 1);
                await SendAsync(socket, $"[3,\"{parts[1].GetString()}\",{{\"status\":\"Accepted\"}}]", limit.Token);
                continue;
            }

            if (parts[1].GetString() != call) continue;
            if (parts[0].GetInt32() != 3) throw new IOException($"{action} was answered with {parts}");
            return parts[2].Clone();
        }
    }

    private static async Task SendAsync(ClientWebSocket socket, string text, CancellationToken ct) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, ct);

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket, CancellationToken ct)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[8 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, ct);
            if (part.MessageType == WebSocketMessageType.Close) throw new IOException($"closed: {part.CloseStatus} {part.CloseStatusDescription}");
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return whole.ToArray();
        }
    }
}

/// <summary>What a station says.</summary>
internal enum FactKind
{
    Start,
    Meter,
    Stop,
}
