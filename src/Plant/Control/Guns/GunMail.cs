using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Control.Guns;

/// <summary>What is posted to a gun's loop.</summary>
internal abstract record GunMail;

/// <summary>Time has passed.</summary>
internal sealed record GunAlarm : GunMail
{
    public static readonly GunAlarm Instance = new();
}

/// <summary>Something for the session.</summary>
internal sealed record Told(GunEvent Event) : GunMail;

/// <summary>The gun's board has told something; its view has it.</summary>
internal sealed record BoardHeard : GunMail
{
    public static readonly BoardHeard Instance = new();
}

/// <summary>The isolation monitor has told something: every message counts, so each is mail.</summary>
internal sealed record IsolationHeard(GunIsolation Isolation) : GunMail;

/// <summary>A module of the gun has changed.</summary>
internal sealed record ModuleHeard : GunMail
{
    public static readonly ModuleHeard Instance = new();
}

/// <summary>A module is the gun's from now on.</summary>
internal sealed record ModuleGiven(int Module) : GunMail;

/// <summary>A module is wanted back.</summary>
internal sealed record ModuleWanted(int Module) : GunMail;

/// <summary>What the site allots.</summary>
/// <param name="PowerW">Most power, W.</param>
/// <param name="Binding">The limit that binds.</param>
internal sealed record Allotted(double PowerW, Limit Binding) : GunMail;

/// <summary>A limit of somebody beside.</summary>
internal sealed record LimitSet(string Source, Limit? Limit) : GunMail;

/// <summary>The site's emergency stop.</summary>
internal sealed record SiteStop(bool Active) : GunMail;

/// <summary>A contactor of the gun's island moves, or has come to rest.</summary>
internal sealed record IslandHeld(bool Held) : GunMail;

/// <summary>What is wanted for a gun without an SECC.</summary>
/// <param name="PowerW">Power, W; null: nothing.</param>
/// <param name="VoltageV">Voltage of the vehicle, V; null: not known.</param>
internal sealed record DemandSet(double? PowerW, double? VoltageV) : GunMail
{
    /// <summary>Voltage by which modules are chosen for a vehicle of which nothing is known, V: the middle of the range of a 400 V vehicle.</summary>
    public const double UnknownVehicleV = 400;

    /// <summary>Nothing is wanted.</summary>
    public static readonly Demand Nothing = new(0, 0, 0, Running: false);
}
