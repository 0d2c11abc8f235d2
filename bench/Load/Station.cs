using System.Diagnostics;
using System.Text;
using Busbar.Links.WebSockets;

namespace Busbar.Bench.Load;

/// <summary>One connection of the load: sends a message, waits for its answer, sends the next.</summary>
internal sealed class Station : IAsyncDisposable
{
    /// <summary>Room for the running number in a message.</summary>
    private const string IdRoom = "10000000000";

    /// <summary>Room for the time in a message, which is a second later in each, so that each is a new fact.</summary>
    private const string TimeRoom = "2026-03-01T12:00:00";

    private const long FirstId = 10_000_000_000;

    private static readonly DateTime FirstTime = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private static readonly string Heartbeat = $$"""[2,"{{IdRoom}}","Heartbeat",{}]""";

    private static readonly string MeterValues = $$"""[2,"{{IdRoom}}","MeterValues",{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"{{TimeRoom}}Z","sampledValue":[{"value":"1234567","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"21.4","context":"Sample.Periodic","measurand":"Current.Import","phase":"L1","unit":"A"},{"value":"229.8","context":"Sample.Periodic","measurand":"Voltage","phase":"L1-N","unit":"V"},{"value":"14730","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},{"value":"57","context":"Sample.Periodic","measurand":"SoC","location":"EV","unit":"Percent"}]}]}]""";

    private readonly WebSocketConnection _socket;
    private long _id = FirstId;

    private Station(WebSocketConnection socket) => _socket = socket;

    public long Answered { get; private set; }

    /// <summary>Gets the time from sending to answer in ms of every message; null measures nothing.</summary>
    public List<double>? LatenciesMs { get; set; }

    public WebSocketConnection Socket => _socket;

    public static int BytesOf(string action) => Template(action).Length;

    public static async Task<Station> ConnectAsync(int port, string id, System.Net.IPAddress? from = null, System.Net.IPAddress? to = null)
    {
        var options = new WebSocketClientOptions
        {
            SubProtocols = ["ocpp1.6"],
            ConnectTimeout = TimeSpan.FromSeconds(60),
            LocalAddress = from,
            Connection = new WebSocketOptions { PingInterval = TimeSpan.Zero, SilenceLimitWithoutPong = TimeSpan.Zero, SilenceLimit = TimeSpan.Zero },
        };
        return new Station(await WebSocketClient.ConnectAsync(new Uri($"ws://{to ?? System.Net.IPAddress.Loopback}:{port}/ocpp/{id}"), options, CancellationToken.None));
    }

    /// <summary>Runs the closed loop until told to stop.</summary>
    public async Task LoopAsync(string action, Func<bool> stop)
    {
        var message = Encoding.ASCII.GetBytes(Template(action));
        var idAt = message.AsSpan().IndexOf(Encoding.ASCII.GetBytes(IdRoom));
        var timeAt = message.AsSpan().IndexOf(Encoding.ASCII.GetBytes(TimeRoom));
        while (!stop())
        {
            if (timeAt >= 0) FirstTime.AddSeconds(_id - FirstId).TryFormat(message.AsSpan(timeAt, TimeRoom.Length), out _, "s");
            var sent = LatenciesMs is null ? 0 : Stopwatch.GetTimestamp();
            (++_id).TryFormat(message.AsSpan(idAt, IdRoom.Length), out _);
            _socket.TryBuffer(message);
            while (true)
            {
                if (!await _socket.WaitToReadAsync()) throw new IOException($"The server closed: {_socket.Closure}");
                if (!_socket.TryRead(out var answer)) continue;
                if (answer.Payload.Span[1] != (byte)'3') throw new InvalidDataException(Encoding.UTF8.GetString(answer.Payload.Span));
                break;
            }

            Answered++;
            LatenciesMs?.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort("done");
        return _socket.DisposeAsync();
    }

    private static string Template(string action) => action == "Heartbeat" ? Heartbeat : MeterValues;
}
