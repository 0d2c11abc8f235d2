using System.Collections.Frozen;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>Takes note of what a station's answer to a request means. What it did is added to the steps, in words.</summary>
internal delegate ValueTask CommandNote(Station station, OcppRequest request, OcppResponse response, List<string> steps, CancellationToken ct);

/// <summary>
/// Calls to stations: checked, completed (ids that we choose), passed to the gateway, and the answer noted. A note that fails does
/// not hide the answer: the station has acted.
/// </summary>
internal sealed class CommandDesk
{
    private readonly IBus _bus;
    private readonly IRecordStore _store;
    private readonly ConfigurationNotes _configuration;
    private readonly ProfileFallback _fallback;
    private readonly CmsMetrics _metrics;
    private readonly ILogger<CommandDesk> _log;
    private readonly FrozenDictionary<OcppAction, CommandNote> _notes;

    public CommandDesk(
        IBus bus, IRecordStore store, ProfileBook profiles, Reservations reservations, ConfigurationNotes configuration,
        ProfileFallback fallback, CmsMetrics metrics, TimeProvider time, ILogger<CommandDesk> log)
    {
        _bus = bus;
        _store = store;
        _configuration = configuration;
        _fallback = fallback;
        _metrics = metrics;
        _log = log;
        var profileNotes = new ProfileNotes(profiles, time);
        var chargingNotes = new ChargingNotes(time);
        var reservationNotes = new ReservationNotes(reservations, time);
        var localListNotes = new LocalListNotes(store, time);
        _notes = new Dictionary<OcppAction, CommandNote>
        {
            [Ocpp16.GetConfiguration] = configuration.ReadAsync,
            [Ocpp16.ChangeConfiguration] = configuration.ChangedAsync,
            [Ocpp16.SetChargingProfile] = profileNotes.SetAsync,
            [Ocpp16.ClearChargingProfile] = profileNotes.ClearedAsync,
            [Ocpp16.ReserveNow] = reservationNotes.MadeAsync,
            [Ocpp16.CancelReservation] = reservationNotes.CancelledAsync,
            [Ocpp16.SendLocalList] = localListNotes.SentAsync,
            [Ocpp16.GetLocalListVersion] = localListNotes.VersionAsync,
            [Ocpp16.RemoteStartTransaction] = chargingNotes.RemoteStartAsync,
            [Ocpp16.RemoteStopTransaction] = chargingNotes.RemoteStopAsync,
            [Ocpp16.ChangeAvailability] = chargingNotes.AvailabilityAsync,
            [Ocpp16.UnlockConnector] = chargingNotes.UnlockAsync,
            [Ocpp16.Reset] = chargingNotes.ResetAsync,
            [Ocpp16.TriggerMessage] = ChargingNotes.TriggerAsync,
        }.ToFrozenDictionary();
    }

    /// <summary>Sends a request and takes note of the answer.</summary>
    public async ValueTask<CommandReply> SendAsync(Station station, OcppRequest request, string byUser, CancellationToken ct)
    {
        if (CommandRules.Refuse(station.Row.Registration, request) is var (code, text))
            return new CommandReply(CommandOutcome.Refused, null, code, text, TimeSpan.Zero);

        var steps = new List<string>();
        request = await CompleteAsync(station, request, steps, ct);
        var reply = await PassAsync(station, request, byUser, ct);
        if (reply.Response is SetChargingProfileResponse { Status: not ChargingProfileStatus.Accepted } && _fallback.IsOn)
            (request, reply) = await FallBackAsync(station, (SetChargingProfileRequest)request, reply, byUser, steps, ct);
        await NoteAsync(station, request, reply, steps, ct);
        return steps.Count == 0 ? reply : reply with { Steps = steps };
    }

    private async ValueTask<CommandReply> PassAsync(Station station, OcppRequest request, string byUser, CancellationToken ct)
    {
        var reply = await _bus.CommandAsync(new StationCommand(station.Id, request), ct);
        _metrics.Commanded(request.Action.Name, reply.Outcome);
        _log.Commanded(byUser, request.Action.Name, station.Id, reply.Outcome, reply.ErrorCode ?? AnswerStatus.Of(reply.Response), reply.Latency);
        return reply;
    }

    private async ValueTask<(OcppRequest Request, CommandReply Reply)> FallBackAsync(
        Station station, SetChargingProfileRequest request, CommandReply reply, string byUser, List<string> steps, CancellationToken ct)
    {
        if (await _fallback.NeedsLimitsAsync(station, ct))
        {
            var limits = new GetConfigurationRequest { Key = ProfileFallback.LimitKeys };
            var answer = await PassAsync(station, limits, byUser, ct);
            if (answer.Response is GetConfigurationResponse read) await _configuration.ReadAsync(station, limits, read, steps, ct);
        }

        await foreach (var (attempt, step) in _fallback.AttemptsAsync(station, request, ct))
        {
            steps.Add(step);
            request = attempt;
            reply = await PassAsync(station, request, byUser, ct);
            if (reply.Response is not SetChargingProfileResponse { Status: not ChargingProfileStatus.Accepted }) break;
        }

        return (request, reply);
    }

    private async ValueTask NoteAsync(Station station, OcppRequest request, CommandReply reply, List<string> steps, CancellationToken ct)
    {
        if (reply.Response is not { } response || !_notes.TryGetValue(request.Action, out var note)) return;
        try
        {
            await note(station, request, response, steps, ct);
        }
        catch (StoreUnavailableException e)
        {
            _log.NotNoted(e, station.Id, request.Action.Name);
            steps.Add("The station's answer could not be written down: the database does not take writes now.");
        }
    }

    // Numbers that are ours to give: 0 or less asks for the next one.
    private async ValueTask<OcppRequest> CompleteAsync(Station station, OcppRequest request, List<string> steps, CancellationToken ct)
    {
        switch (request)
        {
            case ReserveNowRequest { ReservationId: <= 0 } reserve:
                reserve = reserve with { ReservationId = await _store.NextReservationIdAsync(ct) };
                steps.Add($"Reservation id {reserve.ReservationId} was chosen.");
                return reserve;
            case SendLocalListRequest { ListVersion: <= 0 } list:
                var kept = await _store.ReadLocalListAsync(station.Id, ct);
                list = list with { ListVersion = Math.Max(kept?.Version ?? 0, 0) + 1 };
                steps.Add($"List version {list.ListVersion} was chosen.");
                return list;
            default:
                return request;
        }
    }
}
