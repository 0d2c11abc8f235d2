using System.Numerics;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Deviations from the schema that are let pass on reading: one named rule each, with the station that made it necessary (issue threads
/// of public OCPP projects). <see cref="None"/> is the schema to the letter. A reader reports the rules that fired, so that they can be
/// counted per station; each can be switched off per station. What we send is never affected: it is always strict.
/// </summary>
/// <remarks>
/// Never let pass, whatever the rules: a property given twice (it is unclear which one counts, and a parser elsewhere may decide
/// otherwise), elements after the payload, half a surrogate pair, and what exceeds <see cref="OcppLimits"/>.
/// </remarks>
[Flags]
public enum Leniency : ulong
{
    /// <summary>The schema to the letter.</summary>
    None = 0,

    /// <summary>
    /// A property that the schema does not know is skipped. (chargestation-one put connectorId into StopTransaction:
    /// road-labs/chargestation-one 61.)
    /// </summary>
    ExtraProperties = 1UL << 0,

    /// <summary>
    /// A number, <c>true</c> or <c>false</c> where text is due: its spelling is the text. (OpenEVSE, sampled values: lbbrhzn/ocpp 210;
    /// Scame, configuration values: mobilityhouse/ocpp 582.)
    /// </summary>
    NumberAsText = 1UL << 1,

    /// <summary>
    /// Text that holds a number where a number is due. (Stations that quote all their values, such as <c>"connectorId":"1"</c>.)
    /// </summary>
    TextAsNumber = 1UL << 2,

    /// <summary>
    /// <c>0</c> or <c>1</c> where <c>false</c> or <c>true</c> is due. (The readonly flag of GetConfiguration: evcc-io/evcc 26253.)
    /// </summary>
    NumberAsBoolean = 1UL << 3,

    /// <summary><c>null</c> for an optional property: as if it were absent. (The info of StatusNotification.)</summary>
    NullProperty = 1UL << 4,

    /// <summary>
    /// The text <c>"null"</c> for an optional property: as if it were absent. (ABB Terra AC, the info of StatusNotification:
    /// lbbrhzn/ocpp 169.)
    /// </summary>
    NullText = 1UL << 5,

    /// <summary>
    /// Empty text for an optional number, date, enumeration or boolean: as if it were absent. (Empty timestamps: EVerest/libocpp 808.)
    /// </summary>
    EmptyText = 1UL << 6,

    /// <summary>
    /// A fraction in an integer field: rounded to the nearest, halves away from zero. (meterStop in fractions of a watt-hour:
    /// EVerest/libocpp 638.)
    /// </summary>
    FractionalInteger = 1UL << 7,

    /// <summary>
    /// An optional integer beyond 32 bits: as if it were absent. (Alfen Eve sends the transactionId 9223372036854775807 when it has
    /// none: steve-community/steve 740, lorenzodonini/ocpp-go 188.)
    /// </summary>
    IntegerOutOfRange = 1UL << 8,

    /// <summary>
    /// A number with more decimal places than the schema allows: kept as it is. (Charging limits reported in full resolution:
    /// citrineos/citrineos-core 960.)
    /// </summary>
    FinerNumber = 1UL << 9,

    /// <summary>A date without a time zone: taken as UTC. (Growatt THOR: evcc-io/evcc 10399.)</summary>
    DateWithoutZone = 1UL << 10,

    /// <summary>
    /// A date in a shape near RFC 3339: a blank for the T, an offset as <c>+02</c> or <c>+0200</c>, no seconds.
    /// (<c>2024-04-26T14:35:02+02</c>: monta-app/ocpp-emulator 5.)
    /// </summary>
    OddDate = 1UL << 11,

    /// <summary>
    /// Text longer than the schema allows: kept whole, up to <see cref="OcppLimits.MaxOverlongText"/> characters; it is not cut,
    /// because a cut id tag may be somebody else's. (Schneider EVlink, serial numbers: lbbrhzn/ocpp 213; Grizzl-E, model: 899.)
    /// </summary>
    OverlongText = 1UL << 12,

    /// <summary>An enumeration value in the wrong case. (Stations that write <c>available</c> or <c>KWH</c>.)</summary>
    EnumCase = 1UL << 13,

    /// <summary>
    /// An unknown measurand, context, phase, location or format of a sampled value: read as its <c>Unknown</c> member, so that nobody
    /// takes it for the default. (The measurand <c>Request.Energy</c>.)
    /// </summary>
    UnknownReading = 1UL << 14,

    /// <summary>
    /// An unknown unit of a sampled value: <c>Hz</c> and <c>Hertz</c> are read as hertz, <c>C</c> as Celsius, any other as
    /// <c>Unknown</c>. (Charge Amps Halo: lbbrhzn/ocpp 1576; Viridian: mobilityhouse/ocpp 70; OpenEVSE: openevse_esp32_firmware 726.)
    /// </summary>
    UnknownUnit = 1UL << 15,

    /// <summary>
    /// An unknown error code of a StatusNotification: read as <c>OtherError</c>. (Legrand GreenUp sends <c>Error</c>: lbbrhzn/ocpp
    /// 1248.)
    /// </summary>
    UnknownErrorCode = 1UL << 16,

    /// <summary>
    /// An unknown reason of a StopTransaction: read as <c>Other</c>. (A refused StopTransaction is repeated for ever and strands the
    /// session: steve-community/steve 156.)
    /// </summary>
    UnknownReason = 1UL << 17,

    /// <summary>
    /// <c>null</c> for the transactionId of a StopTransaction: read as -1, which no transaction has. (dallmann-consulting/OCPP.Core
    /// 29.)
    /// </summary>
    NullTransaction = 1UL << 18,

    /// <summary>
    /// An object, array, number or literal as the data of a DataTransfer: kept as its JSON text. (Growatt; mobilityhouse/ocpp 462.)
    /// </summary>
    JsonAsText = 1UL << 19,

    /// <summary>
    /// A required array is missing or <c>null</c>: read as empty. (Vestel EVC04 has nothing to report and leaves sampledValue empty,
    /// which the schema allows, or out: lbbrhzn/ocpp 466.)
    /// </summary>
    MissingArray = 1UL << 20,

    /// <summary>
    /// An object where an array of objects is due: read as an array of one. (Huawei SCharger, meterValue: lbbrhzn/ocpp 1144.)
    /// </summary>
    SingleForArray = 1UL << 21,

    /// <summary>A frame without payload, or with <c>null</c> for it: read as <c>{}</c>. (Heartbeats of small stations.)</summary>
    MissingPayload = 1UL << 22,

    /// <summary>
    /// A number as message id: its digits are the id, and the answer bears them as text. (Small stations that count their messages.)
    /// </summary>
    NumericMessageId = 1UL << 23,

    /// <summary>Every rule: what the gateway starts from.</summary>
    All = (1UL << 24) - 1,
}

/// <summary>The rules one by one, for counters, settings and pages.</summary>
public static class Leniencies
{
    /// <summary>Every single rule, in the order of their bits.</summary>
    public static IReadOnlyList<Leniency> Rules { get; } = [.. Split(Leniency.All)];

    /// <summary>The single rules in a set; allocates, so ask it only of a set that is not empty.</summary>
    public static IEnumerable<Leniency> Split(Leniency rules)
    {
        for (var rest = (ulong)rules & (ulong)Leniency.All; rest != 0; rest &= rest - 1)
            yield return (Leniency)(1UL << BitOperations.TrailingZeroCount(rest));
    }

    /// <summary>What a single rule lets pass, in one clause.</summary>
    public static string Describe(Leniency rule) => rule switch
    {
        Leniency.None => "the schema to the letter",
        Leniency.ExtraProperties => "properties that the schema does not know are skipped",
        Leniency.NumberAsText => "a number or boolean is read where text is due",
        Leniency.TextAsNumber => "text that holds a number is read where a number is due",
        Leniency.NumberAsBoolean => "0 and 1 are read where false and true are due",
        Leniency.NullProperty => "null for an optional property counts as absent",
        Leniency.NullText => "the text \"null\" for an optional property counts as absent",
        Leniency.EmptyText => "empty text for an optional number, date, enumeration or boolean counts as absent",
        Leniency.FractionalInteger => "a fraction in an integer field is rounded",
        Leniency.IntegerOutOfRange => "an optional integer beyond 32 bits counts as absent",
        Leniency.FinerNumber => "a number may have more decimal places than the schema allows",
        Leniency.DateWithoutZone => "a date without a time zone is taken as UTC",
        Leniency.OddDate => "a date may have a blank for the T, a short offset, or no seconds",
        Leniency.OverlongText => $"text may be longer than the schema allows, up to {OcppLimits.MaxOverlongText} characters",
        Leniency.EnumCase => "enumeration values are read without regard to case",
        Leniency.UnknownReading => "an unknown measurand, context, phase, location or format is read as Unknown",
        Leniency.UnknownUnit => "Hz, Hertz and C are read as units, any other unknown unit as Unknown",
        Leniency.UnknownErrorCode => "an unknown error code is read as OtherError",
        Leniency.UnknownReason => "an unknown stop reason is read as Other",
        Leniency.NullTransaction => "null for the transaction of a StopTransaction is read as -1",
        Leniency.JsonAsText => "the data of a DataTransfer may be any JSON and is kept as its text",
        Leniency.MissingArray => "a required array that is missing or null is read as empty",
        Leniency.SingleForArray => "a single object is read where an array of objects is due",
        Leniency.MissingPayload => "a missing or null payload is read as {}",
        Leniency.NumericMessageId => "a number is read as message id",
        Leniency.All => "every rule",
        _ => string.Join("; ", Split(rule).Select(Describe)),
    };
}
