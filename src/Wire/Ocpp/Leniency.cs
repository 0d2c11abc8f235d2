namespace Busbar.Wire.Ocpp;

/// <summary>
/// Deviations from the schema that are let pass on reading, one named rule each. <see cref="None"/> is the schema to the letter.
/// What we send is never affected. A reader reports the rules that fired, so that they can be counted per station.
/// </summary>
[Flags]
public enum Leniency : ulong
{
    /// <summary>The schema to the letter.</summary>
    None = 0,

    /// <summary>A property that the schema does not know is skipped.</summary>
    ExtraProperties = 1 << 0,

    /// <summary>A property given twice: each must be good, the last one counts.</summary>
    DuplicateProperties = 1 << 1,

    /// <summary>A number, <c>true</c> or <c>false</c> where text is due: its spelling is the text.</summary>
    NumberAsText = 1 << 2,

    /// <summary>Text that holds a number where a number is due.</summary>
    TextAsNumber = 1 << 3,

    /// <summary><c>null</c> for an optional property: as if it were absent.</summary>
    NullProperty = 1 << 4,

    /// <summary>The text <c>"null"</c> for an optional property: as if it were absent.</summary>
    NullText = 1 << 5,

    /// <summary>Empty text for an optional number, date or enumeration: as if it were absent.</summary>
    EmptyText = 1 << 6,

    /// <summary>A fraction in an integer field: rounded to the nearest, halves away from zero.</summary>
    FractionalInteger = 1 << 7,

    /// <summary>A date without a time zone: taken as UTC.</summary>
    DateWithoutZone = 1 << 8,

    /// <summary>A date in a shape near RFC 3339: a blank for the T, an offset as <c>+0100</c> or <c>+01</c>, no seconds.</summary>
    OddDate = 1 << 9,

    /// <summary>Text longer than the schema allows: kept whole, up to <see cref="OcppLimits.MaxOverlongText"/> characters.</summary>
    OverlongText = 1 << 10,

    /// <summary>An enumeration value in the wrong case.</summary>
    EnumCase = 1 << 11,

    /// <summary>An unknown measurand, context, phase, location or format of a sampled value: read as its <c>Unknown</c> member, so that nobody mistakes it for the default.</summary>
    UnknownReading = 1 << 12,

    /// <summary>An unknown unit of a sampled value: <c>Hz</c> is read as such, any other as <c>Unknown</c>.</summary>
    UnknownUnit = 1 << 13,

    /// <summary>An unknown error code of a StatusNotification: read as <c>OtherError</c>.</summary>
    UnknownErrorCode = 1 << 14,

    /// <summary>An unknown stop reason: read as <c>Other</c>.</summary>
    UnknownReason = 1 << 15,

    /// <summary>An object, array, number or literal as the data of a DataTransfer: kept as its JSON text.</summary>
    JsonAsText = 1 << 16,

    /// <summary>A required array is missing or <c>null</c>: read as empty.</summary>
    MissingArray = 1 << 17,

    /// <summary>A call or result without payload, or with <c>null</c> for it: read as <c>{}</c>.</summary>
    MissingPayload = 1 << 18,

    /// <summary>A number as message id: its digits are the id.</summary>
    NumericMessageId = 1 << 19,

    /// <summary>Elements after the payload: skipped.</summary>
    ExtraElements = 1 << 20,

    /// <summary>Every rule.</summary>
    All = (1 << 21) - 1,
}
