namespace Busbar.Wire.Can.Boards;

/// <summary>State of the control pilot (IEC 61851-1, table of the pilot states).</summary>
public enum PilotState : byte
{
    /// <summary>No vehicle.</summary>
    A = 0,

    /// <summary>Vehicle connected, not ready.</summary>
    B = 1,

    /// <summary>Vehicle ready.</summary>
    C = 2,

    /// <summary>Vehicle ready, ventilation required.</summary>
    D = 3,

    /// <summary>Pilot shorted or supply gone.</summary>
    E = 4,

    /// <summary>The charger is out of order.</summary>
    F = 5,
}

/// <summary>State of the proximity contact.</summary>
public enum ProximityState : byte
{
    /// <summary>Nothing plugged.</summary>
    Open = 0,

    /// <summary>A plug, locked or lockable.</summary>
    Valid = 1,

    /// <summary>Resistance outside of every allowed band.</summary>
    Invalid = 2,
}

/// <summary>Bits of a gun board's state.</summary>
[Flags]
public enum GunFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>It has heard no heartbeat for a second.</summary>
    Tripped = 1,

    /// <summary>Its emergency-stop input is active: the output is open and stays so.</summary>
    EmergencyStop = 2,

    /// <summary>The supply of its coil is too low to hold the contactor.</summary>
    SupplyLow = 4,

    /// <summary>The auxiliary contact says closed.</summary>
    Aux = 8,

    /// <summary>The coil is driven.</summary>
    Coil = 16,

    /// <summary>CP is C or D, PP is valid and the SECC's permission line is on: the contactor may be closed (pep-ws section 8.1).</summary>
    Permits = 32,

    /// <summary>Coil and auxiliary contact have disagreed for longer than 200 ms.</summary>
    OutputFault = 64,
}

/// <summary>The gun's state (message 0x80, every 50 ms and at once on a change): CP, PP, flags, epoch, sequence, counter.</summary>
/// <param name="Pilot">State of the control pilot.</param>
/// <param name="Proximity">State of the proximity contact.</param>
/// <param name="Flags">The rest.</param>
/// <param name="Epoch">Another one after each start and each time that the board has opened by itself: a trip, an emergency stop, a permission withdrawn.</param>
/// <param name="Sequence">That of the last output command acted upon.</param>
/// <param name="Counter">One more with each frame.</param>
public readonly record struct GunState(PilotState Pilot, ProximityState Proximity, GunFlags Flags, byte Epoch, byte Sequence, byte Counter)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x80;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address) =>
        new BoardId(BoardKind.Gun, address, Message).With([(byte)Pilot, (byte)Proximity, (byte)Flags, Epoch, Sequence, Counter]);

    internal static bool TryRead(in CanFrame frame, out GunState state, out CanFault? fault)
    {
        state = default;
        if (!BoardBytes.HasLength(frame, 6, "gun state", out fault)) return false;
        if (frame[0] > (byte)PilotState.F) fault = BoardBytes.Wrong("CP state", frame[0], "0 (A) to 5 (F)");
        else if (frame[1] > (byte)ProximityState.Invalid) fault = BoardBytes.Wrong("PP state", frame[1], "0 to 2");
        else state = new GunState((PilotState)frame[0], (ProximityState)frame[1], (GunFlags)(frame[2] & 0x7F), frame[3], frame[4], frame[5]);
        return fault is null;
    }
}

/// <summary>Voltage and current of the gun (message 0x81, every 10 to 100 ms): mV (4, signed), mA (4, signed).</summary>
/// <param name="VoltageMv">Voltage between the poles on the charger's side of the output contactor, mV.</param>
/// <param name="CurrentMa">Current into the vehicle, mA; negative: out of it.</param>
public readonly record struct GunMeter(int VoltageMv, int CurrentMa)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x81;

    /// <summary>Largest magnitude that is believed, mV and mA: 2,000 V and 2,000 A, beyond what any plug carries.</summary>
    public const int MaxMagnitude = 2_000_000;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, (uint)VoltageMv);
        BoardBytes.Put(data, 4, (uint)CurrentMa);
        return new BoardId(BoardKind.Gun, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out GunMeter meter, out CanFault? fault)
    {
        meter = default;
        if (!BoardBytes.HasLength(frame, 8, "gun meter", out fault)) return false;
        meter = new GunMeter(BoardBytes.I32(frame, 0), BoardBytes.I32(frame, 4));
        if (meter.VoltageMv is < -MaxMagnitude or > MaxMagnitude) fault = BoardBytes.Wrong("voltage, mV,", meter.VoltageMv, "-2000000 to 2000000");
        else if (meter.CurrentMa is < -MaxMagnitude or > MaxMagnitude) fault = BoardBytes.Wrong("current, mA,", meter.CurrentMa, "-2000000 to 2000000");
        return fault is null;
    }
}

/// <summary>
/// Temperatures (message 0x82, every 500 ms): four signed 16-bit numbers of 0.1 degC; 0x7FFF: not fitted or broken.
/// </summary>
/// <param name="PlusTenths">Contact DC+, 0.1 degC; null: not fitted or broken.</param>
/// <param name="MinusTenths">Contact DC-, 0.1 degC; null: not fitted or broken.</param>
/// <param name="CableTenths">Cable, 0.1 degC; null: not fitted or broken.</param>
/// <param name="BoardTenths">The board itself, 0.1 degC; null: not fitted or broken.</param>
public readonly record struct GunTemperatures(short? PlusTenths, short? MinusTenths, short? CableTenths, short? BoardTenths)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x82;

    /// <summary>Stands for no value.</summary>
    public const short Absent = short.MaxValue;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, (ushort)(PlusTenths ?? Absent));
        BoardBytes.Put(data, 2, (ushort)(MinusTenths ?? Absent));
        BoardBytes.Put(data, 4, (ushort)(CableTenths ?? Absent));
        BoardBytes.Put(data, 6, (ushort)(BoardTenths ?? Absent));
        return new BoardId(BoardKind.Gun, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out GunTemperatures temperatures, out CanFault? fault)
    {
        temperatures = default;
        if (!BoardBytes.HasLength(frame, 8, "gun temperatures", out fault)) return false;
        temperatures = new GunTemperatures(At(frame, 0), At(frame, 2), At(frame, 4), At(frame, 6));
        return true;
    }

    private static short? At(in CanFrame frame, int index) => BoardBytes.I16(frame, index) is var tenths && tenths == Absent ? null : tenths;
}

