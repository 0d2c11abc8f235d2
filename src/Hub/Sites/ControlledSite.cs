using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;

namespace Busbar.Hub.Sites;

/// <summary>A controller of this process as <see cref="PlantSites"/> needs it.</summary>
internal sealed class ControlledSite(SiteController controller) : IPlantSite
{
    public event Action? PictureChanged
    {
        add => controller.PictureChanged += value;
        remove => controller.PictureChanged -= value;
    }

    public SitePlan Plan => controller.Plan;

    public SitePicture Picture => controller.Picture;

    public void EmergencyStop(string by) => controller.EmergencyStop(by);

    public void ReleaseEmergencyStop(string by) => controller.ReleaseEmergencyStop(by);

    public void SetLimit(double? limitW, string source) => controller.SetLimit(limitW, source);

    public void SetPolicy(string policy) => controller.SetPolicy(policy);

    public GunStatus StatusOf(int gun) => controller.Guns[gun].Status;

    public void SetGunLimit(int gun, Limit? limit, string source) => controller.Guns[gun].SetLimit(limit, source);

    public void StopGun(int gun, string by) => controller.Guns[gun].Stop(by);

    public void Recover(string module, string by) => controller.Recover(module, by);

    public void Note(string subject, string text) => controller.Note(subject, text);
}
