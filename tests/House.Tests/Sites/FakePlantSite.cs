using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Hub.Sites;
using Busbar.Plant.Boards;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Modules;

namespace Busbar.House.Tests.Sites;

/// <summary>A site of two modules and a gun whose picture a test sets; what is asked of it is kept in words.</summary>
internal sealed class FakePlantSite : IPlantSite
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public FakePlantSite(string id = "depot")
    {
        Plan = SitePlan.Parse(System.Text.Encoding.UTF8.GetBytes(
            $$"""
            {
              "id": "{{id}}", "name": "Depot", "buses": [{ "id": "can", "address": "memory:depot" }],
              "modules": [{ "id": "M{n}", "count": 2, "family": "infy", "bus": "can", "address": 1, "maxW": 30000, "maxA": 100, "minV": 150, "maxV": 1000 }],
              "guns": [{ "id": "GUN1", "maxW": 60000, "maxA": 200, "board": { "bus": "can", "address": 1 } }],
              "matrix": { "boards": [{ "bus": "can", "address": 10 }] }
            }
            """), "test");
        Picture = new SitePicture
        {
            At = Noon,
            Policy = "exact",
            Limit = Limit.Watts(60_000, "modules"),
            Totals = new SiteTotals(20_000.4, 20_000, 19_500, 60_000),
            Modules = [.. Plan.Modules.Select(m => Row(m))],
            Contactors = [.. Plan.Contactors.Select(c => new ContactorPicture(c, ContactorPhase.Open, ContactorFailure.None, default))],
            Guns = [Row(Plan.Guns[0], new GunStatus())],
        };
    }

    public event Action? PictureChanged;

    public SitePlan Plan { get; }

    public SitePicture Picture { get; private set; }

    public List<string> Asked { get; } = [];

    public List<string> Noted { get; } = [];

    public void Set(SitePicture picture)
    {
        Picture = picture;
        PictureChanged?.Invoke();
    }

    public static ModulePicture Row(ModulePlan plan, ModuleView? view = null) => new(plan, view ?? new ModuleView { Id = plan.Id, IsOnline = true }, null, false, null);

    public static GunPicture Row(GunPlan plan, GunStatus status) =>
        new(plan, status, GunMeter.Unknown, new ContactorView(false, false, false, 12), [], 0, Limit.Watts(60_000, "gun"), null, Noon, null);

    public void EmergencyStop(string by) => Asked.Add($"emergency stop by {by}");

    public void ReleaseEmergencyStop(string by) => Asked.Add($"release by {by}");

    public void SetLimit(double? limitW, string source) => Asked.Add($"limit {limitW?.ToString() ?? "none"} of {source}");

    public void SetPolicy(string policy) => Asked.Add($"policy {policy}");

    public GunStatus StatusOf(int gun) => Picture.Guns[gun].Status;

    public void SetGunLimit(int gun, Limit? limit, string source) => Asked.Add($"gun {gun} limit {limit?.ToString() ?? "none"} of {source}");

    public void StopGun(int gun, string by) => Asked.Add($"stop gun {gun} by {by}");

    public void Recover(string module, string by) => Asked.Add($"recover {module} by {by}");

    public void Note(string subject, string text) => Noted.Add($"{subject}: {text}");
}
