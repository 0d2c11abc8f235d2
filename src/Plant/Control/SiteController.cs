using Busbar.Core.Power;
using Busbar.Links.Can;
using Busbar.Plant.Configuration;
using Busbar.Plant.Control.Guns;
using Busbar.Plant.Control.Sites;
using Busbar.Plant.Pep;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Control;

/// <summary>
/// A whole site under control: SECCs on PEP-WS, a loop per gun, the site's loop with allocation and switching, boards and modules on their buses. What it finds at
/// the start is brought to a known state before anything moves. Thread safe.
/// </summary>
public sealed class SiteController : IAsyncDisposable
{
    private readonly SiteControllerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SiteWiring _wiring;
    private readonly JournalFile? _journal;
    private readonly SiteEvents _events;
    private readonly SiteLoop _site;
    private readonly GunLoop[] _guns;
    private readonly SitePainter _painter;
    private LoopWatch? _watch;
    private PepServer? _pep;
    private SitePicture _picture;

    private SiteController(SitePlan plan, SiteControllerOptions options, SiteWiring wiring, TimeProvider time, ILoggerFactory logs)
    {
        (Plan, _options, _wiring, _time) = (plan, options, wiring, time);
        _log = logs.CreateLogger<SiteController>();
        _journal = options.DataFolder is { } folder ? new JournalFile(Path.Combine(folder, $"{plan.Id}.journal"), _log) : null;
        _events = new SiteEvents(time, _log);
        var parts = new SiteParts(plan, wiring.Graph, wiring.Contactors, wiring.Modules, wiring.ModuleBuses, wiring.GunBoards, _journal, _events);
        _site = new SiteLoop(parts, options.Switching, time, _log);
        _guns = [.. plan.Guns.Select((g, i) => new GunLoop(i, g, SiteWiring.SettingsOf(g, options.Gun), wiring.GunBoards[i], wiring.Modules, _site, time, _log))];
        _site.Join(_guns);
        _painter = new SitePainter(parts, _guns, time);
        _picture = _painter.Paint(_site)!;
        _site.Turned = Paint;
    }

    /// <summary>A new <see cref="Picture"/> is there; raised on the site's loop, at most five times a second: take it and return.</summary>
    public event Action? PictureChanged;

    /// <summary>The plan.</summary>
    public SitePlan Plan { get; }

    /// <summary>The guns, as in the plan.</summary>
    public IReadOnlyList<IGun> Guns => _guns;

    /// <summary>The site as it was at most a fifth of a second ago; rows that have not changed are the objects of the picture before.</summary>
    public SitePicture Picture => Volatile.Read(ref _picture);

    /// <summary>Port on which SECCs connect; 0: the site has none.</summary>
    public int PepPort => _pep?.Port ?? 0;

    /// <summary>Opens buses, boards and modules, begins to control, and lets SECCs in.</summary>
    /// <param name="plan">The site.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">Logs.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="CanBusException">A bus cannot be opened.</exception>
    /// <exception cref="IOException">The PEP port is taken, or the folder of the journal cannot be made.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static async Task<SiteController> StartAsync(SitePlan plan, SiteControllerOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(logs);
        var controller = await AssembleAsync(plan, options, time, logs, hasLoops: true);
        try
        {
            await controller.BeginAsync(logs, ct);
            return controller;
        }
        catch
        {
            await controller.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops everything: guns at once, modules off, contactors open without current. It stays so until <see cref="ReleaseEmergencyStop"/>.</summary>
    /// <param name="by">Who, and why, in words for an operator.</param>
    public void EmergencyStop(string by) => _site.Post(new StopPressed(by));

    /// <summary>Takes back what <see cref="EmergencyStop"/> did. A button that is still pressed keeps the site stopped.</summary>
    /// <param name="by">Who, in words.</param>
    public void ReleaseEmergencyStop(string by) => _site.Post(new StopReleased(by));

    /// <summary>Limits the power of the whole site.</summary>
    /// <param name="limitW">W, 0 or more; null takes the limit of this source away.</param>
    /// <param name="source">Whose it is, in words for an operator.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public void SetLimit(double? limitW, string source)
    {
        if (limitW is { } w && !(w >= 0 && double.IsFinite(w))) throw new ArgumentOutOfRangeException(nameof(limitW), w, "Allowed: 0 W or more, or none.");
        _site.Post(new SiteLimitSet(source, limitW));
    }

    /// <summary>Divides power in another way from now on.</summary>
    /// <param name="policy">One of <see cref="AllocationPolicies.Names"/>.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public void SetPolicy(string policy)
    {
        if (!AllocationPolicies.Names.Contains(policy, StringComparer.Ordinal)) throw new ArgumentException($"The policy is \"{policy}\"; allowed: {string.Join(", ", AllocationPolicies.Names)}.", nameof(policy));
        _site.Post(new PolicySet(policy));
    }

    /// <summary>Has a module forget its past: off, latched faults cleared, used again when it is well.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="by">Who, in words.</param>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public void Recover(string module, string by)
    {
        var driver = _wiring.Modules.FirstOrDefault(m => m.Id == module) ?? throw new ArgumentException($"There is no module \"{module}\".", nameof(module));
        _events.Add(Core.Session.NoticeSeverity.Info, module, $"Told to recover by {by}.");
        driver.Recover();
    }

    /// <summary>Puts something among the events and in the log that whoever uses the controller has done, such as an operator's command.</summary>
    /// <param name="subject">Name of the part; the site's identifier when it is about the whole.</param>
    /// <param name="text">A sentence for people.</param>
    public void Note(string subject, string text) => _events.Add(Core.Session.NoticeSeverity.Info, subject, text);

    /// <summary>Says that a contactor that was welded or stuck has been repaired: it is opened, verified and used again.</summary>
    /// <param name="contactor">Its name.</param>
    /// <param name="by">Who, in words.</param>
    /// <exception cref="ArgumentException">There is no such contactor.</exception>
    public void ClearContactor(string contactor, string by)
    {
        for (var k = 0; k < Plan.Contactors.Count; k++)
        {
            if (Plan.Contactors[k].Id != contactor) continue;
            _site.Post(new ContactorCleared(k, by));
            return;
        }

        throw new ArgumentException($"There is no contactor \"{contactor}\".", nameof(contactor));
    }

    /// <summary>Ends the sessions, at most for <see cref="SiteControllerOptions.StopTime"/>, switches every module off and lets go of the buses.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pep is not null)
        {
            using var cut = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            await _pep.StopAsync(cut.Token);
        }

        foreach (var gun in _guns) gun.Stop("the controller stops", hard: true);
        await EndedAsync();
        if (_watch is not null) await _watch.DisposeAsync();
        await _site.DisposeAsync();
        foreach (var gun in _guns) await gun.DisposeAsync();
        await _wiring.DisposeAsync();
        if (_journal is not null) await _journal.DisposeAsync();
        if (_pep is not null) await _pep.DisposeAsync();
        _log.SiteStopped(Plan.Id);
    }

