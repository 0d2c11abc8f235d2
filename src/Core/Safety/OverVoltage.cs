namespace Busbar.Core.Safety;

/// <summary>
/// Emergency levels of the output voltage by the vehicle's highest voltage (IEC 61851-23:2023, table 103; the last row is the megawatt draft's).
/// </summary>
public static class OverVoltage
{
    /// <summary>Upper ends of the classes and their levels, V.</summary>
    public static IReadOnlyList<(double UpToV, double LevelV)> Levels { get; } =
        [(500, 550), (750, 825), (850, 935), (1000, 1100), (double.PositiveInfinity, 1375)];

    /// <summary>The level for a negotiated voltage.</summary>
    /// <param name="negotiatedV">The vehicle's highest voltage, V. Anything that is not a voltage gets the lowest level.</param>
    public static double EmergencyLevelV(double negotiatedV)
    {
        if (double.IsNaN(negotiatedV)) return Levels[0].LevelV;
        foreach (var (upTo, level) in Levels)
        {
            if (negotiatedV <= upTo) return level;
        }

        return Levels[0].LevelV;
    }
}
