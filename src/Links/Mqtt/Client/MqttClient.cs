using System.IO.Pipelines;
using Busbar.Links.Mqtt.Client.Internal;
using Busbar.Links.Mqtt.Transport;
using Busbar.Links.Timing;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Client;

/// <summary>
/// An MQTT client that stays connected: it reconnects by itself, goes on with its session, repeats what was not acknowledged and subscribes again where
/// the server has forgotten. QoS 2 is exactly once in both directions as long as client and server keep the session; the client keeps it in memory, for
/// as long as the process lives. Thread safe.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    /// <summary>How long the server may take to close the connection after our DISCONNECT.</summary>
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MqttDialer? _dialer;
    private readonly Func<CancellationToken, Task<MqttLine>> _dial;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttClientState _state;
    private ClientLink? _link;
    private Task _run = Task.CompletedTask;
    private string _clientId;
    private bool _isFirst = true;
    private long _connections;
    private int _disposed;

    /// <summary>A client that does not connect yet.</summary>
    /// <param name="options">How and with what limits.</param>
    /// <param name="time">Clock of all deadlines.</param>
    /// <param name="log">Where lines go.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a certificate file cannot be used.</exception>
    public MqttClient(MqttClientOptions options, TimeProvider time, ILogger log)
        : this(options, time, log, dial: null)
    {
    }

    /// <summary>A client that gets its connections from elsewhere, such as <see cref="Broker.MqttBroker.OpenInProcess"/>, instead of the network.</summary>
    /// <param name="options">With what limits; <see cref="MqttClientOptions.Server"/> is a name for the log.</param>
    /// <param name="open">Opens a connection.</param>
    /// <param name="time">Clock of all deadlines.</param>
    /// <param name="log">Where lines go.</param>
    public MqttClient(MqttClientOptions options, Func<IDuplexPipe> open, TimeProvider time, ILogger log)
        : this(options, time, log, _ => Task.FromResult(LineOf(open())))
    {
    }

    private MqttClient(MqttClientOptions options, TimeProvider time, ILogger log, Func<CancellationToken, Task<MqttLine>>? dial)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _time, _log) = (options, time, log);
        _clientId = options.ClientId ?? $"busbar-{Random.Shared.NextInt64():x16}";
        _ = MqttPackets.Connect(options, _clientId, options.CleanStart);
        _dialer = dial is null ? new MqttDialer(options, time) : null;
        _dial = dial ?? _dialer!.ConnectAsync;
        if (options.Unmatched is not { } handler) return;
        _unasked = new MqttSubscriptionHandle(this, new Route("#", id: 0), MqttSubscriptionOptions.Default, wish: 0);
        _ = Task.Run(() => PumpAsync(_unasked, handler), CancellationToken.None);
    }

    /// <summary>Called when a connection has been accepted, also after a reconnect, before anything is received on it. Must not block.</summary>
    public event Action<MqttConnected>? Connected;

    /// <summary>Called with the reason when a connection has ended. Must not block.</summary>
    public event Action<string>? Disconnected;

    /// <summary>Where it stands.</summary>
    public MqttClientState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>The identifier in use; empty until the server has given one, where it was asked to.</summary>
    public string ClientId
    {
        get
        {
            lock (_gate) return _clientId;
        }
    }

    /// <summary>Ends when the client has ended for good, with the reason in words; never fails.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>What it has counted.</summary>
    public MqttClientCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return new MqttClientCounters(
                    _connections, _sent, _received, _repeated, _droppedOutgoing, _droppedIncoming, _unmatched, Interlocked.Read(ref _handlerErrors), _waiting.Count, _inFlight.Count);
            }
        }
    }

    /// <summary>Makes the first connection, and keeps connected from then on.</summary>
    /// <param name="ct">Gives the first connection up; the client can then be asked again.</param>
    /// <returns>What the server has promised.</returns>
    /// <exception cref="MqttClientException">The server refused (<see cref="MqttClientException.Code"/>), or there was no connection. Ask again, or use <see cref="Start"/>.</exception>
    /// <exception cref="InvalidOperationException">It is connected, connecting or ended.</exception>
    public async Task<MqttConnected> ConnectAsync(CancellationToken ct = default)
    {
        Begin();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        ClientLink link;
        try
        {
            link = await OpenAsync(either.Token);
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                if (_state == MqttClientState.Connecting) _state = MqttClientState.Idle;
            }

            if (e is IOException) throw new MqttClientException($"No MQTT connection to {_options.Server}: {e.Message}", inner: e);
            throw;
        }

        lock (_gate) _run = Task.Run(() => RunAsync(link), CancellationToken.None);
        return link.Terms;
    }

    /// <summary>Begins to connect in the background, again and again until it works, and keeps connected from then on.</summary>
    /// <exception cref="InvalidOperationException">It is connected, connecting or ended.</exception>
    public void Start()
    {
        Begin();
        lock (_gate) _run = Task.Run(() => RunAsync(null), CancellationToken.None);
    }

    /// <summary>
    /// Says goodbye: the server does not publish the will, unless <paramref name="code"/> is <see cref="MqttReasonCode.DisconnectWithWillMessage"/> (5.0). Messages
    /// that are not acknowledged by then fail. The client cannot be used any more. Does nothing on an ended one.
    /// </summary>
    /// <param name="code">5.0: the reason that the server is told.</param>
    public async Task DisconnectAsync(MqttReasonCode code = MqttReasonCode.Success)
    {
        ClientLink? link;
        Task run;
        lock (_gate)
        {
            (link, run) = (_link, _run);
            if (link is not null)
            {
                link.EndWith(new LinkEnd("This side disconnected.", code));
                MqttPacketWriter.Write(link.Output, link.Version, new DisconnectPacket { Code = link.Version == MqttVersion.V50 ? code : MqttReasonCode.Success });
            }

            EndAll("The client was disconnected before the message was acknowledged.");
        }

        if (link is not null)
        {
            Flush(link);
            await Task.WhenAny(run, Task.Delay(GoodbyeTime, _time));
        }

        await _stop.CancelAsync();
        link?.Line.Abort();
        await run;
    }

    /// <summary>Waits until nothing is waiting to be sent or acknowledged.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> came first.</exception>
    public Task DrainAsync(CancellationToken ct = default)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && _inFlight.Count == 0 && _link is not { Output: { Waiting: > 0 } or { IsFlushing: true } }) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(ct);
        }
    }

    /// <summary>Disconnects, and lets everything go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await DisconnectAsync();
        _dialer?.Dispose();
        _stop.Dispose();
    }

    private static MqttLine LineOf(IDuplexPipe pipe) => new(pipe, () =>
    {
        pipe.Input.CancelPendingRead();
        pipe.Output.CancelPendingFlush();
    });

    private void Begin()
    {
        lock (_gate)
        {
            if (_state != MqttClientState.Idle) throw new InvalidOperationException($"The MQTT client {_clientId} is {_state}; only an idle one can be asked to connect.");
            _state = MqttClientState.Connecting;
        }
    }

    private async Task RunAsync(ClientLink? link)
    {
        for (var failures = 0; !_stop.IsCancellationRequested; link = null)
        {
            string why;
            try
            {
                link ??= await OpenAsync(_stop.Token);
                var began = _time.GetTimestamp();
                why = await ServeAsync(link);
                if (_stop.IsCancellationRequested || State == MqttClientState.Ended) break;

                // Only a connection that lasted was a success: a server that lets in and hangs up is not asked in a hurry for ever.
                if (_time.GetElapsedTime(began).TotalSeconds >= LongestDelayS(failures)) failures = 0;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever it was, the next attempt may do better: a client that stays connected must not stop without a word.
                if (e is not (IOException or MqttClientException)) _log.Unexpected(e, _options.Server);
                why = e.Message;
            }

            var wait = ReconnectDelay(failures++);
            _log.Failed(_options.Server, why, wait.TotalSeconds);
            lock (_gate)
            {
                if (_state != MqttClientState.Ended) _state = MqttClientState.Waiting;
            }

            try
            {
                await Task.Delay(wait, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private TimeSpan ReconnectDelay(int failures) => TimeSpan.FromSeconds(LongestDelayS(failures) * (1 - (Random.Shared.NextDouble() / 2)));

    private double LongestDelayS(int failures) => Math.Min(_options.ReconnectMax.TotalSeconds, _options.ReconnectMin.TotalSeconds * Math.Pow(2, Math.Min(failures, 30)));

    /// <summary>Serves an accepted connection to its end, and says why it ended.</summary>
    private async Task<string> ServeAsync(ClientLink link)
    {
        try
        {
            await ReadAsync(link);
        }
        catch (Exception e)
        {
            if (e is not (IOException or OperationCanceledException or InvalidOperationException)) _log.Unexpected(e, _options.Server);
            link.EndWith(new LinkEnd(e.Message));
        }

        var end = link.End ?? new LinkEnd("The server closed the connection without a word.");
        lock (_gate) Leave(link);
        if (!end.ByServer && end.Code is not null) await Task.WhenAny(link.Flushed, Task.Delay(GoodbyeTime, _time));
        await link.CloseAsync();
        Tell(Disconnected, end.Why);
        if (end is not { ByServer: true, Code: MqttReasonCode.SessionTakenOver }) return end.Why;

        // Who reconnects now takes it back, and the two never stop.
        const string Taken = "Another client has connected with the same identifier and taken the session over.";
        _log.Ended(_options.Server, Taken);
        lock (_gate) EndAll(Taken);
        return Taken;
    }

    private void Tell<T>(Action<T>? callback, T what)
    {
        try
        {
            callback?.Invoke(what);
        }
        catch (Exception e)
        {
            _log.CallbackFailed(e);
        }
    }

    private void EndAll(string why)
    {
        _state = MqttClientState.Ended;
        _ended.TrySetResult(why);
        FailPublications(why);
        FailSubscriptions(why);
        EndRequests();
    }

    /// <summary>Sends what has been written, unless that is under way. Not under the lock.</summary>
    private void Flush(ClientLink link)
    {
        bool begin;
        lock (_gate) begin = link.Output.TryBeginFlush();
        if (begin) link.Flushed = SendAsync(link);
    }

    private async Task SendAsync(ClientLink link)
    {
        try
        {
            bool more;
            do
            {
                await link.Output.FlushAsync();
                lock (_gate)
                {
                    if (ReferenceEquals(link, _link)) SendWaiting(link);
                    more = link.Output.TryBeginFlush();
                    TellDrained();
                }
            }
            while (more);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            link.Cut(e.Message);
        }
    }

    /// <summary>Watches silence in both directions by the clock, without looking at messages.</summary>
    private sealed class KeepAlive(MqttClient client, ClientLink link, TimeSpan interval) : DeadlineWheel.Entry
    {
        protected internal override void OnDue()
        {
            if (link.End is null) client.Watch(this, link, interval);
        }
    }

    private void Watch(DeadlineWheel.Entry watch, ClientLink link, TimeSpan interval)
    {
        TimeSpan next;
        lock (_gate)
        {
            if (link.End is not null) return;
            var silent = _time.GetElapsedTime(link.Output.SentAt);
            if (link.PingSentAt is { } asked && _time.GetElapsedTime(asked) is var waited && waited >= _options.PingTimeout)
            {
                link.Cut($"The server has not answered a PINGREQ for {waited.TotalSeconds:0.0} s.");
                return;
            }

            if (link.Output.IsFlushing && silent >= _options.PingTimeout)
            {
                link.Cut($"The server has taken nothing for {silent.TotalSeconds:0.0} s.");
                return;
            }

            // Who sends all the time and hears nothing asks too: otherwise a dead link would show only when TCP gives up.
            var unheard = _time.GetElapsedTime(link.ReceivedAt);
            var quiet = silent > unheard ? silent : unheard;
            if (link.PingSentAt is null && quiet >= interval)
            {
                MqttPacketWriter.WritePingReq(link.Output);
                link.PingSentAt = _time.GetTimestamp();
                quiet = TimeSpan.Zero;
            }

            next = link.PingSentAt is { } open ? _options.PingTimeout - _time.GetElapsedTime(open) : interval - quiet;
        }

        Flush(link);
        DeadlineWheel.For(_time).Schedule(watch, next < DeadlineWheel.Tick ? DeadlineWheel.Tick : next);
    }
}
