using System.Buffers.Binary;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>An InfyPower module of protocol 1.13 by its bytes: off after 10 s without a controller.</summary>
/// <param name="options">As it left the factory.</param>
public sealed class SimulatedInfy(SimulatedModuleOptions options) : SimulatedModule(options)
{
    private const byte CommandInvalid = 2;
    private const byte DataInvalid = 3;

    /// <inheritdoc/>
    public override TimeSpan? SelfOffAfter => Infy.SelfOffAfter;

    private byte Address => (byte)Options.Address;

    private protected override bool Hear(in CanFrame frame)
    {
        if (!InfyId.TryRead(frame, out var id) || !Infy.IsController(id.Source) || id.Command is InfyBeg.ReadCommand or InfyBeg.WriteCommand) return false;
        var isBroadcast = id.IsGroup || id.Destination == Infy.Broadcast;
        if (id.IsGroup ? id.Destination != Options.Group : id.Destination != Address && !isBroadcast) return false;
        if (frame.Length < 8)
        {
            Complaints++;
            return false;
        }

        Span<byte> data = stackalloc byte[8];
        var error = Respond(id.Command, frame, data);
        if (!isBroadcast || id.Command is not (Infy.SetCommand or Infy.SwitchCommand)) Answer(Infy.Answer(Address, id.Command, data, error));
        return true;
    }

    private byte Respond(byte command, in CanFrame frame, Span<byte> data)
    {
        switch (command)
        {
            case Infy.OutputCommand:
                BinaryPrimitives.WriteSingleBigEndian(data, (float)SeenVoltageV);
                BinaryPrimitives.WriteSingleBigEndian(data[4..], (float)SeenCurrentA);
                return 0;
            case Infy.StatusCommand:
                var status = StatusBits(Infy.StatusTable) | (IsOn ? 0 : 1u << Infy.OffBit);
                (data[5], data[6], data[7]) = ((byte)(status >> 16), (byte)(status >> 8), (byte)status);
                return 0;
            case Infy.CapabilityCommand:
                Put(data, 0, Options.MaxV);
                Put(data, 2, Options.MinV);
                Put(data, 4, Options.MaxA * 10);
                Put(data, 6, Options.MaxW / 10);
                return 0;
            case Infy.AvailableCommand:
                Put(data, 0, SeenVoltageV * 10);
                Put(data, 2, ToldCapabilityA * 10);
                return 0;
            case Infy.BarcodeCommand:
                data[0] = (byte)'A';
                BinaryPrimitives.WriteUInt32BigEndian(data[4..], Serial);
                return 0;
            case Infy.SetCommand when Troubles.Refuses:
                frame.CopyTo(data);
                return DataInvalid;
            case Infy.SetCommand:
                frame.CopyTo(data);
                if (Troubles.IsStubborn) return 0;
                ToldVoltageV = BinaryPrimitives.ReadUInt32BigEndian(data) / 1000.0;
                ToldCurrentA = BinaryPrimitives.ReadUInt32BigEndian(data[4..]) / 1000.0;
                return 0;
            case Infy.SwitchCommand:
                frame.CopyTo(data);
                if (!Troubles.IsStubborn) IsToldOn = data[0] == 0;
                return 0;
            default:
                return CommandInvalid;
        }

        static void Put(Span<byte> data, int at, double value) => BinaryPrimitives.WriteUInt16BigEndian(data[at..], (ushort)Math.Clamp(Math.Round(value), 0, ushort.MaxValue));
    }
}

/// <summary>An InfyPower BEG module by its bytes: in both directions, off after 10 s without a controller.</summary>
/// <param name="options">As it left the factory.</param>
public sealed class SimulatedInfyBeg(SimulatedModuleOptions options) : SimulatedModule(options)
{
    private const byte DataInvalid = 3;

    private bool _isInverter;

    /// <inheritdoc/>
    public override TimeSpan? SelfOffAfter => Infy.SelfOffAfter;

    /// <inheritdoc/>
    public override bool IsInverting => _isInverter;

    private byte Address => (byte)Options.Address;

    private protected override void Forget()
    {
        base.Forget();
        _isInverter = false;
    }

    private protected override bool Hear(in CanFrame frame)
    {
        if (!InfyId.TryRead(frame, out var id) || !Infy.IsController(id.Source) || id.Command is not (InfyBeg.ReadCommand or InfyBeg.WriteCommand)) return false;
        var isBroadcast = id.IsGroup || id.Destination == Infy.Broadcast;
        if (id.IsGroup ? id.Destination != Options.Group : id.Destination != Address && !isBroadcast) return false;
        if (!InfyBeg.TryRead(frame, out var register, out var value, out _))
        {
            Complaints++;
            return false;
        }

        var isWrite = id.Command == InfyBeg.WriteCommand;
        byte error = 0;
        if (isWrite) error = Write(register, value);
        else value = Read(register);
        if (!isBroadcast || !isWrite) Answer(InfyBeg.Answer(Address, id.Command, register, value, error));
        return true;
    }

    private uint Read(InfyBegRegister register) => register switch
    {
        InfyBegRegister.Voltage => Milli(SeenVoltageV),
        InfyBegRegister.Current => Milli(SeenCurrentA),
        InfyBegRegister.Count => 1,
        InfyBegRegister.AmbientTemperature => (uint)(int)Math.Round(TemperatureC * 1000),
        InfyBegRegister.Status => StatusBits(InfyBeg.StatusTable) | (IsOn ? 0 : 1u << Infy.OffBit),
        InfyBegRegister.MaxVoltage => Milli(Options.MaxV),
        InfyBegRegister.MinVoltage => Milli(Options.MinV),
        InfyBegRegister.MaxCurrent => Milli(ToldCapabilityA),
        InfyBegRegister.RatedPower => Milli(Options.MaxW),
        InfyBegRegister.Mode => _isInverter ? InfyBeg.Second : InfyBeg.First,
        _ => 0,
    };

    private byte Write(InfyBegRegister register, uint value)
    {
        if (Troubles.Refuses) return DataInvalid;
        if (Troubles.IsStubborn) return 0;
        switch (register)
        {
            case InfyBegRegister.Voltage:
                ToldVoltageV = value / 1000.0;
                return 0;
            case InfyBegRegister.Current:
                ToldCurrentA = value / 1000.0;
                return 0;
            case InfyBegRegister.Status when value is InfyBeg.First or InfyBeg.Second:
                IsToldOn = value == InfyBeg.First;
                return 0;
            case InfyBegRegister.Mode when value is InfyBeg.First or InfyBeg.Second && !IsOn:
                _isInverter = value == InfyBeg.Second;
                return 0;
            default:
                Complaints++;
                return DataInvalid;
        }
    }
}
