using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Tests.Api;

/// <summary>What the API reads and writes of the store, in lists. Writes that only the CMS makes are refused.</summary>
internal sealed class FakeStore : IStore
{
    private readonly Dictionary<string, UserRow> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, IdTagRow> _tags = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<AuditRow> _audit = [];

    /// <summary>The audit log, oldest first.</summary>
    public AuditRow[] Audit
    {
        get
        {
            lock (_audit) return [.. _audit];
        }
    }

    public AuditQuery? LastAuditQuery { get; private set; }

    public StoreHealth Health { get; set; } = new(Writable: true, null, 0, 0, 0, 0);

    /// <summary>What a probe comes to.</summary>
    public Task Probe { get; set; } = Task.CompletedTask;

    public ILoginKeys? LoginKeys { get; init; }

    public List<TransactionRow> Transactions { get; } = [];

    public List<(string StationId, MeterPoint Point)> Points { get; } = [];

    public List<MessageRow> Messages { get; } = [];

    public List<AlarmRow> Alarms { get; } = [];

    public List<ConfigurationKeyRow> Configuration { get; } = [];

    public List<ReservationRow> Reservations { get; } = [];

    public List<ProfileRow> Profiles { get; } = [];

    public LocalListRow? LocalList { get; set; }

    public MeterQuery? LastMeterQuery { get; private set; }

    public MessageQuery? LastMessageQuery { get; private set; }

    public TransactionQuery? LastTransactionQuery { get; private set; }

    public AlarmQuery? LastAlarmQuery { get; private set; }

    /// <summary>Thrown by every read of transactions.</summary>
    public Exception? Failure { get; set; }

    public Task ProbeAsync(CancellationToken ct) => Probe;

    public Task<IReadOnlyList<TransactionRow>> ReadTransactionsAsync(TransactionQuery query, CancellationToken ct)
    {
        if (Failure is not null) throw Failure;
        LastTransactionQuery = query;
        return Rows(Transactions
            .Where(row => query.StationId is null || row.StationId == query.StationId)
            .Where(row => query.Open is null || row.StoppedAt is null == query.Open)
            .Where(row => query.After is null || row.Id < query.After)
            .OrderByDescending(row => row.Id).Take(query.Limit));
    }

    public Task<TransactionRow?> FindTransactionAsync(long id, CancellationToken ct) => Task.FromResult(Transactions.Find(row => row.Id == id));

    public Task<IReadOnlyList<MeterPoint>> ReadMeterValuesAsync(MeterQuery query, CancellationToken ct)
    {
        LastMeterQuery = query;
        return Rows(Points
            .Where(row => row.StationId == query.StationId && (query.From is null || row.Point.At >= query.From))
            .Where(row => query.After is null || row.Point.Key > query.After)
            .OrderBy(row => row.Point.Key).Take(query.Limit).Select(row => row.Point));
    }

    public Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(MessageQuery query, CancellationToken ct)
    {
        LastMessageQuery = query;
        return Rows(Messages
            .Where(row => query.StationId is null || row.StationId == query.StationId)
            .Where(row => query.After is null || row.Id < query.After)
            .OrderByDescending(row => row.Id).Take(query.Limit));
    }

    public Task<IReadOnlyList<AlarmRow>> ReadAlarmsAsync(AlarmQuery query, CancellationToken ct)
    {
        LastAlarmQuery = query;
        return Rows(Alarms
            .Where(row => query.StationId is null || row.StationId == query.StationId)
            .Where(row => query.Open is null || row.ClearedAt is null == query.Open)
            .Where(row => query.After is null || row.Id < query.After)
            .OrderByDescending(row => row.Id).Take(query.Limit));
    }

    public Task<AlarmRow?> FindAlarmAsync(long id, CancellationToken ct) => Task.FromResult(Alarms.Find(row => row.Id == id));

    public Task<IdTagRow?> FindIdTagAsync(string tag, CancellationToken ct) => Task.FromResult(_tags.GetValueOrDefault(tag));

