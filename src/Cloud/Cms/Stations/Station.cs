using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Shards;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>
/// The live state of one station. Whoever changes it holds <see cref="Gate"/>, never across an await, and asks the store for the
/// write while still holding it, so that rows are written in the order in which the state changed. Readers take <see cref="View"/>.
/// </summary>
internal sealed class Station
{
    /// <summary>Most open transactions that are told apart; a station that starts more without a stop is broken.</summary>
    private const int MostOpen = 10_000;

    private readonly List<ConnectorState> _connectors = [];
    private readonly HashSet<long> _openTransactions = [];
    private readonly int[] _openAlarms = new int[3];
    private StationView? _view;
    private long _lastSeenTicks;
    private long _issuedEpoch;
    private long _openEpoch;
    private long _closedEpoch;
    private volatile bool _presumedClosed;

    /// <param name="row">As it is kept.</param>
    /// <param name="shard">Where it belongs.</param>
    /// <param name="connected">Its newest connection may still be open on a gateway that lives on; that is to be confirmed.</param>
    public Station(StationRow row, StationShard shard, bool connected = false)
    {
        Id = row.Id;
        Row = row;
        Shard = shard;
        Skew = ClockSkew.From(row.ClockSkewMs);
        _lastSeenTicks = row.LastSeenAt?.UtcTicks ?? 0;
        _issuedEpoch = _openEpoch = _closedEpoch = row.Epoch;
        if (connected) _closedEpoch--;
        _presumedClosed = !connected;
    }

    public Lock Gate { get; } = new();

    public string Id { get; }

    public StationShard Shard { get; }

    /// <summary>What is kept. Swapped under the gate; a reference that was read stays as it is.</summary>
    public StationRow Row { get; set; }

    /// <summary>Skew of the station's clock.</summary>
    public ClockSkew Skew;

    /// <summary>Connectors in ascending order; 0 first when it ever reported.</summary>
    public IReadOnlyList<ConnectorState> Connectors => _connectors;

    /// <summary>Open transactions, also those that a later one on the same connector has hidden.</summary>
    public int OpenTransactions => _openTransactions.Count;

    /// <summary>What this station adds to the figures of the fleet.</summary>
    public Fleet.FleetShare Share;

    /// <summary>What other processes were told last of when it was seen, in UTC ticks.</summary>
    public long ToldSeenTicks;

    /// <summary>1 while it waits for the live view's next round.</summary>
    public int Waiting;

    /// <summary>1 while a read of its configuration waits or runs.</summary>
    public int ReadingConfiguration;

    /// <summary>The profile of a remote start that the station accepted, until its transaction starts.</summary>
    public Schedules.PendingProfile? PendingProfile { get; set; }

    /// <summary>Accepted profiles; null until they were read from the store.</summary>
    public IReadOnlyList<Core.Charging.InstalledProfile>? Profiles { get; set; }

    /// <summary>Seen, or changed in a way that is kept, since the last flush.</summary>
    public bool Unflushed { get; set; }

    /// <summary>A socket is open: the newest connection is not closed.</summary>
    public bool Connected => Volatile.Read(ref _openEpoch) > Volatile.Read(ref _closedEpoch);

    /// <summary>The newest connection.</summary>
    public long Epoch => Volatile.Read(ref _openEpoch);

