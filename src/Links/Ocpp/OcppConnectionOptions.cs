using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>Limits of an <see cref="OcppConnection"/>. Immutable; share one instance between connections. Thread safe.</summary>
public sealed class OcppConnectionOptions
{
    /// <summary>Default limits.</summary>
    public static OcppConnectionOptions Default { get; } = new();

    /// <summary>Leniency rules that are on for what the peer sends. Default all.</summary>
    public Leniency Leniency { get; init; } = Leniency.All;

    /// <summary>Most of our calls that wait behind the outstanding one; one more ends as <see cref="OcppReplyKind.QueueFull"/>. Default 32.</summary>
    public int MaxWaitingCalls { get; init; } = 32;

    /// <summary>Most calls of the peer that wait behind the one being answered; when so many wait the socket is not read. A peer that keeps to one
    /// outstanding call (OCPP-J 1.6, 4.1.1) never has one waiting. Default 16.</summary>
    public int MaxWaitingPeerCalls { get; init; } = 16;

    /// <summary>How long the handler may take to answer; then the peer gets InternalError, and its next call still waits until the handler is done. Zero for
    /// no limit. Default 30 s.</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unreadable frames in a row after which the connection is closed with 1007. Default 10.</summary>
    public int MaxUndecodableInARow { get; init; } = 10;

    /// <summary>Our calls in a row without an answer after which the link is closed so that the peer opens a new one; 0 never. Default 3.</summary>
    public int MaxTimeoutsInARow { get; init; } = 3;

    /// <summary>Messages a second that the peer may send in the long run; above it the socket is read more slowly. 0 for no limit. Default 0.</summary>
    public double MessagesPerSecond { get; init; }

    /// <summary>Messages that the peer may send at once before <see cref="MessagesPerSecond"/> holds, for example the queue of an offline day. Default 500.</summary>
    public int MessageBurst { get; init; } = 500;

    /// <summary>How long without a pause the peer may exceed its rate before the connection is closed with 1008. Default 10 min.</summary>
    public TimeSpan FloodLimit { get; init; } = TimeSpan.FromMinutes(10);
}
