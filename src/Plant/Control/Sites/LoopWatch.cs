using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control.Sites;

/// <summary>
/// Watches that every loop turns. One that does not for a second leaves the boards without heartbeat, so that they open by themselves, and has every module
/// switched off first. A timer of its own: it works when the loops do not.
/// </summary>
internal sealed class LoopWatch : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<(string Name, Func<TimeSpan> SinceTurn)> _loops;
    private readonly Action _allOff;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private volatile bool _isAlive = true;

    public LoopWatch(IReadOnlyList<(string Name, Func<TimeSpan> SinceTurn)> loops, Action allOff, TimeProvider time, ILogger log)
    {
        (_loops, _allOff, _log) = (loops, allOff, log);
        _timer = time.CreateTimer(static watch => ((LoopWatch)watch!).Look(), this, Every, Every);
    }

    /// <summary>All of them turn.</summary>
    public bool IsAlive => _isAlive;

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        foreach (var (name, since) in _loops)
        {
            var silence = since();
            if (silence <= Longest) continue;
            if (!_isAlive) return;
            _isAlive = false;
            _log.LoopHangs(name, silence);
            _allOff();
            return;
        }

        _isAlive = true;
    }
}
