namespace Busbar.Wire.Can;

/// <summary>Why bytes or text were not a frame that we take. A closed catalogue, fit for counters.</summary>
public enum CanFaultKind
{
    /// <summary>The input ends before it is complete.</summary>
    Truncated,

    /// <summary>The input goes on after it is complete.</summary>
    Trailing,

    /// <summary>The input is of another shape altogether.</summary>
    WrongShape,

    /// <summary>A field has a type that cannot be read as what it stands for.</summary>
    WrongType,

    /// <summary>A number is outside of what its field allows.</summary>
    OutOfRange,

    /// <summary>A field that cannot be done without is absent.</summary>
    Missing,

    /// <summary>Data length code and data disagree.</summary>
    LengthMismatch,

    /// <summary>A CAN FD frame; only classic CAN is carried.</summary>
    FdUnsupported,
}

/// <summary>A refusal of input: what kind, and a text that names the field, its value and what is allowed.</summary>
/// <param name="Kind">The kind, for counters.</param>
/// <param name="Text">The text, for people.</param>
public sealed record CanFault(CanFaultKind Kind, string Text);
