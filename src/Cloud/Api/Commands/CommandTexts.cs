using System.Collections.Frozen;

namespace Busbar.Cloud.Api;

/// <summary>What OCPP's schemas do not say of the central system's operations: what they are for, in words, and where a form starts.</summary>
internal static class CommandTexts
{
    private const string Operate = "operate";
    private const string SmartCharging = "smart charging";
    private const string Reservation = "reservation";
    private const string Configuration = "configuration";
    private const string Firmware = "firmware";
    private const string LocalList = "local list";
    private const string Security = "security";

    /// <summary>The groups, in the order in which a menu shows them.</summary>
    public static readonly string[] Groups = [Operate, SmartCharging, Reservation, Configuration, Firmware, LocalList, Security];

    /// <summary>By action (OCPP 1.6 edition 2, chapter 5; security extension edition 3, chapter 5).</summary>
    private static readonly FrozenDictionary<string, (string Group, string Text)> Actions = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["RemoteStartTransaction"] = (Operate, "Starts charging for an id tag, on a connector or on one that the station chooses."),
        ["RemoteStopTransaction"] = (Operate, "Ends a running transaction."),
        ["UnlockConnector"] = (Operate, "Releases the plug lock of a connector, for a driver whose cable is stuck."),
        ["ChangeAvailability"] = (Operate, "Takes a connector, or with 0 the whole station, out of service or back into it."),
        ["Reset"] = (Operate, "Restarts the station: Soft ends transactions in order first, Hard does not wait."),
        ["ClearCache"] = (Operate, "Empties the station's memory of id tags that it has seen accepted."),
        ["TriggerMessage"] = (Operate, "Asks the station to send a message now, such as its meter values."),
        ["DataTransfer"] = (Operate, "Sends a vendor's own message."),
        ["SetChargingProfile"] = (SmartCharging, "Gives the station a limit over time, for a connector or with 0 for the whole station."),
        ["ClearChargingProfile"] = (SmartCharging, "Removes the charging profiles that match every field given; without fields, all."),
        ["GetCompositeSchedule"] = (SmartCharging, "Asks what limit over time results from all profiles that the station holds."),
        ["ReserveNow"] = (Reservation, "Keeps a connector free for an id tag until a time."),
        ["CancelReservation"] = (Reservation, "Gives a reserved connector free again."),
        ["GetConfiguration"] = (Configuration, "Reads configuration keys; without keys, all of them."),
        ["ChangeConfiguration"] = (Configuration, "Sets a configuration key."),
        ["UpdateFirmware"] = (Firmware, "Has the station fetch and install firmware from an address."),
        ["GetDiagnostics"] = (Firmware, "Has the station upload its diagnostics to an address."),
        ["SignedUpdateFirmware"] = (Firmware, "Has the station fetch firmware, verify its signature and install it."),
        ["GetLog"] = (Firmware, "Has the station upload its diagnostics or security log to an address."),
        ["GetLocalListVersion"] = (LocalList, "Asks which version of the local authorisation list the station holds."),
        ["SendLocalList"] = (LocalList, "Sends id tags that the station may accept by itself while it is offline."),
        ["ExtendedTriggerMessage"] = (Security, "Asks the station to send a message now, those of the security extension included."),
        ["CertificateSigned"] = (Security, "Gives the station the certificate that it asked to have signed."),
        ["InstallCertificate"] = (Security, "Installs a root certificate."),
        ["DeleteCertificate"] = (Security, "Removes an installed root certificate."),
        ["GetInstalledCertificateIds"] = (Security, "Lists the installed root certificates of a kind."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>By field name, or <c>Action.field</c> where it differs.</summary>
    private static readonly FrozenDictionary<string, string> Fields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["connectorId"] = "Number of the connector, from 1.",
        ["ChangeAvailability.connectorId"] = "Number of the connector, from 1; 0 for the whole station.",
        ["SetChargingProfile.connectorId"] = "Number of the connector, from 1; 0 for the whole station.",
        ["GetCompositeSchedule.connectorId"] = "Number of the connector, from 1; 0 for what the whole station draws from the grid.",
        ["ClearChargingProfile.connectorId"] = "Only profiles of this connector; 0 for those of the whole station.",
        ["ReserveNow.connectorId"] = "Number of the connector, from 1; 0 for any.",
        ["RemoteStartTransaction.connectorId"] = "Number of the connector, from 1; empty lets the station choose.",
        ["TriggerMessage.connectorId"] = "Only for this connector, where the message is about one.",
        ["idTag"] = "Id tag.",
        ["parentIdTag"] = "Group that the tag belongs to.",
        ["transactionId"] = "Number of the transaction.",
        ["reservationId"] = "Number of the reservation.",
        ["ReserveNow.reservationId"] = "Number of the reservation; 0 takes the next free one.",
        ["expiryDate"] = "Until when.",
        ["key"] = "Name of the configuration key.",
        ["GetConfiguration.key"] = "Names of the keys to read; empty for all.",
        ["value"] = "New value, as text.",
        ["location"] = "Address (ftp, http, sftp or https) of the file or folder.",
        ["retries"] = "How often the station tries again.",
        ["retryInterval"] = "Seconds between tries.",
        ["retrieveDate"] = "When the station may start to fetch it.",
        ["retrieveDateTime"] = "When the station may start to fetch it.",
        ["startTime"] = "Oldest entry wanted.",
        ["stopTime"] = "Newest entry wanted.",
        ["requestId"] = "Number that the station's progress messages carry.",
        ["duration"] = "Seconds.",
        ["chargingRateUnit"] = "Amperes per phase, or watts in all.",
        ["chargingProfileId"] = "Number of the profile; one of the same number is replaced.",
        ["stackLevel"] = "Of several profiles of a purpose that apply, the one of the highest level counts.",
        ["limit"] = "Most amperes or watts, in steps of 0.1.",
        ["startPeriod"] = "Seconds from the start of the schedule.",
        ["numberPhases"] = "Phases to use; the station takes 3 without it.",
        ["minChargingRate"] = "Below this the vehicle charges badly; a hint to the station.",
        ["vendorId"] = "Name of the vendor whose message this is.",
        ["messageId"] = "Name of the message within the vendor's own.",
        ["data"] = "Content, as the vendor defines it.",
        ["listVersion"] = "Number of the list, higher than the one that the station holds; 0 takes the next.",
        ["updateType"] = "Full replaces the list, Differential changes the entries that it names.",
        ["certificate"] = "Certificate in PEM.",
        ["certificateChain"] = "Certificates in PEM, the station's first.",
        ["signingCertificate"] = "Certificate in PEM that the signature is checked with.",
        ["signature"] = "Signature of the firmware, in base64.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Starting values as JSON, by <c>Action.path</c>. Times cannot be among them: they would be old.</summary>
    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["RemoteStartTransaction.connectorId"] = "1",
        ["UnlockConnector.connectorId"] = "1",
        ["ChangeAvailability.connectorId"] = "0",
        ["ChangeAvailability.type"] = "\"Operative\"",
        ["Reset.type"] = "\"Soft\"",
        ["TriggerMessage.requestedMessage"] = "\"StatusNotification\"",
        ["ExtendedTriggerMessage.requestedMessage"] = "\"StatusNotification\"",
        ["SetChargingProfile.connectorId"] = "1",
        ["SetChargingProfile.csChargingProfiles.chargingProfileId"] = "1",
        ["SetChargingProfile.csChargingProfiles.stackLevel"] = "0",
        ["SetChargingProfile.csChargingProfiles.chargingProfilePurpose"] = "\"TxDefaultProfile\"",
        ["SetChargingProfile.csChargingProfiles.chargingProfileKind"] = "\"Relative\"",
        ["SetChargingProfile.csChargingProfiles.chargingSchedule.chargingRateUnit"] = "\"A\"",
        ["SetChargingProfile.csChargingProfiles.chargingSchedule.chargingSchedulePeriod"] = "[{\"startPeriod\":0,\"limit\":16}]",
        ["GetCompositeSchedule.connectorId"] = "1",
        ["GetCompositeSchedule.duration"] = "86400",
        ["ReserveNow.connectorId"] = "1",
        ["ReserveNow.reservationId"] = "0",
        ["SendLocalList.listVersion"] = "0",
        ["SendLocalList.updateType"] = "\"Full\"",
        ["GetLog.logType"] = "\"DiagnosticsLog\"",
        ["GetLog.requestId"] = "1",
        ["SignedUpdateFirmware.requestId"] = "1",
        ["InstallCertificate.certificateType"] = "\"CentralSystemRootCertificate\"",
        ["GetInstalledCertificateIds.certificateType"] = "\"CentralSystemRootCertificate\"",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Most characters of a text, by field name, or <c>Action.field</c> where it differs (the CiString types of OCPP 1.6, 7.6 and on).</summary>
    private static readonly FrozenDictionary<string, int> MaxLengths = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["idTag"] = 20,
        ["parentIdTag"] = 20,
        ["key"] = 50,
        ["value"] = 500,
        ["vendorId"] = 255,
        ["messageId"] = 50,
        ["certificateChain"] = 10_000,
        ["certificate"] = 5_500,
        ["signingCertificate"] = 5_500,
        ["signature"] = 800,
        ["issuerNameHash"] = 128,
        ["issuerKeyHash"] = 128,
        ["serialNumber"] = 40,
        ["remoteLocation"] = 512,
        ["SignedUpdateFirmware.location"] = 512,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> KnownActions => Actions.Keys;

    public static string Group(string action) => Actions.TryGetValue(action, out var text) ? text.Group : Operate;

    public static string Describe(string action) => Actions.TryGetValue(action, out var text) ? text.Text : action;

    public static string? Describe(string action, string field) => Look(Fields, action, field);

    public static RawJson Default(string action, string path) =>
        Defaults.TryGetValue($"{action}.{path}", out var json) ? new RawJson(System.Text.Encoding.UTF8.GetBytes(json)) : default;

    public static int? MaxLength(string action, string field) =>
        MaxLengths.TryGetValue($"{action}.{field}", out var length) || MaxLengths.TryGetValue(field, out length) ? length : null;

    private static string? Look(FrozenDictionary<string, string> texts, string action, string field) =>
        texts.GetValueOrDefault($"{action}.{field}") ?? texts.GetValueOrDefault(field);
}
