using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Busbar.Cloud.Tests.Faults;

/// <summary>What a network does to a link.</summary>
internal enum LinkState
{
    /// <summary>It carries.</summary>
    Whole,

    /// <summary>Every connection is reset and new ones are refused, as by a router that knows the way is gone.</summary>
    Cut,

    /// <summary>Nothing arrives and nobody is told; what was sent arrives when the link is whole again, as TCP repeats it.</summary>
    Silent,

    /// <summary>Connections take bytes and never give any, also later; those made after the link is whole again are well. As by a firewall that forgot its connections.</summary>
    HalfOpen,

    /// <summary>Late and narrow.</summary>
    Slow,
}

/// <summary>A TCP link between two processes that a test breaks and mends. Thread safe.</summary>
internal sealed class LinkProxy : IAsyncDisposable
{
    private const int SlowBytesPerS = 200_000;
    private static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int> _target;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Pair, Task> _pairs = new();
    private readonly Task _accepting;
    private TaskCompletionSource _changed = New();
    private volatile LinkState _state;

    /// <param name="target">Port of this machine at the other end, asked at each connection.</param>
    public LinkProxy(Func<int> target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>A connection whose client says this is half-open from then on; null for none.</summary>
    public string? Swallowed { get; set; }

    /// <summary>Connections that are open.</summary>
    public int Connections => _pairs.Count;

    public LinkState State
    {
        get => _state;
        set
        {
            _state = value;
            if (value == LinkState.HalfOpen)
                foreach (var pair in _pairs.Keys) pair.IsDead = true;
            if (value == LinkState.Cut)
                foreach (var pair in _pairs.Keys) pair.Reset();
            Interlocked.Exchange(ref _changed, New()).TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (var pair in _pairs.Keys) pair.Reset();
        await _accepting;
        await Task.WhenAll(_pairs.Values);
        _end.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var pair = new Pair(await _listener.AcceptAsync(_end.Token)) { IsDead = _state == LinkState.HalfOpen };
                if (_state == LinkState.Cut)
                {
                    pair.Reset();
                    continue;
                }

                var gate = New();
                _pairs[pair] = Task.Run(async () =>
                {
                    await gate.Task;
                    await ServeAsync(pair);
                    _pairs.TryRemove(pair, out _);
                });
                gate.SetResult();
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The end, or a peer that left at once.
            }
        }
    }

    private async Task ServeAsync(Pair pair)
    {
        try
        {
            if (!pair.IsDead)
            {
                await CarriesAsync(pair);
                await pair.Far.ConnectAsync(IPAddress.Loopback, _target(), _end.Token);
            }

            if (pair.IsDead) await CopyAsync(pair, pair.Near, pair.Far);
            else await Task.WhenAll(CopyAsync(pair, pair.Near, pair.Far), CopyAsync(pair, pair.Far, pair.Near));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone.
        }
        finally
        {
            pair.Reset();
        }
    }

    private async Task CopyAsync(Pair pair, Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token);
                await CarriesAsync(pair);
                if (Swallowed is { } word && from == pair.Near && buffer.AsSpan(0, read).IndexOf(Encoding.UTF8.GetBytes(word)) >= 0) pair.IsDead = true;
                if (pair.IsDead)
                {
                    if (read == 0) return; // The other side is not told.
                    continue;
                }

                if (_state == LinkState.Slow) await Task.Delay(SlowDelay + TimeSpan.FromSeconds((double)read / SlowBytesPerS), _end.Token);
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            if (!pair.IsDead) pair.Reset();
        }
    }

    /// <summary>Waits while the link is silent.</summary>
    private async ValueTask CarriesAsync(Pair pair)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed);
            if (_state != LinkState.Silent || pair.IsDead) return;
            await changed.Task.WaitAsync(_end.Token);
        }
    }

    /// <summary>One connection: both its ends.</summary>
    private sealed class Pair(Socket near)
    {
        private volatile bool _dead;

        public Socket Near { get; } = Prepared(near);

        public Socket Far { get; } = Prepared(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

        /// <summary>It never carries anything again.</summary>
        public bool IsDead
        {
            get => _dead;
            set => _dead = value;
        }

        public void Reset()
        {
            Near.Dispose();
            Far.Dispose();
        }

        private static Socket Prepared(Socket socket)
        {
            (socket.NoDelay, socket.LingerState) = (true, new LingerOption(true, 0));
            return socket;
        }
    }
}
