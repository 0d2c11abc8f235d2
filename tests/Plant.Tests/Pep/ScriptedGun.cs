using System.Collections.Concurrent;
using Busbar.Plant.Pep;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Tests.Pep;

/// <summary>A gun of a few lines with an ideal plant behind it: what it is told happens at once, unless a test says otherwise. It plays the part of gun session and physics.</summary>
internal sealed class ScriptedGun : IPepGun
{
    public const double MaxV = 1000, MaxA = 250;

    private readonly ConcurrentQueue<string> _log = new();
    private volatile bool _contactors;

    public PepGunPort Port { get; set; } = null!;

    public PepConfiguration Configuration { get; set; } = new()
    {
        FirmwareVersion = "1", Manufacturer = "Busbar", LimitVoltageMinV = 150, LimitVoltageMaxV = MaxV, LimitCurrentMinA = 0, LimitCurrentMaxA = MaxA, LimitPowerMaxW = 120_000, FloatValues = true,
    };

    public bool IsMute { get; set; }

    public bool PermitsContactors { get; set; } = true;

    public bool InTransition { get; set; }

    public bool IsFaulted { get; set; }

    public double SignedCurrentA { get; set; } = double.NegativeInfinity;

    public double MeasuredV { get; set; } = -1;

    public (double V, double A) Driven { get; private set; }

    public int Switchings { get; private set; }

    public bool Contactors => _contactors;

    public int Stops { get; private set; }

    public IReadOnlyList<string> Log => [.. _log];

    public long LastTicket { get; private set; }

    public PepGunView View
    {
        get
        {
            var (v, a) = Driven;
            var current = double.IsNegativeInfinity(SignedCurrentA) ? a : SignedCurrentA;
            return new PepGunView(
                new PepStatus(MeasuredV < 0 ? v : MeasuredV, Math.Abs(current), v, a, 25, _contactors, PepIsolationStatus.Invalid, !InTransition && !IsFaulted), InTransition, current < 0);
        }
    }

    public void SeccConnected() => _log.Enqueue("connected");

    public void SeccLost(string why)
    {
        _log.Enqueue("lost");
        Standby();
    }

    public void OnCableCheck(long ticket, in PepCableCheck request) => Take(ticket, $"cableCheck {request.VoltageV}", () => null);

    public void OnTargetValues(long ticket, in PepTargetValues request)
    {
        var wanted = request;
        Take(ticket, $"target {wanted.TargetVoltageV}", () =>
        {
            if (wanted.TargetVoltageV > MaxV) return (PepErrorCategory.Value, $"payload.targetVoltage is {wanted.TargetVoltageV}; allowed: 0 to {MaxV} V.");
            if (_contactors) Driven = (wanted.TargetVoltageV, Math.Min(wanted.TargetCurrentA, MaxA));
            return null;
        });
    }

    public void OnContactors(long ticket, in PepContactorsStatus request)
    {
        var close = request.Closed;
        Take(ticket, close ? "close" : "open", () =>
        {
            if (close && !PermitsContactors) return (PepErrorCategory.Internal, "CP/PP supervision does not permit the contactors to close.");
            if (close == _contactors) return null;
            if (close) Switch(true);
            else Standby();
            return null;
        });
    }

    public void OnReset(long ticket) => Take(ticket, "reset", () =>
    {
        Standby();
        return null;
    });

    public void OnEvConnection(in PepEvConnection info) => _log.Enqueue($"ev {info.State} {info.VehicleId}");

    public void OnChargingSession(in PepChargingSession info) => _log.Enqueue($"session {info.EvMaxVoltageV} {info.TimeToFullSocS}");

    /// <summary>The supervision is wired, not programmed: when it goes, the contactors fall.</summary>
    public void DropPermission()
    {
        PermitsContactors = false;
        Standby();
    }

    private void Take(long ticket, string what, Func<(PepErrorCategory, string)?> act)
    {
        _log.Enqueue(what);
        LastTicket = ticket;
        if (IsMute) return;
        if (InTransition) Port.Refuse(ticket, PepErrorCategory.Inoperative, "The gun is in its transition phase.");
        else if (act() is { } no) Port.Refuse(ticket, no.Item1, no.Item2);
        else Port.Answer(ticket);
    }

    private void Standby()
    {
        Driven = default;
        Stops++;
        if (_contactors) Switch(false);
    }

    private void Switch(bool closed)
    {
        _contactors = closed;
        Switchings++;
    }
}
