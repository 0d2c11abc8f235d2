using System.Globalization;
using Busbar.Cloud.Cms.Schedules;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>
/// What the standard forbids us to send, beyond its schemas. Code and text are given to the operator in place of an answer; nothing goes out.
/// </summary>
internal static class CommandRules
{
    /// <summary>Why the request may not be sent to a station in this registration; null when it may.</summary>
    public static (string Code, string Text)? Refuse(Registration registration, OcppRequest request) => (registration, request) switch
    {
        (Registration.Rejected or Registration.Blocked, _) => NotAccepted(registration, "it gets no calls (OCPP 1.6, 4.2)"),
        (Registration.Pending, RemoteStartTransactionRequest or RemoteStopTransactionRequest) =>
            NotAccepted(registration, $"{request.Action.Name} is not allowed until it is accepted (OCPP 1.6, 4.2)"),
        (_, RemoteStartTransactionRequest { ChargingProfile: { } profile }) => OfRemoteStart(profile),
        (_, SetChargingProfileRequest set) => OfProfile(set),
        (_, SendLocalListRequest { UpdateType: UpdateType.Full, LocalAuthorizationList: { } list }) when Array.Exists(list, e => e.IdTagInfo is null) =>
            Wrong("localAuthorizationList: every entry of a full list needs its idTagInfo (OCPP 1.6, 7.1)"),
        _ => null,
    };

    private static (string Code, string Text)? OfRemoteStart(ChargingProfile profile)
    {
        if (profile.ChargingProfilePurpose != ChargingProfilePurpose.TxProfile)
            return Wrong($"chargingProfile.chargingProfilePurpose is {profile.ChargingProfilePurpose}; allowed with a remote start: TxProfile (OCPP 1.6, 5.16.2)");
        if (profile.TransactionId is { } id)
            return Wrong($"chargingProfile.transactionId is {Text(id)}; it must be absent, because the transaction has no id yet (OCPP 1.6, 5.16.2)");
        return ProfileMapper.Check(profile) is { } fault ? Wrong($"chargingProfile: {fault}") : null;
    }

    private static (string Code, string Text)? OfProfile(SetChargingProfileRequest set)
    {
        var purpose = set.CsChargingProfiles.ChargingProfilePurpose;
        if (purpose == ChargingProfilePurpose.ChargePointMaxProfile && set.ConnectorId != 0)
            return Wrong($"connectorId is {Text(set.ConnectorId)}; allowed for a ChargePointMaxProfile: 0 (OCPP 1.6, 3.13.1)");
        if (purpose == ChargingProfilePurpose.TxProfile && set.ConnectorId < 1)
            return Wrong($"connectorId is {Text(set.ConnectorId)}; allowed for a TxProfile: 1 or more (OCPP 1.6, 3.13.1)");
        if (set.ConnectorId < 0) return Wrong($"connectorId is {Text(set.ConnectorId)}; allowed: 0 or more");
        return ProfileMapper.Check(set.CsChargingProfiles) is { } fault ? Wrong($"csChargingProfiles: {fault}") : null;
    }

    private static (string Code, string Text) NotAccepted(Registration registration, string what) =>
        ("NotAccepted", $"Not sent: the station is {registration}; {what}.");

    private static (string Code, string Text) Wrong(string text) => ("PropertyConstraintViolation", $"Not sent: {text}{(text.EndsWith('.') ? "" : ".")}");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
