using Busbar.Links.Timing;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Pep;

/// <content>Requests of the SECC: tickets to the gun, answers back, repeated numbers.</content>
internal sealed partial class PepLink
{
    /// <summary>Requests that wait for the gun at once. The protocol allows one; clients that do not wait for their reply get some room.</summary>
    private const int MaxPending = 8;

    /// <summary>Requests whose numbers are remembered, to know a repeated one (A9). Few, because a client may begin again at 1.</summary>
    private const int Remembered = 8;

    private readonly Lock _gate = new();
    private readonly List<Pending> _pending = new(MaxPending);
    private readonly Answered[] _answered = new Answered[Remembered];
    private readonly DeadlineWheel _wheel;
    private int _nextAnswered;

    /// <summary>Answers a ticket: a response, or a refusal when <paramref name="refusal"/> is given. Ignored when the ticket is not open.</summary>
    public void Answer(long ticket, (PepErrorCategory Category, string Details)? refusal)
    {
        Pending request;
        lock (_gate)
        {
            var at = _pending.FindIndex(p => p.Ticket == ticket);
            if (at < 0) return;
            request = _pending[at];
            _pending.RemoveAt(at);
        }

        if (refusal is { } no) RefuseRequest(request.Kind, request.Sequence, no.Category, no.Details);
        else AnswerRequest(request.Kind, request.Sequence, null);
    }

    private void OnRequest(in PepEnvelope envelope)
    {
        switch (envelope.Kind)
        {
            case PepKind.Configuration:
                OnConfiguration(envelope);
                break;
            case PepKind.CableCheck:
                Pass<PepCableCheck>(envelope, static (IPepGun gun, long ticket, in PepCableCheck m) => gun.OnCableCheck(ticket, m));
                break;
            case PepKind.TargetValues:
                Pass<PepTargetValues>(envelope, static (IPepGun gun, long ticket, in PepTargetValues m) => gun.OnTargetValues(ticket, m));
                break;
            case PepKind.ContactorsStatus:
                Pass<PepContactorsStatus>(envelope, static (IPepGun gun, long ticket, in PepContactorsStatus m) => gun.OnContactors(ticket, m));
                break;
            default:
                Pass<PepEmpty>(envelope, static (IPepGun gun, long ticket, in PepEmpty _) => gun.OnReset(ticket));
                break;
        }
    }

    private void OnConfiguration(in PepEnvelope envelope)
    {
        if (IsRepeated(envelope, mayActAgain: false)) return;
        if (_port.Gun.View.InTransition) RefuseRequest(envelope.Kind, envelope.Sequence, PepErrorCategory.Inoperative, "The gun is in its transition phase; ask again when operationalStatus is operative.");
        else AnswerRequest(envelope.Kind, envelope.Sequence, _port.Gun.Configuration);
    }

    private void Pass<T>(in PepEnvelope envelope, TellGun<T> tell)
        where T : IPepPayload<T>
    {
        if (!PepFrames.TryReadPayload<T>(envelope, Numbers, out var message, out var fault))
        {
            Refuse(fault!);
            return;
        }

        // A repeat that asks for less is never held back: opening twice is opening.
        var safer = message is PepEmpty or PepContactorsStatus { Closed: false };
        if (IsRepeated(envelope, safer)) return;
        var ticket = _port.NewTicket();
        lock (_gate)
        {
            if (_pending.Count < MaxPending) _pending.Add(new Pending(ticket, envelope.Sequence, envelope.Kind, _context.Time.GetTimestamp()));
            else ticket = 0;
        }

        if (ticket == 0)
        {
            RefuseRequest(envelope.Kind, envelope.Sequence, PepErrorCategory.Generic, $"{MaxPending} requests wait for their answer already; allowed: one at a time.");
            return;
        }

        _wheel.ScheduleNoLaterThan(_answerWatch, _context.Options.AnswerTimeout);
        _port.Deliver(this, ticket, message, tell);
    }

    /// <summary>A number that was used already is answered again, or will be with the answer that is under way (A9).</summary>
    private bool IsRepeated(in PepEnvelope envelope, bool mayActAgain)
    {
        if (envelope.Sequence == 0 || mayActAgain) return false;
        Outgoing? again = null;
        var repeated = false;
        lock (_gate)
        {
            foreach (var p in _pending) repeated |= p.Sequence == envelope.Sequence && p.Kind == envelope.Kind;
            foreach (var a in _answered)
            {
                if (a.Sequence != envelope.Sequence || a.Kind != envelope.Kind) continue;
                repeated = true;
                again = a.Answer;
            }
        }

        if (!repeated) return false;
        _port.Counters.AddRepeat();
        _context.Log.Repeated(_port.Path, PepKinds.Name(envelope.Kind), envelope.Sequence);
        if (again is { } answer) Send(answer);
        return true;
    }

    private void AnswerRequest(PepKind kind, int sequence, object? body) => Finish(kind, sequence, new Outgoing(PepType.Response, kind, sequence, body));

    private void RefuseRequest(PepKind kind, int sequence, PepErrorCategory category, string details)
    {
        var fault = new PepFault(category, PepKinds.Name(kind), sequence, details, PepType.Request);
        _port.Counters.AddError();
        _context.Log.Refused(_port.Path, fault.Kind, sequence, PepError.Spell(category), details);
        Finish(kind, sequence, new Outgoing(PepType.Error, kind, sequence, fault));
    }

    private void Finish(PepKind kind, int sequence, in Outgoing answer)
    {
        lock (_gate)
        {
            _answered[_nextAnswered] = new Answered(sequence, kind, answer);
            _nextAnswered = (_nextAnswered + 1) % Remembered;
        }

        Send(answer);
    }

    /// <summary>The gun has not answered in time: the SECC is told, and the ticket is closed.</summary>
    private void CloseOverdue()
    {
        while (true)
        {
            Pending overdue;
            lock (_gate)
            {
                if (_pending.Count == 0) return;
                overdue = _pending[0];
                var left = _context.Options.AnswerTimeout - _context.Time.GetElapsedTime(overdue.Since);
                if (left > TimeSpan.Zero)
                {
                    _wheel.ScheduleNoLaterThan(_answerWatch, left);
                    return;
                }

                _pending.RemoveAt(0);
            }

            _port.Counters.AddUnanswered();
            _context.Log.Unanswered(_port.Path, PepKinds.Name(overdue.Kind), overdue.Sequence, _context.Options.AnswerTimeout);
            RefuseRequest(overdue.Kind, overdue.Sequence, PepErrorCategory.Internal, $"The gun did not answer within {_context.Options.AnswerTimeout.TotalMilliseconds} ms.");
        }
    }

    private readonly record struct Pending(long Ticket, int Sequence, PepKind Kind, long Since);

    private readonly record struct Answered(int Sequence, PepKind Kind, Outgoing Answer);

    private sealed class AnswerWatch(PepLink owner) : DeadlineWheel.Entry
    {
        protected override void OnDue() => owner.CloseOverdue();
    }
}
