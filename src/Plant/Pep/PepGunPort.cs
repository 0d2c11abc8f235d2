using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;
using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Pep;

/// <summary>
/// One gun's URL: at most one SECC, what it asks, and what it is told. The gun's loop answers tickets and asks the SECC through it. Thread safe; nothing waits for a peer.
/// </summary>
public sealed class PepGunPort
{
    private readonly Lock _gate = new();
    private readonly PepContext _context;
    private PepLink? _link;
    private bool _lost;
    private long _lastTicket;
    private PepStatus _lastStatus = new(0, 0, 0, 0, 0, false, PepIsolationStatus.Invalid, Operative: false);
    private bool _badStatus;

    internal PepGunPort(string path, IPepGun gun, PepContext context)
    {
        Path = path;
        Gun = gun;
        _context = context;
    }

    /// <summary>The path of the URL without its slash, "GUN1" for one; also the gun's name in the log.</summary>
    public string Path { get; }

    /// <summary>The gun behind it.</summary>
    public IPepGun Gun { get; }

    /// <summary>What was counted.</summary>
    public PepCounters Counters { get; } = new();

    /// <summary>An SECC is connected and reacts.</summary>
    public bool IsConnected => Volatile.Read(ref _link) is not null && !Volatile.Read(ref _lost);

    /// <summary>Answers a ticket with the response of its kind. A ticket that is not open any more is ignored.</summary>
    public void Answer(long ticket) => Volatile.Read(ref _link)?.Answer(ticket, null);

    /// <summary>Refuses a ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="category">Why.</param>
    /// <param name="details">Field, value and what is allowed.</param>
    public void Refuse(long ticket, PepErrorCategory category, string details) => Volatile.Read(ref _link)?.Answer(ticket, (category, details));

    /// <summary>Reads inputs of the SECC.</summary>
    public Task<PepReply> GetInputAsync(params IReadOnlyList<string> identifiers) => AskAsync(PepKind.GetInput, new PepGetInput(identifiers));

    /// <summary>Sets outputs of the SECC.</summary>
    public Task<PepReply> SetOutputAsync(IReadOnlyDictionary<string, PepIoValue> values) => AskAsync(PepKind.SetOutput, new PepSetOutput(values));

    /// <summary>Asks the SECC to end the session; it may ignore that.</summary>
    public Task<PepReply> StopChargingAsync() => AskAsync(PepKind.StopCharging, null);

    /// <summary>Tells the SECC of an event. False: nobody is connected, or the peer does not read and the event is dropped.</summary>
    public bool Raise(string details) => Volatile.Read(ref _link)?.Raise(details) ?? false;

    /// <summary>Takes a connection in; one that was there is replaced (A9).</summary>
    internal void Enter(PepLink link)
    {
        PepLink? old;
        lock (_gate)
        {
            old = _link;
            if (old is not null && !_lost) Gun.SeccLost("Replaced by a newer connection.");
            Volatile.Write(ref _lost, false);
            Volatile.Write(ref _link, link);
            Gun.SeccConnected();
        }

        Counters.AddConnection();
        if (old is null) return;
        _context.Log.Replaced(Path);
        _ = old.CloseAsReplacedAsync();
    }

    /// <summary>Takes a connection out, unless it was replaced already.</summary>
    internal void Leave(PepLink link, string why)
    {
        lock (_gate)
        {
            if (_link != link) return;
            Volatile.Write(ref _link, null);
            if (!_lost) Gun.SeccLost(why);
            Volatile.Write(ref _lost, false);
        }
    }

    /// <summary>The peer was heard: it reacts again if it did not.</summary>
    internal void Heard(PepLink link)
    {
        if (!Volatile.Read(ref _lost)) return;
        lock (_gate)
        {
            if (_link != link || !_lost) return;
            Volatile.Write(ref _lost, false);
            Gun.SeccConnected();
        }

        _context.Log.ReactsAgain(Path);
    }

    /// <summary>Tells the gun something, one thing at a time, and only from the connection that holds it.</summary>
    internal void Deliver<T>(PepLink link, long ticket, in T message, TellGun<T> tell)
    {
        lock (_gate)
        {
            if (_link == link) tell(Gun, ticket, message);
        }
    }

    internal long NewTicket() => Interlocked.Increment(ref _lastTicket);

    /// <summary>The gun's time slot: status due, watchdog.</summary>
    internal void OnSlot()
    {
        if (Volatile.Read(ref _link) is not { } link) return;
        link.StatusDue();
        var silence = link.Silence;
        if (silence < _context.Options.UnresponsiveTimeout || Volatile.Read(ref _lost)) return;
        lock (_gate)
        {
            if (_link != link || _lost || link.Silence < _context.Options.UnresponsiveTimeout) return;
            Volatile.Write(ref _lost, true);
            Gun.SeccLost($"The SECC has not reacted for {silence.TotalSeconds:0.0} s.");
        }

        _context.Log.Unresponsive(Path, silence);
    }

    /// <summary>The status to send: the gun's own, or the last good one as inoperative when a value must not be sent.</summary>
    internal PepGunView ViewToSend()
    {
        var view = Gun.View;
        if (BadField(view.Status) is not { } bad)
        {
            _lastStatus = view.Status;
            _badStatus = false;
            return view;
        }

        if (!_badStatus) _context.Log.BadStatus(Path, bad);
        _badStatus = true;
        return view with { Status = _lastStatus with { Operative = false, ContactorsClosed = view.Status.ContactorsClosed } };
    }

    private static string? BadField(in PepStatus status)
    {
        return Bad(status.MeasuredVoltageV, nameof(status.MeasuredVoltageV)) ?? Bad(status.MeasuredCurrentA, nameof(status.MeasuredCurrentA))
            ?? Bad(status.DrivenVoltageV, nameof(status.DrivenVoltageV)) ?? Bad(status.DrivenCurrentA, nameof(status.DrivenCurrentA))
            ?? (Math.Abs(status.TemperatureC) <= PepLimits.MaxNumber ? null : $"TemperatureC is {status.TemperatureC}; allowed: a finite number.");

        static string? Bad(double value, string name) => value is >= 0 and <= PepLimits.MaxNumber ? null : $"{name} is {value}; allowed: 0 to 2147483647.";
    }

    private Task<PepReply> AskAsync(PepKind kind, object? payload) =>
        Volatile.Read(ref _link)?.AskAsync(kind, payload) ?? Task.FromResult(new PepReply(PepReplyKind.NotConnected, Text: $"No SECC is connected to gun {Path}."));
}

/// <summary>Tells a gun something.</summary>
internal delegate void TellGun<T>(IPepGun gun, long ticket, in T message);

/// <summary>What all parts of the server share.</summary>
internal sealed record PepContext(PepOptions Options, TimeProvider Time, ILogger Log);
