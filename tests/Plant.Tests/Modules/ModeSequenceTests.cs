using Busbar.Core.Safety;
using Busbar.Lab.Modules;
using Busbar.Plant.Modules;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Tests.Modules;

/// <summary>OFF, 2 s, mode, 2 s, ON: as a pure step, on a UUGreenPower module and on a bidirectional one.</summary>
public sealed class ModeSequenceTests
{
    [Fact]
    public void The_mode_is_told_two_seconds_after_off_and_on_is_allowed_two_seconds_later()
    {
        var state = default(ModeState);
        var told = new List<(double AtS, ModuleMode Mode)>();
        double? mayRunAt = null;
        var reported = ModuleMode.Low;
        for (var ms = 0; ms <= 6000 && mayRunAt is null; ms += 100)
        {
            // It is still on for 300 ms, and it says its mode a second after it was told.
            if (told.Count > 0 && ms >= (told[0].AtS * 1000) + 1000) reported = told[0].Mode;
            var facts = new ModeFacts(ModuleMode.High, WantsOn: true, told.Count > 0 && reported == ModuleMode.Low ? ModuleMode.Unknown : reported, ms < 300 ? null : S(0.3));
            (state, var advice) = ModeSequence.Step(state, facts, S(ms / 1000.0));
            if (advice.Tell is { } mode) told.Add((ms / 1000.0, mode));
            if (advice.MayRun) mayRunAt = ms / 1000.0;
        }

        Assert.Equal([(2.3, ModuleMode.High)], told);
        Assert.Equal(4.3, mayRunAt);
    }

    [Fact]
    public void A_module_that_stays_in_its_old_mode_is_told_again()
    {
        var state = new ModeState(ModePhase.Told, ModuleMode.High, S(10));
        (state, var advice) = ModeSequence.Step(state, new ModeFacts(ModuleMode.High, true, ModuleMode.Low, S(1)), S(12));
        Assert.Equal((ModePhase.Told, ModuleMode.High, false), (state.Phase, advice.Tell, advice.MayRun));
    }

    [Fact]
    public void A_wish_that_goes_away_ends_the_change_and_no_wish_starts_none()
    {
        var (state, advice) = ModeSequence.Step(default, new ModeFacts(ModuleMode.High, false, ModuleMode.Low, S(0)), S(5));
        Assert.Equal((ModePhase.Steady, true), (state.Phase, advice.MayRun));
        (state, _) = ModeSequence.Step(state, new ModeFacts(ModuleMode.High, true, ModuleMode.Low, null), S(6));
        Assert.Equal(ModePhase.Off, state.Phase);
        (state, advice) = ModeSequence.Step(state, new ModeFacts(ModuleMode.Low, true, ModuleMode.Low, S(6)), S(6.5));
        Assert.Equal((ModePhase.Steady, true), (state.Phase, advice.MayRun));
    }

    [Theory]
    [InlineData(499.9, 500, false)]
    [InlineData(500, 500.1, true)]
    [InlineData(800, 450, true)]
    [InlineData(800, 501, false)]
    public async Task A_uugreen_module_changes_its_range_when_the_voltage_passes_500_V(double fromV, double toV, bool changes)
    {
        await using var rig = new ModuleRig("uugreen");
        rig.Bench.LoadOhm = 100;
        rig.Start(fromV, 20);
        rig.Run(3000);
        Assert.Equal(fromV > 500, ((SimulatedUuGreen)rig.Module).IsHigh);
        var before = rig.Module.Complaints;
        Assert.True(rig.Driver.Set(ModuleRig.Safe(toV, 20)));
        rig.Run(100);
        Assert.Equal(!changes, rig.Module.IsOn);
        Assert.Equal(changes, rig.View.IsChangingMode);
        rig.Run(3400);
        Assert.Equal(!changes, rig.Module.IsOn);
        rig.Until(() => rig.View is { IsOn: true, IsChangingMode: false } && Math.Abs((rig.View.VoltageV ?? 0) - toV) < 1, "at its new voltage", 6000);
        Assert.Equal(toV > 500 ? ModuleMode.High : ModuleMode.Low, rig.View.Mode);
        Assert.Equal(before, rig.Module.Complaints);
        Assert.Empty(rig.View.Errors);
    }

    [Fact]
    public async Task Off_in_the_middle_of_a_change_is_off()
    {
        await using var rig = new ModuleRig("uugreen");
        rig.Until(() => rig.View.IsUsable, "usable");
        rig.Driver.Set(ModuleRig.Safe(800, 20));
        rig.Run(2500);
        rig.Driver.Set(SafeSetpoint.Off);
        rig.Run(10_000);
        Assert.False(rig.Module.IsOn);
        Assert.Empty(rig.View.Errors);
        rig.Bench.LoadOhm = 100;
        rig.Start(400, 5);
    }

    [Fact]
    public async Task A_bidirectional_module_turns_its_direction_the_same_way_and_the_current_has_the_houses_sign()
    {
        await using var rig = new ModuleRig("infy-beg");
        rig.Bench.BatteryV = 400;
        rig.Bench.LoadOhm = 0.5;
        rig.Start(420, 20);
        rig.Until(() => rig.View.CurrentA > 19.9, "20 A in");
        Assert.Equal(ModuleMode.Rectifier, rig.View.Mode);
        Assert.True(rig.Driver.Set(ModuleRig.Safe(420, -30)));
        rig.Run(2000);
        Assert.False(rig.Module.IsOn);
        rig.Until(() => rig.View.CurrentA < -29.9, "30 A back", 6000);
        Assert.Equal(ModuleMode.Inverter, rig.View.Mode);
        Assert.Equal(-30, rig.View.SetCurrentA, 3);
        Assert.Empty(rig.View.Errors);
    }

    [Fact]
    public async Task A_module_that_works_in_one_direction_gives_nothing_when_told_to_take()
    {
        await using var rig = new ModuleRig("infy");
        rig.Until(() => rig.View.IsUsable, "usable");
        rig.Driver.Set(ModuleRig.Safe(400, -30));
        rig.Run(3000);
        Assert.Equal((0, 0), (rig.Module.ToldCurrentA, rig.Module.CurrentA));
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
