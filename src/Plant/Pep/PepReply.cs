using Busbar.Wire.Pep;

namespace Busbar.Plant.Pep;

/// <summary>What became of a request to the SECC.</summary>
public enum PepReplyKind
{
    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>It was refused with an error.</summary>
    Refused,

    /// <summary>The answer breaks the protocol.</summary>
    InvalidAnswer,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>No SECC is connected, or it went away.</summary>
    NotConnected,

    /// <summary>Too many requests wait already.</summary>
    QueueFull,
}

/// <summary>The SECC's reply to a request of ours. Immutable.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Category">Category of the refusal; null for none.</param>
/// <param name="Text">Details in words; empty when answered.</param>
/// <param name="InputValues">Values that were asked for; null but for an answered getInput.</param>
public sealed record PepReply(
    PepReplyKind Kind, PepErrorCategory? Category = null, string Text = "", IReadOnlyDictionary<string, PepIoValue>? InputValues = null);
