using System.CommandLine;
using Busbar.Cloud.Store;
using Busbar.Hub.Settings;
using Busbar.Lab.Anomaly;
using Busbar.Links.Can;
using Busbar.Links.Mqtt.Broker.Storage;
using Busbar.Links.Mqtt.Client;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Commands;

/// <summary>The command line of <c>busbar</c>. One file per command beside this one.</summary>
public static class CommandLine
{
    /// <summary>What a command may take to end after Ctrl+C or SIGTERM: a site winds its guns down, a gateway hands its stations over at <c>Ocpp:DrainRate</c>.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromMinutes(10);

    /// <summary>Runs it. Exit codes: 0 done, 1 refused or failed with a message on standard error, 130 interrupted.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Busbar runs battery-buffered EV charging sites, from the CAN frame to the operator's screen.")
        {
            DemoCommand.Create(),
            HubCommand.Create(),
            LabCommand.Create(),
            MqttCommand.Create(),
            SiteCommand.Create(),
            TwinCommand.Create(),
            DatabaseCommand.Create(),
            SettingsCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndDeadline });
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is SettingException or StoreStartException or MqttStoreException or MqttClientException or CanBusException or SiteFileException or TraceFormatException or FormatException or IOException or InvalidOperationException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"busbar: {Text(e)}");
            return 1;
        }
    }

    /// <summary>Without the name of the parameter that .NET appends: it means nothing to who typed the command.</summary>
    private static string Text(Exception e) =>
        e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message;
}
