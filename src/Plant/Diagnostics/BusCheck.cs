using Busbar.Links.Can;
using Busbar.Wire.Can;

namespace Busbar.Plant.Diagnostics;

/// <summary>What one identifier did during a check.</summary>
/// <param name="Id">CAN identifier.</param>
/// <param name="Extended">29-bit identifier.</param>
/// <param name="Frames">Frames heard.</param>
/// <param name="RatePerS">Frames per second over the time listened.</param>
/// <param name="Last">The newest frame.</param>
public sealed record IdentifierReport(uint Id, bool Extended, long Frames, double RatePerS, CanFrame Last);

/// <summary>What was heard on a bus.</summary>
/// <param name="Listened">How long.</param>
/// <param name="Identifiers">By identifier, standard before extended.</param>
/// <param name="Statistics">The bus's own counters, refusals and faults included.</param>
/// <param name="Dropped">Frames that came faster than they were counted.</param>
public sealed record BusReport(TimeSpan Listened, IReadOnlyList<IdentifierReport> Identifiers, CanBusStatistics Statistics, long Dropped);

/// <summary>Listens on a bus without sending and says who speaks: the first thing to run when a cabinet is wired.</summary>
public static class BusCheck
{
    /// <summary>Most identifiers that are told apart; a babbling bus cannot make the report grow without end.</summary>
    public const int MaxIdentifiers = 4096;

    /// <summary>Listens for <paramref name="duration"/> or until cancelled; either way the report covers what was heard.</summary>
    public static async Task<BusReport> ListenAsync(ICanBus bus, TimeSpan duration, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(time);
        var heard = new SortedDictionary<(bool Extended, uint Id), (long Frames, CanFrame Last)>();
        using var subscription = bus.Subscribe();
        using var end = new CancellationTokenSource(duration, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, ct);
        var began = time.GetTimestamp();
        try
        {
            await foreach (var received in subscription.ReadAllAsync(both.Token))
            {
                var key = (received.Frame.IsExtended, received.Frame.Id);
                var frames = heard.TryGetValue(key, out var before) ? before.Frames : 0;
                if (frames > 0 || heard.Count < MaxIdentifiers) heard[key] = (frames + 1, received.Frame);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over; what was heard is the report.
        }

        var listened = time.GetElapsedTime(began);
        var seconds = Math.Max(listened.TotalSeconds, 0.001);
        return new BusReport(
            listened,
            [.. heard.Select(h => new IdentifierReport(h.Key.Id, h.Key.Extended, h.Value.Frames, h.Value.Frames / seconds, h.Value.Last))],
            bus.Statistics,
            subscription.Dropped);
    }
}
