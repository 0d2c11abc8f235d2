using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Codes of a CALLERROR, under their 2.x names. OCPP-J 1.6 §4.2.3 has ten of them, two under other spellings; OCPP-J 2.0.1
/// (part 4, §4.3) adds <see cref="MessageTypeNotSupported"/> and <see cref="RpcFrameworkError"/>.
/// </summary>
public enum OcppErrorCode
{
    /// <summary>The action is not known to the receiver.</summary>
    NotImplemented,

    /// <summary>The action is known, but not served by this receiver.</summary>
    NotSupported,

    /// <summary>The receiver failed while it handled the action.</summary>
    InternalError,

    /// <summary>The frame breaks the rules of the RPC layer.</summary>
    ProtocolError,

    /// <summary>A security matter stopped the action.</summary>
    SecurityError,

    /// <summary>The payload does not have the structure of the action. Spelled <c>FormationViolation</c> in 1.6.</summary>
    FormatViolation,

    /// <summary>A field holds a value that is not allowed.</summary>
    PropertyConstraintViolation,

    /// <summary>
    /// A field is missing, or there are too many or too few elements. Spelled <c>OccurenceConstraintViolation</c> in 1.6.
    /// </summary>
    OccurrenceConstraintViolation,

    /// <summary>A field has the wrong JSON type.</summary>
    TypeConstraintViolation,

    /// <summary>Anything else.</summary>
    GenericError,

    /// <summary>The message type number is not known. Since 2.0.1; sent as <c>ProtocolError</c> in 1.6.</summary>
    MessageTypeNotSupported,

    /// <summary>The frame is not a call that the RPC layer can read. Since 2.0.1; sent as <c>ProtocolError</c> in 1.6.</summary>
    RpcFrameworkError,
}

/// <summary>Spellings of the error codes, version by version.</summary>
public static class OcppErrorCodes
{
    /// <summary>The code as this version spells it; codes that 1.6 lacks become <c>ProtocolError</c> there.</summary>
    public static string Spell(OcppErrorCode code, OcppVersion version) => (code, version) switch
    {
        (OcppErrorCode.FormatViolation, OcppVersion.V16) => "FormationViolation",
        (OcppErrorCode.OccurrenceConstraintViolation, OcppVersion.V16) => "OccurenceConstraintViolation",
        (OcppErrorCode.MessageTypeNotSupported or OcppErrorCode.RpcFrameworkError, OcppVersion.V16) => "ProtocolError",
        (OcppErrorCode.NotImplemented, _) => "NotImplemented",
        (OcppErrorCode.NotSupported, _) => "NotSupported",
        (OcppErrorCode.InternalError, _) => "InternalError",
        (OcppErrorCode.ProtocolError, _) => "ProtocolError",
        (OcppErrorCode.SecurityError, _) => "SecurityError",
        (OcppErrorCode.FormatViolation, _) => "FormatViolation",
        (OcppErrorCode.PropertyConstraintViolation, _) => "PropertyConstraintViolation",
        (OcppErrorCode.OccurrenceConstraintViolation, _) => "OccurrenceConstraintViolation",
        (OcppErrorCode.TypeConstraintViolation, _) => "TypeConstraintViolation",
        (OcppErrorCode.GenericError, _) => "GenericError",
        (OcppErrorCode.MessageTypeNotSupported, _) => "MessageTypeNotSupported",
        (OcppErrorCode.RpcFrameworkError, _) => "RpcFrameworkError",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a code of the catalogue."),
    };

    /// <summary>Reads a code in the spelling of any version; peers mix them. False for codes outside the catalogue.</summary>
    public static bool TryParse(string? text, out OcppErrorCode code)
    {
        (var known, code) = text switch
        {
            "NotImplemented" => (true, OcppErrorCode.NotImplemented),
            "NotSupported" => (true, OcppErrorCode.NotSupported),
            "InternalError" => (true, OcppErrorCode.InternalError),
            "ProtocolError" => (true, OcppErrorCode.ProtocolError),
            "SecurityError" => (true, OcppErrorCode.SecurityError),
            "FormatViolation" or "FormationViolation" => (true, OcppErrorCode.FormatViolation),
            "PropertyConstraintViolation" => (true, OcppErrorCode.PropertyConstraintViolation),
            "OccurrenceConstraintViolation" or "OccurenceConstraintViolation" => (true, OcppErrorCode.OccurrenceConstraintViolation),
            "TypeConstraintViolation" => (true, OcppErrorCode.TypeConstraintViolation),
            "GenericError" => (true, OcppErrorCode.GenericError),
            "MessageTypeNotSupported" => (true, OcppErrorCode.MessageTypeNotSupported),
            "RpcFrameworkError" => (true, OcppErrorCode.RpcFrameworkError),
            _ => (false, OcppErrorCode.GenericError),
        };
        return known;
    }

    /// <inheritdoc cref="TryParse(string?, out OcppErrorCode)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out OcppErrorCode code) =>
        TryParse(utf8.Length > 40 ? null : Encoding.UTF8.GetString(utf8), out code);
}
