using Busbar.Core.Session;
using Busbar.Tests;

namespace Busbar.Core.Tests.Session;

/// <summary>The table of transitions: in the code, in the docs, and as it is walked.</summary>
public sealed class TransitionTableTests
{
    [Fact]
    public void The_docs_have_the_table_of_the_code()
    {
        var rows = File.ReadLines(Path.Combine(Repo.Root, "src", "Core", "Session", "README.md"))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Where(c => c.Length >= 4 && Enum.TryParse<SessionPhase>(c[1], out _))
            .SelectMany(c => c[2].Split(',', StringSplitOptions.TrimEntries).Select(to => (Enum.Parse<SessionPhase>(c[1]), Enum.Parse<SessionPhase>(to))));
        Assert.Equal(SessionTransitions.All.Order(), rows.Order());
    }

    [Fact]
    public void Every_transition_of_the_table_is_walked_and_no_other()
    {
        var walked = new HashSet<(SessionPhase, SessionPhase)>();
        for (var seed = 0; seed < 400; seed++)
        {
            var walk = new RandomGun(seed, helpful: true);
            walk.OnStep = (before, after, _) =>
            {
                if (before != after) walked.Add((before, after));
            };
            walk.Run(400);
        }

        // Steps may pass through several phases at once; what is seen between steps must at least hold every transition of the table.
        Assert.Empty(SessionTransitions.All.Except(walked).Select(t => $"{t.Item1} -> {t.Item2}"));
    }

    [Fact]
    public void Every_phase_can_be_reached_and_left()
    {
        Assert.All(Enum.GetValues<SessionPhase>(), phase =>
        {
            Assert.Contains(SessionTransitions.All, t => t.To == phase);
            Assert.Contains(SessionTransitions.All, t => t.From == phase);
            Assert.False(SessionTransitions.Allows(phase, phase));
        });
    }

    [Fact]
    public void From_every_phase_but_standby_a_fault_or_standby_is_one_step_away_or_behind_the_transition() =>
        Assert.All(Enum.GetValues<SessionPhase>().Except([SessionPhase.Standby]), p =>
            Assert.True(SessionTransitions.Allows(p, SessionPhase.Fault) || SessionTransitions.Allows(p, SessionPhase.Standby)));
}
