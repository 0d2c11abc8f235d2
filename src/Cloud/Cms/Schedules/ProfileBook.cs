using System.Globalization;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Charging;
using Busbar.Core.Units;
using Microsoft.Extensions.Logging;
using V16 = Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Schedules;

/// <summary>
/// The profiles that stations have accepted, and the limits that follow from them. Kept in the store; what limits a connector now
/// is worked out when a profile or a transaction comes or goes, and each minute, because schedules move on by themselves.
/// </summary>
internal sealed class ProfileBook(StationDirectory directory, IRecordStore store, CmsOptions options, TimeProvider time, ILogger<ProfileBook> log)
{
    /// <summary>A remote start that did not lead to a transaction within this time is over (the station's ConnectionTimeOut is 1 to 5 min in practice).</summary>
    private static readonly TimeSpan RemoteStartLasts = TimeSpan.FromMinutes(15);

    private static readonly string TxProfile = V16.ChargingProfilePurposeSpelling.Table.Spell(V16.ChargingProfilePurpose.TxProfile);

    /// <summary>A profile was accepted.</summary>
    public async ValueTask AcceptedAsync(Station station, int connectorId, V16.ChargingProfile profile, CancellationToken ct)
    {
        await store.SaveProfileAsync(ProfileMapper.ToRow(station.Id, connectorId, profile, time.GetUtcNow()), ct);
        await ReloadAsync(station, ct);
    }

    /// <summary>Profiles were cleared: by id alone where one is given, else all that match every field (erratum 3.26).</summary>
    public async ValueTask<int> ClearedAsync(Station station, V16.ClearChargingProfileRequest filter, CancellationToken ct)
    {
        var purpose = filter.ChargingProfilePurpose is { } p ? V16.ChargingProfilePurposeSpelling.Table.Spell(p) : null;
        var count = filter.Id is { } id
            ? await store.DeleteProfilesAsync(station.Id, id, null, null, null, ct)
            : await store.DeleteProfilesAsync(station.Id, null, filter.ConnectorId, purpose, filter.StackLevel, ct);
        await ReloadAsync(station, ct);
        return count;
    }

    /// <summary>A transaction started: the profile of its remote start, if there is one, is in force now.</summary>
    public async ValueTask StartedAsync(Station station, TransactionRow transaction, CancellationToken ct)
    {
        PendingProfile? pending;
        lock (station.Gate)
        {
            pending = station.PendingProfile;
            if (pending is null || !IsMeant(pending, transaction)) pending = null;
            else station.PendingProfile = null;
        }

        if (pending is not null)
            await AcceptedAsync(station, transaction.ConnectorId, pending.Profile with { TransactionId = (int)transaction.Id }, ct);
        else await EnsureLoadedAsync(station, ct);
        RefreshLimits(station);
    }

    /// <summary>The transaction of a connector ended: its own profiles end with it (3.13.1, 7.10).</summary>
    public async ValueTask StoppedAsync(Station station, int connectorId, CancellationToken ct)
    {
        await EnsureLoadedAsync(station, ct);
        if (HasTxProfile(station, connectorId))
        {
            await store.DeleteProfilesAsync(station.Id, null, connectorId, TxProfile, null, ct);
            await ReloadAsync(station, ct);
        }
        else
        {
            RefreshLimits(station);
        }
    }

    /// <summary>Each minute: schedules go on.</summary>
    public void Sweep()
    {
        foreach (var station in directory.All)
            if (station.Profiles is { Count: > 0 }) RefreshLimits(station);
    }

    /// <summary>What the accepted profiles allow; null when the connector is unknown.</summary>
    public async ValueTask<PlannedSchedule?> ComposeAsync(
        Station station, int connectorId, DateTimeOffset from, TimeSpan duration, LimitUnit unit, CancellationToken ct)
    {
        await EnsureLoadedAsync(station, ct);
        if (ContextOf(station, connectorId) is not { } context) return null;
        var schedule = CompositeSchedule.Compute(station.Profiles ?? [], context, from, duration, unit);
        return new PlannedSchedule(schedule.From, schedule.Duration, unit == LimitUnit.Watt ? "W" : "A", [.. schedule.Periods.Select(Planned)]);
    }

