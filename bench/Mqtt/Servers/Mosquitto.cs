using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Busbar.Bench.Mqtt.Servers;

/// <summary>Debian's mosquitto with a configuration of its own: in memory, and without the limits that would make it drop messages.</summary>
internal static class Mosquitto
{
    private const string Program = "/usr/sbin/mosquitto";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Whether it is installed.</summary>
    public static bool Exists => File.Exists(Program);

    /// <summary>Starts it on a free port of the loopback.</summary>
    /// <param name="noDelay">Send each packet at once (its set_tcp_nodelay), as a latency test wants; its default lets the kernel gather, which saves it CPU time.</param>
    public static async Task<(Process Process, IPEndPoint At, Action CleanUp)> StartAsync(bool noDelay)
    {
        if (!Exists) throw new InvalidOperationException($"{Program} is not installed; scripts/setup-test.sh does it.");
        var at = FreePort();
        var folder = Directory.CreateTempSubdirectory("busbar-bench-").FullName;
        var file = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(file, $"""
            listener {at.Port} 127.0.0.1
            allow_anonymous true
            persistence false
            max_queued_messages 0
            max_queued_bytes 0
            max_inflight_messages 0
            set_tcp_nodelay {(noDelay ? "true" : "false")}
            log_dest stderr
            log_type error
            log_type warning

            """);
        var process = Process.Start(new ProcessStartInfo(Program, ["-c", file])) ?? throw new InvalidOperationException("mosquitto did not start.");
        await AwaitListeningAsync(process, at);
        return (process, at, () => Directory.Delete(folder, recursive: true));
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static async Task AwaitListeningAsync(Process process, IPEndPoint at)
    {
        var start = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(start) < StartDeadline)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(at);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        throw new InvalidOperationException("mosquitto did not come to listen.");
    }
}
