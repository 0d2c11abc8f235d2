using Busbar.Cloud.Bus;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Cms;

/// <summary>What the API asks of the CMS beyond reading the store. Thread safe.</summary>
public interface ICms
{
    /// <summary>Every station, by id.</summary>
    IReadOnlyList<StationView> Stations { get; }

    /// <summary>The fleet in figures, as of now.</summary>
    FleetOverview Overview { get; }

    /// <summary>One station; null when unknown.</summary>
    StationView? FindStation(string stationId);

    /// <summary>
    /// Sends a request to a station and takes note of what its answer means (profiles, reservations, local list, configuration keys).
    /// The request has passed validation. The reply is the station's own; what the standard forbids us to send now is not sent and comes back
    /// as <see cref="CommandOutcome.Refused"/> with a text that begins "Not sent". An id of 0 or less in ReserveNow (reservationId) and
    /// SendLocalList (listVersion) asks for the next one; what was chosen stands in <see cref="CommandReply.Steps"/>.
    /// </summary>
    ValueTask<CommandReply> CommandAsync(string stationId, OcppRequest request, string byUser, CancellationToken ct);

    /// <summary>Adds or changes a station by hand.</summary>
    /// <exception cref="StationEditException">A field holds what is not allowed.</exception>
    ValueTask<StationView> SaveStationAsync(string stationId, StationEdit edit, CancellationToken ct);

    /// <summary>Forgets a station; false when unknown. Its transactions and meter values stay.</summary>
    ValueTask<bool> DeleteStationAsync(string stationId, CancellationToken ct);

    /// <summary>Acknowledges an alarm; null when there is none.</summary>
    ValueTask<AlarmRow?> AcknowledgeAlarmAsync(long alarmId, string byUser, string? note, CancellationToken ct);

    /// <summary>Closes an open transaction by hand; null when there is none.</summary>
    ValueTask<TransactionRow?> CloseTransactionAsync(long transactionId, string byUser, CancellationToken ct);

    /// <summary>What the accepted profiles allow from <paramref name="from"/> on, as this side computes it; null when the station or connector is unknown.</summary>
    ValueTask<PlannedSchedule?> ComposeScheduleAsync(string stationId, int connectorId, DateTimeOffset from, TimeSpan duration, string unit, CancellationToken ct);
}

/// <summary>What an operator may set of a station; null leaves as it is.</summary>
/// <param name="Registration">Whether it may connect and charge.</param>
/// <param name="DisplayName">Its name for people; empty removes it.</param>
/// <param name="Location">Where it stands, in words; empty removes it.</param>
/// <param name="Password">New HTTP basic password; empty removes it.</param>
/// <param name="Leniency">Names of leniency rules that are on; null for the default.</param>
public sealed record StationEdit(Registration? Registration, string? DisplayName, string? Location, string? Password, IReadOnlyList<string>? Leniency);

/// <summary>A composite schedule.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Duration">How far it goes.</param>
/// <param name="Unit">Of its limits, <c>W</c> or <c>A</c>.</param>
/// <param name="Periods">What holds from when on: they ascend from 0 s, each until the next, the last until the end.</param>
public sealed record PlannedSchedule(DateTimeOffset From, TimeSpan Duration, string Unit, IReadOnlyList<PlannedPeriod> Periods);

/// <summary>What holds from a moment on.</summary>
/// <param name="StartS">Seconds from the begin of the schedule.</param>
/// <param name="Limit">Most power or current, in the unit of the schedule; null: no limit.</param>
/// <param name="NumberPhases">Phases that may be used; null: not said.</param>
/// <param name="Source">Where the limit comes from, in words.</param>
public sealed record PlannedPeriod(int StartS, decimal? Limit, int? NumberPhases, string Source);