/// <summary>How an isolation test stands. The warning and fault limits are the board's setting (IEC 61851-23: fault below 100 kOhm).</summary>
public enum IsolationState : byte
{
    /// <summary>No test since the start, or the last one was stopped.</summary>
    Invalid = 0,

    /// <summary>A test runs.</summary>
    Running = 1,

    /// <summary>Passed.</summary>
    Valid = 2,

    /// <summary>Below the warning resistance.</summary>
    Warning = 3,

    /// <summary>Below the fault resistance.</summary>
    Fault = 4,
}

/// <summary>How the self-test of the monitor stands, which begins every isolation test.</summary>
public enum IsolationSelfTest : byte
{
    /// <summary>Not run.</summary>
    None = 0,

    /// <summary>Runs.</summary>
    Running = 1,

    /// <summary>Passed.</summary>
    Passed = 2,

    /// <summary>Failed: the monitor is not to be trusted.</summary>
    Failed = 3,
}

/// <summary>
/// The isolation monitor (message 0x83, every 100 ms while a test runs, else every second): state, test number, kOhm (2), V (2), self-test.
/// </summary>
/// <param name="State">How the test stands.</param>
/// <param name="Test">Number of the test that it speaks of; 0 before the first.</param>
/// <param name="ResistanceKOhm">The lower of the two poles' resistances to protective earth, 0 to 65,534 kOhm; null: not measured.</param>
/// <param name="VoltageV">Voltage between the poles while it was measured.</param>
/// <param name="SelfTest">How the self-test stands.</param>
public readonly record struct GunIsolation(IsolationState State, byte Test, ushort? ResistanceKOhm, ushort VoltageV, IsolationSelfTest SelfTest)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x83;

    /// <summary>Stands for no value; a higher resistance than 65,534 kOhm is sent as 65,534.</summary>
    public const ushort NotMeasured = ushort.MaxValue;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[7];
        data[0] = (byte)State;
        data[1] = Test;
        BoardBytes.Put(data, 2, ResistanceKOhm ?? NotMeasured);
        BoardBytes.Put(data, 4, VoltageV);
        data[6] = (byte)SelfTest;
        return new BoardId(BoardKind.Gun, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out GunIsolation isolation, out CanFault? fault)
    {
        isolation = default;
        if (!BoardBytes.HasLength(frame, 7, "gun isolation", out fault)) return false;
        if (frame[0] > (byte)IsolationState.Fault) fault = BoardBytes.Wrong("isolation state", frame[0], "0 to 4");
        else if (frame[6] > (byte)IsolationSelfTest.Failed) fault = BoardBytes.Wrong("self-test", frame[6], "0 to 3");
        else
        {
            var kOhm = BoardBytes.U16(frame, 2);
            isolation = new GunIsolation((IsolationState)frame[0], frame[1], kOhm == NotMeasured ? null : kOhm, BoardBytes.U16(frame, 4), (IsolationSelfTest)frame[6]);
        }

        return fault is null;
    }
}

/// <summary>Energy through the gun in its life (message 0x84, every second): into the vehicle (4), out of it (4), Wh.</summary>
/// <param name="OutWh">Into the vehicle, Wh.</param>
/// <param name="BackWh">Out of the vehicle, Wh.</param>
public readonly record struct GunEnergy(uint OutWh, uint BackWh)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x84;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, OutWh);
        BoardBytes.Put(data, 4, BackWh);
        return new BoardId(BoardKind.Gun, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out GunEnergy energy, out CanFault? fault)
    {
        energy = default;
        if (!BoardBytes.HasLength(frame, 8, "gun energy", out fault)) return false;
        energy = new GunEnergy(BoardBytes.U32(frame, 0), BoardBytes.U32(frame, 4));
        return true;
    }
}

/// <summary>Wear of the output contactor (message 0x85, every second): closings (4), openings under current (2), trips (2).</summary>
/// <param name="Cycles">Closings.</param>
/// <param name="LoadBreaks">Openings at 1 A or more.</param>
/// <param name="Trips">Trips for want of a heartbeat.</param>
public readonly record struct GunWear(uint Cycles, ushort LoadBreaks, ushort Trips)
{
    /// <summary>Number of the message.</summary>
    public const byte Message = 0x85;

    /// <summary>The frame.</summary>
    public CanFrame Frame(byte address)
    {
        Span<byte> data = stackalloc byte[8];
        BoardBytes.Put(data, 0, Cycles);
        BoardBytes.Put(data, 4, LoadBreaks);
        BoardBytes.Put(data, 6, Trips);
        return new BoardId(BoardKind.Gun, address, Message).With(data);
    }

    internal static bool TryRead(in CanFrame frame, out GunWear wear, out CanFault? fault)
    {
        wear = default;
        if (!BoardBytes.HasLength(frame, 8, "gun wear", out fault)) return false;
        wear = new GunWear(BoardBytes.U32(frame, 0), BoardBytes.U16(frame, 4), BoardBytes.U16(frame, 6));
        return true;
    }
}