    /// <summary>Everything but the loops and the port: for tests that turn it by hand.</summary>
    internal static async Task<SiteController> AssembleAsync(SitePlan plan, SiteControllerOptions options, TimeProvider time, ILoggerFactory logs, bool hasLoops)
    {
        if (options.DataFolder is { } folder) Directory.CreateDirectory(folder);
        SiteController? controller = null;
        var wiring = await SiteWiring.OpenAsync(plan, time, logs, () => controller?._watch?.IsAlive ?? true, hasLoops);
        try
        {
            return controller = new SiteController(plan, options, wiring, time, logs);
        }
        catch
        {
            await wiring.DisposeAsync();
            throw;
        }
    }

    /// <summary>One turn of everything, in the order of the message: boards, modules, guns, site, guns.</summary>
    internal void Turn()
    {
        foreach (var bus in _wiring.BoardBuses) bus.Turn();
        foreach (var bus in _wiring.ModuleBuses) bus.Turn();
        foreach (var gun in _guns) gun.Turn();
        _site.Turn();
        foreach (var gun in _guns) gun.Turn();
    }

    /// <summary>The SECC's door of each gun, for tests without a socket.</summary>
    internal IPepGun PepGun(int gun) => new PepGun(_guns[gun], PepToSession.Configuration(Plan.Guns[gun], _options.Version));

    /// <summary>Its end of each bus, in the order of the plan, for tests that break one.</summary>
    internal IReadOnlyList<ICanBus> Buses => _wiring.Buses;

    /// <summary>Contactors and modules as switching knows them, for tests.</summary>
    internal Core.Power.Switching.SequencerState Switching => _site.State;

    private async Task BeginAsync(ILoggerFactory logs, CancellationToken ct)
    {
        if (Plan.Pep is { } pep)
        {
            var options = _options.Pep ?? PepSettings.Of(pep);
            GunLoop[] guns = [.. _guns.Where(g => g.Plan.HasSecc)];
            _pep = new PepServer(
                options, guns.Select(g => (g.Plan.Path.TrimStart('/'), (IPepGun)new PepGun(g, PepToSession.Configuration(g.Plan, _options.Version)))),
                _time, logs);
            for (var i = 0; i < guns.Length; i++) guns[i].Port = _pep.Guns[i];
        }

        foreach (var gun in _guns) gun.Start();
        _site.Start();
        _watch = new LoopWatch(
            [(_site.Name, () => _site.SinceTurn), .. _guns.Select(g => (g.Name, (Func<TimeSpan>)(() => g.SinceTurn)))],
            () =>
            {
                foreach (var bus in _wiring.ModuleBuses) bus.EmergencyOff();
            },
            _time, _log);
        if (_pep is not null) await _pep.StartAsync(ct);
        _log.SiteStarted(Plan.Id, Plan.Modules.Count, Plan.Guns.Count, Plan.Contactors.Count);
    }

    private async Task EndedAsync()
    {
        var began = _time.GetTimestamp();
        while (_watch is not null && _time.GetElapsedTime(began) < _options.StopTime && _guns.Any(g => g.Status is { SessionSince: not null } or { OutputClosed: true }))
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time);
    }

    private void Paint(SiteLoop site)
    {
        if (_painter.Paint(site) is not { } picture) return;
        Volatile.Write(ref _picture, picture);
        try
        {
            PictureChanged?.Invoke();
        }
        catch (Exception e)
        {
            // Who looks must not stop the site.
            _log.ListenerFailed(e, Plan.Id);
        }
    }
}
