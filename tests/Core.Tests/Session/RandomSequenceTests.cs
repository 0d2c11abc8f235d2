using Busbar.Core.Session;

namespace Busbar.Core.Tests.Session;

/// <summary>Long random lives of a gun; <see cref="RandomGun"/> checks its invariants after every step.</summary>
public sealed class RandomSequenceTests
{
    [Theory, InlineData(1000, true), InlineData(5000, false)]
    public void Whatever_happens_the_invariants_hold(int firstSeed, bool helpful)
    {
        var events = 0;
        for (var seed = firstSeed; seed < firstSeed + 60; seed++)
        {
            var gun = new RandomGun(seed, helpful);
            gun.Run(1500);
            events += gun.Events;
        }

        Assert.True(events > 80_000, $"{events} events");
    }

    [Fact]
    public void The_same_events_give_the_same_effects()
    {
        Assert.Equal(Trace(7), Trace(7));

        static string Trace(int seed)
        {
            var lines = new List<string>();
            var gun = new RandomGun(seed, helpful: true) { OnStep = (_, _, s) => lines.Add($"{s.Phase} {s.Status.DrivenCurrentA} {s.NextDeadline}") };
            gun.Run(500);
            return string.Join('\n', lines);
        }
    }

    [Fact]
    public void Time_that_goes_back_stands_still()
    {
        var session = new GunSession(new GunSettings());
        session.Step(new GunMeasured(0, 0, 20, false, true), TimeSpan.FromSeconds(100));
        session.Step(Tick.Instance, TimeSpan.FromSeconds(50));
        Assert.True(session.NextDeadline > TimeSpan.FromSeconds(100));
    }
}
