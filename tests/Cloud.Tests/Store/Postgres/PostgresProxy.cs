using System.Net;
using System.Net.Sockets;

namespace Busbar.Cloud.Tests.Store.Postgres;

/// <summary>Stands between a store and its server and, on request, lets the next words of the store through but no answer back, and hangs up.</summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private readonly byte[] _word;
    private int _armed;

    /// <param name="serverPort">Where the server is.</param>
    /// <param name="word">Once armed, the connection on which the store says this gets no answer any more.</param>
    public PostgresProxy(int serverPort, string word)
    {
        _serverPort = serverPort;
        _word = System.Text.Encoding.ASCII.GetBytes(word);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts the next connection that says the word.</summary>
    public void Arm() => Volatile.Write(ref _armed, 1);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> pipes = [];
        try
        {
            while (true) pipes.Add(PipeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(pipes);
        }
    }

    private async Task PipeAsync(TcpClient store)
    {
        using var server = new TcpClient();
        using (store)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
                (store.NoDelay, server.NoDelay) = (true, true);
                using var mute = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                var answers = CopyAnswersAsync(server.GetStream(), store.GetStream(), mute.Token);
                var buffer = new byte[65_536];
                for (int read; (read = await store.GetStream().ReadAsync(buffer, _end.Token)) > 0;)
                {
                    var cut = buffer.AsSpan(0, read).IndexOf(_word) >= 0 && Interlocked.Exchange(ref _armed, 0) == 1;
                    if (cut) await mute.CancelAsync();
                    await server.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                    if (!cut) continue;
                    await answers;
                    if (await server.GetStream().ReadAsync(buffer, _end.Token) == 0) break; // 0: it has hung up first; otherwise it has answered
                    Cuts++;
                    break;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
            {
                // One side has hung up, and so do we.
            }
        }
    }

    private static async Task CopyAnswersAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        try
        {
            await from.CopyToAsync(to, ct);
            to.Close();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Muted, or one side has hung up.
        }
    }
}
