using System.Threading.Channels;
using Busbar.Lab.Pep;
using Busbar.Wire.Can.Boards;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Lab.Sites;

/// <summary>
/// One connection of a gun's SECC: the site's loop puts what the vehicle asks and says into a queue, and <see cref="RunAsync"/> sends it, one request at a time. Targets are not
/// queued behind each other: while one waits for its answer the next is left out, as the vehicle asks again.
/// </summary>
internal sealed class SeccLink(SeccConnection secc)
{
    // A PECC that leaves so much unanswered is hung up on.
    private const int MostWaiting = 32;

    private static readonly TimeSpan TellTimeEvery = TimeSpan.FromSeconds(10);

    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(MostWaiting);
    private PepEvConnection? _told;
    private SeccPlayer? _toldOf;
    private TimeSpan _timeToldAt;
    private volatile bool _targetWaits;
    private long _isolationFrom;

    public SeccConnection Secc => secc;

    public bool IsAlive => secc.Closure is null && secc.Status is not null && !secc.IsPeccSilent;

    public bool IsStopRequested => secc.IsStopRequested;

    /// <summary>What the PECC tells; one that is silent is inoperative. The isolation counts from the first status after the cable check's answer: what came before was another test's.</summary>
    public ChargerStatus Status
    {
        get
        {
            if (!IsAlive || secc.Status is not { } status) return new ChargerStatus(ContactorsClosed: false, IsolationState.Invalid, 0, 0, IsOperative: false);
            var isolation = secc.Statuses <= Interlocked.Read(ref _isolationFrom) ? IsolationState.Running : status.IsolationStatus switch
            {
                PepIsolationStatus.Valid => IsolationState.Valid,
                PepIsolationStatus.Warning => IsolationState.Warning,
                PepIsolationStatus.Fault => IsolationState.Fault,
                _ => IsolationState.Invalid,
            };
            return new ChargerStatus(status.ContactorsClosed, isolation, status.MeasuredVoltageV, status.MeasuredCurrentA, status.Operative);
        }
    }

    /// <summary>Passes on what a vehicle asks. From the site's loop.</summary>
    public void Ask(SeccPlayer player, SeccAsk ask)
    {
        if (ask is AskTargets)
        {
            if (_targetWaits) return;
            _targetWaits = true;
        }

        if (ask is AskCableCheck) Interlocked.Exchange(ref _isolationFrom, long.MaxValue);
        Post(new Asking(player, ask));
    }

    /// <summary>Says what has changed of the vehicle: that it came, went, lets energy flow, and its limits. From the site's loop.</summary>
    public void Tell(SeccPlayer? player)
    {
        secc.IsSessionRunning = player?.Step is > SeccStep.Plugged and < SeccStep.Reset;
        if (player != _toldOf && _told is { State: not PepEvConnectionState.Disconnected }) Tell(new PepEvConnection(PepEvConnectionState.Disconnected));
        if (player is null)
        {
            Tell(new PepEvConnection(PepEvConnectionState.Disconnected));
        }
        else
        {
            if (player != _toldOf)
            {
                // The vehicle's identity goes with this state alone, so that it comes first in any case.
                Tell(Connected(player));
                var traits = player.Vehicle.Traits;
                Post(new TellingSession(new PepChargingSession { EvMaxVoltageV = traits.MaxVoltageV, EvMaxCurrentA = traits.MaxCurrentA, EvMaxPowerW = traits.MaxPowerW }));
            }

            Tell(player.Pilot is PilotState.C or PilotState.D ? new PepEvConnection(PepEvConnectionState.EnergyTransferAllowed) : Connected(player));
        }

        _toldOf = player;
    }

    /// <summary>Says how long the vehicle still charges at its present power, every ten seconds. From the site's loop.</summary>
    public void TellTime(SeccPlayer player, TimeSpan now)
    {
        var ev = player.Vehicle;
        var powerW = ev.CurrentA * ev.OpenCircuitV;
        if (player.Step != SeccStep.Charge || powerW < 1000 || now - _timeToldAt < TellTimeEvery) return;
        _timeToldAt = now;
        var leftWh = ev.Traits.CapacityKwh * 10 * (100 - ev.SocPct);
        Post(new TellingSession(new PepChargingSession { TimeToFullSocS = Math.Floor(leftWh / powerW * 3600) }));
    }

    /// <summary>Nothing more is sent.</summary>
    public void End()
    {
        _jobs.Writer.TryComplete();
        if (secc.Closure is null) secc.Vanish();
    }

    /// <summary>Sends until the end of the connection.</summary>
    /// <param name="refused">Told of each request that was not done, with the reason.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(Action<SeccPlayer, string> refused, CancellationToken ct)
    {
        await foreach (var job in _jobs.Reader.ReadAllAsync(ct))
        {
            switch (job)
            {
                case Asking asking:
                    await AskAsync(asking, refused);
                    break;
                case TellingEv telling:
                    await secc.TellEvAsync(telling.Ev);
                    break;
                case TellingSession telling:
                    await secc.TellSessionAsync(telling.Session);
                    break;
            }
        }
    }

    private async Task AskAsync(Asking asking, Action<SeccPlayer, string> refused)
    {
        var reply = await (asking.Ask switch
        {
            AskContactors contactors => secc.SetContactorsAsync(contactors.Close),
            AskCableCheck check => secc.CableCheckAsync(check.VoltageV),
            AskTargets targets => secc.SetTargetAsync(new PepTargetValues(targets.VoltageV, targets.CurrentA, targets.SocPct, StateOf(targets.Step))),
            _ => secc.ResetAsync(),
        });
        if (asking.Ask is AskCableCheck) Interlocked.Exchange(ref _isolationFrom, secc.Statuses);
        if (asking.Ask is AskTargets) _targetWaits = false;

        // A target that got no answer is asked for again; what has become of the PECC its status says.
        var isLost = reply.Kind is SeccReplyKind.TimedOut or SeccReplyKind.NotConnected;
        if (!reply.IsAnswered && !(isLost && asking.Ask is AskTargets)) refused(asking.Player, $"{NameOf(asking.Ask)}: {reply}");
    }

    private static PepEvConnection Connected(SeccPlayer player) =>
        new(PepEvConnectionState.Connected, player.Vehicle.Traits.Id is { Length: > 0 } id ? id : null);

    private static PepChargingState StateOf(SeccStep step) => step switch
    {
        SeccStep.PreCharge => PepChargingState.PreCharge,
        SeccStep.Charge => PepChargingState.Charge,
        _ => PepChargingState.PostCharge,
    };

    private static string NameOf(SeccAsk ask) => ask switch
    {
        AskContactors { Close: true } => "closing the contactors",
        AskContactors => "opening the contactors",
        AskCableCheck => "the cable check",
        AskTargets => "the target values",
        _ => "the reset",
    };

    private void Tell(PepEvConnection ev)
    {
        if (_told == ev) return;
        _told = ev;
        Post(new TellingEv(ev));
    }

    private void Post(Job job)
    {
        if (!_jobs.Writer.TryWrite(job)) End();
    }

    private abstract record Job;

    private sealed record Asking(SeccPlayer Player, SeccAsk Ask) : Job;

    private sealed record TellingEv(PepEvConnection Ev) : Job;

    private sealed record TellingSession(PepChargingSession Session) : Job;
}
