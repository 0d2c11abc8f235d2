using System.Collections.Frozen;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Charging;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Metering;
using Busbar.Cloud.Cms.Reports;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms;

/// <summary>
/// The CMS's end of the bus: one table from action to handler, and the rule of who may call what. The protocol is this table; what
/// each action does is in its own file. Thread safe.
/// </summary>
internal sealed class CmsEndpoint : ICmsEndpoint
{
    private readonly StationDirectory _directory;
    private readonly Admissions _admissions;
    private readonly Presence _presence;
    private readonly LinkTroubles _troubles;
    private readonly MessageLog _messages;
    private readonly FleetFigures _fleet;
    private readonly CmsMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<CmsEndpoint> _log;
    private readonly FrozenDictionary<OcppAction, AnswerCall> _calls;
    private readonly FrozenDictionary<OcppAction, Report> _reports;

    public CmsEndpoint(
        StationDirectory directory, Admissions admissions, Presence presence, BootNotifications boots, Authorizations authorizations,
        StartTransactions starts, StopTransactions stops, MeterReports meters, StatusNotifications statuses, DataTransfers transfers,
        ProgressReports progress, SecurityEvents security, SignCertificates certificates, LinkTroubles troubles, MessageLog messages,
        FleetFigures fleet, CmsMetrics metrics, TimeProvider time, ILogger<CmsEndpoint> log)
    {
        _directory = directory;
        _admissions = admissions;
        _presence = presence;
        _troubles = troubles;
        _messages = messages;
        _fleet = fleet;
        _metrics = metrics;
        _time = time;
        _log = log;
        _calls = new Dictionary<OcppAction, AnswerCall>
        {
            [Ocpp16.BootNotification] = boots.AnswerAsync,
            [Ocpp16.Authorize] = authorizations.AnswerAsync,
            [Ocpp16.StartTransaction] = starts.AnswerAsync,
            [Ocpp16.StopTransaction] = stops.AnswerAsync,
            [Ocpp16.DataTransfer] = transfers.AnswerAsync,
            [Ocpp16.SignCertificate] = certificates.AnswerAsync,
        }.ToFrozenDictionary();
        _reports = new Dictionary<OcppAction, Report>
        {
            [Ocpp16.Heartbeat] = new(static (_, _, _) => ValueTask.CompletedTask, () => new HeartbeatResponse { CurrentTime = _time.GetUtcNow() }),
            [Ocpp16.MeterValues] = new(meters.TakeAsync, static () => MeterValuesResponse.Empty),
            [Ocpp16.StatusNotification] = new(statuses.TakeAsync, static () => StatusNotificationResponse.Empty),
            [Ocpp16.FirmwareStatusNotification] = new(progress.TakeFirmwareAsync, static () => FirmwareStatusNotificationResponse.Empty),
            [Ocpp16.SignedFirmwareStatusNotification] = new(progress.TakeSignedFirmwareAsync, static () => SignedFirmwareStatusNotificationResponse.Empty),
            [Ocpp16.DiagnosticsStatusNotification] = new(progress.TakeDiagnosticsAsync, static () => DiagnosticsStatusNotificationResponse.Empty),
            [Ocpp16.LogStatusNotification] = new(progress.TakeLogAsync, static () => LogStatusNotificationResponse.Empty),
            [Ocpp16.SecurityEventNotification] = new(security.TakeAsync, static () => SecurityEventNotificationResponse.Empty),
        }.ToFrozenDictionary();
    }

    private delegate ValueTask<CallAnswer> AnswerCall(Station station, StationCall call, CancellationToken ct);

    private delegate ValueTask TakeReport(Station station, StationReported e, CancellationToken ct);

    /// <inheritdoc/>
    public ValueTask<Admission> AdmitAsync(AdmissionRequest request, CancellationToken ct) => _admissions.AdmitAsync(request, ct);

