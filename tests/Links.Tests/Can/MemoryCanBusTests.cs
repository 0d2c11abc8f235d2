using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

public sealed class MemoryCanBusTests
{
    [Fact]
    public async Task Every_other_participant_receives_and_the_sender_does_not()
    {
        await using var a = CanBuses.Open("memory:others");
        await using var b = CanBuses.Open("memory:others");
        await using var c = CanBuses.Open("memory:others");
        await using var elsewhere = CanBuses.Open("memory:elsewhere");
        using var atA = a.Subscribe();
        using var atB = b.Subscribe();
        using var atC = c.Subscribe();
        using var atElsewhere = elsewhere.Subscribe();

        Assert.True(a.TrySend(LabModule.Current(20)));
        await b.SendAsync(LabModule.Start());

        Assert.Equal([LabModule.Start()], Drain(atA));
        Assert.Equal([LabModule.Current(20)], Drain(atB));
        Assert.Equal([LabModule.Current(20), LabModule.Start()], Drain(atC));
        Assert.Empty(Drain(atElsewhere));
        Assert.Equal("memory:others", a.Name);
        Assert.Equal(1, a.Statistics.Sent);
        Assert.Equal(1, a.Statistics.Received);
    }

    [Fact]
    public async Task A_full_subscription_drops_the_oldest_and_counts_them()
    {
        await using var a = CanBuses.Open("memory:full");
        await using var b = CanBuses.Open("memory:full");
        using var slow = b.Subscribe(capacity: 3);

        for (var i = 0; i < 10; i++) a.TrySend(LabModule.Current(i));

        Assert.Equal([7, 8, 9], Drain(slow).Select(f => (int)f.ReadUInt16LittleEndian(0)));
        Assert.Equal(7, slow.Dropped);
    }

    [Fact]
    public async Task A_closed_bus_refuses_ends_its_readers_and_is_forgotten_by_the_others()
    {
        await using var stays = CanBuses.Open("memory:closing");
        var leaves = CanBuses.Open("memory:closing");
        using var lane = leaves.Subscribe();
        stays.TrySend(LabModule.Start());

        await leaves.DisposeAsync();
        await leaves.DisposeAsync();

        Assert.Equal(CanBusState.Closed, leaves.State);
        Assert.False(leaves.TrySend(LabModule.Stop()));
        Assert.Equal(1, leaves.Statistics.Refused);
        await Assert.ThrowsAsync<CanBusException>(async () => await leaves.SendAsync(LabModule.Stop()));
        var read = new List<CanFrame>();
        await foreach (var received in lane.ReadAllAsync()) read.Add(received.Frame);
        Assert.Equal([LabModule.Start()], read);
        using var late = leaves.Subscribe();
        Assert.False(await late.WaitToReadAsync());
    }

    [Fact]
    public async Task A_name_is_a_new_bus_after_its_last_participant_has_left()
    {
        var first = CanBuses.Open("memory:again");
        await first.DisposeAsync();
        await using var second = CanBuses.Open("memory:again");
        await using var third = CanBuses.Open("memory:again");
        using var lane = third.Subscribe();
        second.TrySend(LabModule.Start());
        Assert.Equal([LabModule.Start()], Drain(lane));
    }

    [Fact]
    public async Task All_participants_see_the_frames_of_many_senders_in_one_order()
    {
        await using var a = CanBuses.Open("memory:order");
        await using var b = CanBuses.Open("memory:order");
        var listeners = Enumerable.Range(0, 3).Select(_ => CanBuses.Open("memory:order")).ToArray();
        var lanes = listeners.Select(bus => bus.Subscribe(20_000)).ToArray();

        await Task.WhenAll(
            Task.Run(() => SendMany(a, 0x100)),
            Task.Run(() => SendMany(b, 0x200)));

        var seen = lanes.Select(Drain).ToArray();
        Assert.Equal(10_000, seen[0].Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(seen[0], seen[2]);
        foreach (var bus in listeners) await bus.DisposeAsync();

        static void SendMany(ICanBus bus, uint id)
        {
            for (var i = 0; i < 5_000; i++) Assert.True(bus.TrySend(CanFrame.Standard(id, [(byte)i, (byte)(i >> 8)])));
        }
    }

    [Fact]
    public async Task A_paced_bus_keeps_its_rate_and_refuses_when_its_queue_is_full()
    {
        var time = new FakeTime();
        await using var a = CanBuses.Open("memory:paced?rate=100", time);
        await using var b = CanBuses.Open("memory:paced", time);
        using var lane = b.Subscribe(4096);

        var taken = 0;
        while (taken < 3_000 && a.TrySend(LabModule.Current(taken))) taken++;
        Assert.InRange(taken, 1_024, 1_040);
        Assert.Equal(1, a.Statistics.Refused);

        // One interval of 10 ms at a time; each slot's wait must have begun before the clock moves on.
        for (var sent = 1; sent <= 20; sent++)
        {
            while (a.Statistics.Sent < sent)
            {
                await Until.TrueAsync(() => a.Statistics.Sent >= sent || time.Armed > 0);
                if (a.Statistics.Sent < sent) time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        var elapsed = time.GetUtcNow() - new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.InRange(elapsed.TotalMilliseconds, 180, 210);
        Assert.Equal(a.Statistics.Sent, Drain(lane).Count);
    }

    private static List<CanFrame> Drain(CanSubscription lane)
    {
        var frames = new List<CanFrame>();
        while (lane.TryRead(out var received)) frames.Add(received.Frame);
        return frames;
    }
}
