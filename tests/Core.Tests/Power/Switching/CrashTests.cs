using Busbar.Core.Power;
using Busbar.Core.Power.Switching;

namespace Busbar.Core.Tests.Power.Switching;

/// <summary>The controller dies at every step of a reallocation, and starts again with its journal, with an older one, or with none.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData("the newest journal")]
    [InlineData("the journal before it")]
    [InlineData("no journal")]
    public void Killed_at_every_step_of_a_reallocation_it_knows_every_position_before_anything_closes(string with)
    {
        var graph = Topologies.Matrix(3, 2);
        var kills = 0;
        for (var at = 1; ; at++)
        {
            var plant = new SimulatedPlant(graph, at);
            (plant.VehicleV[0], plant.VehicleV[1]) = (400, 800);
            plant.Send(Topologies.Target(graph, (0, 0), (1, 0), (2, 1)));
            Assert.True(plant.RunUntilSettled(30), plant.Log);
            plant.Run(2);
            var older = plant.StoredJournal;
            var target = Topologies.Target(graph, (0, 0), (1, 1), (2, 0));
            plant.Send(target);
            plant.Run(0.02 * at);
            if (plant.State.IsSettled) break;
            kills++;
            plant.Effects.Clear();
            plant.Crash(with switch { "no journal" => null, "the newest journal" => plant.StoredJournal, _ => older });
            plant.Run(8);
            var firstClosing = plant.Effects.FindIndex(e => e is CloseContactor);
            if (firstClosing >= 0)
            {
                var before = plant.Effects.Take(firstClosing).ToList();
                Assert.Equal(6, before.OfType<OpenContactor>().Select(e => e.Contactor).Distinct().Count());
                Assert.Equal(3, before.OfType<SetModule>().Where(e => !e.On).Select(e => e.Module).Distinct().Count());
            }

            Assert.Equal(with == "no journal", firstClosing < 0);
            plant.Send(target);
            Assert.True(plant.RunUntilSettled(30), plant.Log);
            Assert.True(plant.Violations.Count == 0, $"{plant.Violations.FirstOrDefault()}\n{plant.Log}");
        }

        Assert.True(kills > 20, $"only {kills} kills");
    }

    [Fact]
    public void A_journal_survives_as_bytes()
    {
        var journal = new SequencerJournal([0, -1, 5], [true, false], [ContactorFailure.Welded, ContactorFailure.StuckOpen], [7, 123_456]);
        var read = SequencerJournal.Decode(journal.Encode())!;
        Assert.Equal(journal.TargetGun, read.TargetGun);
        Assert.Equal(journal.TargetClosed, read.TargetClosed);
        Assert.Equal(journal.Failures, read.Failures);
        Assert.Equal(journal.Operations, read.Operations);
    }

    [Fact]
    public void A_torn_or_changed_journal_is_none()
    {
        var bytes = new SequencerJournal([0, 1], [true, false], [ContactorFailure.None, ContactorFailure.None], [1, 2]).Encode();
        for (var length = 0; length < bytes.Length; length++) Assert.Null(SequencerJournal.Decode(bytes.AsSpan(0, length)));
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                Assert.Null(SequencerJournal.Decode(bytes));
                bytes[at] ^= (byte)(1 << bit);
            }
        }
    }

    [Fact]
    public void A_welded_contactor_is_still_known_after_a_restart_and_wear_is_counted_on()
    {
        var graph = Topologies.Matrix(2, 2);
        var plant = new SimulatedPlant(graph);
        plant.Send(Topologies.Target(graph, (0, 0)));
        Assert.True(plant.RunUntilSettled(20), plant.Log);
        plant.Contactors[0].Welded = true;
        plant.Send(Topologies.Target(graph));
        plant.Run(5);
        Assert.Equal(2, plant.State.Contactors[0].Operations);
        plant.Crash(plant.StoredJournal);
        Assert.Equal(ContactorFailure.Welded, plant.State.Contactors[0].Failure);
        Assert.Equal(2, plant.State.Contactors[0].Operations);
        plant.Run(5);
        plant.Send(Topologies.Target(graph, (0, 1)));
        plant.Run(10);
        Assert.False(plant.Contactors[1].Closed);
        Assert.Empty(plant.Violations);
    }
}
