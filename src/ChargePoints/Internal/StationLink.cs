using System.Net.Sockets;
using Busbar.Links.Lanes;
using Busbar.Links.Ocpp;
using Busbar.Links.WebSockets;
using Busbar.Wire.Ocpp;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// Keeps a connection to the central system: opens it, hands what comes over it to the loop, and after its end opens the next, waiting
/// longer with each failure and never as long as others do.
/// </summary>
internal sealed class StationLink : IOcppPeerHandler
{
    private readonly ChargePointOptions _options;
    private readonly TimeProvider _time;
    private readonly Lane<StationInput> _mailbox;
    private readonly Action<string> _log;
    private readonly Random _jitter;
    private readonly Uri _uri;
    private OcppConnection? _connection;
    private int _rebooting;

    /// <param name="options">Where to and how.</param>
    /// <param name="time">The real clock.</param>
    /// <param name="mailbox">The loop's.</param>
    /// <param name="log">Lines for people.</param>
    public StationLink(ChargePointOptions options, TimeProvider time, Lane<StationInput> mailbox, Action<string> log)
    {
        _options = options;
        _time = time;
        _mailbox = mailbox;
        _log = log;
        _jitter = new Random(options.Seed ?? HashOf(options.Id));
        _uri = new Uri($"{options.Url.ToString().TrimEnd('/')}/{Uri.EscapeDataString(options.Id)}");
    }

    /// <summary>The password of the next connection.</summary>
    public Func<ReadOnlyMemory<byte>?> Password { get; set; } = static () => null;

    /// <summary>How often the next connection pings; zero never.</summary>
    public Func<TimeSpan> PingInterval { get; set; } = static () => TimeSpan.FromSeconds(60);

    /// <summary>Opens a connection; null: over TCP to the URL of the options.</summary>
    public Func<CancellationToken, Task<WebSocketConnection>>? Connect { get; set; }

    public bool WantsExchanges => true;

    public async Task RunAsync(CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            var opened = _time.GetTimestamp();
            var wasOpen = await RunOnceAsync(ct);
            if (ct.IsCancellationRequested) return;
            if (Interlocked.Exchange(ref _rebooting, 0) == 1)
            {
                failures = 0;
                await DelayAsync(_options.RebootTime, ct);
                continue;
            }

            // A connection that lasted ends the series of failures.
            failures = wasOpen && _time.GetElapsedTime(opened) > _options.ReconnectMax ? 1 : failures + 1;
            await DelayAsync(NextWait(failures), ct);
        }
    }

    /// <summary>Closes the connection; the next one comes after <see cref="ChargePointOptions.RebootTime"/>.</summary>
    public void Reboot()
    {
        Volatile.Write(ref _rebooting, 1);
        if (Volatile.Read(ref _connection) is { } connection) _ = connection.CloseAsync(WebSocketCloseCode.GoingAway, "The charge point reboots.").AsTask();
    }

    public async ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<OcppAnswer>();
        await _mailbox.WriteAsync(new Called(request, id, answer), ct);
        return await answer.Task;
    }

    public void OnExchange(in OcppExchange exchange)
    {
        if (!exchange.FromPeer) return;
        var sent = new AnswerSent(exchange.Id);
        if (!_mailbox.TryWrite(sent)) _ = _mailbox.WriteAsync(sent, CancellationToken.None).AsTask();
    }

    public void OnTrouble(OcppTrouble trouble) => _log($"{trouble.Kind}: {trouble.Text}");

    /// <summary>The wait before the n-th attempt after a failure: twice as long each time up to the most, of which a random half is taken off.</summary>
    internal TimeSpan NextWait(int failures)
    {
        var doubled = _options.ReconnectMin.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        var longest = Math.Min(doubled, _options.ReconnectMax.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (0.5 + (_jitter.NextDouble() / 2)));
    }

    private async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        WebSocketConnection socket;
        try
        {
            socket = await (Connect?.Invoke(ct) ?? OpenAsync(ct));
        }
        catch (Exception e) when (e is WebSocketRefusedException or TimeoutException or SocketException or IOException)
        {
            _log($"no connection to {_uri}: {e.Message}");
            return false;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }

        var connection = new OcppConnection(socket, OcppVersion.V16, this, OcppConnectionOptions.Default, _time);
        Volatile.Write(ref _connection, connection);
        await _mailbox.WriteAsync(new LinkUp(connection), CancellationToken.None);
        await connection.RunAsync(ct);
        Volatile.Write(ref _connection, null);
        await _mailbox.WriteAsync(new LinkDown(connection), CancellationToken.None);
        if (!ct.IsCancellationRequested) _log($"connection ended: {socket.Closure}");
        return true;
    }

    private Task<WebSocketConnection> OpenAsync(CancellationToken ct) => WebSocketClient.ConnectAsync(
        _uri,
        new WebSocketClientOptions
        {
            SubProtocols = [OcppVersions.SubProtocol(OcppVersion.V16)],
            UserName = Password() is null ? null : _options.Id,
            Password = Password(),
            ConnectTimeout = _options.ConnectTimeout,
            Connection = new WebSocketOptions { PingInterval = PingInterval() },
            Time = _time,
        },
        ct);

    private Task DelayAsync(TimeSpan wait, CancellationToken ct) =>
        Task.Delay(wait, _time, ct).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // The same in every run, unlike string.GetHashCode.
    private static int HashOf(string text) => text.Aggregate(17, static (hash, c) => unchecked((hash * 31) + c));
}
