using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>The status in a station's answer, in words for the log; null where an answer has none.</summary>
internal static class AnswerStatus
{
    public static string? Of(OcppResponse? response) => response switch
    {
        SetChargingProfileResponse r => r.Status.Spell(),
        ClearChargingProfileResponse r => r.Status.Spell(),
        RemoteStartTransactionResponse r => r.Status.Spell(),
        RemoteStopTransactionResponse r => r.Status.Spell(),
        ChangeConfigurationResponse r => r.Status.Spell(),
        ChangeAvailabilityResponse r => r.Status.Spell(),
        ReserveNowResponse r => r.Status.Spell(),
        CancelReservationResponse r => r.Status.Spell(),
        SendLocalListResponse r => r.Status.Spell(),
        UnlockConnectorResponse r => r.Status.Spell(),
        ResetResponse r => r.Status.Spell(),
        ClearCacheResponse r => r.Status.Spell(),
        TriggerMessageResponse r => r.Status.Spell(),
        ExtendedTriggerMessageResponse r => r.Status.Spell(),
        GetCompositeScheduleResponse r => r.Status.Spell(),
        DataTransferResponse r => r.Status.Spell(),
        _ => null,
    };
}
