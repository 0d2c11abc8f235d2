using Busbar.Cloud.Store.Model;
using Busbar.Cloud.Store.Sql;

namespace Busbar.Cloud.Store.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IdTagRow?> FindIdTagAsync(string tag, CancellationToken ct) => _facts.ReadAsync(db => IdTagSql.Find(db, tag), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IdTagRow>> ReadIdTagsAsync(string? search, int limit, string? after, CancellationToken ct) =>
        await _facts.ReadAsync(db => IdTagSql.Read(db, search, limit, after), ct);

    /// <inheritdoc/>
    public ValueTask SaveIdTagAsync(IdTagRow tag, CancellationToken ct) => Write(() => IdTagSql.Save(_unit.Session, tag), ct);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteIdTagAsync(string tag, CancellationToken ct) => Write(() => IdTagSql.Delete(_unit.Session, tag), ct);

    /// <inheritdoc/>
    public void LogMessage(MessageRow message) => _messages.Add(message);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(MessageQuery query, CancellationToken ct)
    {
        await _messages.SettleAsync(ct);
        return await _log.ReadAsync(db => MessageSql.Read(db, query), ct);
    }

    /// <inheritdoc/>
    public ValueTask<long> SaveAlarmAsync(AlarmRow alarm, CancellationToken ct) => Write(() => AlarmSql.Save(_unit.Session, alarm), ct);

    /// <inheritdoc/>
    public Task<AlarmRow?> FindAlarmAsync(long id, CancellationToken ct) => _facts.ReadAsync(db => AlarmSql.Find(db, id), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlarmRow>> ReadAlarmsAsync(AlarmQuery query, CancellationToken ct) =>
        await _facts.ReadAsync(db => AlarmSql.Read(db, query), ct);

    /// <inheritdoc/>
    public ValueTask<int> NextReservationIdAsync(CancellationToken ct) => Write(() => ReservationSql.NextId(_unit.Session), ct);

    /// <inheritdoc/>
    public ValueTask SaveReservationAsync(ReservationRow reservation, CancellationToken ct) =>
        Write(() => ReservationSql.Save(_unit.Session, reservation), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReservationRow>> ReadReservationsAsync(string? stationId, bool all, CancellationToken ct) =>
        await _facts.ReadAsync(db => ReservationSql.Read(db, stationId, all), ct);

    /// <inheritdoc/>
    public ValueTask SaveProfileAsync(ProfileRow profile, CancellationToken ct) => Write(() => ProfileSql.Save(_unit.Session, profile), ct);

    /// <inheritdoc/>
    public ValueTask<int> DeleteProfilesAsync(
        string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel, CancellationToken ct) =>
        Write(() => ProfileSql.Delete(_unit.Session, stationId, profileId, connectorId, purpose, stackLevel), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProfileRow>> ReadProfilesAsync(string stationId, CancellationToken ct) =>
        await _facts.ReadAsync(db => ProfileSql.Read(db, stationId), ct);

    /// <inheritdoc/>
    public ValueTask SaveLocalListAsync(LocalListRow list, CancellationToken ct) => Write(() => LocalListSql.Save(_unit.Session, list), ct);

    /// <inheritdoc/>
    public Task<LocalListRow?> ReadLocalListAsync(string stationId, CancellationToken ct) =>
        _facts.ReadAsync(db => LocalListSql.Read(db, stationId), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UserRow>> ReadUsersAsync(CancellationToken ct) => await _facts.ReadAsync(UserSql.Read, ct);

    /// <inheritdoc/>
    public ValueTask SaveUserAsync(UserRow user, CancellationToken ct) => Write(() => UserSql.Save(_unit.Session, user), ct);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteUserAsync(string name, CancellationToken ct) => Write(() => UserSql.Delete(_unit.Session, name), ct);
}
