using System.CommandLine;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;

namespace Busbar.Site.Commands;

/// <summary>The command line of <c>busbar-site</c>. One file per command beside this one.</summary>
internal static class CommandLine
{
    /// <summary>Done, or ended because it was asked to.</summary>
    public const int Done = 0;

    /// <summary>Refused or failed, with a message on standard error.</summary>
    public const int Failed = 1;

    /// <summary>A bus was silent.</summary>
    public const int Silent = 2;

    /// <summary>The guns were not brought to a safe state before the process ended.</summary>
    public const int NotSafe = 3;

    /// <summary>What a command may take to end after Ctrl+C or SIGTERM; the guns are wound down meanwhile.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The part of Busbar that runs in the cabinet: the controller of a charging site.") { RunCommand.Create(), CheckCommand.Create() };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndDeadline });
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is CanBusException or SiteFileException or IOException or InvalidOperationException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"busbar-site: {e.Message}");
            return Failed;
        }
    }
}
