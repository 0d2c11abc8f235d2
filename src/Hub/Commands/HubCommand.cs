using System.CommandLine;
using Busbar.Hub.Hosting;
using Busbar.Hub.Settings;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar hub</c>: the central system with logins.</summary>
internal static class HubCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions();
        var roles = new Option<string?>("--roles")
        {
            Description = "What this process does (setting Roles): gateway,cms,api,broker,site. By default all of them; apart from each other they need Bus:Url and Store:Postgres.",
        };
        var command = new Command("hub", "Run the central system: stations, console and API, with logins.") { roles };
        shared.AddTo(command);
        command.SetAction(async (result, ct) =>
        {
            var settings = SettingsSource.Read(shared.Config(result), shared.Flags(result).Append(new("Roles", result.GetValue(roles))));
            await using var hub = await HubHost.StartAsync(new HubOptions(settings, Demo: false), ct);
            await Banner.WriteAsync(result.InvocationConfiguration.Output, hub);
            await hub.WaitForStopRequestAsync(ct);
            await hub.DrainAsync(CancellationToken.None);
            return hub.Unfit is null ? 0 : 1;
        });
        return command;
    }
}
