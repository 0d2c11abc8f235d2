using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Busbar.Links.WebSockets;

namespace Busbar.Bench.Cluster;

/// <summary>A station that does as it is told: boots, sends, answers every command with what fits most of them. One caller at a time sends.</summary>
internal sealed class BenchStation(string id, int port) : IAsyncDisposable
{
    private const string Boot = """{"chargePointVendor":"Bench","chargePointModel":"One","firmwareVersion":"1.0"}""";

    private static readonly byte[] Configuration = Encoding.ASCII.GetBytes(
        $$"""{"configurationKey":[{{string.Join(',', Enumerable.Range(1, 12).Select(n => $$"""{"key":"Key{{n}}","readonly":false,"value":"{{n}}"}"""))}}]}""");

    private WebSocketConnection? _socket;
    private TaskCompletionSource<JsonElement>? _asked;
    private Task _reading = Task.CompletedTask;
    private long _last;

    public string Id => id;

    /// <summary>Connects, again after each refusal as a station does: when it was told to, or after a second or two.</summary>
    /// <returns>How often it was turned away.</returns>
    public async Task<int> ConnectAsync(CancellationToken ct)
    {
        for (var refused = 0; ; refused++)
        {
            try
            {
                var options = new WebSocketClientOptions { SubProtocols = ["ocpp1.6"], ConnectTimeout = TimeSpan.FromSeconds(60) };
                _socket = await WebSocketClient.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ocpp/{id}"), options, ct);
                _reading = ReadAsync(_socket);
                return refused;
            }
            catch (Exception e) when (e is WebSocketRefusedException { Status: 503 } or SocketException or IOException or TimeoutException)
            {
                var wait = e is WebSocketRefusedException ? 5_000 : 1_000;
                await Task.Delay(Random.Shared.Next(wait, wait * 3 / 2), ct);
            }
        }
    }

    /// <summary>Says what it is, and again as it is told to while it is not answered; the time of the answer that accepted it.</summary>
    public async Task<TimeSpan> BootAsync()
    {
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await CallAsync("BootNotification", Boot);
            if (answer[0].GetInt32() == 3 && answer[2].GetProperty("status").GetString() == "Accepted") return Stopwatch.GetElapsedTime(began);
            await Task.Delay(2_000);
        }
    }

    /// <summary>Sends a CALL and brings its answer, whole.</summary>
    public async Task<JsonElement> CallAsync(string action, string payload)
    {
        var asked = _asked = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var number = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        if (!await _socket!.SendAsync(Encoding.UTF8.GetBytes($"""[2,"{number}","{action}",{payload}]"""))) throw new IOException($"{id} was closed: {_socket.Closure}");
        return await asked.Task;
    }

    /// <summary>Cuts the connection as a broken line does.</summary>
    public async ValueTask CutAsync()
    {
        if (_socket is null) return;
        _socket.Abort("cut");
        await _reading;
        await _socket.DisposeAsync();
        _socket = null;
    }

    public ValueTask DisposeAsync() => CutAsync();

    private async Task ReadAsync(WebSocketConnection socket)
    {
        while (await socket.WaitToReadAsync())
        {
            while (socket.TryRead(out var message))
            {
                using var frame = JsonDocument.Parse(message.Payload);
                var root = frame.RootElement;
                if (root[0].GetInt32() != 2)
                {
                    Interlocked.Exchange(ref _asked, null)?.TrySetResult(root.Clone());
                    continue;
                }

                var answer = root[2].GetString() == "GetConfiguration" ? Configuration : """{"status":"Accepted"}"""u8.ToArray();
                byte[] reply = [.. Encoding.UTF8.GetBytes($"""[3,"{root[1].GetString()}","""), .. answer, .. "]"u8];
                socket.TryBuffer(reply);
            }
        }

        Interlocked.Exchange(ref _asked, null)?.TrySetException(new IOException($"{id} was closed: {socket.Closure}"));
    }
}
