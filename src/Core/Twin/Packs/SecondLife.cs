using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Packs;

/// <summary>Health of a cell that has had a first life. Pure; safe from any thread.</summary>
public static class SecondLife
{
    /// <summary>Share of a capacity loss that is lost lithium; the rest is lost active material. Loss of lithium dominates the ageing of graphite cells in use
    /// (Birkl et al. 2017, J. Power Sources 341 373); the figure itself is an assumption.</summary>
    public const double LithiumShare = 0.8;

    /// <summary>Growth of the resistance per share of capacity lost: 5 doubles it at 80 % of the capacity, both ends of a first life at once (USABC, Electric Vehicle
    /// Battery Test Procedures Manual, 1996: 80 % of capacity or of power).</summary>
    public const double ResistancePerLoss = 5;

    /// <summary>The health of a cell that holds a share of the new one's capacity.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="stateOfHealth">That share, 0.5 to 1.</param>
    /// <exception cref="ArgumentException">It is out of range.</exception>
    public static ReducedHealth Of(ReducedCell cell, double stateOfHealth)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (!(stateOfHealth is >= 0.5 and <= 1))
            throw new ArgumentException($"stateOfHealth is {stateOfHealth}; allowed: 0.5 to 1, below half of its capacity a cell has left the range of the model.", nameof(stateOfHealth));
        var loss = 1 - stateOfHealth;
        var health = ReducedHealth.New with { CapacityFactor = 1 - loss * (1 - LithiumShare), ResistanceFactor = 1 + ResistancePerLoss * loss };
        var wantedAh = stateOfHealth * cell.Window(ReducedHealth.New).CapacityAh;
        var (low, high) = (0.0, 0.6);
        for (var i = 0; i < 50; i++)
        {
            var middle = 0.5 * (low + high);
            if (cell.Window(health with { LostLithium = middle }).CapacityAh > wantedAh) low = middle;
            else high = middle;
        }
        return loss == 0 ? health : health with { LostLithium = 0.5 * (low + high) };
    }
}
