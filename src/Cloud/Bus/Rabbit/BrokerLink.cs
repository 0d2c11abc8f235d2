using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// One connection to the broker that comes back by itself. What is done over it is a session: a method that opens its channels, works until the
/// connection is lost, and ends. Nothing of a session outlives its connection, so that there is no state to repair. Thread safe.
/// </summary>
internal sealed class BrokerLink : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CloseWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestConnectWait = TimeSpan.FromSeconds(5);

    private readonly RabbitOptions _options;
    private readonly Func<IConnection, CancellationToken, Task> _session;
    private readonly BusMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _name;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private volatile bool _up;
    private volatile bool _blocked;
    private int _disposed;

    /// <param name="name">For logs, metrics and the broker's list of connections.</param>
    /// <param name="session">Works over one connection until its token fires; it calls <see cref="MarkUp"/> when it is ready.</param>
    public BrokerLink(string name, RabbitOptions options, Func<IConnection, CancellationToken, Task> session, BusMetrics metrics, TimeProvider time, ILogger log) =>
        (_name, _options, _session, _metrics, _time, _log) = (name, options, session, metrics, time, log);

    /// <summary>The session is ready and the broker lets it publish.</summary>
    public bool IsUp => _up && !_blocked;

    /// <summary>Begins to connect, and goes on until this is disposed.</summary>
    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Completes when a session was ready for the first time; fails with <see cref="BusUnfitException"/> when this broker cannot be used.</summary>
    public Task FirstUpAsync(CancellationToken ct) => _firstUp.Task.WaitAsync(ct);

    /// <summary>The session is ready.</summary>
    public void MarkUp()
    {
        _up = true;
        _firstUp.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await _run;
        _firstUp.TrySetCanceled();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var wait = FirstWait;
        for (var attempt = 0; !_stop.IsCancellationRequested; attempt++)
        {
            var reason = "the connection was closed";
            try
            {
                await SessionAsync(attempt);
            }
            catch (BusUnfitException e)
            {
                _log.BusUnfit(_name, e.Message);
                _firstUp.TrySetException(e);
                return;
            }
            catch (Exception e)
            {
                reason = e is BrokerUnreachableException { InnerException: { } inner } ? inner.Message : e.Message;
            }

            if (_up) wait = FirstWait;
            _up = false;
            if (_stop.IsCancellationRequested) return;
            _log.BusLost(_name, reason, wait);
            await Task.Delay(wait, _time, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            wait = wait * 2 > LongestWait ? LongestWait : wait * 2;
        }
    }

    private async Task SessionAsync(int attempt)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var sockets = new BrokerSockets();
        var connection = await ConnectAsync(attempt, sockets);
        connection.ConnectionShutdownAsync += (_, _) => lost.CancelAsync();
        connection.ConnectionBlockedAsync += (_, e) => OnBlocked(e.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => OnUnblocked();
        _metrics.Connected(_name);
        _log.BusConnected(_name, connection.Endpoint.ToString());
        try
        {
            await _session(connection, lost.Token);
        }
        catch (Exception e) when (connection.CloseReason is { } reason && !_stop.IsCancellationRequested)
        {
            throw new IOException(reason.ReplyText, e);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // The connection was lost, or we stop.
        }
        finally
        {
            _metrics.Disconnected();
            await OnUnblocked();
            await CloseAsync(connection, sockets);
        }
    }

    /// <summary>Connects: TCP, TLS and AMQP's handshake together within two heartbeats, as long as silence is borne later; 5 s at least.</summary>
    private async Task<IConnection> ConnectAsync(int attempt, BrokerSockets sockets)
    {
        var wait = _options.Heartbeat * 2 > ShortestConnectWait ? _options.Heartbeat * 2 : ShortestConnectWait;
        using var limit = new CancellationTokenSource(wait, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, limit.Token);
        try
        {
            return await Factory(attempt, sockets).CreateConnectionAsync(end.Token).WaitAsync(end.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            throw new TimeoutException($"no connection within {wait}", e);
        }
    }

    /// <summary>Says goodbye; a broker that does not answer, or takes no bytes, is left without.</summary>
    private async Task CloseAsync(IConnection connection, BrokerSockets sockets)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "bye", CloseWait, abort: true).WaitAsync(CloseWait, _time);
            await connection.DisposeAsync().AsTask().WaitAsync(CloseWait, _time);
        }
        catch (Exception)
        {
            // It is gone, or goes with its socket.
        }
        finally
        {
            sockets.Dispose();
        }
    }

    private ConnectionFactory Factory(int attempt, BrokerSockets sockets)
    {
        var urls = _options.Url.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ConnectionFactory
        {
            Uri = new Uri(urls[attempt % urls.Length]),
            ClientProvidedName = $"busbar {_name}",
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _options.Heartbeat,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            SocketFactory = sockets.Open,
            ContinuationTimeout = TimeSpan.FromSeconds(30),
        };
    }

    private Task OnBlocked(string reason)
    {
        if (_blocked) return Task.CompletedTask;
        _blocked = true;
        _metrics.Blocked(1);
        _log.BusBlocked(_name, reason);
        return Task.CompletedTask;
    }

    private Task OnUnblocked()
    {
        if (!_blocked) return Task.CompletedTask;
        _blocked = false;
        _metrics.Blocked(-1);
        _log.BusUnblocked(_name);
        return Task.CompletedTask;
    }
}