    /// <inheritdoc/>
    public async ValueTask<CallAnswer> OnCallAsync(StationCall call, CancellationToken ct)
    {
        _fleet.CountMessage();
        var action = call.Request.Action;
        using var span = CmsTrace.Call(call);
        var answer = await AnswerAsync(call, ct);
        _metrics.Called(action.Name, answer.Fault is not null);
        if (answer.Fault is { } fault) _log.CallRefused(action.Name, call.StationId, fault.Text);
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask OnEventAsync(StationEvent stationEvent, CancellationToken ct)
    {
        if (stationEvent is StationExchanged exchanged)
        {
            _messages.Take(exchanged);
            return ValueTask.CompletedTask;
        }

        return CmsTrace.Source.HasListeners() ? TakeTracedAsync(stationEvent, ct) : TakeAsync(stationEvent, ct);
    }

    private async ValueTask TakeTracedAsync(StationEvent e, CancellationToken ct)
    {
        using var span = CmsTrace.Event(e);
        await TakeAsync(e, ct);
    }

    private ValueTask TakeAsync(StationEvent e, CancellationToken ct) => e is StationReported reported ? OnReportedAsync(reported, ct) : OnLinkAsync(e, ct);

    private async ValueTask<CallAnswer> AnswerAsync(StationCall call, CancellationToken ct)
    {
        var action = call.Request.Action;
        if (await _admissions.FindOrEnterAsync(call.StationId, ct) is not { } station)
            return CallAnswer.Refuse(OcppErrorCode.SecurityError, $"{call.StationId} is not known here.");
        if (station.Seen(call.Epoch, call.ReceivedAt)) _directory.Changed(station);
        if (Refusal(station, call.Request) is { } why) return CallAnswer.Refuse(OcppErrorCode.SecurityError, why);
        if (_calls.TryGetValue(action, out var answer)) return await answer(station, call, ct);
        if (!_reports.TryGetValue(action, out var report))
            return CallAnswer.Refuse(OcppErrorCode.NotSupported, $"{action.Name} is not served for stations; allowed: {Served()}.");
        await report.Take(station, new StationReported(call.StationId, call.Epoch, call.ReceivedAt, call.Request, call.MessageId), ct);
        return CallAnswer.Of(report.Answer());
    }

    private ValueTask OnReportedAsync(StationReported e, CancellationToken ct)
    {
        _fleet.CountMessage();
        var action = e.Request.Action;
        _metrics.Reported(action.Name);
        if (!_directory.TryFind(e.StationId, out var station)) return OnStrangersReportAsync(e, ct);
        if (station.Seen(e.Epoch, e.At)) _directory.Changed(station);
        if (Refusal(station, e.Request) is { } why) return ValueTask.FromException(Refused(why));
        return _reports.TryGetValue(action, out var report)
            ? report.Take(station, e, ct)
            : ValueTask.FromException(Refused($"{action.Name} is no report; allowed: {Served()}."));
    }

    // Deleted by an operator while it was connected: the setting about unknown stations decides once more.
    private async ValueTask OnStrangersReportAsync(StationReported e, CancellationToken ct)
    {
        if (await _admissions.FindOrEnterAsync(e.StationId, ct) is null) throw Refused($"{e.StationId} is not known here.");
        await OnReportedAsync(e, ct);
    }

    private async ValueTask OnLinkAsync(StationEvent e, CancellationToken ct)
    {
        if (!_directory.TryFind(e.StationId, out var station)) return;
        switch (e)
        {
            case StationConnected connected:
                await _presence.ConnectedAsync(station, connected, ct);
                break;
            case StationDisconnected disconnected:
                await _presence.DisconnectedAsync(station, disconnected, ct);
                break;
            case StationLinkTrouble trouble:
                await _troubles.TakeAsync(station, trouble, ct);
                break;
        }
    }

    /// <summary>
    /// What a station may call before it is accepted (OCPP 1.6, 4.2). Pending: its boot, and what we may have asked it for
    /// (TriggerMessage, a certificate request). Rejected and blocked: its boot. The rest is answered SecurityError, the code that 2.0.1
    /// (B02.FR.09) gives this case, for which 1.6 names none. Money comes first: a stop of a transaction that this station got from here
    /// is taken from anyone.
    /// </summary>
    private static string? Refusal(Station station, OcppRequest request) => station.Row.Registration switch
    {
        Registration.Accepted => null,
        _ when request is BootNotificationRequest => null,
        _ when request is StopTransactionRequest stop && IsRunning(station, stop.TransactionId) => null,
        Registration.Pending when request is not (AuthorizeRequest or StartTransactionRequest or StopTransactionRequest or DataTransferRequest) => null,
        var registration => $"{request.Action.Name} is not allowed while the registration is {registration}.",
    };

    private static bool IsRunning(Station station, long transactionId)
    {
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
                if (connector.Transaction?.Row.Id == transactionId) return true;
        }

        return false;
    }

    private static EventRefusedException Refused(string why) => new(new OcppFault(OcppErrorCode.SecurityError, "", why));

    private string Served() => string.Join(", ", _calls.Keys.Concat(_reports.Keys).Select(a => a.Name).Order(StringComparer.Ordinal));

    /// <summary>A call without a business answer: what takes it, and the empty answer for a gateway that calls instead of publishing.</summary>
    private sealed record Report(TakeReport Take, Func<OcppResponse> Answer);
}
