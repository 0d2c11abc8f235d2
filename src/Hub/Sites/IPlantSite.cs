using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;

namespace Busbar.Hub.Sites;

/// <summary>What <see cref="PlantSites"/> needs of a <c>SiteController</c>. Thread safe; nothing waits.</summary>
internal interface IPlantSite
{
    SitePlan Plan { get; }

    SitePicture Picture { get; }

    event Action? PictureChanged;

    void EmergencyStop(string by);

    void ReleaseEmergencyStop(string by);

    void SetLimit(double? limitW, string source);

    void SetPolicy(string policy);

    /// <summary>The session of a gun now, by its place in the plan.</summary>
    GunStatus StatusOf(int gun);

    void SetGunLimit(int gun, Limit? limit, string source);

    void StopGun(int gun, string by);

    void Recover(string module, string by);

    void Note(string subject, string text);
}
