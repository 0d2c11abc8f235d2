using System.Diagnostics.CodeAnalysis;
using Busbar.Links.Mqtt.Broker.Access;
using Busbar.Links.Mqtt.Broker.Connections;
using Busbar.Links.Mqtt.Broker.Reporting;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Sessions;

/// <summary>
/// All sessions by client identifier: who takes over what, and when a session ends. One change at a time; the end of a session and what it passes on,
/// its will and messages of groups, become durable together. Thread safe.
/// </summary>
internal sealed class SessionRegistry(BrokerCore core)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private int _connected;
    private int _mostConnected;
    private long _expired;

    /// <summary>Sessions, connected or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _sessions.Count;
        }
    }

    /// <summary>Sessions with a connection.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Most sessions with a connection at one time since the start.</summary>
    public int MostConnected => Volatile.Read(ref _mostConnected);

    /// <summary>Sessions that ended because their client did not come back in time.</summary>
    public long Expired => Interlocked.Read(ref _expired);

    /// <summary>Gives a connection its session, an older connection of which is closed; a reason when it gets none.</summary>
    public Entrance Enter(BrokerConnection link, ConnectRequest request)
    {
        using var together = core.Together();
        var due = new DueMessages();
        Entrance entrance;
        lock (_gate) entrance = Enter(link, request, due);
        due.Publish(core);
        return entrance;
    }

    /// <summary>A connection is over; nothing happens when another one has taken its session.</summary>
    /// <param name="link">Which.</param>
    /// <param name="keepsWill">It ended without DISCONNECT, or with the reason that asks for the will.</param>
    public void Leave(BrokerConnection link, bool keepsWill)
    {
        using var together = core.Together();
        var due = new DueMessages();
        lock (_gate)
        {
            if (link.Session is not { } session || session.Link != link) return;
            Detach(session, keepsWill, resumed: false, due);
            if (session.ExpiryS == 0) Remove(session, due);
        }

        due.Publish(core);
    }

    /// <summary>A will or the end of a session has come.</summary>
    public void OnDeadline(Session session)
    {
        using var together = core.Together();
        var due = new DueMessages();
        lock (_gate)
        {
            var (isOver, will) = session.CheckDeadline();
            due.Add(will, session);
            if (isOver)
            {
                Interlocked.Increment(ref _expired);
                core.Log.SessionExpired(session.ClientId);
                Remove(session, due);
            }
        }

        due.Publish(core);
    }

    /// <summary>Ends a session that has no connection; false when there is none.</summary>
    public bool Forget(string clientId)
    {
        using var together = core.Together();
        var due = new DueMessages();
        lock (_gate)
        {
            if (!_sessions.TryGetValue(clientId, out var session) || session.Link is not null) return false;
            Remove(session, due);
        }

        due.Publish(core);
        return true;
    }

    public bool TryFind(string clientId, [MaybeNullWhen(false)] out Session session)
    {
        lock (_gate) return _sessions.TryGetValue(clientId, out session);
    }

    /// <summary>All sessions now.</summary>
    public Session[] All()
    {
        lock (_gate) return [.. _sessions.Values];
    }

    /// <summary>Puts back what was stored, before the first connection.</summary>
    public void Restore(StoredSession stored)
    {
        var session = new Session(core, stored.Session.ClientId, new MqttIdentity(stored.Session.Identity ?? "", stored.Session.ClientId));
        lock (_gate) _sessions.Add(session.ClientId, session);
        session.Restore(stored);
    }

    private Entrance Enter(BrokerConnection link, ConnectRequest request, DueMessages due)
    {
        _sessions.TryGetValue(request.ClientId, out var session);
        if (session is not null && session.Identity.Name != request.Identity.Name)
        {
            core.Log.ForeignSession(request.ClientId, session.Identity.Name, request.Identity.Name);
            return new Entrance(null, false, MqttReasonCode.NotAuthorized);
        }

        if (session?.Link is { } old)
        {
            old.GiveUp();
            Detach(session, keepsWill: true, resumed: !request.CleanStart && session.ExpiryS > 0, due);
        }

        if (session is not null)
        {
            var (isOver, will) = session.CheckDeadline();
            due.Add(will, session);
            if (request.CleanStart || session.ExpiryS == 0 || isOver)
            {
                Remove(session, due);
                session = null;
            }
        }

        var present = session is not null;
        if (session is null)
        {
            if (_sessions.Count >= core.Options.MaxSessions)
            {
                core.Log.TooManySessions(request.ClientId, core.Options.MaxSessions);
                return new Entrance(null, false, MqttReasonCode.QuotaExceeded);
            }

            session = new Session(core, request.ClientId, request.Identity);
            _sessions.Add(request.ClientId, session);
        }

        session.Begin(link, request);
        _mostConnected = Math.Max(_mostConnected, ++_connected);
        return new Entrance(session, present, MqttReasonCode.Success);
    }

    private void Detach(Session session, bool keepsWill, bool resumed, DueMessages due)
    {
        _connected--;
        due.Add(session.Leave(keepsWill, resumed), session);
    }

    private void Remove(Session session, DueMessages due)
    {
        _sessions.Remove(session.ClientId);
        var (will, shared) = session.End();
        due.Add(will, session);
        due.Add(shared, session);
    }
}

/// <summary>What came of a CONNECT.</summary>
/// <param name="Session">The session; null when refused.</param>
/// <param name="Present">It was there before.</param>
/// <param name="Refusal">Why not.</param>
internal readonly record struct Entrance(Session? Session, bool Present, MqttReasonCode Refusal);
