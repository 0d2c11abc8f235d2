namespace Busbar.Lab.Sites;

/// <summary>One vehicle's stay at a gun.</summary>
/// <param name="ArrivesAfter">Time that the gun is free before it.</param>
/// <param name="Vehicle">The vehicle.</param>
/// <param name="SocPct">State of charge on arrival, %.</param>
/// <param name="TargetPct">State of charge at which it has enough, %.</param>
/// <param name="LeavesAfter">Longest time on the plug.</param>
public sealed record SiteVisit(TimeSpan ArrivesAfter, EvTraits Vehicle, double SocPct, double TargetPct, TimeSpan LeavesAfter);

/// <summary>An endless series of visits to a fast charger, drawn from a seed: the same seed gives the same series. Not thread safe.</summary>
/// <param name="seed">The seed.</param>
/// <param name="pace">How lively the place is: waits are divided by it, more than 0.</param>
public sealed class SiteVisitPlan(int seed, double pace = 1)
{
    private readonly Random _random = new(seed);
    private int _number;

    /// <summary>The next visit. Two vehicles of five have 800 V. The first one comes within two minutes (by pace).</summary>
    public SiteVisit Next()
    {
        var is800 = _random.Next(5) < 2;
        var maxKw = is800 ? Between(150, 270) : Between(50, 170);
        var vehicle = new EvTraits
        {
            Id = $"EV{seed:X4}{++_number:D4}",
            CapacityKwh = Between(45, 100),
            MaxPowerW = maxKw * 1000,
            MaxCurrentA = is800 ? Between(220, 350) : Between(200, 500),
            EmptyV = is800 ? 620 : Between(300, 330),
            FullV = is800 ? 800 : Between(390, 410),
            MaxVoltageV = is800 ? 835 : 425,
            ResistanceOhm = is800 ? 0.12 : Between(0.04, 0.08),
            TaperFromPct = Between(35, 65),
            TaperTo = Between(0.08, 0.3),
            IsolationKOhm = Between(800, 8000),
        };
        var wait = TimeSpan.FromMinutes(_number == 1 ? Between(0.05, 2) / pace : Between(0.5, 12) / pace);
        return new SiteVisit(wait, vehicle, Between(6, 45), Between(70, 95), TimeSpan.FromMinutes(Between(12, 45) / Math.Min(pace, 3)));
    }

    private double Between(double from, double to) => from + (_random.NextDouble() * (to - from));
}
