using Busbar.Cloud.Bus;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>Runs a scenario: load, the fault, its end, load again, and the count.</summary>
internal static class FaultRun
{
    private const int FactsAfter = FaultStation.Round;

    /// <summary>All of it, with an operator who commands stations one after the other meanwhile. Fails when anything is lost, doubled or out of order.</summary>
    public static async Task<FaultRow> RunAsync(FaultWorld world, Func<FaultWorld, Task> fault)
    {
        await world.UntilServedAsync(FactsAfter);
        using var enough = new CancellationTokenSource();
        var commanding = CommandAsync(world, enough.Token);
        await fault(world);
        await world.UntilServedAsync(FactsAfter);
        await world.UntilAsync(() => world.Gateways.All(g => g.Bus.IsReady) && world.Workers.All(w => w.IsReady) && world.OperatorBus.IsReady, "every bus is ready");
        await enough.CancelAsync();
        var commands = await commanding;
        await LastCommandAsync(world);
        await Task.WhenAll(world.Stations.Select(s => s.FinishAsync()));
        var row = await FaultRow.CountAsync(world, commands);
        TestContext.Current.SendDiagnosticMessage(row.ToString());
        Assert.True((row.Lost, row.Doubled, row.Unordered, row.Commands.Doubled) == (0, 0, 0, 0), $"{row}\n{world.Describe()}\n{world.Log}");
        Assert.True(row.Acknowledged >= world.Stations.Count * 2 * FactsAfter, row.ToString());
        return row;
    }

    private static async Task<(int Asked, int Answered, TimeSpan Worst)> CommandAsync(FaultWorld world, CancellationToken enough)
    {
        var (asked, answered, worst) = (0, 0, TimeSpan.Zero);
        while (!enough.IsCancellationRequested)
        {
            var station = world.Stations[asked % world.Stations.Count];
            var began = TimeProvider.System.GetTimestamp();
            if (await world.CommandAsync(station.Id, $"command {++asked}") == CommandOutcome.Answered) answered++;
            if (TimeProvider.System.GetElapsedTime(began) is var took && took > worst) worst = took;
            await Task.Delay(100, enough).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        return (asked, answered, worst);
    }

    /// <summary>Commands work again at the end, at the latest when the station has found its way back.</summary>
    private static async Task LastCommandAsync(FaultWorld world)
    {
        var tries = 0;
        CommandOutcome? outcome = null;
        await Until.TrueAsync(
            async () => (outcome = await world.CommandAsync(world.Stations[0].Id, $"last command {tries++}")) == CommandOutcome.Answered,
            () => $"a command is answered; the last of {tries} was {outcome}\n{world.Describe()}\n{world.Log}");
    }
}
