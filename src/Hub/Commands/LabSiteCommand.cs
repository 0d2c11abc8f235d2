using System.CommandLine;
using Busbar.Hub.Sites;
using Busbar.Lab.Commands;
using Busbar.Plant.Configuration;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar lab site</c>: plays everything that a site's file describes, for a controller in another process.</summary>
internal static class LabSiteCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The site's file; its buses must be such as two processes can share, e.g. udp:239.74.163.2:43113." };
        var pep = UriOption.Create("--pep", "Where the site's controller listens for SECCs; the gun's name is appended.", "ws://127.0.0.1:8765");
        var pace = new Option<double>("--pace") { Description = "How lively it is, more than 0 to 100; at 1 a gun has a vehicle every half hour.", DefaultValueFactory = _ => 6 };
        pace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 100)) result.AddError($"--pace is {result.Tokens[^1].Value}; allowed: more than 0, up to 100.");
        });
        var fault = SiteFaultOption.Create();
        var command = new Command("site", "A site's modules, boards, vehicles and SECCs, as its file describes them.") { file, pep, pace, fault };
        command.SetAction(async (result, ct) =>
        {
            var plan = SitePlan.Load(result.GetValue(file)!);
            await result.InvocationConfiguration.Output.WriteLineAsync($"{plan.Summary}\n  buses   {string.Join(", ", plan.Buses.Select(b => b.Address))}\n  seccs   {result.GetValue(pep)}");
            return await LabCommands.RunAsync(SiteFaultOption.Apply(SimulatedSite.Of(plan, result.GetValue(pace)), result.GetValue(fault)), result.GetValue(pep), result.InvocationConfiguration.Output, TimeProvider.System, ct);
        });
        return command;
    }
}
