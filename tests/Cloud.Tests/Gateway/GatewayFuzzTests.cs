using System.Net.Sockets;
using System.Text;

namespace Busbar.Cloud.Tests.Gateway;

/// <summary>Random bytes at every door: the gateway neither fails nor lets the neighbour feel it. Seeded, so that a failure repeats.</summary>
public sealed class GatewayFuzzTests
{
    [Fact]
    public async Task Random_handshakes_never_harm()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        var random = new Random(4711);
        for (var round = 0; round < 300; round++)
        {
            await using var station = await RawStation.OpenTcpAsync(rig.Port);
            await TrySendAsync(station, round % 3 == 0 ? Bytes(random, 300) : Mutate(random, Encoding.ASCII.GetBytes(RawStation.Request("/ocpp/FUZZ"))));
        }
    }

    [Fact]
    public async Task Random_frames_never_harm()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        var random = new Random(815);
        for (var round = 0; round < 300; round++)
        {
            await using var station = await rig.ConnectAsync("FUZZ");
            var frames = round % 3 == 0
                ? Bytes(random, 500)
                : Mutate(random, [.. RawStation.Frame(RawStation.TextFrame, "[2,\"1\",\"Heartbeat\",{}]"u8), .. RawStation.Frame(RawStation.PingFrame, "x"u8)]);
            await TrySendAsync(station, frames);
        }
    }

    [Fact]
    public async Task Random_texts_are_answered_or_dropped_and_never_kill_the_link_before_the_tenth()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var neighbour = await rig.NeighbourAsync();
        var random = new Random(42);
        var good = Encoding.UTF8.GetBytes("""[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1.5","unit":"Wh"}]}]}]""");
        for (var round = 0; round < 60; round++)
        {
            await using var station = await rig.ConnectAsync("FUZZ");
            for (var i = 0; i < 9; i++)
            {
                var text = Mutate(random, good).Select(b => (byte)(b & 0x7F)).ToArray();
                await station.SendBytesAsync(RawStation.Frame(RawStation.TextFrame, text));
            }

            var sent = "[2,\"last\",\"Heartbeat\",{}]";
            await station.SendAsync(sent);
            string answer;
            do answer = await station.ReceiveTextAsync();
            while (!answer.StartsWith("[3,\"last\",", StringComparison.Ordinal));
        }
    }

    private static async Task TrySendAsync(RawStation station, byte[] bytes)
    {
        try
        {
            await station.SendBytesAsync(bytes);
            station.Socket.Shutdown(SocketShutdown.Send);
            await station.ReceiveEndAsync();
        }
        catch (SocketException)
        {
            // The gateway may cut such a peer at any time.
        }
    }

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(1, most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(Random random, byte[] good)
    {
        var bytes = good.ToList();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at - 1));
                    break;
            }
        }

        return [.. bytes];
    }
}
