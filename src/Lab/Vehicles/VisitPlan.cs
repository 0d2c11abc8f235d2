namespace Busbar.Lab.Vehicles;

/// <summary>One vehicle's stay at a connector.</summary>
/// <param name="ArrivesAfter">Time that the connector is empty before it.</param>
/// <param name="Traits">The vehicle.</param>
/// <param name="SocPct">State of charge on arrival, %.</param>
/// <param name="IdTag">The driver's tag.</param>
/// <param name="TagAfter">From the plug to the tag.</param>
/// <param name="LeavesAfter">Longest time on the plug; the driver ends the session by tag and unplugs.</param>
/// <param name="LingersAfterFull">From full to the driver's return.</param>
public sealed record Visit(
    TimeSpan ArrivesAfter, VehicleTraits Traits, double SocPct, string IdTag, TimeSpan TagAfter, TimeSpan LeavesAfter, TimeSpan LingersAfterFull);

/// <summary>An endless series of visits, drawn from a seed: the same seed gives the same series. Not thread safe.</summary>
/// <param name="seed">The seed.</param>
/// <param name="isDc">Whether the charger is a fast one; its vehicles come emptier and leave sooner.</param>
/// <param name="idTags">Tags of the drivers; at least one.</param>
/// <param name="pace">How lively the place is: all waits are divided by it, more than 0. 1 is a normal site, a demonstration uses more.</param>
public sealed class VisitPlan(int seed, bool isDc, IReadOnlyList<string> idTags, double pace = 1)
{
    private readonly Random _random = new(seed);
    private bool _opened;

    /// <summary>The next visit. The first one comes within four minutes (by pace), so that a world is not empty when it opens.</summary>
    public Visit Next()
    {
        var arrivesAfter = _opened ? Minutes(1, isDc ? 15 : 40) : Minutes(0.1, 4);
        _opened = true;
        return Arriving(arrivesAfter);
    }

    private Visit Arriving(TimeSpan after) => new(
        ArrivesAfter: after,
        Traits: isDc
            ? new VehicleTraits { CapacityKwh = Between(55, 95), MaxPowerKw = Between(60, 150), Phases = 1, TargetPct = Between(75, 100), MinCurrentA = 1 }
            : new VehicleTraits { CapacityKwh = Between(40, 80), MaxPowerKw = _random.Next(3) == 0 ? 7.4 : 11, TargetPct = Between(85, 100) },
        SocPct: isDc ? Between(8, 45) : Between(25, 75),
        IdTag: idTags[_random.Next(idTags.Count)],
        TagAfter: TimeSpan.FromSeconds(Between(3, 25)),
        LeavesAfter: isDc ? Minutes(15, 50) : Minutes(60, 300),
        LingersAfterFull: Minutes(1, isDc ? 10 : 60));

    private TimeSpan Minutes(double from, double to) => TimeSpan.FromMinutes(Between(from, to) / pace);

    private double Between(double from, double to) => from + (_random.NextDouble() * (to - from));
}
