using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

/// <summary>What holds for every bus, whatever carries its frames.</summary>
public abstract class CanBusContract : IAsyncLifetime
{
    private readonly List<ICanBus> _joined = [];

    public static TheoryData<string> Frames => new("123#", "7FF#0102030405060708", "000#00", "123#R4", "02204000#1262000000000000", "1FFFFFFF#FF", "00000000#", "1ABCDEF0#R8");

    [Theory, MemberData(nameof(Frames))]
    public async Task A_frame_of_any_kind_arrives_as_it_was_sent(string text)
    {
        var (a, b) = (await JoinedAsync(), await JoinedAsync());
        using var atB = b.Subscribe();
        await a.SendAsync(CanFrame.Parse(text));
        Assert.Equal([CanFrame.Parse(text)], await atB.TakeAsync(1));
    }

    [Fact]
    public async Task Every_other_participant_receives_in_order_and_the_sender_does_not()
    {
        var (a, b, c) = (await JoinedAsync(), await JoinedAsync(), await JoinedAsync());
        using var atA = a.Subscribe();
        using var atB = b.Subscribe();
        using var atC = c.Subscribe();

        for (var i = 0; i < 50; i++) await a.SendAsync(LabModule.Current(i));
        Assert.Equal(Enumerable.Range(0, 50).Select(LabModule.Current), await atB.TakeAsync(50));
        Assert.True(b.TrySend(LabModule.Stop()));

        Assert.Equal([LabModule.Stop()], await atA.TakeAsync(1));
        Assert.Equal([.. Enumerable.Range(0, 50).Select(LabModule.Current), LabModule.Stop()], await atC.TakeAsync(51));
        Assert.False(atA.TryRead(out _));
        Assert.False(atB.TryRead(out _));
        await Until.TrueAsync(() => a.Statistics.Sent == 50);
        Assert.Equal((50, 51, 0), (b.Statistics.Received, c.Statistics.Received, c.Statistics.Sent));
        Assert.Equal(CanBusState.ErrorActive, a.State);
    }

    [Fact]
    public async Task Two_who_send_at_once_lose_nothing_and_keep_each_its_order()
    {
        var (a, b, c) = (await JoinedAsync(), await JoinedAsync(), await JoinedAsync());
        using var atC = c.Subscribe();
        await Task.WhenAll(SendManyAsync(a, 0x100), SendManyAsync(b, 0x200));
        var seen = await atC.TakeAsync(400);
        Assert.Equal(Enumerable.Range(0, 200), seen.Where(f => f.Id == 0x100).Select(f => (int)f[0]));
        Assert.Equal(Enumerable.Range(0, 200), seen.Where(f => f.Id == 0x200).Select(f => (int)f[0]));

        static async Task SendManyAsync(ICanBus bus, uint id)
        {
            for (var i = 0; i < 200; i++) await bus.SendAsync(CanFrame.Standard(id, [(byte)i]));
        }
    }

    [Fact]
    public async Task A_slow_reader_loses_the_oldest_and_is_told_how_many()
    {
        var (a, b) = (await JoinedAsync(), await JoinedAsync());
        using var slow = b.Subscribe(capacity: 3);
        for (var i = 0; i < 10; i++) await a.SendAsync(LabModule.Current(i));
        await Until.TrueAsync(() => b.Statistics.Received == 10);
        Assert.Equal([7, 8, 9], (await slow.TakeAsync(3)).Select(f => (int)f.ReadUInt16LittleEndian(0)));
        Assert.Equal(7, slow.Dropped);
    }

    [Fact]
    public async Task A_closed_bus_refuses_and_ends_its_readers_and_the_others_go_on()
    {
        var (leaves, b, c) = (await JoinedAsync(), await JoinedAsync(), await JoinedAsync());
        using var lane = leaves.Subscribe();
        using var atC = c.Subscribe();

        await leaves.DisposeAsync();
        await leaves.DisposeAsync();

        Assert.Equal(CanBusState.Closed, leaves.State);
        Assert.False(leaves.TrySend(LabModule.Stop()));
        Assert.Equal(1, leaves.Statistics.Refused);
        await Assert.ThrowsAsync<CanBusException>(async () => await leaves.SendAsync(LabModule.Stop()));
        Assert.False(await lane.WaitToReadAsync());
        await b.SendAsync(LabModule.Start());
        Assert.Equal([LabModule.Start()], await atC.TakeAsync(1));
    }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var bus in _joined) await bus.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>One more participant on the test's bus, who hears what is sent from now on.</summary>
    protected abstract Task<ICanBus> JoinAsync();

    private async Task<ICanBus> JoinedAsync()
    {
        var bus = await JoinAsync();
        _joined.Add(bus);
        return bus;
    }
}

public sealed class MemoryCanBusContractTests : CanBusContract
{
    private readonly string _name = $"memory:contract-{Guid.NewGuid():N}";

    protected override Task<ICanBus> JoinAsync() => Task.FromResult(CanBuses.Open(_name));
}

public sealed class UdpCanBusContractTests : CanBusContract
{
    private readonly string _name = $"udp:239.74.163.79:{FreePort.Udp()}?interface=lo";

    protected override Task<ICanBus> JoinAsync() => Task.FromResult(CanBuses.Open(_name));
}

/// <summary>Each participant has an adapter of its own behind a pseudo-terminal; the adapters share the wires.</summary>
public sealed class SlcanCanBusContractTests : CanBusContract
{
    private readonly List<SlcanAdapter> _wires = [];

    protected override async Task<ICanBus> JoinAsync()
    {
        var adapter = new SlcanAdapter(_wires);
        var bus = CanBuses.Open($"slcan:{adapter.Path}");
        await Until.TrueAsync(() => adapter.IsOpen);
        return bus;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var adapter in _wires.ToArray()) await adapter.DisposeAsync();
    }
}

/// <summary>Each participant has one end of a pair of sockets that carry the frames of Linux; the other ends are the kernel's wires.</summary>
public sealed class SocketCanFramesContractTests : CanBusContract
{
    private readonly KernelCan _wires = new();

    protected override Task<ICanBus> JoinAsync() => Task.FromResult<ICanBus>(_wires.Join());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _wires.DisposeAsync();
    }
}

/// <summary>The interface vcan0 (or that of BUSBAR_TEST_CAN) of a kernel that has CAN.</summary>
public sealed class SocketCanBusContractTests : CanBusContract
{
    private static readonly string Interface = Environment.GetEnvironmentVariable("BUSBAR_TEST_CAN") ?? "vcan0";

    protected override Task<ICanBus> JoinAsync()
    {
        try
        {
            return Task.FromResult(CanBuses.Open($"socketcan:{Interface}"));
        }
        catch (CanBusException none) when (none.Message.Contains("kernel has no CAN", StringComparison.Ordinal) || none.Message.Contains("there is no interface", StringComparison.Ordinal))
        {
            Assert.Skip(none.Message);
            throw;
        }
    }
}
