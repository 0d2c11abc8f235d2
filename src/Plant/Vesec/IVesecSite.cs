using Busbar.Plant.Configuration;
using Busbar.Plant.Control;

namespace Busbar.Plant.Vesec;

/// <summary>A site as its MQTT topics need it. Thread safe; nothing here waits.</summary>
internal interface IVesecSite
{
    /// <summary>The plan.</summary>
    SitePlan Plan { get; }

    /// <summary>How it stands.</summary>
    SitePicture Picture { get; }

    /// <summary>What the topics of a gun without an SECC say.</summary>
    /// <param name="gun">Place of the gun in the plan.</param>
    /// <param name="demand">The demand; null: there is none any more, and what the gun holds goes back.</param>
    void Demand(int gun, VesecDemand? demand);
}

/// <summary>The controller.</summary>
internal sealed class VesecSite(SiteController controller) : IVesecSite
{
    public SitePlan Plan => controller.Plan;

    public SitePicture Picture => controller.Picture;

    /// <summary>A gun that asks for nothing is disconnected, as the systems' drawing has it; it does not keep a module.</summary>
    public void Demand(int gun, VesecDemand? demand) => controller.Guns[gun].Demand(demand is { WantsPower: true } wanted ? wanted.DemandW : null, demand?.VoltageV);
}
