using System.Globalization;
using System.Threading.Channels;
using Busbar.Lab.Pep;
using Busbar.Lab.Sites;
using Busbar.Links.Can;

namespace Busbar.Lab.Worlds;

/// <summary>
/// A site of a world that runs: physics, boards and modules on its buses, an SECC for each gun that speaks with the site's controller over PEP-WS, vehicles that come and go, and
/// what shall go wrong. One loop moves it all, on the clock that it is given; <see cref="AskAsync"/> looks at it from outside.
/// </summary>
public sealed class LabSiteWorld : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly ICanBus[] _buses;
    private readonly WorldSitePlayers _players;
    private readonly SiteSecc[] _seccs;
    private readonly Seen[] _seen;
    private readonly Channel<Action> _questions = Channel.CreateBounded<Action>(64);
    private int _toldViolations;

    /// <summary>Builds a site on its buses.</summary>
    /// <param name="plan">The site.</param>
    /// <param name="pepUrl">Where its controller listens for SECCs, such as <c>ws://127.0.0.1:8765</c>; a gun's name is appended. Null: no SECC runs, and vehicles only stand there.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Lines for people; null: none.</param>
    /// <param name="seed">Seed of the visits. Default 1.</param>
    /// <exception cref="CanBusException">A bus cannot be opened.</exception>
    public LabSiteWorld(WorldSite plan, Uri? pepUrl, TimeProvider time, Action<string>? log = null, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _time = time;
        _say = log ?? (static _ => { });
        var layout = new WorldSiteLayout(plan);
        _buses = OpenAll(plan, time);
        Site = layout.Build(_buses);
        Guns = layout.Guns;
        _players = new WorldSitePlayers(plan, Site, seed);
        var retry = TimeSpan.FromSeconds(plan.SeccRetryS);
        _seccs = pepUrl is null || plan.TestPlugs ? [] : [.. Guns.Select(g => new SiteSecc(new SeccOptions { Url = UrlOf(pepUrl, g), ReconnectInterval = retry }, time, line => _say($"{g}: {line}")))];
        _seen = [.. Guns.Select(_ => new Seen())];
    }

    /// <summary>The site. While <see cref="RunAsync(CancellationToken)"/> runs, its loop alone may touch it: see <see cref="AskAsync"/>.</summary>
    public LabSite Site { get; }

    /// <summary>Names of the guns.</summary>
    public IReadOnlyList<string> Guns { get; }

    /// <summary>The guns' SECCs; none without a PEP address.</summary>
    public IReadOnlyList<SiteSecc> Seccs => _seccs;

    /// <summary>Runs a site until cancelled.</summary>
    /// <param name="site">The site.</param>
    /// <param name="pepUrl">Where its controller listens for SECCs; null: no SECC runs.</param>
    /// <param name="time">The clock: the real one, as its controller has.</param>
    /// <param name="log">Lines for people; null: none.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CanBusException">A bus cannot be opened.</exception>
    public static async Task RunAsync(WorldSite site, Uri? pepUrl, TimeProvider time, Action<string>? log, CancellationToken ct)
    {
        await using var world = new LabSiteWorld(site, pepUrl, time, log);
        await world.RunAsync(ct);
    }

    /// <summary>Where the SECC of a gun connects.</summary>
    public static Uri UrlOf(Uri pepUrl, string gun)
    {
        ArgumentNullException.ThrowIfNull(pepUrl);
        return new Uri($"{pepUrl.AbsoluteUri.TrimEnd('/')}/{gun}");
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] parts = [Site.RunAsync(_time, Advance, stop.Token), .. _seccs.Select(s => s.RunAsync(stop.Token))];
        try
        {
            await await Task.WhenAny(parts);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(parts);
        }
    }

    /// <summary>Looks at the site, or does something to it, between two of its steps.</summary>
    /// <param name="ask">Called from the site's loop: it is quick and waits for nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<T> AskAsync<T>(Func<LabSite, T> ask, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _questions.Writer.WriteAsync(Answer, ct);
        return await answer.Task.WaitAsync(ct);

        void Answer()
        {
            try
            {
                answer.TrySetResult(ask(Site));
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Site.Dispose();
        foreach (var bus in _buses) await bus.DisposeAsync();
    }

    private static ICanBus[] OpenAll(WorldSite plan, TimeProvider time)
    {
        List<ICanBus> buses = [];
        try
        {
            foreach (var bus in plan.Buses) buses.Add(CanBuses.Open(bus.Address, time));
            return [.. buses];
        }
        catch (CanBusException)
        {
            foreach (var bus in buses) _ = bus.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>What happens before each step, in the site's loop.</summary>
    private void Advance(TimeSpan now)
    {
        while (_questions.Reader.TryRead(out var question)) question();
        _players.Advance(now);
        for (var g = 0; g < _seen.Length; g++)
        {
            var player = Site.PluggedIn[g];
            if (g < _seccs.Length)
            {
                _seccs[g].HasVanished = _players.SeccVanished[g];
                _seccs[g].Advance(player, now);
            }

            if (_seen[g].Change(player) is { } line) _say($"{Guns[g]}: {line}");
        }

        for (; _toldViolations < Site.Physics.Violations.Count; _toldViolations++) _say($"law broken: {Site.Physics.Violations[_toldViolations]}");
    }

    /// <summary>What was last said of the vehicle at a gun.</summary>
    private sealed class Seen
    {
        private SeccPlayer? _player;
        private SeccStep _step;

        public string? Change(SeccPlayer? player)
        {
            if (player == _player && player?.Step == _step) return null;
            var (gone, step) = (player != _player && player is null ? _player : null, player?.Step ?? SeccStep.Done);
            (_player, _step) = (player, step);
            if (player is null) return gone is null ? null : $"{gone.Vehicle.Traits.Id} leaves";
            var ev = player.Vehicle;
            return step switch
            {
                SeccStep.Plugged => Line($"{ev.Traits.Id} is plugged in with {ev.SocPct:0} %, wants up to {ev.Traits.MaxPowerW / 1000:0} kW"),
                SeccStep.Charge => Line($"{ev.Traits.Id} charges"),
                SeccStep.Done => Line($"{ev.Traits.Id} is done with {ev.SocPct:0} %, {ev.EnergyJ / 3.6e6:0.0} kWh{(player.Trouble is { } trouble ? $": {trouble}" : "")}"),
                _ => null,
            };
        }

        private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
