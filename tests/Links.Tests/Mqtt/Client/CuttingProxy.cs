using System.Net;
using System.Net.Sockets;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Passes bytes on between a client and a server, and cuts the connection after so many bytes as the dice say, in the middle of packets too.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly int _serverPort;
    private readonly int _meanBytes;
    private readonly Task _accepting;

    public CuttingProxy(int serverPort, int meanBytes, int seed)
    {
        (_serverPort, _meanBytes, _random) = (serverPort, meanBytes, new Random(seed));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>No more cuts.</summary>
    public bool IsCalm { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(PassAsync(await _listener.AcceptSocketAsync(_stop.Token), 100 + _random.Next(2 * _meanBytes)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(Socket client, int budget)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var mine = client;
        client.NoDelay = true;
        using var stop = _stop.Token.Register(() =>
        {
            client.Dispose();
            server.Dispose();
        });
        await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        var left = new Budget { Bytes = budget };
        await Task.WhenAny(PumpAsync(client, server, left), PumpAsync(server, client, left));
        if (left.Bytes <= 0) Cuts++;
    }

    private async Task PumpAsync(Socket from, Socket to, Budget left)
    {
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                var passed = IsCalm ? count : Math.Min(count, Math.Max(0, left.Bytes));
                left.Bytes -= IsCalm ? 0 : count;
                for (var at = 0; at < passed;) at += await to.SendAsync(buffer.AsMemory(at, passed - at));
                if (left.Bytes <= 0) return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other direction has been cut.
        }
    }

    private sealed class Budget
    {
        public int Bytes { get; set; }
    }
}
