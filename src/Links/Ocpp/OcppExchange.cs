using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>One CALL with its end, for a message log. The spans lie in the connection's buffers: copy what is to be kept.</summary>
public readonly ref struct OcppExchange
{
    /// <summary>Name of the action as sent, also when it is unknown.</summary>
    public required string Action { get; init; }

    /// <summary>Message id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>True when the peer called, false when we did.</summary>
    public required bool FromPeer { get; init; }

    /// <summary>When the CALL was received or sent.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>From the CALL to its end.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>Payload of the CALL in UTF-8, as it was on the wire; empty when it had none.</summary>
    public ReadOnlySpan<byte> Request { get; init; }

    /// <summary>Payload of the answer in UTF-8; empty when there was none.</summary>
    public ReadOnlySpan<byte> Response { get; init; }

    /// <summary>Code of the CALLERROR as spelled on the wire, or <c>TimedOut</c> or <c>Disconnected</c>; null when answered.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Text of the CALLERROR; null when answered.</summary>
    public string? ErrorText { get; init; }

    /// <summary>Leniency rules that fired on what the peer sent.</summary>
    public Leniency LenienciesUsed { get; init; }
}
