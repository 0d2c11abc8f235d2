using System.Net;
using System.Net.Sockets;
using System.Text;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>What connections cost in memory. Alone in the process, because the heap is measured as a whole.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GatewayMemoryTests
{
    private const string Name = "Memory of the gateway";

    [Fact]
    public async Task Five_hundred_silent_stations_cost_little_memory_and_hold_no_buffer()
    {
        const int Count = 500;
        const int MaxBytes = 9_000;
        await using var rig = await GatewayRig.StartAsync(o => o.PublishExchanges = false);
        var sockets = new Socket[Count];
        await ConnectRawAsync(rig.Port, "WARM", new Socket[50]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ConnectRawAsync(rig.Port, "S", sockets);
        rig.Cms.Events.Clear();
        rig.Cms.Admissions.Clear();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes of managed memory per silent station, the test's own socket and log lines included.");
        Assert.InRange(bytes, 1, MaxBytes);
        foreach (var socket in sockets) socket.Dispose();
    }

    [Fact]
    public async Task Memory_does_not_grow_with_reconnects()
    {
        await using var rig = await GatewayRig.StartAsync(o => o.PublishExchanges = false);
        await ChurnAsync(300);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ChurnAsync(1000);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 1_500_000, $"1,000 reconnects left {grown} bytes.");

        async Task ChurnAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await using var station = await rig.ConnectAsync($"CHURN{i % 10}");
                await station.HeartbeatAsync();
            }

            await Until.TrueAsync(() => rig.Gateway.ConnectionCount == 0, "all have left");
            rig.Cms.Events.Clear();
            rig.Cms.Admissions.Clear();
            rig.ForgetLog();
        }
    }

    [Fact]
    public async Task A_frame_of_10_MB_that_is_sent_all_the_same_is_dropped_and_the_goodbye_arrives()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        await using var station = await rig.ConnectAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var frame = RawStation.Frame(RawStation.TextFrame, new byte[10_000_000]);
        await station.SendBytesAsync(frame);
        Assert.Equal(1009, (await station.ReceiveCloseAsync())?.Code);
        await station.FinishCloseAsync(1009);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before - frame.Length;
        Assert.True(grown < 3_000_000, $"{grown} bytes were kept.");
    }

    private static async Task ConnectRawAsync(int port, string name, Socket[] sockets)
    {
        var buffer = new byte[1000];
        for (var i = 0; i < sockets.Length; i++)
        {
            var socket = sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(RawStation.Request($"/ocpp/{name}{i}")));
            await socket.ReceiveAsync(buffer);
            await socket.SendAsync(RawStation.Frame(RawStation.TextFrame, "[2,\"1\",\"Heartbeat\",{}]"u8));
            await socket.ReceiveAsync(buffer);
        }
    }
}