    public DateTimeOffset? LastSeenAt => Volatile.Read(ref _lastSeenTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public DateTimeOffset? BootReceivedAt { get; set; }

    /// <summary>Timestamp at which something last showed that its connection is open; null when nothing has since it came into memory.</summary>
    public long? ConfirmedAt { get; set; }

    /// <summary>Timestamp since when no gateway has been found to hold its connection; null while one was, or nobody looked.</summary>
    public long? AbsentSince { get; set; }

    /// <summary>
    /// The number of the next connection: above the last one, and not below the milliseconds since 1970, so that it also rises for a station
    /// that was deleted meanwhile while its old socket still looks open to a gateway.
    /// </summary>
    public long NextEpoch(DateTimeOffset now)
    {
        lock (Gate) return _issuedEpoch = Math.Max(_issuedEpoch + 1, now.ToUnixTimeMilliseconds());
    }

    /// <summary>A connection opened. False when a newer one is already known, or it has closed already. Under the gate.</summary>
    public bool Open(long epoch)
    {
        if (epoch > _issuedEpoch) _issuedEpoch = epoch;
        if (epoch < _openEpoch) return false;
        if (epoch > _openEpoch) _presumedClosed = false;
        Volatile.Write(ref _openEpoch, epoch);
        return Connected;
    }

    /// <summary>A connection closed. True when that leaves the station without one; the end of an old connection changes nothing. Under the gate.</summary>
    public bool Close(long epoch)
    {
        var before = Connected;
        if (epoch > _closedEpoch) Volatile.Write(ref _closedEpoch, epoch);
        return before && !Connected;
    }

    /// <summary>No gateway holds this connection any more, though none has said so. True when that leaves the station without one. Under the gate.</summary>
    public bool PresumeClosed(long epoch)
    {
        if (epoch < _openEpoch || !Close(epoch)) return false;
        _presumedClosed = true;
        return true;
    }

    /// <summary>A transaction is open. Under the gate.</summary>
    public void Opened(long transactionId)
    {
        if (_openTransactions.Count < MostOpen) _openTransactions.Add(transactionId);
    }

    /// <summary>A transaction is not open any more. Under the gate.</summary>
    public void Ended(long transactionId) => _openTransactions.Remove(transactionId);

    /// <summary>Something came from the station. Without the gate: the hot path.</summary>
    /// <returns>True when that shows a connection that we did not know of, which others want to hear: <see cref="StationDirectory.Changed"/>.</returns>
    public bool Seen(long epoch, DateTimeOffset at)
    {
        SeenAt(at);
        return (epoch > Volatile.Read(ref _openEpoch) || (_presumedClosed && epoch == _openEpoch)) && Revive(epoch);
    }

    /// <summary>Something of the station came, which shows no connection: the word of its beginning may come again after its end.</summary>
    public void SeenAt(DateTimeOffset at)
    {
        Volatile.Write(ref _lastSeenTicks, at.UtcTicks);
        Unflushed = true;
    }

    /// <summary>The connector, made when it is new; null when its number is out of bounds. Under the gate.</summary>
    public ConnectorState? Connector(int connectorId, int maxConnectorId)
    {
        var at = 0;
        for (; at < _connectors.Count; at++)
        {
            if (_connectors[at].ConnectorId == connectorId) return _connectors[at];
            if (_connectors[at].ConnectorId > connectorId) break;
        }

        if (connectorId < 0 || connectorId > maxConnectorId) return null;
        var connector = new ConnectorState(connectorId);
        _connectors.Insert(at, connector);
        return connector;
    }

    /// <summary>The connector if it is known. Under the gate.</summary>
    public ConnectorState? FindConnector(int connectorId)
    {
        foreach (var connector in _connectors)
            if (connector.ConnectorId == connectorId) return connector;
        return null;
    }

    /// <summary>An alarm of this station opened (+1) or cleared (-1). Under the gate.</summary>
    public void CountAlarm(AlarmSeverity severity, int by) => _openAlarms[(int)severity] += by;

    /// <summary>The row as it would be written now, with what is in memory only. Under the gate.</summary>
    public StationRow RowToKeep() => Row with { LastSeenAt = LastSeenAt, ClockSkewMs = Skew.Milliseconds };

    /// <summary>Hands the row to the store, as it would be written now. Under the gate, so that rows are written in the order in which the state changed.</summary>
    /// <exception cref="ShardNotHeldException">Another process has the station now, and its rows count.</exception>
    public ValueTask KeepIn(IStationStore store, CancellationToken ct) =>
        Shard.Held ? store.SaveStationAsync(RowToKeep(), ct) : throw new ShardNotHeldException(Id, Shard.Number);

    /// <summary>Forgets the view made before. Under the gate.</summary>
    public void Touch() => _view = null;

    /// <summary>The station as screens see it; made when it changed since.</summary>
    public StationView View()
    {
        lock (Gate)
        {
            // "Last seen" moves with every heartbeat and shall not cost a new view of all connectors.
            if (_view is { } view) return view.LastSeenAt == LastSeenAt ? view : _view = view with { LastSeenAt = LastSeenAt };
            return _view = MakeView();
        }
    }

    /// <summary>Measured power in W: of the connectors, or of the station's own meter when no connector has one; null when never measured. Under the gate.</summary>
    public double? PowerW()
    {
        double? sum = null;
        double? whole = null;
        foreach (var connector in _connectors)
        {
            if (connector.PowerW is not { } powerW) continue;
            if (connector.ConnectorId == 0) whole = powerW;
            else sum = (sum ?? 0) + powerW;
        }

        return sum ?? whole;
    }

    private StationView MakeView()
    {
        var connectors = new ConnectorView[_connectors.Count];
        for (var i = 0; i < connectors.Length; i++) connectors[i] = _connectors[i].View();
        AlarmSeverity? worst = null;
        for (var severity = AlarmSeverity.Critical; severity >= AlarmSeverity.Info && worst is null; severity--)
            if (_openAlarms[(int)severity] > 0) worst = severity;
        return new StationView(
            Id, Connected, Row.Registration, Row.DisplayName, Row.Location, Row.Vendor, Row.Model, Row.SerialNumber ?? Row.BoxSerialNumber,
            Row.FirmwareVersion, Row.OcppVersion, Row.RemoteAddress, Row.ConnectedAt, Row.DisconnectedAt, LastSeenAt, Row.BootedAt,
            Skew.Milliseconds, Row.FirmwareStatus, Row.DiagnosticsStatus, PowerW(), OpenTransactions,
            _openAlarms[0] + _openAlarms[1] + _openAlarms[2], worst, connectors);
    }

    // What speaks is connected, though we never heard it connect: after a restart of the CMS alone it may still hang on a gateway
    // that lived on, and one that was deleted may come back over its old socket.
    private bool Revive(long epoch)
    {
        lock (Gate)
        {
            if (_presumedClosed && epoch == _openEpoch)
            {
                Volatile.Write(ref _closedEpoch, epoch - 1);
                _presumedClosed = false;
                Row = Row with { DisconnectedAt = null };
            }

            AbsentSince = null;
            return Open(epoch);
        }
    }
}
