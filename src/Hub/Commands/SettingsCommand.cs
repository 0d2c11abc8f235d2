using System.CommandLine;
using Busbar.Hub.Settings;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar settings</c>: every setting with its default and meaning, ready to be saved as busbar.json.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        var command = new Command("settings", "Print every setting with its default and meaning (redirect it into busbar.json to start your own).");
        command.SetAction(async (result, ct) =>
        {
            await result.InvocationConfiguration.Output.WriteAsync(SettingsSource.DefaultsText.AsMemory(), ct);
            return 0;
        });
        return command;
    }
}
