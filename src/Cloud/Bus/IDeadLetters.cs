namespace Busbar.Cloud.Bus;

/// <summary>An event that could not be taken.</summary>
/// <param name="Id">Names it for replay and discard.</param>
/// <param name="Type">What it is: <c>report</c>, <c>connected</c>, ...</param>
/// <param name="StationId">Its station; null where the body does not say.</param>
/// <param name="Why">Why it could not be taken.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="FirstSeen">When it was published; null where nobody noted it.</param>
/// <param name="DeadSince">When it was put here; null where nobody noted it.</param>
/// <param name="Body">The event, UTF-8 JSON as it was published.</param>
public sealed record DeadLetter(
    string Id, string Type, string? StationId, string Why, int Attempts, DateTimeOffset? FirstSeen, DateTimeOffset? DeadSince, ReadOnlyMemory<byte> Body);

/// <summary>Events that could not be taken, for operators. Nothing here is deleted by itself. One request at a time; others wait. Thread safe.</summary>
public interface IDeadLetters
{
    /// <summary>The oldest of them.</summary>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <returns>The letters, and how many there are in all.</returns>
    /// <exception cref="BusUnavailableException">The broker is away.</exception>
    ValueTask<(IReadOnlyList<DeadLetter> Letters, long Count)> ListAsync(int limit, CancellationToken ct);

    /// <summary>Publishes it again as the event that it was, marked as redelivered, behind what its station has sent since. False: no such letter among the oldest 10,000.</summary>
    /// <exception cref="BusUnavailableException">The broker is away; the letter is still there.</exception>
    ValueTask<bool> ReplayAsync(string id, CancellationToken ct);

    /// <summary>Deletes it. False: no such letter among the oldest 10,000.</summary>
    /// <exception cref="BusUnavailableException">The broker is away; the letter is still there.</exception>
    ValueTask<bool> DiscardAsync(string id, CancellationToken ct);
}
