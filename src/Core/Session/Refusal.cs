namespace Busbar.Core.Session;

/// <summary>Kinds of refusal; a protocol has its own words for them.</summary>
public enum RefusalCategory
{
    /// <summary>The value cannot be.</summary>
    Value,

    /// <summary>Not in the present operational state.</summary>
    Inoperative,

    /// <summary>Something inside prevents it; also CP and PP supervision (R41).</summary>
    Internal,

    /// <summary>Everything else.</summary>
    Generic,
}

/// <summary>The closed catalogue of refusals.</summary>
public enum RefusalCode
{
    /// <summary>The gun is on its way to standby (R39).</summary>
    InTransition,

    /// <summary>The gun has a fault.</summary>
    InFault,

    /// <summary>The voltage cannot be supplied (R10).</summary>
    VoltageOutOfRange,

    /// <summary>The current is no number.</summary>
    CurrentNotANumber,

    /// <summary>CP and PP do not permit closing (R41).</summary>
    NoPermission,

    /// <summary>Nobody has measured the output, so nothing is closed or driven.</summary>
    NotMeasured,

    /// <summary>The output is not without voltage, so it is not closed.</summary>
    OutputLive,

    /// <summary>No cable check in this phase.</summary>
    CableCheckNotNow,

    /// <summary>No closing in this phase.</summary>
    ClosingNotNow,
}

/// <summary>A refusal: a value, not an exception. Immutable; thread safe.</summary>
/// <param name="Code">Which.</param>
/// <param name="Text">Field, value and what is allowed.</param>
public sealed record Refusal(RefusalCode Code, string Text)
{
    /// <summary>Its kind.</summary>
    public RefusalCategory Category => Code switch
    {
        RefusalCode.InTransition or RefusalCode.InFault => RefusalCategory.Inoperative,
        RefusalCode.VoltageOutOfRange or RefusalCode.CurrentNotANumber => RefusalCategory.Value,
        RefusalCode.NoPermission or RefusalCode.NotMeasured or RefusalCode.OutputLive => RefusalCategory.Internal,
        _ => RefusalCategory.Generic,
    };
}
