using Busbar.Core.Session;

namespace Busbar.Plant.Control.Guns;

/// <summary>Demands that are not a session's.</summary>
internal static class GunDemands
{
    /// <summary>Voltage by which modules are chosen for a vehicle of which nothing is known, V: the middle of the range of a 400 V vehicle.</summary>
    public const double UnknownVehicleV = 400;

    /// <summary>Nothing is wanted.</summary>
    public static readonly Demand None = new(0, 0, 0, Running: false);
}
