using Busbar.Links.WebSockets;

namespace Busbar.Bench.Site.Measuring;

/// <summary>Sends broken requests to the first gun as fast as the socket takes them.</summary>
internal static class Flood
{
    public static async Task RunAsync(int port, CancellationToken ct)
    {
        await using var socket = await WebSocketClient.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/GUN1"), new WebSocketClientOptions(), CancellationToken.None);
        var reading = Task.Run(async () =>
        {
            while (await socket.WaitToReadAsync())
                while (socket.TryRead(out _))
                {
                    // Whatever it is.
                }
        }, CancellationToken.None);
        var garbage = "{\"type\":\"request\",\"kind\":\"targetValues\",\"sequenceNumber\":1,\"payload\":{"u8.ToArray();
        using var end = ct.Register(() => socket.Abort("done"));
        try
        {
            while (!ct.IsCancellationRequested && await socket.SendAsync(garbage)) await Task.Yield();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut at the end.
        }

        await reading;
    }
}
