using System.Buffers;
using Busbar.Links.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Bench.Mqtt.Servers;

/// <summary>Kestrel's connections on <see cref="SocketTransport"/> with nothing above them but an answer to each packet that keeps the load client content: the yardstick for memory.</summary>
internal static class BareServer
{
    private static readonly byte[] ConnAck = [0x20, 2, 0, 0];

    /// <summary>Serves until the standard input ends.</summary>
    public static async Task RunAsync(int port)
    {
        using var server = new ConnectionServer(NoServices.Instance, NullLoggerFactory.Instance);
        var bound = server.Listen("127.0.0.1", port, configure: null, ServeAsync);
        await server.StartAsync(CancellationToken.None);
        Console.WriteLine($"port {bound.Number}");
        await MemoryReporter.AnswerAsync();
    }

    /// <summary>The first packet, CONNECT, is answered; what follows is read and forgotten.</summary>
    private static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        var answered = false;
        while (true)
        {
            var read = await input.ReadAsync();
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
            if (answered) continue;
            answered = true;
            output.Write(ConnAck);
            await output.FlushAsync();
        }

        await input.CompleteAsync();
        await output.CompleteAsync();
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
