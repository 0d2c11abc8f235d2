using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store;

/// <summary>
/// The facts. Every write completes only when it is durable; writes of all callers share commits (group commit), in the order in
/// which they were asked for. Reads see every completed write. Only the CMS and the API hold it. Thread safe.
/// </summary>
/// <exception cref="StoreUnavailableException">Any member: the database cannot take the write now (disk full, locked, closed); nothing of it was kept.</exception>
public interface IStore : IStationStore, ITransactionStore, IRecordStore, IAsyncDisposable
{
    /// <summary>True while writes succeed; with the reason when not. For readiness and alarms.</summary>
    StoreHealth Health { get; }

    /// <summary>Asks the database for something small; completes when it has answered. An embedded one needs no asking.</summary>
    Task ProbeAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>The keys of logins, where API processes share the database; null: each keeps them in its data folder.</summary>
    ILoginKeys? LoginKeys => null;

    /// <summary>Takes the right to run a task that runs once over all processes, e.g. <c>alarms</c>; null while another process has it.</summary>
    Task<Leadership?> TryLeadAsync(string task, CancellationToken ct) => Task.FromResult<Leadership?>(Leadership.Alone);
}

/// <summary>Whether the store takes writes, its queue and its drops.</summary>
/// <param name="Writable">Whether the last commit was kept.</param>
/// <param name="Reason">Why it was not, in words; null when it was.</param>
/// <param name="QueuedWrites">Writes that wait for a commit.</param>
/// <param name="CommittedBatches">Commits since the start.</param>
/// <param name="CommittedWrites">Writes in them.</param>
/// <param name="DroppedMessages">Exchanges that the message log has dropped since the start.</param>
public sealed record StoreHealth(bool Writable, string? Reason, int QueuedWrites, long CommittedBatches, long CommittedWrites, long DroppedMessages)
{
    /// <summary>Why the message log is not written; null while it is. Facts are not concerned by it.</summary>
    public string? MessageLogTrouble { get; init; }
}

/// <summary>The database cannot take a write now.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Stations, connectors and their configuration.</summary>
public interface IStationStore
{
    /// <summary>Every station; the CMS reads it once at start.</summary>
    Task<IReadOnlyList<StationRow>> ReadStationsAsync(CancellationToken ct);

    /// <summary>Every connector of every station; the CMS reads it once at start.</summary>
    Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(CancellationToken ct);

    /// <summary>The stations whose id <paramref name="only"/> takes, as those of a worker's shard.</summary>
    async Task<IReadOnlyList<StationRow>> ReadStationsAsync(Func<string, bool> only, CancellationToken ct) =>
        [.. (await ReadStationsAsync(ct)).Where(s => only(s.Id))];

    /// <summary>The connectors of the stations whose id <paramref name="only"/> takes.</summary>
    async Task<IReadOnlyList<ConnectorRow>> ReadConnectorsAsync(Func<string, bool> only, CancellationToken ct) =>
        [.. (await ReadConnectorsAsync(ct)).Where(c => only(c.StationId))];

    /// <summary>Inserts or replaces.</summary>
    ValueTask SaveStationAsync(StationRow station, CancellationToken ct);

    /// <summary>
    /// Writes when a station was last seen and its clock's skew, if that is newer than what stands, and nothing else of it: another process may have the
    /// station by now, and its rows count.
    /// </summary>
    ValueTask SaveLastSeenAsync(string stationId, DateTimeOffset at, long? clockSkewMs, CancellationToken ct);

    /// <summary>Inserts or replaces the last status.</summary>
    ValueTask SaveConnectorAsync(ConnectorRow connector, CancellationToken ct);

    /// <summary>Removes the station and all that hangs on it but its transactions and meter values.</summary>
    ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct);

    /// <summary>Replaces the keys that are given, keeps others.</summary>
    ValueTask SaveConfigurationAsync(string stationId, IReadOnlyList<ConfigurationKeyRow> keys, CancellationToken ct);

    /// <summary>Keys as last reported.</summary>
    Task<IReadOnlyList<ConfigurationKeyRow>> ReadConfigurationAsync(string stationId, CancellationToken ct);
}

/// <summary>Money and energy.</summary>
public interface ITransactionStore
{
    /// <summary>Takes a start, once however often it comes; judges concurrency of the tag's group in the same commit.</summary>
    ValueTask<StartResult> StartTransactionAsync(StartFact fact, CancellationToken ct);

    /// <summary>Takes a stop with its transaction data, once however often it comes; an unknown id is kept as an orphan.</summary>
    ValueTask<StopResult> StopTransactionAsync(StopFact fact, CancellationToken ct);

