namespace Busbar.Wire.Pep;

/// <summary>The payload of a message kind.</summary>
/// <typeparam name="TSelf">The payload itself.</typeparam>
public interface IPepPayload<TSelf>
    where TSelf : IPepPayload<TSelf>
{
    /// <summary>The kind that it belongs to.</summary>
    static abstract PepKind Kind { get; }

    /// <summary>Reads the fields; what it returns counts only while the reader has no fault.</summary>
    static abstract TSelf Read(ref PepReader reader);

    /// <summary>Writes the fields, without the braces around them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value that must not be sent; nothing of the message may be used then.</exception>
    void Write(ref PepWriter writer);
}
