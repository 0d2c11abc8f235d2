namespace Busbar.Wire.Pep;

/// <summary>Why a request is refused (PEP-WS 1.8, error message).</summary>
public enum PepErrorCategory : byte
{
    /// <summary>Not parseable, or against the schema.</summary>
    Format,

    /// <summary>An unknown input or output, an output value that is not allowed, or a voltage that cannot be supplied.</summary>
    Value,

    /// <summary>Not possible in the present operational status, the transition phase included.</summary>
    Inoperative,

    /// <summary>A failure inside, or blocked by the CP/PP supervision.</summary>
    Internal,

    /// <summary>Everything else.</summary>
    Generic,
}

/// <summary>A message that is refused: everything that the error message needs.</summary>
/// <param name="Category">Why.</param>
/// <param name="Kind">Kind of the refused message as it was spelled, cut to <see cref="PepLimits.MaxKindChars"/>; "error" when it could not be told.</param>
/// <param name="Sequence">Sequence number of the refused message; 0 when it could not be told.</param>
/// <param name="Details">Field, value and what is allowed.</param>
/// <param name="Type">Type of the refused message; null when it could not be told.</param>
public sealed record PepFault(PepErrorCategory Category, string Kind, int Sequence, string Details, PepType? Type = null);

/// <summary>Deviations that are let pass on reading, each counted by whoever reads.</summary>
[Flags]
public enum PepFindings
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A request with sequence number 0 (A5).</summary>
    SequenceZero = 1,

    /// <summary>An error without a sequence number, or with null.</summary>
    ErrorWithoutSequence = 2,

    /// <summary><c>errorDetails</c> beside the payload.</summary>
    DetailsBesidePayload = 4,

    /// <summary>The category <c>valueError</c> of the specification's text in place of <c>value</c> (A4).</summary>
    ValueErrorSpelling = 8,

    /// <summary>Input values without their wrapper (A6).</summary>
    BareInputValues = 16,

    /// <summary>An info with a sequence number.</summary>
    InfoWithSequence = 32,

    /// <summary>An error without a category or with one that is not known; taken as <see cref="PepErrorCategory.Generic"/>.</summary>
    UnknownCategory = 64,
}
