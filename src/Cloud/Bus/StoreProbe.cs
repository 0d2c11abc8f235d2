namespace Busbar.Cloud.Bus;

/// <summary>How a worker learns whether it can use the database behind its CMS, so that it may leave its stations to a worker that can.</summary>
/// <param name="Ask">Asks the database now: why it cannot be used, in words; null when it can. A failure counts as its message. It may take its time: one question at a
/// time is under way.</param>
/// <param name="Patience">
/// How long the own store must have been unusable, and another worker's usable, before this worker gives its shards up; and how long it must be usable again without
/// a break before the worker takes shards again. A question that is not answered within half of it counts as a no. 1 ms to 1 h.
/// </param>
public sealed record StoreProbe(Func<CancellationToken, ValueTask<string?>> Ask, TimeSpan Patience);
