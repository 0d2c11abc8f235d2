using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>What is wrong with a simulated board.</summary>
public enum BoardFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its bus cable is cut: it hears nothing and is not heard, and its watchdog goes on.</summary>
    Cut,

    /// <summary>It has no power: all coils drop, and it starts anew when power returns.</summary>
    Dead,

    /// <summary>Its processor hangs: the status goes out with a counter that stands still, commands do nothing.</summary>
    Hung,
}

/// <summary>What both simulated boards share: the heartbeat, the watchdog and the epoch of docs/boards.md. Not thread safe.</summary>
/// <param name="address">1 to 254.</param>
/// <param name="serial">Serial number that it tells.</param>
public abstract class LabBoard(byte address, uint serial)
{
    private TimeSpan _heardAt;
    private TimeSpan _identityAt;
    private bool _hasStarted;

    /// <summary>Its address.</summary>
    public byte Address => address;

    /// <summary>What is wrong with it. Set it at any time.</summary>
    public BoardFault Fault { get; set; }

    /// <summary>Its emergency-stop input.</summary>
    public bool EmergencyStop { get; set; }

    /// <summary>Whether it has heard no heartbeat for a second.</summary>
    public bool HasTripped { get; private set; }

    /// <summary>Trips since it was made.</summary>
    public int Trips { get; private set; }

    /// <summary>Frames to it that it could not read.</summary>
    public int Malformed { get; private protected set; }

    private protected byte Epoch { get; private set; } = (byte)(serial | 1);

    private protected byte Counter { get; set; }

    private protected TimeSpan Silence(TimeSpan now) => now - _heardAt;

    /// <summary>Takes a frame from the bus.</summary>
    /// <param name="frame">Any frame; others than its own are ignored.</param>
    /// <param name="now">Time of the lab.</param>
    public void Take(in CanFrame frame, TimeSpan now)
    {
        if (Fault != BoardFault.None || !BoardId.TryRead(frame, out var id) || id.IsFromBoard) return;
        if (BoardHeartbeat.TryRead(frame, out _))
        {
            _heardAt = now;
            HasTripped = false;
        }
        else if (id.Address == address && id.Kind == Kind && !TryTake(id, frame))
        {
            Malformed++;
        }
    }

    /// <summary>Lets time pass: watchdog, coils, and what is due to be sent.</summary>
    /// <param name="now">Time of the lab; not before that of the last step.</param>
    /// <param name="send">Takes each frame.</param>
    public void Step(TimeSpan now, Action<CanFrame> send)
    {
        ArgumentNullException.ThrowIfNull(send);
        if (!_hasStarted || Fault == BoardFault.Dead)
        {
            // A board that starts has had a heartbeat's grace, as its watchdog is reset with it.
            if (_hasStarted) Restart();
            _hasStarted = true;
            _heardAt = now;
            _identityAt = now;
            if (Fault == BoardFault.Dead) return;
        }

        if (Fault != BoardFault.Hung) Watch(now);
        Tell(now, Fault == BoardFault.Cut ? static _ => { } : send);
        if (Fault is BoardFault.Cut || now - _identityAt < TimeSpan.FromSeconds(1)) return;
        _identityAt = now;
        send(new BoardIdentity(serial, 0x0100, BoardHeartbeat.CurrentVersion, Channels).Frame(Kind, address));
    }

    private protected abstract BoardKind Kind { get; }

    private protected abstract byte Channels { get; }

    /// <summary>Acts on a command; false when it cannot be read.</summary>
    private protected abstract bool TryTake(in BoardId id, in CanFrame frame);

    /// <summary>Opens what has to be opened by the silence of the controller and by the inputs.</summary>
    private protected abstract void Guard(TimeSpan now);

    private protected abstract void Tell(TimeSpan now, Action<CanFrame> send);

    /// <summary>Drops all coils and forgets all commands.</summary>
    private protected abstract void Drop();

    private protected void NextEpoch() => Epoch++;

    private void Restart()
    {
        Drop();
        HasTripped = false;
        NextEpoch();
    }

    private void Watch(TimeSpan now)
    {
        if (!HasTripped && Silence(now) > BoardHeartbeat.Timeout)
        {
            HasTripped = true;
            Trips++;
            NextEpoch();
        }

        Guard(now);
    }
}
