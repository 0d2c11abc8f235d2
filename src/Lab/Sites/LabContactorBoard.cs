using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>A contactor board by the bytes and rules of docs/boards.md. It drives coils; how the contactors really stand is told to it. Not thread safe.</summary>
/// <param name="address">1 to 254.</param>
/// <param name="count">Contactors, 1 to 32.</param>
/// <param name="serial">Serial number that it tells.</param>
public sealed class LabContactorBoard(byte address, int count, uint serial = 1) : LabBoard(address, serial)
{
    private readonly uint[] _cycles = new uint[count];
    private readonly TimeSpan?[] _disagreesSince = new TimeSpan?[count];
    private uint _aux;
    private uint _faults;
    private byte _sequence;
    private int _nextCycles;
    private TimeSpan _statusAt = -TimeSpan.FromHours(1);
    private TimeSpan _cyclesAt;
    private (uint Aux, uint Coils, uint Faults, BoardFlags Flags, byte Epoch, byte Sequence) _told;

    /// <summary>Bit k: the coil of contactor k is driven.</summary>
    public uint Coils { get; private set; }

    /// <summary>Bit k: the auxiliary contact of contactor k says closed. Set by the physics before each step.</summary>
    public uint Aux
    {
        get => _aux;
        set
        {
            var closing = value & ~_aux;
            for (var k = 0; k < count; k++)
                if ((closing & (1u << k)) != 0) _cycles[k]++;
            _aux = value;
        }
    }

    /// <summary>Closings of a contactor, counted from 0 or from what was set: a contactor with a past.</summary>
    public uint[] Cycles => _cycles;

    private protected override BoardKind Kind => BoardKind.Contactors;

    private protected override byte Channels => (byte)count;

    private BoardFlags Flags => (HasTripped ? BoardFlags.Tripped : BoardFlags.None) | (EmergencyStop ? BoardFlags.EmergencyStop : BoardFlags.None);

    private protected override bool TryTake(in BoardId id, in CanFrame frame)
    {
        if (id.Message != ContactorCommand.Message || !ContactorCommand.TryRead(frame, out var command, out _)) return false;
        var mayClose = command.Epoch == Epoch && Flags == BoardFlags.None;
        Coils = mayClose ? command.Closed & Mask : Coils & command.Closed;
        _sequence = command.Sequence;
        return true;
    }

    private uint Mask => count == 32 ? uint.MaxValue : (1u << count) - 1;

    private protected override void Guard(TimeSpan now)
    {
        if ((Silence(now) > BoardHeartbeat.ContactorsOpenAfter || EmergencyStop) && Coils != 0)
        {
            Coils = 0;
            NextEpoch();
        }

        for (var k = 0; k < count; k++)
        {
            var bit = 1u << k;
            if (((Coils ^ _aux) & bit) == 0) _disagreesSince[k] = null;
            else _disagreesSince[k] ??= now;
            _faults = _disagreesSince[k] is { } since && now - since > ContactorCoils.DisagreesAfter ? _faults | bit : _faults & ~bit;
        }
    }

    private protected override void Drop()
    {
        Coils = 0;
        _sequence = 0;
    }

    private protected override void Tell(TimeSpan now, Action<CanFrame> send)
    {
        var telling = (_aux, Coils, _faults, Flags, Epoch, _sequence);
        if (telling != _told || now - _statusAt >= TimeSpan.FromMilliseconds(100))
        {
            _told = telling;
            _statusAt = now;
            if (Fault != BoardFault.Hung) Counter++;
            send(new ContactorStatus(_aux, Flags, Epoch, _sequence, Counter).Frame(Address));
            send(new ContactorCoils(Coils, _faults).Frame(Address));
        }

        if (now - _cyclesAt < TimeSpan.FromMilliseconds(250)) return;
        _cyclesAt = now;
        send(new ContactorCycles((byte)_nextCycles, _cycles[_nextCycles]).Frame(Address));
        _nextCycles = (_nextCycles + 1) % count;
    }
}
