using Busbar.Wire.Can;

namespace Busbar.Links.Can;

/// <summary>How a participant stands on its bus, in the words of ISO 11898-1 where they apply.</summary>
public enum CanBusState
{
    /// <summary>Sending and receiving.</summary>
    ErrorActive,

    /// <summary>The last frame could not be handed to the carrier; sending goes on being tried.</summary>
    ErrorPassive,

    /// <summary>The controller has cut itself off after too many errors; nothing is sent until it is reopened.</summary>
    BusOff,

    /// <summary>Closed by its owner.</summary>
    Closed,
}

/// <summary>What a participant has counted since it was opened.</summary>
/// <param name="Sent">Frames handed to the carrier.</param>
/// <param name="Received">Frames of others, delivered to the subscriptions.</param>
/// <param name="Refused">Frames that <see cref="ICanBus.TrySend"/> refused, since the queue was full or the bus closed.</param>
/// <param name="OwnEchoes">Own frames that came back from the carrier and were dropped.</param>
/// <param name="Malformed">Datagrams that were no frame.</param>
/// <param name="UnknownKeys">Fields of datagrams that were skipped.</param>
/// <param name="SendErrors">Frames that the carrier did not take; they are lost, as on a real bus without acknowledge.</param>
/// <param name="LastFault">The last refusal of input or error of the carrier; null when there was none.</param>
public readonly record struct CanBusStatistics(
    long Sent, long Received, long Refused, long OwnEchoes, long Malformed, long UnknownKeys, long SendErrors, string? LastFault);

/// <summary>One frame of another participant, with the time at which it was received.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="At">Reception time by the clock that the bus was opened with.</param>
public readonly record struct CanReceived(CanFrame Frame, DateTimeOffset At);

/// <summary>
/// One participant on a CAN bus. Frames go to every other participant, in one order for all, and never back to the sender.
/// Safe for use by any number of threads. Open one with <see cref="CanBuses.Open"/>, close it by disposing.
/// </summary>
public interface ICanBus : IAsyncDisposable
{
    /// <summary>The address that it was opened with, without options, such as <c>memory:lab</c>.</summary>
    string Name { get; }

    /// <summary>How it stands.</summary>
    CanBusState State { get; }

    /// <summary>What it has counted.</summary>
    CanBusStatistics Statistics { get; }

    /// <summary>Sends without waiting. False when the queue to the carrier is full, the bus is off or closed; the frame is then not sent.</summary>
    bool TrySend(in CanFrame frame);

    /// <summary>Sends, waiting for a place in the queue to the carrier.</summary>
    /// <exception cref="CanBusException">The bus is off or closed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled before there was a place.</exception>
    ValueTask SendAsync(CanFrame frame, CancellationToken ct = default);

    /// <summary>
    /// Starts to receive. Each subscription has its own lane of <paramref name="capacity"/> frames; when it is full the
    /// oldest frame is dropped and counted, so a slow reader sees the present and never slows the bus.
    /// </summary>
    /// <param name="capacity">1 to 1,000,000 frames.</param>
    CanSubscription Subscribe(int capacity = 1024);
}

/// <summary>A bus that cannot be opened or used; the text names the address and what is allowed.</summary>
public sealed class CanBusException : Exception
{
    /// <summary>An error of our own making, or of an address that was given.</summary>
    public CanBusException(string message)
        : base(message)
    {
    }

    /// <summary>An error that the carrier reported.</summary>
    public CanBusException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
