using System.CommandLine;
using Busbar.Core.Twin.Output;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin ...</c>: cells simulated, and runs compared.</summary>
internal static class TwinCommand
{
    public static Command Create() => new("twin", "Simulate lithium-ion cells.") { TwinRunCommand.Create(), TwinCycleCommand.Create(), TwinFitCommand.Create(), TwinFollowCommand.Create(), TwinForecastCommand.Create(), TwinSetCommand.Create(), Compare() };

    private static Command Compare()
    {
        var first = new Argument<FileInfo>("a") { Description = "A run's CSV." };
        var second = new Argument<FileInfo>("b") { Description = "Another run's CSV; linear between its points." };
        var command = new Command("compare", "How far one run is from another.") { first, second };
        command.SetAction(async (r, ct) =>
        {
            var c = TwinComparison.Of(await PointsAsync(r.GetValue(first)!, ct), await PointsAsync(r.GetValue(second)!, ct));
            var output = r.InvocationConfiguration.Output;
            await output.WriteLineAsync($"{c.Points} points compared");
            await output.WriteLineAsync($"voltage: RMSE {c.RmseMv:0.####} mV, greatest {c.GreatestMv:0.####} mV at {c.AtS:0.###} s");
            await output.WriteLineAsync($"temperature: greatest {c.GreatestK:0.#####} K");
            await output.WriteLineAsync($"end: {c.EndS:+0.####;-0.####;0} s");
            return 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Core.Twin.TwinPoint>> PointsAsync(FileInfo file, CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(file.FullName, ct);
        try
        {
            return TwinCsv.Points(lines);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file.Name}: {e.Message}", e);
        }
    }
}
