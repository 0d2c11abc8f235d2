namespace Busbar.Wire.Pep;

/// <summary>The envelope of a message that was read. Lies over the bytes that it was read from.</summary>
public readonly ref struct PepEnvelope
{
    internal PepEnvelope(PepType type, PepKind kind, int sequence, ReadOnlySpan<byte> payload, PepFindings findings, string? strayDetails)
    {
        Type = type;
        Kind = kind;
        Sequence = sequence;
        Payload = payload;
        Findings = findings;
        StrayDetails = strayDetails;
    }

    /// <summary>Request, response, error or info.</summary>
    public PepType Type { get; }

    /// <summary>What it is about; an error may have any kind, <see cref="PepKind.Unknown"/> included.</summary>
    public PepKind Kind { get; }

    /// <summary>Sequence number, 0 to 2147483647; 0 for an info, and for an error whose number could not be told.</summary>
    public int Sequence { get; }

    /// <summary>The payload as JSON.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Deviations that were let pass.</summary>
    public PepFindings Findings { get; }

    /// <summary><c>errorDetails</c> that stood beside the payload of an error; null when none did.</summary>
    internal string? StrayDetails { get; }
}
