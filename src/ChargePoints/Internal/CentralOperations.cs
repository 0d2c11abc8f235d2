using Busbar.Links.Ocpp;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// What the central system may ask, one line per operation: the 19 of OCPP 1.6 and the 7 of its security extension. An answer never
/// waits; what follows from it happens after it was sent. Not thread safe.
/// </summary>
internal sealed class CentralOperations(
    StationContext context,
    IReadOnlyList<Connector> connectors,
    Registration registration,
    Sessions sessions,
    StatusReporter status,
    Meters meters,
    SmartCharging smart,
    Reservations reservations,
    LocalAuthorization local,
    Housekeeping housekeeping,
    CertificateStore certificates)
{
    /// <summary>Vendor of the data transfers that this station knows.</summary>
    public const string OwnVendorId = "org.busbar.lab";

    /// <summary>Told to reset; the type says how.</summary>
    public Action<ResetType>? Reset { get; set; }

    public OcppAnswer Answer(OcppRequest request)
    {
        if (registration.Status == BootNotificationStatus.Rejected)
            return OcppAnswer.Refuse(OcppErrorCode.SecurityError, "This charge point's registration was rejected; it serves nothing until it is accepted.");
        return request switch
        {
            CancelReservationRequest r => Of(new CancelReservationResponse { Status = reservations.Cancel(r.ReservationId) }),
            ChangeAvailabilityRequest r => ChangeAvailability(r),
            ChangeConfigurationRequest r => Of(new ChangeConfigurationResponse { Status = context.Configuration.Change(r.Key, r.Value) }),
            ClearCacheRequest => Of(new ClearCacheResponse { Status = local.ClearCache() }),
            ClearChargingProfileRequest r => Of(new ClearChargingProfileResponse { Status = smart.Clear(r) ? ClearChargingProfileStatus.Accepted : ClearChargingProfileStatus.Unknown }),
            DataTransferRequest r => Of(Transfer(r)),
            GetCompositeScheduleRequest r => Of(Compose(r)),
            GetConfigurationRequest r => GetConfiguration(r),
            GetDiagnosticsRequest r => Of(new GetDiagnosticsResponse { FileName = housekeeping.UploadDiagnostics(r.Location) }),
            GetLocalListVersionRequest => Of(new GetLocalListVersionResponse { ListVersion = context.Configuration.Flag(ConfigurationKeys.LocalAuthListEnabled) ? local.ListVersion : -1 }),
            RemoteStartTransactionRequest r => Of(new RemoteStartTransactionResponse { Status = RemoteStart(r) }),
            RemoteStopTransactionRequest r => Of(new RemoteStopTransactionResponse { Status = RemoteStop(r) }),
            ReserveNowRequest r => Of(new ReserveNowResponse { Status = reservations.Reserve(r) }),
            ResetRequest r => ResetStation(r),
            SendLocalListRequest r => SendLocalList(r),
            SetChargingProfileRequest r => SetChargingProfile(r),
            TriggerMessageRequest r => Of(new TriggerMessageResponse { Status = Trigger(r) }),
            UnlockConnectorRequest r => Of(new UnlockConnectorResponse { Status = Unlock(r) }),
            UpdateFirmwareRequest r => UpdateFirmware(r),
            CertificateSignedRequest r => Of(new CertificateSignedResponse { Status = certificates.Accept(r.CertificateChain) }),
            DeleteCertificateRequest r => Of(new DeleteCertificateResponse { Status = certificates.Delete(r.CertificateHashData) }),
            ExtendedTriggerMessageRequest r => Of(new ExtendedTriggerMessageResponse { Status = Trigger(r) }),
            GetInstalledCertificateIdsRequest r => Of(InstalledCertificates(r)),
            GetLogRequest r => Of(GetLog(r)),
            InstallCertificateRequest r => Of(new InstallCertificateResponse { Status = certificates.Install(r.CertificateType, r.Certificate) }),
            SignedUpdateFirmwareRequest r => Of(UpdateFirmware(r)),
            _ => OcppAnswer.Refuse(OcppErrorCode.NotSupported, $"{request.Action.Name} is sent by charge points; this is one."),
        };
    }

    private static OcppAnswer Of(OcppResponse response) => OcppAnswer.Of(response);

    private bool IsConnector(int id) => id > 0 && id < connectors.Count;

    private OcppAnswer ChangeAvailability(ChangeAvailabilityRequest request)
    {
        if (request.ConnectorId != 0 && !IsConnector(request.ConnectorId)) return Of(new ChangeAvailabilityResponse { Status = AvailabilityStatus.Rejected });
        var concerned = request.ConnectorId == 0 ? connectors : [connectors[request.ConnectorId]];
        var isOperative = request.Type == AvailabilityType.Operative;
        context.AfterAnswer(() =>
        {
            foreach (var connector in concerned) SetAvailability(connector, isOperative);
        });
        var waits = !isOperative && concerned.Any(c => c.Transaction is not null);
        return Of(new ChangeAvailabilityResponse { Status = waits ? AvailabilityStatus.Scheduled : AvailabilityStatus.Accepted });
    }

    private void SetAvailability(Connector connector, bool isOperative)
    {
        context.Changed();
        connector.IsInoperativeScheduled = !isOperative && connector.Transaction is not null;
        if (connector.IsInoperativeScheduled) return;
        if (isOperative)
        {
            // From Unavailable there is no way to Finishing: a vehicle that is still there may charge again (4.9, H2).
            if (!connector.IsOperative) connector.AwaitsUnplug = false;
            connector.IsOperative = true;
            if (connector.Id > 0) (context.Hardware as IControllerHardware)?.SetAvailability(connector.Id, isOperative: true);
            status.Update(connector);
            sessions.AskAgain();
            return;
        }

        sessions.MakeRoomForUnavailable(connector);
        connector.IsOperative = false;
        if (connector.Id > 0) (context.Hardware as IControllerHardware)?.SetAvailability(connector.Id, isOperative: false);
        reservations.Drop(connector);
        status.Update(connector);
    }

    private static DataTransferResponse Transfer(DataTransferRequest request)
    {
        if (request.VendorId != OwnVendorId) return new DataTransferResponse { Status = DataTransferStatus.UnknownVendorId };
        return request.MessageId == "Echo"
            ? new DataTransferResponse { Status = DataTransferStatus.Accepted, Data = request.Data }
            : new DataTransferResponse { Status = DataTransferStatus.UnknownMessageId };
    }

    private GetCompositeScheduleResponse Compose(GetCompositeScheduleRequest request)
    {
        if (request.Duration < 1 || (request.ConnectorId != 0 && !IsConnector(request.ConnectorId)))
            return new GetCompositeScheduleResponse { Status = GetCompositeScheduleStatus.Rejected };
        var (from, schedule) = smart.Compose(request.ConnectorId, TimeSpan.FromSeconds(request.Duration), request.ChargingRateUnit);
        return new GetCompositeScheduleResponse
        {
            Status = GetCompositeScheduleStatus.Accepted,
            ConnectorId = request.ConnectorId,
            ScheduleStart = from,
            ChargingSchedule = schedule,
        };
    }

    private OcppAnswer GetConfiguration(GetConfigurationRequest request)
    {
        var most = context.Configuration.Integer(ConfigurationKeys.GetConfigurationMaxKeys);
        return request.Key is { } keys && keys.Length > most
            ? OcppAnswer.Refuse(OcppErrorCode.OccurrenceConstraintViolation, $"key has {keys.Length} items; allowed: at most {most} (GetConfigurationMaxKeys).")
            : Of(context.Configuration.Read(request.Key));
    }

    private RemoteStartStopStatus RemoteStart(RemoteStartTransactionRequest request)
    {
        if (!registration.IsAccepted) return RemoteStartStopStatus.Rejected;
        var connector = sessions.ForRemoteStart(request, out var refusal);
        if (connector is not null && request.ChargingProfile is { } profile) refusal = smart.CheckForStart(profile, connector.Id)?.ToString();
        if (connector is null || refusal is not null)
        {
            context.Log($"RemoteStartTransaction rejected: {refusal}");
            return RemoteStartStopStatus.Rejected;
        }

        context.AfterAnswer(() => sessions.RemoteStart(connector, request.IdTag, request.ChargingProfile));
        return RemoteStartStopStatus.Accepted;
    }

    private RemoteStartStopStatus RemoteStop(RemoteStopTransactionRequest request)
    {
        if (!registration.IsAccepted) return RemoteStartStopStatus.Rejected;
        var transaction = connectors.Select(c => c.Transaction).FirstOrDefault(t => t is not null && t.Id == request.TransactionId);
        if (transaction is null) return RemoteStartStopStatus.Rejected;
        context.AfterAnswer(() =>
        {
            var connector = connectors[transaction.ConnectorId];
            if (connector.Transaction == transaction) sessions.Stop(connector, StopReason.Remote);
        });
        return RemoteStartStopStatus.Accepted;
    }

    private OcppAnswer ResetStation(ResetRequest request)
    {
        context.AfterAnswer(() => Reset?.Invoke(request.Type));
        return Of(new ResetResponse { Status = ResetStatus.Accepted });
    }

    private OcppAnswer SendLocalList(SendLocalListRequest request)
    {
        context.Changed();
        return Of(new SendLocalListResponse { Status = local.Update(request) });
    }

    private OcppAnswer SetChargingProfile(SetChargingProfileRequest request)
    {
        // Erratum 3.39.
        if (request.ConnectorId != 0 && !IsConnector(request.ConnectorId))
            return OcppAnswer.Refuse(OcppErrorCode.PropertyConstraintViolation, $"connectorId is {request.ConnectorId}; allowed: 0 to {connectors.Count - 1}.");
        var fault = smart.Set(request.CsChargingProfiles, request.ConnectorId);
        if (fault is not null) context.Log($"SetChargingProfile rejected: {fault}");
        return Of(new SetChargingProfileResponse { Status = fault is null ? ChargingProfileStatus.Accepted : ChargingProfileStatus.Rejected });
    }

    private TriggerMessageStatus Trigger(TriggerMessageRequest request)
    {
        var isAllowed = request.ConnectorId is null or 0 || IsConnector(request.ConnectorId.Value);
        return request.RequestedMessage switch
        {
            MessageTrigger.BootNotification => TriggerBoot(),
            MessageTrigger.DiagnosticsStatusNotification => Later(() => SayTriggered(housekeeping.DiagnosticsReport())),
            MessageTrigger.FirmwareStatusNotification => Later(() => SayTriggered(housekeeping.FirmwareReport())),
            MessageTrigger.Heartbeat => Later(registration.BeatNow),
            MessageTrigger.MeterValues => isAllowed ? Later(() => meters.TellNow(request.ConnectorId)) : TriggerMessageStatus.Rejected,
            MessageTrigger.StatusNotification => isAllowed ? Later(() => status.ReportNow(request.ConnectorId)) : TriggerMessageStatus.Rejected,
            _ => TriggerMessageStatus.NotImplemented,
        };
    }

    private TriggerMessageStatus Trigger(ExtendedTriggerMessageRequest request)
    {
        var isAllowed = request.ConnectorId is null or 0 || IsConnector(request.ConnectorId.Value);
        return request.RequestedMessage switch
        {
            ExtendedMessageTrigger.BootNotification => TriggerBoot(),
            ExtendedMessageTrigger.LogStatusNotification => Later(() => SayTriggered(housekeeping.LogReport())),
            ExtendedMessageTrigger.FirmwareStatusNotification => Later(() => SayTriggered(housekeeping.SignedFirmwareReport())),
            ExtendedMessageTrigger.Heartbeat => Later(registration.BeatNow),
            ExtendedMessageTrigger.MeterValues => isAllowed ? Later(() => meters.TellNow(request.ConnectorId)) : TriggerMessageStatus.Rejected,
            ExtendedMessageTrigger.SignChargePointCertificate => Later(SignCertificate),
            ExtendedMessageTrigger.StatusNotification => isAllowed ? Later(() => status.ReportNow(request.ConnectorId)) : TriggerMessageStatus.Rejected,
            _ => TriggerMessageStatus.NotImplemented,
        };
    }

    // Once accepted, a further BootNotification would only put the registration in doubt (erratum 3.35).
    private TriggerMessageStatus TriggerBoot() => registration.IsAccepted ? TriggerMessageStatus.Rejected : Later(registration.BootNow);

    private TriggerMessageStatus Later(Action action)
    {
        // While pending the station may speak when it is told to (4.2).
        context.AfterAnswer(() => context.Outbox.WhileOpen(action));
        return TriggerMessageStatus.Accepted;
    }

    private void SayTriggered(OcppRequest request) => context.Outbox.Say(request);

    private void SignCertificate() =>
        context.Outbox.Say(new SignCertificateRequest { Csr = certificates.MakeSigningRequest(context.Configuration.Text(ConfigurationKeys.CpoName)) });

    private UnlockStatus Unlock(UnlockConnectorRequest request)
    {
        if (!IsConnector(request.ConnectorId)) return UnlockStatus.NotSupported;
        var connector = connectors[request.ConnectorId];
        if (!connector.Traits.HasLock) return UnlockStatus.NotSupported;
        if (connector.Transaction is not null) sessions.Stop(connector, StopReason.UnlockCommand);
        return context.Hardware.Unlock(connector.Id) ? UnlockStatus.Unlocked : UnlockStatus.UnlockFailed;
    }

    private OcppAnswer UpdateFirmware(UpdateFirmwareRequest request)
    {
        context.AfterAnswer(() => housekeeping.UpdateFirmware(request.Location, request.RetrieveDate, requestId: null));
        return Of(new UpdateFirmwareResponse());
    }

    private SignedUpdateFirmwareResponse UpdateFirmware(SignedUpdateFirmwareRequest request)
    {
        if (!CertificateStore.IsCertificate(request.Firmware.SigningCertificate))
            return new SignedUpdateFirmwareResponse { Status = UpdateFirmwareStatus.InvalidCertificate };
        var replaces = housekeeping.UpdateFirmware(request.Firmware.Location, request.Firmware.RetrieveDateTime, request.RequestId);
        return new SignedUpdateFirmwareResponse { Status = replaces ? UpdateFirmwareStatus.AcceptedCanceled : UpdateFirmwareStatus.Accepted };
    }

    private GetInstalledCertificateIdsResponse InstalledCertificates(GetInstalledCertificateIdsRequest request)
    {
        var found = certificates.Find(request.CertificateType);
        return found.Length == 0
            ? new GetInstalledCertificateIdsResponse { Status = GetInstalledCertificateStatus.NotFound }
            : new GetInstalledCertificateIdsResponse { Status = GetInstalledCertificateStatus.Accepted, CertificateHashData = found };
    }

    private GetLogResponse GetLog(GetLogRequest request)
    {
        var (replaces, fileName) = housekeeping.UploadLog(request.Log.RemoteLocation, request.RequestId);
        return new GetLogResponse { Status = replaces ? LogStatus.AcceptedCanceled : LogStatus.Accepted, Filename = fileName };
    }
}