    /// <summary>Appends samples; those without a transaction id are linked to the connector's open transaction at their time, if there is one.
    /// Also brings the energy of the open transaction up to date. A repeated batch changes nothing.</summary>
    ValueTask AppendMeterValuesAsync(IReadOnlyList<MeterSample> samples, CancellationToken ct);

    /// <summary>One transaction.</summary>
    Task<TransactionRow?> FindTransactionAsync(long id, CancellationToken ct);

    /// <summary>Transactions, newest first.</summary>
    Task<IReadOnlyList<TransactionRow>> ReadTransactionsAsync(TransactionQuery query, CancellationToken ct);

    /// <summary>Meter values, oldest first.</summary>
    Task<IReadOnlyList<MeterPoint>> ReadMeterValuesAsync(MeterQuery query, CancellationToken ct);

    /// <summary>Closes an open transaction by hand, with the last known register value.</summary>
    ValueTask<TransactionRow?> CloseTransactionAsync(long id, DateTimeOffset at, string reason, CancellationToken ct);
}

/// <summary>Everything else that is kept.</summary>
public interface IRecordStore
{
    /// <summary>One tag, compared without case.</summary>
    Task<IdTagRow?> FindIdTagAsync(string tag, CancellationToken ct);

    /// <summary>Tags by name; <paramref name="search"/> matches inside tag, parent and note; null for all.</summary>
    Task<IReadOnlyList<IdTagRow>> ReadIdTagsAsync(string? search, int limit, string? after, CancellationToken ct);

    /// <summary>Inserts or replaces.</summary>
    ValueTask SaveIdTagAsync(IdTagRow tag, CancellationToken ct);

    /// <summary>False when there was none.</summary>
    ValueTask<bool> DeleteIdTagAsync(string tag, CancellationToken ct);

    /// <summary>Telemetry: queues an exchange for the message log; drops the oldest under pressure and counts it. Never waits.</summary>
    void LogMessage(MessageRow message);

    /// <summary>Log entries, newest first.</summary>
    Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(MessageQuery query, CancellationToken ct);

    /// <summary>Inserts a new alarm (id 0) or replaces one; returns its id.</summary>
    ValueTask<long> SaveAlarmAsync(AlarmRow alarm, CancellationToken ct);

    /// <summary>One alarm.</summary>
    Task<AlarmRow?> FindAlarmAsync(long id, CancellationToken ct);

    /// <summary>Alarms, newest first.</summary>
    Task<IReadOnlyList<AlarmRow>> ReadAlarmsAsync(AlarmQuery query, CancellationToken ct);

    /// <summary>Takes the next free reservation id.</summary>
    ValueTask<int> NextReservationIdAsync(CancellationToken ct);

    /// <summary>Inserts or replaces.</summary>
    ValueTask SaveReservationAsync(ReservationRow reservation, CancellationToken ct);

    /// <summary>Reservations of a station (null for all), active ones only unless <paramref name="all"/>.</summary>
    Task<IReadOnlyList<ReservationRow>> ReadReservationsAsync(string? stationId, bool all, CancellationToken ct);

    /// <summary>Inserts or replaces by station and profile id; removes what it replaces by the rules of OCPP 1.6, 5.16.</summary>
    ValueTask SaveProfileAsync(ProfileRow profile, CancellationToken ct);

    /// <summary>Removes the profiles that match every filter that is not null; returns how many.</summary>
    ValueTask<int> DeleteProfilesAsync(string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel, CancellationToken ct);

    /// <summary>Profiles of a station.</summary>
    Task<IReadOnlyList<ProfileRow>> ReadProfilesAsync(string stationId, CancellationToken ct);

    /// <summary>Inserts or replaces.</summary>
    ValueTask SaveLocalListAsync(LocalListRow list, CancellationToken ct);

    /// <summary>The list as far as we sent it; null when never.</summary>
    Task<LocalListRow?> ReadLocalListAsync(string stationId, CancellationToken ct);

    /// <summary>Adds an entry to the audit log, and removes a few that are older than are kept.</summary>
    ValueTask SaveAuditAsync(AuditRow entry, CancellationToken ct);

    /// <summary>Entries of the audit log, newest first.</summary>
    Task<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken ct);

    /// <summary>Users by name.</summary>
    Task<IReadOnlyList<UserRow>> ReadUsersAsync(CancellationToken ct);

    /// <summary>Inserts or replaces.</summary>
    ValueTask SaveUserAsync(UserRow user, CancellationToken ct);

    /// <summary>False when there was none.</summary>
    ValueTask<bool> DeleteUserAsync(string name, CancellationToken ct);
}
