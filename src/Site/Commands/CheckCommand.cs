using System.CommandLine;
using System.Globalization;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;
using Busbar.Plant.Diagnostics;
using Busbar.Wire.Can;

namespace Busbar.Site.Commands;

/// <summary><c>busbar-site check</c>: reads a site's file, listens on a bus, or both; it sends nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The site's file: says what it describes, or what is wrong and on which line.", Arity = ArgumentArity.ZeroOrOne };
        var bus = new Option<string?>("--bus") { Description = "CAN bus to listen on, e.g. udp:239.74.163.2:43113: says who speaks." };
        var seconds = new Option<double>("--seconds") { Description = "How long to listen, up to 86400.", DefaultValueFactory = _ => 10 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 86_400)) result.AddError($"--seconds is {result.Tokens[^1].Value}; allowed: more than 0, up to 86400.");
        });
        var command = new Command("check", "Check a site's file, or a CAN bus.") { file, bus, seconds };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && result.GetValue(bus) is null) result.AddError("Name a site's file, or a bus with --bus.");
        });
        command.SetAction(async (result, ct) =>
        {
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(file) is { } path) await output.WriteLineAsync(SitePlan.Load(path).Summary);
            return result.GetValue(bus) is { } address ? await ListenAsync(address, TimeSpan.FromSeconds(result.GetValue(seconds)), output, ct) : CommandLine.Done;
        });
        return command;
    }

    private static async Task<int> ListenAsync(string address, TimeSpan time, TextWriter output, CancellationToken ct)
    {
        await using var bus = CanBuses.Open(address);
        var report = await BusCheck.ListenAsync(bus, time, TimeProvider.System, ct);
        foreach (var id in report.Identifiers)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{CandumpText.Format(id.Last),-34} {id.Frames,8} frames {id.RatePerS,8:0.0}/s"));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{bus.Name}: {report.Statistics.Received} frames of {report.Identifiers.Count} identifiers in {report.Listened.TotalSeconds:0.0} s; malformed {report.Statistics.Malformed}, dropped {report.Dropped}"));
        return report.Identifiers.Count > 0 ? CommandLine.Done : CommandLine.Silent;
    }
}
