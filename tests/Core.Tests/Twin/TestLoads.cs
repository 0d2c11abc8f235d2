using Busbar.Core.Twin;

namespace Busbar.Core.Tests.Twin;

/// <summary>Loads that more than one test drives. C-rates are positive on discharge here, as in the papers.</summary>
internal static class TestLoads
{
    /// <summary>Rounds of pulses and rests, with jumps between them.</summary>
    internal static CurrentProfile Pulses(double oneC, int rounds, params ReadOnlySpan<(double DischargeC, double Seconds)> round)
    {
        var (times, currents) = (new List<double>(), new List<double>());
        double now = 0;
        for (var i = 0; i < rounds; i++)
            foreach (var (dischargeC, seconds) in round)
            {
                times.AddRange([now, now += seconds]);
                currents.AddRange([-dischargeC * oneC, -dischargeC * oneC]);
            }
        return new CurrentProfile([.. times], [.. currents]);
    }

    /// <summary>A vehicle in traffic: a sample every second, linear between; it speeds up, rolls, brakes and stands, by seeded chance.</summary>
    /// <param name="oneC">1C, A.</param>
    /// <param name="seconds">Length, s.</param>
    /// <param name="greatestC">About the greatest discharge; braking gives back half of it at most.</param>
    internal static CurrentProfile Drive(double oneC, int seconds, double greatestC)
    {
        var seed = 12345u;
        double Next() => (seed = seed * 1664525 + 1013904223) / 4294967296.0;
        var (times, currents) = (new double[seconds + 1], new double[seconds + 1]);
        double aimC = 0, nowC = 0;
        var left = 0;
        for (var i = 0; i <= seconds; i++)
        {
            if (left-- == 0)
            {
                aimC = Next() switch { < 0.15 => 0, < 0.75 => -Next() * greatestC, _ => Next() * 0.5 * greatestC };
                left = 2 + (int)(Next() * 12);
            }
            nowC += 0.5 * (aimC - nowC) + 0.04 * greatestC * (Next() - 0.5);
            (times[i], currents[i]) = (i, nowC * oneC);
        }
        return new CurrentProfile(times, currents);
    }
}
