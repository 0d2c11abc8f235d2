using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Experiments;

namespace Busbar.Cloud.Tests.Twin;

/// <summary>Simulations for others are bounded in every direction.</summary>
public sealed class TwinServiceTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private static TwinOrder Order(string experiment, double periodS = 10, int cycles = 1, TwinModel model = TwinModel.Spm)
    {
        var cell = ParameterSets.Get("Chen2020");
        return new(new TwinOptions { Cell = cell, Model = model, Mesh = TwinMesh.Own }, Experiment.Parse(experiment, cell), periodS, cycles);
    }

    [Fact]
    public async Task A_simulation_that_takes_too_long_is_given_up_with_the_setting_that_says_so()
    {
        using var service = new TwinService(new TwinServiceOptions { Deadline = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<TwinTooLargeException>(
            () => service.RunAsync(Order("1000 x (Discharge at 1C for 1 minute; Charge at 1C for 1 minute)", double.PositiveInfinity, 1000, TwinModel.Dfn), Now));
        Assert.Contains("Twin:Deadline", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulation_of_too_many_steps_is_given_up()
    {
        using var service = new TwinService(new TwinServiceOptions { MaxSteps = 1000 }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<TwinTooLargeException>(() => service.RunAsync(Order("Discharge at C/2 for 1 hour; Charge at C/2 for 1 hour", double.PositiveInfinity, 500), Now));
        Assert.Contains("Twin:MaxSteps", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_work_ends_with_the_deadline_and_with_who_asked()
    {
        using var service = new TwinService(new TwinServiceOptions { Deadline = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);
        static int Endless(CancellationToken ct)
        {
            while (true) ct.ThrowIfCancellationRequested();
        }
        Assert.Contains("Twin:Deadline", (await Assert.ThrowsAsync<TwinTooLargeException>(() => service.WorkAsync(Endless, Now))).Message, StringComparison.Ordinal);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.WorkAsync(Endless, gone.Token));
        Assert.Equal(7, await service.WorkAsync(_ => 7, Now));
    }

    [Fact]
    public async Task Those_beyond_the_queue_are_refused_at_once_and_the_others_are_served()
    {
        using var service = new TwinService(new TwinServiceOptions { AtOnce = 1, Waiting = 1 }, TimeProvider.System);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Now);
        var long1 = service.RunAsync(Order("5000 x (Discharge at 1C for 1 minute; Charge at 1C for 1 minute)", 1, 1, TwinModel.Dfn), gone.Token);
        var waiting = service.RunAsync(Order("Rest for 1 minute"), Now);
        await Assert.ThrowsAsync<TwinBusyException>(() => service.RunAsync(Order("Rest for 1 minute"), Now));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => long1);
        Assert.True((await waiting).IsRegular);
        Assert.True((await service.RunAsync(Order("Rest for 1 minute"), Now)).IsRegular);
    }

    [Theory]
    [InlineData(0, 8, "Twin:AtOnce")]
    [InlineData(1, -1, "Twin:Waiting")]
    public void Settings_out_of_range_are_named(int atOnce, int waiting, string key) =>
        Assert.Contains(key, Assert.Throws<ArgumentException>(() => new TwinService(new TwinServiceOptions { AtOnce = atOnce, Waiting = waiting }, TimeProvider.System)).Message, StringComparison.Ordinal);
}
