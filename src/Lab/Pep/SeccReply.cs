using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Lab.Pep;

/// <summary>What became of a request to the PECC.</summary>
public enum SeccReplyKind
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Refused with an error.</summary>
    Refused,

    /// <summary>No reply in time.</summary>
    TimedOut,

    /// <summary>The connection is gone.</summary>
    NotConnected,
}

/// <summary>The PECC's reply. Immutable.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Category">Category of a refusal; null for none.</param>
/// <param name="Details">Details of a refusal.</param>
/// <param name="Configuration">Of an answered configuration request; null for others.</param>
/// <param name="Latency">From sending to the reply.</param>
public sealed record SeccReply(
    SeccReplyKind Kind, PepErrorCategory? Category = null, string Details = "", PepConfiguration? Configuration = null, TimeSpan Latency = default)
{
    /// <summary>It was answered.</summary>
    public bool IsAnswered => Kind == SeccReplyKind.Answered;

    /// <inheritdoc/>
    public override string ToString() => Kind == SeccReplyKind.Refused ? $"{PepError.Spell(Category!.Value)}: {Details}" : Kind.ToString();
}