    /// <summary>Reads a station's profiles from the store, once.</summary>
    public ValueTask EnsureLoadedAsync(Station station, CancellationToken ct) =>
        station.Profiles is null ? ReloadAsync(station, ct) : ValueTask.CompletedTask;

    private static bool IsMeant(PendingProfile pending, TransactionRow transaction) =>
        string.Equals(pending.IdTag, transaction.IdTag, StringComparison.OrdinalIgnoreCase)
        && (pending.ConnectorId is null || pending.ConnectorId == transaction.ConnectorId)
        && transaction.StartReceivedAt - pending.AcceptedAt <= RemoteStartLasts;

    private static bool HasTxProfile(Station station, int connectorId)
    {
        foreach (var installed in station.Profiles ?? [])
            if (installed.ConnectorId == connectorId && installed.Profile.Purpose == ChargingProfilePurpose.Tx) return true;
        return false;
    }

    private static PlannedPeriod Planned(CompositePeriod period)
    {
        var unlimited = period.Limit.IsUnlimited || period.Limit.Value > (double)decimal.MaxValue;
        return new PlannedPeriod(
            (int)period.Start.TotalSeconds, unlimited ? null : Math.Round((decimal)period.Limit.Value, 3), period.Phases, period.Limit.Source);
    }

    private async ValueTask ReloadAsync(Station station, CancellationToken ct)
    {
        var rows = await store.ReadProfilesAsync(station.Id, ct);
        var installed = new List<InstalledProfile>(rows.Count);
        foreach (var row in rows)
        {
            if (ProfileMapper.ToInstalled(row, out var why) is { } profile) installed.Add(profile);
            else log.ProfileUnusable(row.ProfileId, station.Id, why ?? "");
        }

        station.Profiles = installed;
        RefreshLimits(station);
    }

    private void RefreshLimits(Station station)
    {
        var installed = station.Profiles ?? Array.Empty<InstalledProfile>();
        var now = time.GetUtcNow();
        var changed = false;
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
            {
                if (connector.ConnectorId == 0) continue;
                var (limitA, source) = LimitNow(station, connector.ConnectorId, installed, now);
                if (connector.ProfileLimitA == limitA && connector.ProfileLimitSource == source) continue;
                connector.ProfileLimitA = limitA;
                connector.ProfileLimitSource = source;
                changed = true;
            }
        }

        if (changed) directory.Changed(station);
    }

    private (double? LimitA, string? Source) LimitNow(Station station, int connectorId, IReadOnlyList<InstalledProfile> installed, DateTimeOffset now)
    {
        if (installed.Count == 0 || ContextOf(station, connectorId) is not { } context) return (null, null);

        // Watts become amperes by the voltage that is there: on DC the nominal one of the area would be far off, and too low a
        // limit would raise false alarms. Phases that the station does not tell count as one, for the same reason.
        var connector = station.FindConnector(connectorId);
        if (connector?.VoltageV is > 0 and var voltageV) context = context with { VoltageV = voltageV, Phases = Math.Clamp(connector.Phases ?? 1, 1, 3) };
        else if (HasWatts(installed)) return (null, null);
        var limit = CompositeSchedule.Compute(installed, context, now, TimeSpan.FromSeconds(1), LimitUnit.Ampere).Periods[0].Limit;
        return limit.IsUnlimited ? (null, null) : (limit.Value, limit.Source);
    }

    private static bool HasWatts(IReadOnlyList<InstalledProfile> installed)
    {
        foreach (var profile in installed)
            if (profile.Profile.Schedule.RateUnit == LimitUnit.Watt) return true;
        return false;
    }

    private ChargingContext? ContextOf(Station station, int connectorId)
    {
        lock (station.Gate)
        {
            var connector = station.FindConnector(connectorId);
            if (connector is null && connectorId != 0) return null;
            var running = connector?.Transaction?.Row;
            return new ChargingContext
            {
                ConnectorId = connectorId,
                TransactionStart = running?.StartedAt,
                TransactionId = running?.Id.ToString(CultureInfo.InvariantCulture),
                VoltageV = options.NominalVoltageV,
            };
        }
    }
}
