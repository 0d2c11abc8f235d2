using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>A call of the peer that passed its schema.</summary>
/// <param name="Request">The request.</param>
/// <param name="Print">Id and content.</param>
/// <param name="At">Receipt, on the connection's clock.</param>
/// <param name="AtUtc">Receipt, wall clock; only when exchanges are wanted.</param>
/// <param name="Payload">Payload as received; only when exchanges are wanted and the answer does not come at once.</param>
/// <param name="Used">Leniency rules that fired.</param>
internal readonly record struct IncomingCall(
    OcppRequest Request, CallPrint Print, TimeSpan At, DateTimeOffset AtUtc, ReadOnlyMemory<byte> Payload, Leniency Used);

/// <summary>Tells a call sent twice from another call under the same id.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Length">Length of the frame in bytes.</param>
/// <param name="Crc">CRC-32C of the frame: enough, since only the sender itself could be fooled by a collision.</param>
internal readonly record struct CallPrint(MessageId Id, int Length, uint Crc)
{
    public static CallPrint Of(MessageId id, ReadOnlySpan<byte> frame)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(frame);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in frame[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return new CallPrint(id, frame.Length, crc);
    }
}

/// <summary>What to do with a call that has arrived.</summary>
internal enum Arrival
{
    /// <summary>Answer it now.</summary>
    Process,

    /// <summary>Another is being answered: keep it for later.</summary>
    Wait,

    /// <summary>Sent again while it is being answered: the one answer serves both.</summary>
    RepeatInProgress,

    /// <summary>Sent again after its answer: send <see cref="IncomingCalls.LastAnswer"/> again.</summary>
    RepeatAnswered,
}

/// <summary>
/// The peer's half of the RPC: one call at a time in the peer's order, a bounded queue, and the last answer in case the call is
/// repeated. No I/O and no clock; time is a <see cref="TimeSpan"/> on the connection's own scale. Not thread safe.
/// </summary>
internal sealed class IncomingCalls(int maxWaiting)
{
    /// <summary>How long an answer is kept for repeats. Stations repeat within a minute or so; some use one id for every heartbeat and
    /// must not get an old time for ever.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(60);

    /// <summary>A longer answer is not kept for repeats.</summary>
    private const int MaxKeptAnswerBytes = 2048;

    private Queue<IncomingCall>? _waiting;
    private CallPrint _current;
    private CallPrint _last;
    private byte[] _lastAnswer = [];
    private int _lastAnswerLength;
    private TimeSpan _lastAnsweredAt;

    /// <summary>A call is being answered.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>No more calls can be kept: do not read on.</summary>
    public bool IsFull => _waiting is not null && _waiting.Count >= maxWaiting;

    /// <summary>Calls that wait.</summary>
    public int Waiting => _waiting?.Count ?? 0;

    /// <summary>The last answer's frame; empty when there is none or it was too long to keep.</summary>
    public ReadOnlySpan<byte> LastAnswer => _lastAnswer.AsSpan(0, _lastAnswerLength);

    /// <summary>Judges a call that has arrived; under <see cref="Arrival.Process"/> it is now the current one.</summary>
    public Arrival Arrive(in CallPrint print, TimeSpan now)
    {
        if (IsBusy)
        {
            if (print == _current) return Arrival.RepeatInProgress;
            if (_waiting is not null)
                foreach (var waiting in _waiting)
                    if (waiting.Print == print) return Arrival.RepeatInProgress;
            return Arrival.Wait;
        }

        if (_lastAnswerLength > 0 && print == _last && now - _lastAnsweredAt < RepeatWindow) return Arrival.RepeatAnswered;
        IsBusy = true;
        _current = print;
        return Arrival.Process;
    }

    /// <summary>Keeps a call for later.</summary>
    public void Keep(in IncomingCall call) => (_waiting ??= new Queue<IncomingCall>()).Enqueue(call);

    /// <summary>The current call is answered with these bytes. It stays the current one until <see cref="Release"/> or <see cref="TryNext"/>.</summary>
    public void Answered(ReadOnlySpan<byte> answer, TimeSpan now)
    {
        _last = _current;
        _lastAnsweredAt = now;
        _lastAnswerLength = answer.Length <= MaxKeptAnswerBytes ? answer.Length : 0;
        if (_lastAnswerLength > _lastAnswer.Length) _lastAnswer = new byte[_lastAnswerLength];
        answer[.._lastAnswerLength].CopyTo(_lastAnswer);
    }

    /// <summary>No call is being answered any more.</summary>
    public void Release() => IsBusy = false;

    /// <summary>Makes the oldest waiting call the current one; false when none waits, and then no call is being answered any more.</summary>
    public bool TryNext([MaybeNullWhen(false)] out IncomingCall call)
    {
        call = default;
        IsBusy = _waiting is not null && _waiting.TryDequeue(out call);
        if (!IsBusy) return false;
        _current = call.Print;
        return true;
    }
}
