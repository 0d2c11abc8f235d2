using System.CommandLine;
using System.Net;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control;
using Busbar.Plant.Hosting;
using Busbar.Site.Status;
using Microsoft.Extensions.Logging;

namespace Busbar.Site.Commands;

/// <summary><c>busbar-site run</c>: the controller of a site until Ctrl+C or SIGTERM.</summary>
internal static class RunCommand
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create()
    {
        var site = new Option<string>("--site") { Description = "The site's file (docs/site.md).", Required = true };
        var data = new Option<string>("--data") { Description = "Folder of the journal that outlives a crash.", DefaultValueFactory = _ => "./data" };
        var pepPort = new Option<int?>("--pep-port") { Description = "Port for SECCs in place of the file's; 0 takes a free one." };
        var http = new Option<string?>("--http") { Description = "Serve /health and /metrics at ADDRESS:PORT, e.g. 127.0.0.1:9464; port 0 takes a free one." };
        var log = new Option<string>("--log") { Description = "A line an event, for people or for a collector.", DefaultValueFactory = _ => Text };
        log.AcceptOnlyFromAmong(Text, Json);
        pepPort.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65_535) result.AddError($"--pep-port is {result.Tokens[^1].Value}; allowed: 0 to 65535.");
        });
        http.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !IPEndPoint.TryParse(text, out _)) result.AddError($"--http is {text}; allowed: ADDRESS:PORT, such as 127.0.0.1:9464.");
        });
        var command = new Command("run", "Control a site until interrupted; then its guns are wound down.") { site, data, pepPort, http, log };
        command.SetAction(async (result, ct) =>
        {
            var plan = SitePlan.Load(result.GetValue(site)!).OnPepPort(result.GetValue(pepPort));
            var options = new SiteControllerOptions { DataFolder = Path.GetFullPath(result.GetValue(data)!) };
            var at = result.GetValue(http) is { } text ? IPEndPoint.Parse(text) : null;
            using var logs = LoggerFactory.Create(logging => AddConsole(logging, result.GetValue(log) == Json));
            return await RunAsync(plan, options, at, logs, result.InvocationConfiguration.Output, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(SitePlan plan, SiteControllerOptions options, IPEndPoint? http, ILoggerFactory logs, TextWriter output, CancellationToken ct)
    {
        var running = await RunningSite.StartAsync(plan, options, TimeProvider.System, logs, ct);
        var stopped = false;
        try
        {
            await using var status = http is null ? null : await StatusServer.StartAsync(http, running, ct);
            await output.WriteLineAsync(plan.Summary);
            if (plan.Pep is not null) await output.WriteLineAsync($"  seccs   port {running.Controller.PepPort}: {string.Join(", ", plan.Guns.Where(g => g.HasSecc).Select(g => g.Path).Take(4))}{(plan.Guns.Count > 4 ? ", ..." : "")}");
            await output.WriteLineAsync($"  data    {options.DataFolder}");
            if (status is not null) await output.WriteLineAsync($"  status  {status.Address}");
            await UntilCancelledAsync(ct);
            await output.WriteLineAsync("ending: guns are wound down");
            stopped = true;
            return (await running.StopAsync()).Count == 0 ? CommandLine.Done : CommandLine.NotSafe;
        }
        finally
        {
            if (!stopped) await running.StopAsync();
        }
    }

    private static async Task UntilCancelledAsync(CancellationToken ct)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private static void AddConsole(ILoggingBuilder logging, bool json)
    {
        const string Stamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        if (json)
        {
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, Stamp.TrimEnd()));
            return;
        }

        logging.AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Stamp));
    }
}
