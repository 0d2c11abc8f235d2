using System.Net.Sockets;
using Busbar.Links.WebSockets;

namespace Busbar.Lab.Pep;

/// <summary>An SECC over TCP: connects, tries again every 10 s after a loss, and runs what it is given on each connection.</summary>
public static class Secc
{
    /// <summary>Connects once. The caller runs and disposes the connection.</summary>
    /// <exception cref="WebSocketRefusedException">The PECC does not take it.</exception>
    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="IOException">The link broke.</exception>
    /// <exception cref="TimeoutException">No answer.</exception>
    public static async Task<SeccConnection> ConnectAsync(SeccOptions options, TimeProvider time, CancellationToken ct)
    {
        var limits = new WebSocketOptions { PingInterval = TimeSpan.Zero, SilenceLimit = TimeSpan.Zero, SilenceLimitWithoutPong = TimeSpan.Zero };
        var socket = await WebSocketClient.ConnectAsync(options.Url, new WebSocketClientOptions { SubProtocols = options.SubProtocols, Connection = limits, Time = time }, ct);
        return new SeccConnection(socket, options, time);
    }

    /// <summary>
    /// Stays connected until cancelled: after a loss, and after <paramref name="work"/> has ended, it waits <see cref="SeccOptions.ReconnectInterval"/>. It gives up
    /// after <see cref="SeccOptions.MostAttempts"/> that fail.
    /// </summary>
    /// <param name="options">Behaviour.</param>
    /// <param name="connect">Opens a connection; <see cref="ConnectAsync"/> for TCP.</param>
    /// <param name="work">What to do on a connection; true: it is done for good.</param>
    /// <param name="time">Clock.</param>
    /// <param name="say">What happens, in words.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(
        SeccOptions options, Func<CancellationToken, Task<SeccConnection>> connect, Func<SeccConnection, CancellationToken, Task<bool>> work, TimeProvider time, Action<string> say, CancellationToken ct)
    {
        var failed = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var secc = await connect(ct);
                failed = 0;
                say($"connected to {options.Url}");
                var serving = secc.RunAsync();
                var done = await work(secc, ct);
                if (secc.Closure is null) await secc.CloseAsync();
                await serving;
                say($"disconnected: {secc.Closure}");
                if (done) return;
            }
            catch (Exception e) when (e is WebSocketRefusedException or SocketException or IOException or TimeoutException)
            {
                say($"not connected: {e.Message}");
                if (++failed >= options.MostAttempts)
                {
                    say($"gave up after {failed} {(failed == 1 ? "attempt" : "attempts")} to connect to {options.Url}");
                    return;
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await Task.Delay(options.ReconnectInterval, time, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
