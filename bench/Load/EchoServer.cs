using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Bench.Load;

/// <summary>
/// A bare Kestrel WebSocket server that looks at nothing: each message is answered with as many bytes as the OCPP answer to a message
/// of its size would have. The yardstick for what the framework itself costs.
/// </summary>
internal static class EchoServer
{
    private static readonly byte[] HeartbeatAnswer = Encoding.ASCII.GetBytes("""[3,"10000000000",{"currentTime":"2026-03-01T12:00:00.000Z"}]""");
    private static readonly byte[] MeterValuesAnswer = Encoding.ASCII.GetBytes("""[3,"10000000000",{}]""");

    public static async Task RunAsync(Arguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, arguments.Number("port", 0)));
        await using var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(60) });
        app.Run(ServeAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"port {new Uri(address).Port}");
        await MemoryReporter.AnswerAsync();
    }

    private static async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[4096];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close) break;
            var answer = received.Count < 100 ? HeartbeatAnswer : MeterValuesAnswer;
            await socket.SendAsync(answer.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
