using Busbar.Core.Session;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Vesec;

/// <summary>A gun as its MQTT topics need it. Thread safe.</summary>
public interface IVesecGun
{
    /// <summary>The gun.</summary>
    GunPlan Plan { get; }

    /// <summary>How it stands now. Returns at once.</summary>
    VesecGunView View { get; }

    /// <summary>
    /// What the topics say; called only where <see cref="GunPlan.HasSecc"/> is false, from one thread at a time, whenever it changes or is refreshed. Takes and returns.
    /// </summary>
    /// <param name="demand">The demand; null: there is none any more, and what the gun holds goes back.</param>
    void Demand(VesecDemand? demand);
}

/// <summary>A gun as it is published. Immutable.</summary>
/// <param name="Status">Phase, measured values, demand, grant and fault.</param>
/// <param name="Modules">Names of the modules that it has, in the order of the plan.</param>
public sealed record VesecGunView(GunStatus Status, IReadOnlyList<string> Modules);
