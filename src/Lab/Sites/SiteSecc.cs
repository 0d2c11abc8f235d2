using System.Collections.Concurrent;
using Busbar.Lab.Pep;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>
/// The SECC of one gun of a simulated site: what its vehicle's <see cref="SeccPlayer"/> asks goes to the PECC over PEP-WS, and the PECC's status is what the player sees. It
/// connects by itself, again and again, and tells the player of an inoperative charger while it cannot. <see cref="Advance"/> and <see cref="HasVanished"/> belong to the site's
/// loop, <see cref="RunAsync"/> runs beside it.
/// </summary>
/// <param name="options">Where the PECC listens, and how the SECC behaves.</param>
/// <param name="time">The clock.</param>
/// <param name="say">What happens to the connection, in words; null: nobody listens.</param>
public sealed class SiteSecc(SeccOptions options, TimeProvider time, Action<string>? say = null)
{
    // The PECC has hung, or the network has gone without a word: hang up and connect anew.
    private static readonly TimeSpan HangUpAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<(SeccPlayer Player, string Why)> _refusals = new();
    private volatile SeccLink? _link;
    private volatile TaskCompletionSource _isPresent = Present();

    /// <summary>Whether it is connected and a status has come within the last second.</summary>
    public bool IsConnected => _link is { IsAlive: true };

    /// <summary>Whether it has gone without a word, as an SECC does that loses power: its connection is cut and none is made until this is false again.</summary>
    public bool HasVanished
    {
        get => !_isPresent.Task.IsCompleted;
        set
        {
            if (value == HasVanished) return;
            if (!value) _isPresent.TrySetResult();
            else
            {
                _isPresent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _link?.Secc.Vanish();
            }
        }
    }

    /// <summary>Lets the gun's vehicle go on by what the PECC tells, and passes on what it asks.</summary>
    /// <param name="player">The vehicle at the gun; null: none.</param>
    /// <param name="now">Time of the lab.</param>
    public void Advance(SeccPlayer? player, TimeSpan now)
    {
        while (_refusals.TryDequeue(out var refusal)) refusal.Player.Refuse(refusal.Why);
        var link = _link;
        if (link is not null && (link.Secc.Closure is not null || link.Secc.StatusAge > HangUpAfter))
        {
            link.End();
            link = null;
        }

        link?.Tell(player);
        if (player is null) return;
        if (link?.IsStopRequested == true) player.Stop();
        link?.TellTime(player, now);
        foreach (var ask in player.Advance(now, link?.Status ?? new ChargerStatus(ContactorsClosed: false, IsolationState.Invalid, 0, 0, IsOperative: false)))
            link?.Ask(player, ask);
    }

    /// <summary>Stays connected until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Secc.RunAsync(options, ConnectAsync, WorkAsync, time, say ?? (static _ => { }), ct);

    private static TaskCompletionSource Present()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private async Task<SeccConnection> ConnectAsync(CancellationToken ct)
    {
        await _isPresent.Task.WaitAsync(ct);
        return await Secc.ConnectAsync(options, time, ct);
    }

    private async Task<bool> WorkAsync(SeccConnection secc, CancellationToken ct)
    {
        if (!(await secc.GetConfigurationAsync()).IsAnswered || HasVanished)
        {
            secc.Vanish();
            return false;
        }

        var link = new SeccLink(secc);
        _link = link;
        try
        {
            await link.RunAsync((player, why) => _refusals.Enqueue((player, why)), ct);
        }
        finally
        {
            _link = null;
        }

        return false;
    }
}
