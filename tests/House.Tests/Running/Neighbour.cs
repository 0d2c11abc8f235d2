using System.Diagnostics;
using Busbar.Tests;

namespace Busbar.House.Tests.Running;

/// <summary>A healthy station that sends one Heartbeat after the other for as long as something bad goes on beside it.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _end = new();
    private readonly WirePeer _peer;
    private readonly Task _beating;

    private Neighbour(WirePeer peer)
    {
        _peer = peer;
        _beating = BeatAsync();
    }

    /// <summary>The slowest answer so far.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Connects, and comes back when the first Heartbeat is answered.</summary>
    public static async Task<Neighbour> StartAsync(HubProcess hub)
    {
        var peer = await WirePeer.ConnectAsync(hub, $"NEIGHBOUR-{Guid.NewGuid():N}");
        await peer.HeartbeatAsync();
        return new Neighbour(peer);
    }

    /// <summary>Every Heartbeat until now was answered in time, and one more is.</summary>
    public async Task NoticedNothingAsync()
    {
        await _end.CancelAsync();
        await _beating;
        await AskAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _peer.Dispose();
        _end.Dispose();
    }

    private async Task BeatAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await AskAsync();
            await Task.Delay(Pace, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync()
    {
        var clock = Stopwatch.StartNew();
        await _peer.HeartbeatAsync().SoonAsync();
        if (clock.Elapsed > Slowest) Slowest = clock.Elapsed;
    }
}
