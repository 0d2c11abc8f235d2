using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Sql;

public abstract partial class SqlStore
{
    /// <inheritdoc/>
    public Task<IdTagRow?> FindIdTagAsync(string tag, CancellationToken ct) => ReadAsync(db => IdTagSql.Find(db, tag), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IdTagRow>> ReadIdTagsAsync(string? search, int limit, string? after, CancellationToken ct) =>
        await ReadAsync(db => IdTagSql.Read(db, search, limit, after), ct);

    /// <inheritdoc/>
    public ValueTask SaveIdTagAsync(IdTagRow tag, CancellationToken ct) => Write("", side => IdTagSql.Save(side.Session, tag), ct);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteIdTagAsync(string tag, CancellationToken ct) => Write("", side => IdTagSql.Delete(side.Session, tag), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MessageRow>> ReadMessagesAsync(MessageQuery query, CancellationToken ct) =>
        await ReadLogAsync(db => MessageSql.Read(db, query), ct);

    /// <inheritdoc/>
    public ValueTask<long> SaveAlarmAsync(AlarmRow alarm, CancellationToken ct) => Write(
        alarm.StationId ?? "", side => AlarmSql.Save(side.Session, alarm), ct, guard: $"alarm {alarm.Kind} {alarm.StationId} {alarm.ConnectorId}");

    /// <inheritdoc/>
    public Task<AlarmRow?> FindAlarmAsync(long id, CancellationToken ct) => ReadAsync(db => AlarmSql.Find(db, id), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlarmRow>> ReadAlarmsAsync(AlarmQuery query, CancellationToken ct) =>
        await ReadAsync(db => AlarmSql.Read(db, query), ct);

    /// <inheritdoc/>
    public ValueTask<int> NextReservationIdAsync(CancellationToken ct) => Write("", side => ReservationSql.NextId(side.Session), ct);

    /// <inheritdoc/>
    public ValueTask SaveReservationAsync(ReservationRow reservation, CancellationToken ct) =>
        Write(reservation.StationId, side => ReservationSql.Save(side.Session, reservation), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReservationRow>> ReadReservationsAsync(string? stationId, bool all, CancellationToken ct) =>
        await ReadAsync(db => ReservationSql.Read(db, stationId, all), ct);

    /// <inheritdoc/>
    public ValueTask SaveProfileAsync(ProfileRow profile, CancellationToken ct) => Write(profile.StationId, side => ProfileSql.Save(side.Session, profile), ct);

    /// <inheritdoc/>
    public ValueTask<int> DeleteProfilesAsync(
        string stationId, int? profileId, int? connectorId, string? purpose, int? stackLevel, CancellationToken ct) =>
        Write(stationId, side => ProfileSql.Delete(side.Session, stationId, profileId, connectorId, purpose, stackLevel), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProfileRow>> ReadProfilesAsync(string stationId, CancellationToken ct) =>
        await ReadAsync(db => ProfileSql.Read(db, stationId), ct);

    /// <inheritdoc/>
    public ValueTask SaveLocalListAsync(LocalListRow list, CancellationToken ct) => Write(list.StationId, side => LocalListSql.Save(side.Session, list), ct);

    /// <inheritdoc/>
    public Task<LocalListRow?> ReadLocalListAsync(string stationId, CancellationToken ct) =>
        ReadAsync(db => LocalListSql.Read(db, stationId), ct);

    /// <inheritdoc/>
    public ValueTask SaveAuditAsync(AuditRow entry, CancellationToken ct) => Write("", side => AuditSql.Save(side.Session, entry, _auditDays), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken ct) =>
        await ReadAsync(db => AuditSql.Read(db, query), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UserRow>> ReadUsersAsync(CancellationToken ct) => await ReadAsync(UserSql.Read, ct);

    /// <inheritdoc/>
    public ValueTask SaveUserAsync(UserRow user, CancellationToken ct) => Write("", side => UserSql.Save(side.Session, user), ct);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteUserAsync(string name, CancellationToken ct) => Write("", side => UserSql.Delete(side.Session, name), ct);
}
