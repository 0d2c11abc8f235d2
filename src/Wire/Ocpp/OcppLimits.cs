namespace Busbar.Wire.Ocpp;

/// <summary>Bounds on what a peer may make us build, where the standard sets none. Checked in strict and lenient reading alike.</summary>
public static class OcppLimits
{
    /// <summary>
    /// Most elements in one array. The largest honest array known is a StopTransaction with a sample per clock-aligned interval of a
    /// long session (a day at one per 30 s is 2,880); ten thousand leaves room and bounds the memory of a hostile frame.
    /// </summary>
    public const int MaxArrayItems = 10_000;

    /// <summary>
    /// Deepest nesting of objects and arrays in a frame. The deepest message of 1.6 needs 7 levels, of 2.1 fewer than 16.
    /// </summary>
    public const int MaxDepth = 32;

    /// <summary>Most characters that <see cref="Leniency.OverlongText"/> lets pass for a field whose own maximum is lower.</summary>
    public const int MaxOverlongText = 500;
}
