using Busbar.Core.Safety;
using Busbar.Plant.Modules;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Tests.Modules;

/// <summary>What holds for every family: on, off, loss, return, restart.</summary>
public sealed class ModuleDriverTests
{
    public static TheoryData<string> Families => new("uugreen", "infy", "infy-beg", "winline");

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_module_is_told_off_first_and_then_drives_what_it_is_told(string family)
    {
        await using var rig = new ModuleRig(family);
        Assert.False(rig.Driver.Set(ModuleRig.Safe(400, 50)), "a module that is not heard takes nothing");
        rig.Until(() => rig.View.IsUsable, "usable", 3000);
        Assert.Equal(false, rig.View.IsOn);

        Assert.True(rig.Driver.Set(ModuleRig.Safe(400, 30)));
        rig.Until(() => rig.View is { IsOn: true, CurrentA: > 29.9 }, "30 A", 10_000);
        rig.Run(1000);
        Assert.Equal(30, rig.View.CurrentA!.Value, 1);
        Assert.Equal(300, rig.View.VoltageV!.Value, 1);
        Assert.Equal((400, 30), (rig.View.SetVoltageV, Math.Round(rig.View.SetCurrentA, 3)));
        Assert.Empty(rig.View.Errors);

        rig.Bench.LoadOhm = 1000;
        rig.Until(() => rig.View is { VoltageV: > 399, CurrentA: < 0.5 }, "400 V", 5000);

        Assert.True(rig.Driver.Set(SafeSetpoint.Off));
        rig.Until(() => rig.View.IsOn == false, "off", 2000);
        Assert.False(rig.Module.IsOn);
        Assert.True(rig.View.IsUsable);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Off_goes_out_at_once_ahead_of_the_pacing(string family)
    {
        await using var rig = new ModuleRig(family, 6);
        rig.Start(400, 30);
        var before = rig.Ours.Statistics.Sent;
        rig.Driver.Set(SafeSetpoint.Off);
        Assert.Equal(before + 1, rig.Ours.Statistics.Sent);
        rig.Bench.Step(TimeSpan.FromMilliseconds(1));
        Assert.False(rig.Module.IsOn);
        Assert.False(rig.View.SetOn);
    }

    [Theory]
    [InlineData("uugreen", "02200000#0004000000000001")]
    [InlineData("infy", "029A3FF0#0100000000000000")]
    [InlineData("infy-beg", "02A43FF0#11100000000000A1")]
    [InlineData("winline", "0607FF80#0300003000010000")]
    public async Task The_emergency_stops_all_modules_with_the_first_frame(string family, string broadcast)
    {
        await using var rig = new ModuleRig(family, 4);
        foreach (var driver in rig.Bus.Modules) rig.Until(() => driver.View.IsUsable, "usable");
        foreach (var driver in rig.Bus.Modules) Assert.True(driver.Set(ModuleRig.Safe(300, 20)));
        rig.Until(() => rig.Bus.Modules.All(d => d.View.IsOn == true), "all on");
        rig.Run(50);
        var before = rig.Sent.Count;

        // What the broadcast alone does.
        foreach (var module in rig.Bench.Modules) module.Take(CanFrame.Parse(broadcast), rig.Now);
        Assert.All(rig.Bench.Modules, m => Assert.False(m.IsToldOn));

        rig.Bus.EmergencyOff();
        rig.Run(5);
        Assert.Equal(broadcast, rig.Sent[before].Frame.ToString());
        Assert.True(rig.Sent.Count >= before + 5, "and then each one by name");
        Assert.All(rig.Bench.Modules, m => Assert.False(m.IsOn));
        Assert.All(rig.Bus.Modules, d => Assert.True(d.View is { NeedsOff: true, SetOn: false }));

        rig.Run(2000);
        Assert.All(rig.Bus.Modules, d => Assert.False(d.Set(ModuleRig.Safe(300, 20)), "needs to be told off first"));
        rig.Driver.Set(SafeSetpoint.Off);
        Assert.True(rig.Driver.Set(ModuleRig.Safe(300, 20)));
    }

    [Theory]
    [InlineData("uugreen", 5_000)]
    [InlineData("infy", 15_000)]
    [InlineData("infy-beg", 15_000)]
    [InlineData("winline", 15_000)]
    public async Task A_silent_module_is_lost_after_its_familys_time_and_forgets_its_setpoint(string family, int lostAfterMs)
    {
        await using var rig = new ModuleRig(family);
        rig.Start(400, 20);
        rig.Run(2000);
        rig.Module.Troubles.IsCut = true;

        rig.Run(lostAfterMs - 1000);
        Assert.True(rig.View.IsOnline);
        Assert.Null(rig.View.CurrentA);
        rig.Run(2000);
        Assert.False(rig.View.IsOnline);
        Assert.Equal(ModuleErrorCode.Lost, rig.View.Errors[0].Code);
        Assert.Equal((false, true, 1L), (rig.View.SetOn, rig.View.NeedsOff, rig.View.Counters.Losses));
        Assert.Null(rig.View.IsOn);
        Assert.Equal(0, rig.View.AvailableW);
        Assert.False(rig.Driver.Set(ModuleRig.Safe(400, 20)));

        rig.Module.Troubles.IsCut = false;
        rig.Until(() => rig.View is { IsOnline: true, IsOn: false }, "back and off", 3000);
        Assert.False(rig.Module.IsOn);
        rig.Run(3000);
        Assert.False(rig.Module.IsOn, "nothing starts by itself");
        rig.Driver.Set(SafeSetpoint.Off);
        rig.Start(400, 20);
    }

    [Fact]
    public async Task A_silent_infy_module_may_still_run_for_ten_seconds_and_the_view_says_so()
    {
        await using var rig = new ModuleRig("infy");
        rig.Start(400, 20);
        rig.Run(1000);
        Assert.False(rig.View.MayStillRun);
        rig.Module.Troubles.IsCut = true;
        rig.Run(9000);
        Assert.True(rig.Module.IsOn);
        Assert.True(rig.View.MayStillRun);
        rig.Run(2000);
        Assert.False(rig.Module.IsOn);
        Assert.Equal(1, rig.Module.SelfOffs);
        Assert.False(rig.View.MayStillRun);
        Assert.True(rig.View.IsOnline, "it counts as live for longer than it runs, so that its share is not asked from others");
    }

    [Fact]
    public async Task A_silent_uugreen_module_may_run_until_it_is_heard_again()
    {
        await using var rig = new ModuleRig("uugreen");
        rig.Start(400, 20);
        rig.Run(1000);
        rig.Module.Troubles.IsCut = true;
        rig.Run(60_000);
        Assert.True(rig.Module.IsOn);
        Assert.True(rig.View.MayStillRun);
        rig.Module.Troubles.IsCut = false;
        rig.Until(() => rig.View.IsOn == false, "off");
        Assert.False(rig.View.MayStillRun);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_module_that_restarts_stays_off_until_it_is_told_off_and_on(string family)
    {
        await using var rig = new ModuleRig(family);
        rig.Start(400, 20);
        rig.Run(3000);
        rig.Module.Restart();
        rig.Run(10_000);
        Assert.False(rig.Module.IsOn);
        Assert.True(rig.Has(ModuleErrorCode.Restarted));
        Assert.Equal((1L, true, false), (rig.View.Counters.Restarts, rig.View.NeedsOff, rig.View.SetOn));
        Assert.False(rig.Driver.Set(ModuleRig.Safe(400, 20)));
        rig.Driver.Set(SafeSetpoint.Off);
        Assert.True(rig.View.IsUsable);
        Assert.Empty(rig.View.Errors);
        rig.Start(400, 20);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task A_new_controller_finds_modules_on_and_switches_them_off_before_anything_else(string family)
    {
        await using var rig = new ModuleRig(family, 3);
        rig.Start(400, 20);

        // The old one dies without a word: a new one takes over on the same bus.
        await using var next = ModuleBus.Open(rig.Ours, rig.Configs, rig.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, null, hasLoop: false);
        for (var t = 0; t < 400; t += 5)
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(5));
            rig.Bench.Step(TimeSpan.FromMilliseconds(5));
            next.Turn();
        }

        Assert.False(rig.Module.IsOn);
        Assert.Equal(false, next.Modules[0].View.IsOn);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Frames_keep_their_gaps(string family)
    {
        await using var rig = new ModuleRig(family, 9);
        rig.Run(3000);
        foreach (var driver in rig.Bus.Modules) driver.Set(ModuleRig.Safe(400, 20));
        rig.Run(10_000);
        var steps = rig.Sent.Zip(rig.Sent.Skip(1), (a, b) => (b.At - a.At).TotalMilliseconds).ToArray();
        Assert.True(steps.Min() >= 5, $"two frames within {steps.Min()} ms");
        Assert.InRange(rig.Sent.Count / rig.Now.TotalSeconds, 60, 200);
        Assert.All(rig.Bus.Modules, d => Assert.Equal(0, d.View.Counters.LostFrames));
        Assert.All(rig.Bus.Modules, d => Assert.True(d.View.IsOn));
    }

    [Fact]
    public async Task A_regulator_that_never_rests_does_not_blind_the_site()
    {
        await using var rig = new ModuleRig("uugreen", 9);
        foreach (var driver in rig.Bus.Modules) rig.Until(() => driver.View.IsUsable, "usable");
        foreach (var driver in rig.Bus.Modules) driver.Set(ModuleRig.Safe(400, 10));
        for (var i = 0; i < 300; i++)
        {
            foreach (var driver in rig.Bus.Modules) driver.Set(ModuleRig.Safe(380 + (i % 20), 10 + (i % 9)));
            rig.Run(50);
        }

        Assert.All(rig.Bus.Modules, d => Assert.NotNull(d.View.CurrentA));
        Assert.All(rig.Bus.Modules, d => Assert.True(d.View.IsOnline));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task With_a_third_of_all_frames_lost_the_module_still_does_what_it_is_told(string family)
    {
        await using var rig = new ModuleRig(family);
        rig.Module.Troubles.Loss = 0.33;
        rig.Start(400, 20);
        rig.Until(() => Math.Abs(rig.Module.CurrentA - 20) < 0.1, "20 A");
        rig.Run(20_000);
        Assert.Equal((true, true), (rig.View.IsOnline, rig.View.IsOn));
        Assert.InRange(rig.View.Counters.LostFrames, 20, rig.View.Counters.Asked);
        rig.Driver.Set(SafeSetpoint.Off);
        rig.Until(() => !rig.Module.IsOn, "off");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Answers_a_second_late_are_counted_and_change_nothing(string family)
    {
        await using var rig = new ModuleRig(family);
        rig.Module.Troubles.AnswersLate = TimeSpan.FromMilliseconds(700);
        rig.Start(400, 20);
        rig.Run(5000);
        rig.Driver.Set(SafeSetpoint.Off);
        rig.Run(300);
        Assert.True(rig.Driver.Set(ModuleRig.Safe(380, 10)));
        rig.Run(10_000);
        Assert.Equal(0, rig.View.Counters.Restarts);
        Assert.Equal((true, true), (rig.View.IsOn, rig.View.SetOn));
        Assert.Equal(10, rig.View.CurrentA!.Value, 1);
        Assert.Empty(rig.View.Errors);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Short_frames_are_counted_and_mean_nothing(string family)
    {
        await using var rig = new ModuleRig(family);
        rig.Start(400, 20);
        rig.Module.Troubles.ShortBy = 3;
        rig.Run(3000);
        Assert.True(rig.Bus.Statistics.Malformed > 10);
        Assert.Contains("bytes", rig.Bus.Statistics.LastFault, StringComparison.Ordinal);
        Assert.Null(rig.View.CurrentA);
        rig.Module.Troubles.ShortBy = 0;
        rig.Run(1000);
        Assert.NotNull(rig.View.CurrentA);
    }

    [Fact]
    public async Task Foreign_frames_are_counted_by_family_and_others_ignored()
    {
        await using var rig = new ModuleRig("uugreen");
        rig.Run(1000);
        var heard = rig.Bus.Statistics.Heard;
        rig.Theirs.TrySend(new UuGreenMessage(UuGreenType.ReadReply, 1, UuGreenCommand.Status, 0).Frame(new UuGreenId(1, 77)));
        rig.Theirs.TrySend(UuGreen.Switch(1, on: true));
        rig.Theirs.TrySend(Infy.Switch(1, on: true));
        rig.Theirs.TrySend(CanFrame.Parse("123#00"));
        rig.Theirs.TrySend(CanFrame.Parse("02204000#R8"));
        rig.Run(5);
        Assert.Equal(2, rig.Bus.Statistics.Foreign);
        Assert.InRange(rig.Bus.Statistics.Heard - heard, 0, 2);
        Assert.Equal(0, rig.Bus.Statistics.Malformed);
    }

    [Fact]
    public async Task Whatever_bytes_come_nothing_throws_and_nothing_starts()
    {
        await using var rig = new ModuleRig([("uugreen", 1), ("infy", 2), ("infy-beg", 3), ("winline", 4)]);
        var random = new Random(7);
        var data = new byte[8];
        uint[] bases = [0x0220_4000, 0x0283_F002, 0x02A3_F003, 0x060F_8023];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(data);
            var id = bases[random.Next(4)] ^ (random.Next(3) == 0 ? (uint)random.Next(1 << 16) : 0);
            rig.Theirs.TrySend(CanFrame.Extended(id, data.AsSpan(0, random.Next(9))));
            if (i % 50 == 0) rig.Run(5);
        }

        Assert.All(rig.Bus.Modules, d => Assert.False(d.View.SetOn));
        rig.Run(60_000);
        Assert.All(rig.Bus.Modules, d => Assert.True(d.View.IsOnline));
    }
}
