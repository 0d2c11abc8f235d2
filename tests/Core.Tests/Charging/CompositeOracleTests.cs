using Busbar.Core.Charging;
using Busbar.Core.Units;

namespace Busbar.Core.Tests.Charging;

/// <summary>The interval computation against the definition, asked anew at each single second, on thousands of random charge points.</summary>
public sealed class CompositeOracleTests
{
    [Fact]
    public void Every_second_of_thousands_of_random_schedules_is_what_the_definition_says()
    {
        var speaking = 0;
        for (var seed = 0; seed < 4_000; seed++)
        {
            var world = new RandomProfiles(seed);
            var profiles = world.Profiles();
            var context = world.Context();
            var from = world.Instant();
            var unit = world.Unit();
            var schedule = CompositeSchedule.Compute(profiles, context, from, TimeSpan.FromSeconds(400), unit);
            for (var s = 0; s < 400; s++)
            {
                var expected = Definition(profiles, context, from, from.AddSeconds(s), unit);
                var actual = schedule.At(TimeSpan.FromSeconds(s));
                if (expected != actual with { Start = TimeSpan.Zero }) Assert.Fail($"Seed {seed}, second {s}: expected {expected}, got {actual}.");
                if (!expected.Limit.IsUnlimited) speaking++;
            }
        }

        Assert.True(speaking > 500_000, $"Only {speaking} seconds had a limit: the worlds are too empty to prove anything.");
    }

    [Fact]
    public void Days_and_weeks_of_random_schedules_agree_with_the_definition_at_random_seconds_and_at_every_edge()
    {
        for (var seed = 10_000; seed < 10_400; seed++)
        {
            var world = new RandomProfiles(seed);
            var profiles = world.Profiles();
            var context = world.Context();
            var from = world.Instant();
            var unit = world.Unit();
            var duration = TimeSpan.FromDays(16);
            var schedule = CompositeSchedule.Compute(profiles, context, from, duration, unit);
            var edges = schedule.Periods.SelectMany(p => new[] { p.Start - TimeSpan.FromSeconds(1), p.Start }).Where(t => t >= TimeSpan.Zero);
            var seconds = Enumerable.Range(0, 100).Select(_ => TimeSpan.FromSeconds(world.Next(0, (int)duration.TotalSeconds)));
            foreach (var offset in edges.Concat(seconds))
            {
                var expected = Definition(profiles, context, from, from + offset, unit);
                var actual = schedule.At(offset);
                if (expected != actual with { Start = TimeSpan.Zero }) Assert.Fail($"Seed {seed}, offset {offset}: expected {expected}, got {actual}.");
            }
        }
    }

    // The rules in the summary of CompositeSchedule, one by one, for one instant.
    private static CompositePeriod Definition(InstalledProfile[] profiles, ChargingContext context, DateTimeOffset from, DateTimeOffset at, LimitUnit unit)
    {
        var start = context.TransactionStart ?? from;
        var speaking = profiles
            .Select(p => (Installed: p, Period: SpeaksAt(p, p.Profile.Purpose == ChargingProfilePurpose.ChargePointMax ? p.InstalledAt : start, at)))
            .Where(x => x.Period is not null && Concerns(x.Installed, profiles, context))
            .OrderByDescending(x => x.Installed.Profile.StackLevel).ThenByDescending(x => x.Installed.InstalledAt).ThenByDescending(x => x.Installed.Profile.Id)
            .ToList();

        var session = speaking.Find(x => x.Installed.Profile.Purpose == ChargingProfilePurpose.Tx);
        if (session.Installed is null) session = speaking.Find(x => x.Installed.Profile.Purpose == ChargingProfilePurpose.TxDefault);
        var station = speaking.Find(x => x.Installed.Profile.Purpose == ChargingProfilePurpose.ChargePointMax);

        var phases = new[] { context.Phases, session.Period?.NumberPhases ?? 3, station.Period?.NumberPhases ?? 3 }.Min();
        double Convert(double value, LimitUnit own) => own == unit ? value : unit == LimitUnit.Watt ? value * (context.VoltageV * phases) : value / (context.VoltageV * phases);

        var best = Limit.Unlimited(unit);
        foreach (var (installed, period) in new[] { session, station })
        {
            if (installed is null) continue;
            var value = Convert(period!.Value.Limit, installed.Profile.Schedule.RateUnit);
            if (value < best.Value) best = Limit.Of(value, unit, installed.Source);
        }

        if (context.LocalLimit is { } local && Convert(local.Value, local.Unit) < best.Value) best = Limit.Of(Convert(local.Value, local.Unit), unit, local.Source);
        var schedule = session.Installed?.Profile.Schedule;
        return new CompositePeriod(TimeSpan.Zero, best, phases, schedule?.MinChargingRate is { } m ? Convert(m, schedule.RateUnit) : null);
    }

    private static bool Concerns(InstalledProfile p, InstalledProfile[] all, ChargingContext context) => p.Profile.Purpose switch
    {
        ChargingProfilePurpose.ChargePointMax => true,
        ChargingProfilePurpose.Tx => context.TransactionStart is not null && p.ConnectorId == context.ConnectorId
            && (p.Profile.TransactionId is null || p.Profile.TransactionId == context.TransactionId),
        _ when context.ConnectorId == 0 => false,
        _ when p.ConnectorId == context.ConnectorId => true,
        _ => p.ConnectorId == 0 && !all.Any(o =>
            o.Profile.Purpose == ChargingProfilePurpose.TxDefault && o.ConnectorId == context.ConnectorId && o.Profile.StackLevel == p.Profile.StackLevel),
    };

    private static ChargingSchedulePeriod? SpeaksAt(InstalledProfile p, DateTimeOffset startOfCharging, DateTimeOffset at)
    {
        var profile = p.Profile;
        if (at < (profile.ValidFrom ?? DateTimeOffset.MinValue) || at >= (profile.ValidTo ?? DateTimeOffset.MaxValue)) return null;
        var start = profile.Kind == ChargingProfileKind.Relative ? startOfCharging : profile.Schedule.StartSchedule ?? startOfCharging;
        var length = profile.Schedule.Duration ?? TimeSpan.MaxValue;
        if (profile.Kind == ChargingProfileKind.Recurring)
        {
            var every = TimeSpan.FromDays(profile.Recurrency == ChargingRecurrency.Weekly ? 7 : 1);
            while (start > at) start -= every;
            while (start + every <= at) start += every;
        }

        if (at < start || at - start >= length) return null;
        return profile.Schedule.Periods.Last(x => start + x.Start <= at);
    }
}
