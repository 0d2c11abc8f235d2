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
        var command = new Command("hub", "Run the central system: stations, console and API, with logins.");
        shared.AddTo(command);
        command.SetAction(async (result, ct) =>
        {
            await using var hub = await HubHost.StartAsync(new HubOptions(SettingsSource.Read(shared.Config(result), shared.Flags(result)), Demo: false), ct);
            await Banner.WriteAsync(result.InvocationConfiguration.Output, hub);
            await hub.WaitForShutdownAsync(ct);
            return 0;
        });
        return command;
    }
}
