using System.CommandLine;
using Busbar.Core.Power;
using Busbar.Hub.Sites;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar site</c>: what helps with a site before it runs.</summary>
internal static class SiteCommand
{
    public static Command Create() => new("site", "Check a site's file, and divide modules among guns.")
    {
        CreateAllocate(),
        CreateCheck(),
    };

    private static Command CreateAllocate()
    {
        var policy = new Option<string>("--policy") { Description = "How power is divided.", DefaultValueFactory = _ => AllocationPolicies.Names[0] };
        policy.AcceptOnlyFromAmong([.. AllocationPolicies.Names]);
        var input = new Option<FileInfo?>("--in") { Description = "File with an instance a line; standard input when not given." };
        var command = new Command("allocate", "Read instances, one JSON object a line, and answer each with a line (docs/allocation.md).") { policy, input };
        command.SetAction(async (result, ct) =>
        {
            using var from = result.GetValue(input) is { } file ? file.OpenText() : Console.In;
            var output = result.InvocationConfiguration.Output;
            var lines = new AllocationLines(result.GetValue(policy)!, TimeProvider.System);
            for (var number = 1; await from.ReadLineAsync(ct) is { } line; number++)
                if (!string.IsNullOrWhiteSpace(line)) await output.WriteLineAsync(lines.Answer(line, number).AsMemory(), ct);
            return 0;
        });
        return command;
    }

    private static Command CreateCheck()
    {
        var path = new Argument<string>("file") { Description = "The site's file." };
        var command = new Command("check", "Read a site.json and say what it describes, or what is wrong and on which line.") { path };
        command.SetAction(async (result, ct) =>
        {
            await result.InvocationConfiguration.Output.WriteLineAsync(SitePlan.Load(result.GetValue(path)!).Summary);
            return 0;
        });
        return command;
    }
}
