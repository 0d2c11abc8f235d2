using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>A store in memory that keeps the promises of <see cref="IStore"/>: facts once, orphans kept, samples linked by connector and time.</summary>
internal sealed class FakeStore : IStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StationRow> _stations = [];
    private readonly Dictionary<(string, int), ConnectorRow> _connectors = [];
    private readonly Dictionary<(string, string), ConfigurationKeyRow> _keys = [];
    private readonly Dictionary<long, TransactionRow> _transactions = [];
    private readonly Dictionary<long, string> _groups = [];
    private readonly Dictionary<string, long> _starts = [];
    private readonly HashSet<long> _closedByHand = [];
    private readonly Dictionary<string, long> _orphans = [];
    private readonly Dictionary<string, MeterSample> _samples = [];
    private readonly Dictionary<string, IdTagRow> _tags = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, AlarmRow> _alarms = [];
    private readonly Dictionary<(string, int), ReservationRow> _reservations = [];
    private readonly List<ProfileRow> _profiles = [];
    private readonly Dictionary<string, LocalListRow> _lists = [];
    private readonly List<MessageRow> _messages = [];
    private long _nextTransaction;
    private long _nextAlarm;
    private int _nextReservation;

    /// <summary>While set, writes fail.</summary>
    public bool Full { get; set; }

    /// <summary>While set, alarms cannot be written.</summary>
    public bool RefuseAlarms { get; set; }

    /// <summary>While set, writes wait for it.</summary>
    public Task Disk { get; set; } = Task.CompletedTask;

    /// <summary>While set, stations are read when it completes.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    /// <summary>While set, stations cannot be read.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>How often all stations were read.</summary>
    public int StationReads { get; private set; }

    public int Writes { get; private set; }

    public StoreHealth Health => new(!Full, Full ? "full" : null, 0, 0, Writes, 0);

    public IReadOnlyList<MeterSample> Samples { get { lock (_gate) return [.. _samples.Values]; } }

    public IReadOnlyList<TransactionRow> Transactions { get { lock (_gate) return [.. _transactions.Values.OrderBy(t => t.Id)]; } }

    public IReadOnlyList<AlarmRow> Alarms { get { lock (_gate) return [.. _alarms.Values.OrderBy(a => a.Id)]; } }

    public IReadOnlyList<MessageRow> Messages { get { lock (_gate) return [.. _messages]; } }

    public StationRow? Station(string id) { lock (_gate) return _stations.GetValueOrDefault(id); }

    public ConnectorRow? Connector(string id, int connector) { lock (_gate) return _connectors.GetValueOrDefault((id, connector)); }

    /// <summary>The kept statuses of the connectors that a view shows, in its order.</summary>
    public IEnumerable<string> ConnectorsOf(Busbar.Cloud.Cms.StationView view) =>
        view.Connectors.OrderBy(c => c.ConnectorId).Select(c => Connector(view.Id, c.ConnectorId)?.Status ?? "Unknown");

    public AlarmRow? OpenAlarm(string kind, int? connector = null) =>
        Alarms.LastOrDefault(a => a.Kind == kind && a.ClearedAt is null && (connector is null || a.ConnectorId == connector));

    public void Add(IdTagRow tag) { lock (_gate) _tags[tag.Tag] = tag; }

    /// <summary>Everything that is a fact, in an order of its own, for comparing.</summary>
    public IReadOnlyList<string> Facts()
    {
        lock (_gate)
            return [.. _transactions.Values.Select(t => (t with { StartReceivedAt = default, StopReceivedAt = default }).ToString())
                .Concat(_samples.Values.Select(s => (s with { ReceivedAt = default }).ToString()))
                .Concat(_connectors.Values.Select(c => (c with { ReceivedAt = default }).ToString()))
                .Order(StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<StationRow>> ReadStationsAsync(CancellationToken ct)
    {
        StationReads++;
        if (ReadFailure is { } failure) throw failure;
        await Reading.WaitAsync(ct);
        return await Read<IReadOnlyList<StationRow>>(() => [.. _stations.Values]);
    }

    public Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(CancellationToken ct) => Read<IReadOnlyList<ConnectorRow>>(() => [.. _connectors.Values]);

    public ValueTask SaveStationAsync(StationRow station, CancellationToken ct) => Do(() => _stations[station.Id] = station);

    public ValueTask SaveLastSeenAsync(string stationId, DateTimeOffset at, long? clockSkewMs, CancellationToken ct) => Do(() =>
    {
        if (_stations.TryGetValue(stationId, out var row) && !(row.LastSeenAt >= at)) _stations[stationId] = row with { LastSeenAt = at, ClockSkewMs = clockSkewMs };
    });

    public ValueTask SaveConnectorAsync(ConnectorRow connector, CancellationToken ct) => Do(() => _connectors[(connector.StationId, connector.ConnectorId)] = connector);

    public ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct) => Write(() =>
    {
        foreach (var key in _connectors.Keys.Where(k => k.Item1 == stationId).ToArray()) _connectors.Remove(key);
        return _stations.Remove(stationId);
    });

    public ValueTask SaveConfigurationAsync(string stationId, IReadOnlyList<ConfigurationKeyRow> keys, CancellationToken ct) => Do(() =>
    {
        foreach (var key in keys) _keys[(stationId, key.Key)] = key;
    });

    public Task<IReadOnlyList<ConfigurationKeyRow>> ReadConfigurationAsync(string stationId, CancellationToken ct) =>
        Read<IReadOnlyList<ConfigurationKeyRow>>(() => [.. _keys.Values.Where(k => k.StationId == stationId)]);

    public ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct) => Write(() =>
    {
        var key = $"{fact.StationId}|{fact.ConnectorId}|{fact.IdTag.ToUpperInvariant()}|{fact.StartedAt.UtcTicks}|{fact.MeterStartWh}";
        if (_starts.TryGetValue(key, out var known)) return new StartResult(known, true, _transactions[known].StartAuthorization);
        var concurrent = fact.Authorization == "Accepted" && !fact.MayRunBeside
            && _transactions.Values.Any(t => t.StoppedAt is null && (t.StationId, t.ConnectorId) != (fact.StationId, fact.ConnectorId) && string.Equals(_groups.GetValueOrDefault(t.Id), fact.TagGroup, StringComparison.OrdinalIgnoreCase));
        var id = ++_nextTransaction;
        _starts[key] = id;
        _groups[id] = fact.TagGroup;
        var authorization = concurrent ? "ConcurrentTx" : fact.Authorization;
        _transactions[id] = new TransactionRow(
            id, fact.StationId, fact.ConnectorId, fact.IdTag, fact.StartedAt, fact.ReceivedAt, fact.MeterStartWh, fact.ReservationId,
            null, null, null, null, null, null, authorization, false);
        return new StartResult(id, false, authorization);
    });

    public ValueTask<StopResult> StopTransactionAsync(StopFact fact, CancellationToken ct) => Write(() =>
    {
        Append(fact.TransactionData);
        if (_transactions.TryGetValue(fact.TransactionId, out var row) && row.StationId == fact.StationId)
        {
            if (row.StoppedAt is not null && !_closedByHand.Remove(row.Id)) return new StopResult(StopOutcome.Repeat, row);
            row = row with
            {
                StoppedAt = fact.StoppedAt, StopReceivedAt = fact.ReceivedAt, MeterStopWh = fact.MeterStopWh, StopReason = fact.Reason, StopIdTag = fact.IdTag,
                EnergyWh = fact.MeterStopWh - row.MeterStartWh,
            };
            _transactions[row.Id] = row;
            return new StopResult(StopOutcome.Stopped, row);
        }

        var key = $"{fact.StationId}|{fact.TransactionId}|{fact.StoppedAt.UtcTicks}|{fact.MeterStopWh}";
        if (_orphans.TryGetValue(key, out var known)) return new StopResult(StopOutcome.Orphan, _transactions[known]);
        var id = -1 - _orphans.Count;
        _orphans[key] = id;
        var orphan = new TransactionRow(
            id, fact.StationId, 0, fact.IdTag ?? "", fact.StoppedAt, fact.ReceivedAt, fact.MeterStopWh, null, fact.StoppedAt, fact.ReceivedAt,
            fact.MeterStopWh, fact.Reason, fact.IdTag, null, "Invalid", true);
        _transactions[id] = orphan;
        return new StopResult(StopOutcome.Orphan, orphan);
    });

    public ValueTask AppendMeterValuesAsync(IReadOnlyList<MeterSample> samples, CancellationToken ct) => Do(() => Append(samples));

    public Task<TransactionRow?> FindTransactionAsync(long id, CancellationToken ct) => Read(() => _transactions.GetValueOrDefault(id));

    public Task<IReadOnlyList<TransactionRow>> ReadTransactionsAsync(TransactionQuery query, CancellationToken ct) => Read<IReadOnlyList<TransactionRow>>(() =>
        [.. _transactions.Values
            .Where(t => query.StationId is null || t.StationId == query.StationId)
            .Where(t => query.Stations is null || query.Stations.Contains(t.StationId))
            .Where(t => query.Open is null || t.StoppedAt is null == query.Open)
            .Where(t => query.From is null || t.StartedAt >= query.From)
            .Where(t => query.After is null || t.Id < query.After)
            .OrderByDescending(t => t.Id).Take(query.Limit)]);

    public Task<IReadOnlyList<MeterPoint>> ReadMeterValuesAsync(MeterQuery query, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<TransactionRow?> CloseTransactionAsync(long id, DateTimeOffset at, string reason, CancellationToken ct) => Write(() =>
    {
        if (!_transactions.TryGetValue(id, out var row)) return null;
        if (row.StoppedAt is not null) return row;
        _closedByHand.Add(id);
        return _transactions[id] = row with { StoppedAt = at, StopReceivedAt = at, StopReason = reason, MeterStopWh = row.MeterStartWh };
    });

    public Task<IdTagRow?> FindIdTagAsync(string tag, CancellationToken ct) => Read(() => _tags.GetValueOrDefault(tag));

    public Task<IReadOnlyList<IdTagRow>> ReadIdTagsAsync(string? search, int limit, string? after, CancellationToken ct) =>
        Read<IReadOnlyList<IdTagRow>>(() => [.. _tags.Values]);

    public ValueTask SaveIdTagAsync(IdTagRow tag, CancellationToken ct) => Do(() => _tags[tag.Tag] = tag);

    public ValueTask<bool> DeleteIdTagAsync(string tag, CancellationToken ct) => Write(() => _tags.Remove(tag));

    public void LogMessage(MessageRow message) { lock (_gate) _messages.Add(message); }

    public Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(MessageQuery query, CancellationToken ct) => Read<IReadOnlyList<MessageRow>>(() => [.. _messages]);

    public ValueTask<long> SaveAlarmAsync(AlarmRow alarm, CancellationToken ct) => Write(() =>
    {
        if (RefuseAlarms) throw new StoreUnavailableException("No room for alarms.");
        var id = alarm.Id == 0 ? ++_nextAlarm : alarm.Id;
        _alarms[id] = alarm with { Id = id };
        return id;
    });

    public Task<AlarmRow?> FindAlarmAsync(long id, CancellationToken ct) => Read(() => _alarms.GetValueOrDefault(id));

    public Task<IReadOnlyList<AlarmRow>> ReadAlarmsAsync(AlarmQuery query, CancellationToken ct) => Read<IReadOnlyList<AlarmRow>>(() =>
        [.. _alarms.Values.Where(a => query.Open is null || a.ClearedAt is null == query.Open).Where(a => query.After is null || a.Id < query.After)
            .OrderByDescending(a => a.Id).Take(query.Limit)]);

    public ValueTask<int> NextReservationIdAsync(CancellationToken ct) => Write(() => ++_nextReservation);

    public ValueTask SaveReservationAsync(ReservationRow reservation, CancellationToken ct) => Do(() => _reservations[(reservation.StationId, reservation.Id)] = reservation);

    public Task<IReadOnlyList<ReservationRow>> ReadReservationsAsync(string? stationId, bool all, CancellationToken ct) => Read<IReadOnlyList<ReservationRow>>(() =>
        [.. _reservations.Values.Where(r => (stationId is null || r.StationId == stationId) && (all || r.State == "Active"))]);

    public ValueTask SaveProfileAsync(ProfileRow profile, CancellationToken ct) => Do(() =>
    {
        _profiles.RemoveAll(p => p.StationId == profile.StationId && (p.ProfileId == profile.ProfileId
            || (p.ConnectorId == profile.ConnectorId && p.Purpose == profile.Purpose && p.StackLevel == profile.StackLevel)));
        _profiles.Add(profile);
    });

    public ValueTask<int> DeleteProfilesAsync(string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel, CancellationToken ct) => Write(() =>
        _profiles.RemoveAll(p => p.StationId == stationId && (profileId is null || p.ProfileId == profileId) && (connectorId is null || p.ConnectorId == connectorId)
            && (purpose is null || p.Purpose == purpose) && (stackLevel is null || p.StackLevel == stackLevel)));

    public Task<IReadOnlyList<ProfileRow>> ReadProfilesAsync(string stationId, CancellationToken ct) =>
        Read<IReadOnlyList<ProfileRow>>(() => [.. _profiles.Where(p => p.StationId == stationId)]);

    public ValueTask SaveLocalListAsync(LocalListRow list, CancellationToken ct) => Do(() => _lists[list.StationId] = list);

    public Task<LocalListRow?> ReadLocalListAsync(string stationId, CancellationToken ct) => Read(() => _lists.GetValueOrDefault(stationId));

    public Task<IReadOnlyList<UserRow>> ReadUsersAsync(CancellationToken ct) => Read<IReadOnlyList<UserRow>>(() => []);

    public ValueTask SaveAuditAsync(AuditRow entry, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask SaveUserAsync(UserRow user, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<bool> DeleteUserAsync(string name, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private int Append(IReadOnlyList<MeterSample> samples)
    {
        foreach (var sample in samples)
        {
            var open = _transactions.Values.LastOrDefault(t => t.StationId == sample.StationId && t.ConnectorId == sample.ConnectorId && t.StoppedAt is null && t.StartedAt <= sample.At);
            var linked = sample with { TransactionId = sample.TransactionId ?? open?.Id };
            _samples.TryAdd(
                $"{sample.StationId}|{sample.ConnectorId}|{sample.At.UtcTicks}|{sample.Measurand}|{sample.Phase}|{sample.Location}|{sample.Context}", linked);
        }

        return 0;
    }

    private Task<T> Read<T>(Func<T> read)
    {
        lock (_gate) return Task.FromResult(read());
    }

    private async ValueTask Do(Action write) => await Write(() =>
    {
        write();
        return true;
    });

    // The order of writes is the order of calls, as the interface promises; only their completion waits for the disk.
    private async ValueTask<T> Write<T>(Func<T> write)
    {
        if (Full) throw new StoreUnavailableException("The disk is full.");
        T result;
        lock (_gate)
        {
            result = write();
            Writes++;
        }

        await Disk;
        return result;
    }
}
