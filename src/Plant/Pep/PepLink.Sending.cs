using System.Buffers;
using Busbar.Links.WebSockets;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Pep;

/// <content>
/// Sending: whoever has something wakes the pump, and the first to do so is the pump until nothing is left. So nobody waits for a peer, and what a
/// peer that does not read gets in the end is the newest status only.
/// </content>
internal sealed partial class PepLink
{
    /// <summary>Answers, requests and events that wait at once. Past it events are dropped; a peer that lets answers pile up so far is cut off.</summary>
    private const int MaxOutgoing = 64;

    private readonly Queue<Outgoing> _outgoing = new(4);
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private int _wakes;
    private bool _statusDue;
    private bool _wasDischarging;
    private TaskCompletionSource? _room;

    /// <summary>A status is to be sent, with the values of the moment when it can leave.</summary>
    public void StatusDue()
    {
        if (Interlocked.Exchange(ref _statusDue, true)) _port.Counters.AddSkipped();
        Wake();
    }

    /// <summary>Queues a message; false when it is dropped.</summary>
    private bool Send(Outgoing message)
    {
        lock (_outgoing)
        {
            if (_outgoing.Count >= MaxOutgoing)
            {
                if (message.Type == PepType.Info) _port.Counters.AddDropped();
                else _socket.Abort($"The peer has left {MaxOutgoing} messages unread.");
                return false;
            }

            _outgoing.Enqueue(message);
        }

        Wake();
        return true;
    }

    private void Wake()
    {
        if (Interlocked.Increment(ref _wakes) == 1) _ = PumpAsync();
    }

    private async Task PumpAsync()
    {
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _wakes);
                while (TryTake(out var message))
                {
                    Write(message);
                    if (!await PutAsync()) return;
                }

                if (Interlocked.Exchange(ref _statusDue, false) && !await PutStatusAsync()) return;
                await _socket.FlushAsync();
            }
            while (Interlocked.Add(ref _wakes, -seen) != 0);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _socket.Abort(e.Message);
        }
        catch (Exception e)
        {
            _context.Log.BadMessage(_port.Path, e);
            _socket.Abort("An own message could not be written.");
        }
    }

    private bool TryTake(out Outgoing message)
    {
        lock (_outgoing)
        {
            var taken = _outgoing.TryDequeue(out message);
            if (_room is not { } room || _outgoing.Count > MaxOutgoing / 4) return taken;
            _room = null;
            room.TrySetResult();
            return taken;
        }
    }

    /// <summary>Ends when there is room for more answers: whoever does not read its answers is not read either.</summary>
    private Task RoomAsync()
    {
        lock (_outgoing)
        {
            if (_outgoing.Count < MaxOutgoing / 2) return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async ValueTask<bool> PutStatusAsync()
    {
        var view = _port.ViewToSend();
        if (view.IsDischarging != _wasDischarging)
        {
            _wasDischarging = view.IsDischarging;
            _buffer.ResetWrittenCount();
            PepFrames.WriteInfo(_buffer, new PepEvent(view.IsDischarging ? "current direction: out of the vehicle" : "current direction: into the vehicle"), Numbers);
            if (!await PutAsync()) return false;
        }

        _buffer.ResetWrittenCount();
        PepFrames.WriteInfo(_buffer, view.Status, Numbers);
        _port.Counters.AddStatus();
        return await PutAsync();
    }

    /// <summary>Hands what is in the buffer to the socket; false when that has ended.</summary>
    private ValueTask<bool> PutAsync() => _socket.TryBuffer(_buffer.WrittenSpan) switch
    {
        BufferOutcome.Buffered => new ValueTask<bool>(true),
        BufferOutcome.Busy => _socket.SendAsync(_buffer.WrittenMemory),
        _ => new ValueTask<bool>(false),
    };

    private void Write(in Outgoing message)
    {
        _buffer.ResetWrittenCount();
        switch (message.Body)
        {
            case PepFault fault:
                PepFrames.WriteError(_buffer, fault);
                break;
            case string details:
                PepFrames.WriteInfo(_buffer, new PepEvent(details), Numbers);
                break;
            case PepConfiguration configuration:
                PepFrames.WriteResponse(_buffer, message.Sequence, configuration, configuration.Numbers);
                break;
            case PepGetInput getInput:
                PepFrames.WriteRequest(_buffer, message.Sequence, getInput, Numbers);
                break;
            case PepSetOutput setOutput:
                PepFrames.WriteRequest(_buffer, message.Sequence, setOutput, Numbers);
                break;
            default:
                if (message.Type == PepType.Request) PepFrames.WriteRequest(_buffer, message.Kind, message.Sequence);
                else PepFrames.WriteResponse(_buffer, message.Kind, message.Sequence);
                break;
        }
    }
}

/// <summary>A message that waits to be sent.</summary>
/// <param name="Type">Type.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Sequence">Sequence number; 0 for an info.</param>
/// <param name="Body">A payload, a <see cref="PepFault"/>, the text of an event, or null for an empty payload.</param>
internal readonly record struct Outgoing(PepType Type, PepKind Kind, int Sequence, object? Body);
