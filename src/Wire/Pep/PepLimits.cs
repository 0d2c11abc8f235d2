namespace Busbar.Wire.Pep;

/// <summary>Bounds of the protocol, and those that it leaves open.</summary>
public static class PepLimits
{
    /// <summary>Largest message in bytes; a larger one closes the connection with 1009. Decision A9: the specification sets no size.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>Largest number of a voltage, current or power field (schema).</summary>
    public const double MaxNumber = int.MaxValue;

    /// <summary>Deepest nesting that is read; the protocol's own messages have 3.</summary>
    public const int MaxDepth = 32;

    /// <summary>Longest kind that an error gives back as it was spelled.</summary>
    public const int MaxKindChars = 64;

    /// <summary>Most characters of a peer's value that an error text repeats.</summary>
    public const int MaxShownChars = 40;
}

/// <summary>What the numbers of a connection may be: the <c>floatValues</c> of the configuration.</summary>
public enum PepNumbers : byte
{
    /// <summary><c>floatValues</c> is false or absent: every number of every message is an integer.</summary>
    Integers,

    /// <summary><c>floatValues</c> is true.</summary>
    Floats,
}
