using Busbar.Core.Units;

namespace Busbar.Core.Session;

/// <summary>What the site has given a gun. The default is nothing. Immutable; thread safe.</summary>
/// <param name="Modules">Modules connected to the gun and ready; 0: none.</param>
/// <param name="MaxW">Most power, W.</param>
/// <param name="MaxA">Most current, A.</param>
/// <param name="MinV">Lowest voltage that all of them drive, V.</param>
/// <param name="MaxV">Highest voltage that all of them drive, V.</param>
/// <param name="Binding">The limit that binds the site's allocation for this gun; its source is shown when the grant binds.</param>
/// <param name="MaxDischargeA">Most current back into the modules, A, as an amount; 0: none.</param>
public readonly record struct GunGrant(int Modules, double MaxW, double MaxA, double MinV, double MaxV, Limit Binding, double MaxDischargeA = 0)
{
    /// <summary>Nothing.</summary>
    public static GunGrant None => default;

    /// <summary>Whether every value can be worked with; what cannot is treated as no grant.</summary>
    public bool IsUsable => Modules > 0 && MaxW > 0 && MaxA > 0 && MinV >= 0 && MaxV > 0 && MaxV >= MinV && MaxDischargeA >= 0;
}

/// <summary>What a vehicle has said of itself. Null: not said. Amounts, 0 or more; "discharge" is out of the vehicle. Immutable; thread safe.</summary>
public sealed record VehicleLimits
{
    /// <summary>Highest voltage, V.</summary>
    public double? MaxVoltageV { get; init; }

    /// <summary>Lowest voltage, V.</summary>
    public double? MinVoltageV { get; init; }

    /// <summary>Most current, A.</summary>
    public double? MaxCurrentA { get; init; }

    /// <summary>Least current, A.</summary>
    public double? MinCurrentA { get; init; }

    /// <summary>Most power, W.</summary>
    public double? MaxPowerW { get; init; }

    /// <summary>Least power, W.</summary>
    public double? MinPowerW { get; init; }

    /// <summary>Most current out of it, A.</summary>
    public double? MaxDischargeCurrentA { get; init; }

    /// <summary>Most power out of it, W.</summary>
    public double? MaxDischargePowerW { get; init; }

    /// <summary>Most power by the profile that vehicle and SECC have agreed on, W.</summary>
    public double? ProfileMaxPowerW { get; init; }

    /// <summary>Time until it is full.</summary>
    public TimeSpan? TimeToFull { get; init; }

    /// <summary>The same without what is no number or negative.</summary>
    internal VehicleLimits Cleaned()
    {
        return this with
        {
            MaxVoltageV = Clean(MaxVoltageV),
            MinVoltageV = Clean(MinVoltageV),
            MaxCurrentA = Clean(MaxCurrentA),
            MinCurrentA = Clean(MinCurrentA),
            MaxPowerW = Clean(MaxPowerW),
            MinPowerW = Clean(MinPowerW),
            MaxDischargeCurrentA = Clean(MaxDischargeCurrentA),
            MaxDischargePowerW = Clean(MaxDischargePowerW),
            ProfileMaxPowerW = Clean(ProfileMaxPowerW),
            TimeToFull = TimeToFull >= TimeSpan.Zero ? TimeToFull : null,
        };

        static double? Clean(double? value) => value is >= 0 and < double.PositiveInfinity ? value : null;
    }
}
