using System.Net;
using System.Net.Sockets;
using Busbar.Links.Can;
using Busbar.Tests;
using Busbar.Wire.Can;

namespace Busbar.Links.Tests.Can;

public sealed class UdpCanBusTests
{
    private const string Group = "239.74.163.77";

    [Theory]
    [InlineData("")]
    [InlineData("?interface=lo")]
    [InlineData("?interface=127.0.0.1")]
    public async Task Two_buses_hear_each_other_once_and_never_themselves(string options)
    {
        var address = $"udp:{Group}:{FreePort.Udp()}{options}";
        await using var a = CanBuses.Open(address);
        await using var b = CanBuses.Open(address);
        using var atA = a.Subscribe();
        using var atB = b.Subscribe();

        for (var i = 0; i < 50; i++) await a.SendAsync(LabModule.Current(i));
        await b.SendAsync(LabModule.Stop());

        Assert.Equal(Enumerable.Range(0, 50).Select(LabModule.Current), await atB.TakeAsync(50));
        Assert.Equal([LabModule.Stop()], await atA.TakeAsync(1));
        await Until.TrueAsync(() => a.Statistics.OwnEchoes == 50 && b.Statistics.OwnEchoes == 1);
        Assert.False(atA.TryRead(out _));
        Assert.False(atB.TryRead(out _));
        Assert.Equal(50, a.Statistics.Sent);
        Assert.Equal(50, b.Statistics.Received);
        Assert.Equal(CanBusState.ErrorActive, a.State);
    }

    [Fact]
    public async Task Buses_of_different_groups_on_one_port_do_not_mix()
    {
        var port = FreePort.Udp();
        await using var a = CanBuses.Open($"udp:{Group}:{port}?interface=lo");
        await using var b = CanBuses.Open($"udp:{Group}:{port}?interface=lo");
        await using var other = CanBuses.Open($"udp:239.74.163.78:{port}?interface=lo");
        using var atB = b.Subscribe();
        using var atOther = other.Subscribe();

        await a.SendAsync(LabModule.Start());

        Assert.Equal([LabModule.Start()], await atB.TakeAsync(1));
        Assert.False(atOther.TryRead(out _));
        Assert.Equal(0, other.Statistics.Received);
    }

    [Fact]
    public async Task Garbage_oversized_and_foreign_datagrams_are_counted_and_the_next_frame_is_read()
    {
        var port = FreePort.Udp();
        await using var bus = CanBuses.Open($"udp:{Group}:{port}?interface=lo");
        using var lane = bus.Subscribe();
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        var group = new IPEndPoint(IPAddress.Parse(Group), port);

        stranger.SendTo("not a frame"u8.ToArray(), group);
        stranger.SendTo([], group);
        stranger.SendTo(new byte[5000], group);
        var good = new byte[UdpMulticastCodec.MaxWrittenBytes];
        var length = UdpMulticastCodec.Write(good, LabModule.Limit(100));
        stranger.SendTo(good.AsSpan(0, length), group);

        Assert.Equal([LabModule.Limit(100)], await lane.TakeAsync(1));
        Assert.Equal(3, bus.Statistics.Malformed);
        Assert.Contains("4096", bus.Statistics.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paced_sender_stays_near_its_rate()
    {
        await using var bus = CanBuses.Open($"udp:{Group}:{FreePort.Udp()}?interface=lo&rate=500");
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 200; i++) await bus.SendAsync(LabModule.Current(i));
        await Until.TrueAsync(() => bus.Statistics.Sent == 200);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        Assert.True(elapsed > TimeSpan.FromMilliseconds(370), $"200 frames at 500 a second took only {elapsed}");
    }

    [Fact]
    public async Task IPv6_groups_work_too()
    {
        var address = $"udp:[{UdpMulticastCodec.DefaultGroupIPv6}]:{FreePort.Udp()}";
        ICanBus a;
        try
        {
            a = CanBuses.Open(address);
        }
        catch (CanBusException error)
        {
            Assert.Skip($"This machine has no IPv6 multicast: {error.Message}");
            return;
        }

        await using var b = CanBuses.Open(address);
        using var atB = b.Subscribe();
        await a.SendAsync(LabModule.Current(7));
        Assert.Equal([LabModule.Current(7)], await atB.TakeAsync(1));
        await Until.TrueAsync(() => a.Statistics.OwnEchoes == 1);
        await a.DisposeAsync();
    }

    [Fact]
    public async Task Python_can_hears_every_frame_of_ours_as_it_was_sent()
    {
        var port = FreePort.Udp();
        await using var python = await PythonCan.StartAsync(Group, port, """
            for _ in range(3):
                m = bus.recv(15)
                print(f"{m.arbitration_id:x} {m.is_extended_id} {m.is_remote_frame} {m.dlc} {bytes(m.data).hex()}", flush=True)
            """);
        await using var bus = CanBuses.Open($"udp:{Group}:{port}");

        await bus.SendAsync(LabModule.Current(20));
        await bus.SendAsync(CanFrame.Parse("02204000#1262000000000000"));
        await bus.SendAsync(CanFrame.Parse("123#R4"));

        Assert.Equal("300 False False 2 1400", await python.ReadLineAsync());
        Assert.Equal("2204000 True False 8 1262000000000000", await python.ReadLineAsync());
        Assert.Equal("123 False True 4 ", await python.ReadLineAsync());
    }

    [Fact]
    public async Task A_frame_of_python_can_arrives_once_and_is_not_sent_back_by_us()
    {
        var port = FreePort.Udp();
        await using var bus = CanBuses.Open($"udp:{Group}:{port}");
        using var lane = bus.Subscribe();
        await using var python = await PythonCan.StartAsync(Group, port, """
            bus.send(can.Message(arbitration_id=0x300, is_extended_id=False, data=[36, 0]))
            bus.send(can.Message(arbitration_id=0x2204000, is_extended_id=True, data=[1, 2, 3]))
            own = 0
            while True:
                m = bus.recv(1)
                if m is None: break
                own += 1
            print(own, flush=True)
            """);

        Assert.Equal([LabModule.Current(36), CanFrame.Parse("02204000#010203")], await lane.TakeAsync(2));
        Assert.Equal("2", await python.ReadLineAsync());
        Assert.False(lane.TryRead(out _));
        Assert.Equal(2, bus.Statistics.Received);
        Assert.Equal(0, bus.Statistics.OwnEchoes);
        Assert.Equal(0, bus.Statistics.Malformed);
    }
}
