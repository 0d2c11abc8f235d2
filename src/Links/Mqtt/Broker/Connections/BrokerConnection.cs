using System.IO.Pipelines;
using System.Net;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Links.Ocpp;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>
/// One connection: a loop that reads what has arrived, handles all of it at once and sends what came of it. Deliveries of others go into its
/// <see cref="Outbox"/> on their own threads. An idle connection holds no buffer.
/// </summary>
internal sealed partial class BrokerConnection
{
    private readonly BrokerCore _core;
    private readonly ConnectionOrigin _origin;
    private readonly Watch _watch;
    private readonly AckQueue _acks;
    private readonly Lock _batch = new();
    private IDuplexPipe _pipe;
    private RateLimit _rate;
    private MqttIdentity _identity = NoOne;
    private string? _closedBecause;
    private bool _closing;
    private bool _lingers;
    private bool _aborted;
    private bool _givenUp;
    private bool _keepsWill = true;
    private volatile bool _admitted;

    public BrokerConnection(BrokerCore core, IDuplexPipe pipe, ConnectionOrigin origin)
    {
        _core = core;
        _pipe = pipe;
        _origin = origin;
        _rate = new RateLimit(core.Options.MessagesPerSecond, core.Options.MessageBurst);
        _watch = new Watch(this);
        _acks = new AckQueue(this, core.Options.ReceiveMaximum);
        Outbox = new Outbox(this, core.Time);
        ConnectedAt = core.Time.GetTimestamp();
    }

    /// <summary>Nobody yet.</summary>
    private static MqttIdentity NoOne { get; } = new("", "");

    public Outbox Outbox { get; }

    /// <summary>Its session; null until CONNECT is accepted. Stays what it is when another connection takes that over.</summary>
    public Session? Session { get; private set; }

    public MqttVersion Version { get; private set; } = MqttVersion.V311;

    public MqttIdentity Identity => _identity;

    /// <summary>Address of the client; null within the process.</summary>
    public IPAddress? Remote => _origin.Remote?.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : _origin.Remote?.Address;

    public IPEndPoint? RemoteEndPoint => _origin.Remote;

    /// <summary>Timestamp of its beginning.</summary>
    public long ConnectedAt { get; }

    /// <summary>Keep-alive that holds, seconds; 0 for none.</summary>
    public ushort KeepAliveS { get; private set; }

    /// <summary>Bytes read.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Packets read.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>PUBLISH packets read.</summary>
    public long MessagesReceived { get; private set; }

    /// <summary>Why it ended, in words; null while it has not.</summary>
    public string? ClosedBecause => Volatile.Read(ref _closedBecause);

    /// <summary>Is it how a broken or aborted transport makes itself known?</summary>
    private static bool IsLinkFailure(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Serves the connection from its first byte to its end. Does not throw for what the client does.</summary>
    public async Task RunAsync()
    {
        _watch.Arm();
        var fromAddress = _core.Connections.Add(this);
        try
        {
            if (await OpenAsync() && await AdmitAsync(fromAddress)) await ReadAsync();
            LeaveSession();
            if (_lingers) await DrainAsync();
        }
        catch (Exception e) when (IsLinkFailure(e))
        {
            NoteEnd(e.Message);
        }
        catch (Exception e)
        {
            NoteEnd("It failed here.");
            _core.Log.ConnectionFailed(Name, e);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Says goodbye, with a DISCONNECT in 5.0, sends what is left and ends the connection. The first call counts. Thread safe.</summary>
    public void Close(MqttReasonCode code, string why)
    {
        if (Interlocked.Exchange(ref _closing, true)) return;
        NoteEnd(why);
        if (_admitted && Version == MqttVersion.V50) SendDisconnect(code, why);
        _lingers = true;
        Outbox.Finish();
        _watch.ClosingBegan();
        Wake();
    }

    /// <summary>As <see cref="Close"/>, and the session is left at once, whatever the client does with what it is told. Not within the handling of a packet.</summary>
    public void Expel(MqttReasonCode code, string why)
    {
        Close(code, why);
        LeaveSession();
    }

    /// <summary>Another connection takes the session: from the return on, this one does not touch it.</summary>
    public void GiveUp()
    {
        lock (_batch) _givenUp = true;
        _core.Metrics.TakenOver();
        Close(MqttReasonCode.SessionTakenOver, "Another connection uses its client identifier.");
    }

    /// <summary>Cuts the connection. Thread safe.</summary>
    public void Abort(string why)
    {
        NoteEnd(why);
        Volatile.Write(ref _aborted, true);
        Volatile.Write(ref _closing, true);
        _origin.Abort();
        Wake();
    }

    /// <summary>The transport has no room: from now on the client's time to read runs.</summary>
    public void WriteBegan() => _watch.WriteBegan();

    /// <summary>The transport took everything that there was.</summary>
    public void OnSent()
    {
        if (Session is { HasBacklog: true } session) session.OnRoom(this);
        Volatile.Read(ref _outboxRoom)?.TrySetResult();
    }

    private string Name => Session?.ClientId ?? RemoteEndPoint?.ToString() ?? "in process";

    private void NoteEnd(string why) => Interlocked.CompareExchange(ref _closedBecause, why, null);

    private void End()
    {
        NoteEnd("The client closed the connection.");
        _watch.Disarm();
        LeaveSession();
        if (Session is { } session) _core.Log.Disconnected(session.ClientId, ClosedBecause!);
        else _core.Log.EndedEarly(RemoteEndPoint, ClosedBecause!);
        Outbox.End();
        _pipe.Input.Complete();
        _core.Metrics.Ended(this);
    }

    private void LeaveSession()
    {
        lock (_batch) _givenUp = true;
        if (Session is not null) _core.Sessions.Leave(this, _keepsWill);
    }

    /// <summary>Reads and forgets what the client still sends until it, too, closes: closing first, with input unread, could reset the connection and lose
    /// what was said last. The watch cuts it when the client takes too long.</summary>
    private async Task DrainAsync()
    {
        while (!Volatile.Read(ref _aborted))
        {
            var result = await _pipe.Input.ReadAsync();
            _pipe.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }
}