    public Task<IReadOnlyList<IdTagRow>> ReadIdTagsAsync(string? search, int limit, string? after, CancellationToken ct) => Rows(_tags.Values
        .Where(row => search is null || row.Tag.Contains(search, StringComparison.OrdinalIgnoreCase))
        .Where(row => after is null || StringComparer.OrdinalIgnoreCase.Compare(row.Tag, after) > 0).Take(limit));

    public ValueTask SaveIdTagAsync(IdTagRow tag, CancellationToken ct)
    {
        if (!Health.Writable) throw new StoreUnavailableException(Health.Reason ?? "no reason");
        _tags[tag.Tag] = tag;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> DeleteIdTagAsync(string tag, CancellationToken ct) => ValueTask.FromResult(_tags.Remove(tag));

    public Task<IReadOnlyList<ConfigurationKeyRow>> ReadConfigurationAsync(string stationId, CancellationToken ct) =>
        Rows(Configuration.Where(row => row.StationId == stationId));

    public Task<IReadOnlyList<ReservationRow>> ReadReservationsAsync(string? stationId, bool all, CancellationToken ct) =>
        Rows(Reservations.Where(row => row.StationId == stationId));

    public Task<IReadOnlyList<ProfileRow>> ReadProfilesAsync(string stationId, CancellationToken ct) => Rows(Profiles.Where(row => row.StationId == stationId));

    public Task<LocalListRow?> ReadLocalListAsync(string stationId, CancellationToken ct) => Task.FromResult(LocalList);

    public ValueTask SaveAuditAsync(AuditRow entry, CancellationToken ct)
    {
        if (!Health.Writable) throw new StoreUnavailableException(Health.Reason ?? "no reason");
        lock (_audit) _audit.Add(entry with { Id = _audit.Count + 1 });
        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken ct)
    {
        LastAuditQuery = query;
        return Rows(Audit
            .Where(row => query.Target is null || row.Target == query.Target)
            .Where(row => query.After is null || row.Id < query.After)
            .OrderByDescending(row => row.Id).Take(query.Limit));
    }

    public Task<IReadOnlyList<UserRow>> ReadUsersAsync(CancellationToken ct)
    {
        lock (_users) return Rows(_users.Values);
    }

    public ValueTask SaveUserAsync(UserRow user, CancellationToken ct)
    {
        if (!Health.Writable) throw new StoreUnavailableException(Health.Reason ?? "no reason");
        lock (_users) _users[user.Name] = user;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> DeleteUserAsync(string name, CancellationToken ct)
    {
        lock (_users) return ValueTask.FromResult(_users.Remove(name));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<IReadOnlyList<StationRow>> ReadStationsAsync(CancellationToken ct) => throw NotOfTheApi();

    public Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveStationAsync(StationRow station, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveLastSeenAsync(string stationId, DateTimeOffset at, long? clockSkewMs, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveConnectorAsync(ConnectorRow connector, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveConfigurationAsync(string stationId, IReadOnlyList<ConfigurationKeyRow> keys, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<StopResult> StopTransactionAsync(StopFact fact, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask AppendMeterValuesAsync(IReadOnlyList<MeterSample> samples, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<TransactionRow?> CloseTransactionAsync(long id, DateTimeOffset at, string reason, CancellationToken ct) => throw NotOfTheApi();

    public void LogMessage(MessageRow message) => throw NotOfTheApi();

    public ValueTask<long> SaveAlarmAsync(AlarmRow alarm, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<int> NextReservationIdAsync(CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveReservationAsync(ReservationRow reservation, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask SaveProfileAsync(ProfileRow profile, CancellationToken ct) => throw NotOfTheApi();

    public ValueTask<int> DeleteProfilesAsync(string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel, CancellationToken ct) =>
        throw NotOfTheApi();

    public ValueTask SaveLocalListAsync(LocalListRow list, CancellationToken ct) => throw NotOfTheApi();

    private static NotSupportedException NotOfTheApi() => new("The API does not call this.");

    private static Task<IReadOnlyList<T>> Rows<T>(IEnumerable<T> rows) => Task.FromResult<IReadOnlyList<T>>([.. rows]);
}
