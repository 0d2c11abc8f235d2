using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Commands;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Units;
using Busbar.Wire.Ocpp;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms;

/// <summary>What operators ask of the CMS, for the API. Thread safe.</summary>
internal sealed class CentralSystem(
    StationDirectory directory, StationEditor editor, CommandDesk desk, AlarmBook alarms, StopTransactions stops, ProfileBook profiles,
    IStore store, FleetFigures fleet, TimeProvider time, ILogger<CentralSystem> log)
    : ICms
{
    /// <inheritdoc/>
    public IReadOnlyList<StationView> Stations
    {
        get
        {
            var views = new List<StationView>(directory.Count);
            foreach (var station in directory.All) views.Add(station.View());
            views.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
            return views;
        }
    }

    /// <inheritdoc/>
    public FleetOverview Overview => fleet.Overview(time.GetUtcNow());

    /// <inheritdoc/>
    public StationView? FindStation(string stationId) => directory.TryFind(stationId, out var station) ? station.View() : null;

    /// <inheritdoc/>
    public ValueTask<CommandReply> CommandAsync(string stationId, OcppRequest request, string byUser, CancellationToken ct) =>
        directory.TryFind(stationId, out var station)
            ? desk.SendAsync(station, request, byUser, ct)
            : ValueTask.FromResult(new CommandReply(CommandOutcome.NotConnected, null, null, $"{stationId} is not known here.", TimeSpan.Zero));

    /// <inheritdoc/>
    public ValueTask<StationView> SaveStationAsync(string stationId, StationEdit edit, CancellationToken ct) => editor.SaveAsync(stationId, edit, ct);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct) => editor.DeleteAsync(stationId, ct);

    /// <inheritdoc/>
    public ValueTask<AlarmRow?> AcknowledgeAlarmAsync(long alarmId, string byUser, string? note, CancellationToken ct) =>
        alarms.AcknowledgeAsync(alarmId, byUser, note, ct);

    /// <inheritdoc/>
    public async ValueTask<TransactionRow?> CloseTransactionAsync(long transactionId, string byUser, CancellationToken ct)
    {
        var before = await store.FindTransactionAsync(transactionId, ct);
        if (before is null || before.StoppedAt is not null) return before;
        directory.TryFind(before.StationId, out var station);
        var now = time.GetUtcNow();
        var closed = await store.CloseTransactionAsync(transactionId, now, "ClosedByHand", ct);
        if (closed is null) return null;
        log.ClosedByHand(transactionId, byUser);
        if (station is not null) await stops.EndedAsync(station, closed, now, ct);
        return closed;
    }

    /// <inheritdoc/>
    public async ValueTask<PlannedSchedule?> ComposeScheduleAsync(
        string stationId, int connectorId, DateTimeOffset from, TimeSpan duration, string unit, CancellationToken ct)
    {
        var limitUnit = UnitOf(unit);
        return directory.TryFind(stationId, out var station)
            ? await profiles.ComposeAsync(station, connectorId, from, duration, limitUnit, ct)
            : null;
    }

    /// <summary>The unit of a limit by its OCPP name.</summary>
    /// <exception cref="ArgumentException">There is no such unit.</exception>
    internal static LimitUnit UnitOf(string unit) => unit switch
    {
        "A" => LimitUnit.Ampere,
        "W" => LimitUnit.Watt,
        _ => throw new ArgumentException($"unit is {unit}; allowed: A or W.", nameof(unit)),
    };
}
