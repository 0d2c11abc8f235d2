using System.CommandLine;
using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;
using Busbar.Hub.Sites;
using Busbar.Lab.Commands;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar demo</c>: everything embedded, with a simulated world that charges at once.</summary>
internal static class DemoCommand
{
    private const string NoWorld = "none";
    private const string Idle = "idle-site";

    /// <summary>Liveliness of the site's guns: a vehicle comes within seconds.</summary>
    private const double Pace = 6;

    public static Command Create()
    {
        var shared = new SharedOptions();
        var world = new Option<string>("--world")
        {
            Description = "demo; idle-site: no vehicles, a test plug in each gun for your own SECCs; none; or a JSON file that describes a world.",
            DefaultValueFactory = _ => "demo",
        };
        var guns = new Option<int?>("--guns") { Description = "Guns of the simulated site (at most 144) in place of 6, and charge points beside it in place of 10." };
        var speed = new Option<double?>("--speed") { Description = "World seconds per real second." };
        var fault = SiteFaultOption.Create();
        var command = new Command("demo", "Run everything embedded with a simulated world; no login is asked on loopback.") { world, guns, speed, fault };
        shared.AddTo(command);
        command.SetAction(async (result, ct) =>
        {
            await using var hub = await HubHost.StartAsync(new HubOptions(SettingsSource.Read(shared.Config(result), shared.Flags(result)), Demo: true, BuiltInGuns: SiteGuns(result.GetValue(world)!, result.GetValue(guns))), ct);
            var to = result.InvocationConfiguration.Output;
            await Banner.WriteAsync(to, hub);
            if (result.GetValue(world) == NoWorld)
            {
                await hub.WaitForStopRequestAsync(ct);
                return 0;
            }

            var site = IsBuiltIn(result.GetValue(world)!) && hub.Site is { } plan && IsWithinProcess(plan)
                ? SiteFaultOption.Apply(SimulatedSite.Of(plan, result.GetValue(world) == Idle ? null : Pace), result.GetValue(fault)) : null;
            if (site is null && result.GetValue(fault) is { Length: > 0 }) throw new ArgumentException("There is no simulated site for --fault; allowed: with --world demo or idle-site, and a site whose buses are all memory:.", nameof(result));
            var options = new LabWorldOptions
            {
                Url = new Uri($"ws://{hub.OcppEndPoint}/ocpp"),
                Api = hub.Http,
                World = result.GetValue(world)!,
                Chargers = result.GetValue(guns),
                Speed = result.GetValue(speed),
                Pep = hub.Pep,
                Sites = site is null ? [] : [site],
            };
            using var stop = new CancellationTokenSource();
            var lab = LabCommands.RunAsync(options, to, TimeProvider.System, stop.Token);
            await Task.WhenAny(lab, hub.WaitForStopRequestAsync(ct));
            // While its boards, modules and vehicles are still there.
            await hub.StopSiteAsync();
            await stop.CancelAsync();
            return await lab;
        });
        return command;
    }

    private static int? SiteGuns(string world, int? asked) => !IsBuiltIn(world) || asked == 0 ? null : Math.Min(asked ?? BuiltInSite.Guns, BuiltInSite.MostGuns);

    private static bool IsBuiltIn(string world) => world is "demo" or Idle;

    /// <summary>Nobody else can be on its buses, so that what hangs there is played.</summary>
    private static bool IsWithinProcess(SitePlan site) => site.Buses.All(b => b.Address.StartsWith("memory:", StringComparison.Ordinal));
}
