using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules.Families;

/// <summary>What both InfyPower protocols share: identifiers, addresses, and the silence that they allow.</summary>
internal abstract class InfyIds : ModuleFamily
{
    public override string IdSpace => "infy";

    public override int MaxAddress => Infy.MaxAddress;

    public override int MaxGroup => Infy.MaxGroup;

    // A module that has lost us runs on for 10 s: a shorter deadline would have its share asked from others meanwhile. A public driver has 15 s, and 11 s as the least.
    public override TimeSpan LostAfter => Ms(15_000);

    public override TimeSpan? SelfOffAfter => Infy.SelfOffAfter;

    public override FrameOrigin OriginOf(in CanFrame frame, out int address)
    {
        address = -1;
        if (!InfyId.TryRead(frame, out var id) || IsMine(id.Command) is false) return FrameOrigin.Other;
        address = id.Source;
        return id is { IsFromModule: true, Destination: Infy.Controller, IsGroup: false } && id.Command != Infy.InternalCommand ? FrameOrigin.Module : FrameOrigin.Foreign;
    }

    private protected abstract bool IsMine(byte command);

    private protected static bool HasLength(in CanFrame frame, out CanFault? fault)
    {
        fault = frame.Length == 8 ? null : new CanFault(CanFaultKind.Truncated, $"InfyPower frame has {frame.Length} bytes; allowed: 8");
        return fault is null;
    }
}

/// <summary>InfyPower protocol 1.13.</summary>
internal sealed class InfyFamily : InfyIds
{
    private static readonly (byte Command, ModulePoll Poll)[] Questions =
    [
        (Infy.StatusCommand, new(Ms(500), WhenLost: true)),
        (Infy.OutputCommand, new(Ms(250))),
        (Infy.AvailableCommand, new(Ms(1000))),
        (Infy.BarcodeCommand, new(Ms(10_000))),
    ];

    public override string Name => "infy";

    public override bool SetsBothAtOnce => true;

    public override IReadOnlyList<ModulePoll> Polls { get; } = [.. Questions.Select(q => q.Poll)];

    public override bool TryRead(in CanFrame frame, out ModuleReply reply, out CanFault? fault)
    {
        reply = default;
        if (!HasLength(frame, out fault)) return false;
        InfyId.TryRead(frame, out var id);
        reply = new ModuleReply { Answers = Array.FindIndex(Questions, q => q.Command == id.Command) };
        if (id.Error is 2 or 3)
        {
            reply = new ModuleReply { Answers = -1, IsRefusal = true };
            return true;
        }

        switch (id.Command)
        {
            case Infy.OutputCommand:
                var (voltageV, currentA) = Infy.Output(frame);
                reply = reply with { VoltageV = voltageV, CurrentA = currentA };
                break;
            case Infy.StatusCommand:
                var status = Infy.Status(frame);
                reply = reply with { Errors = ModuleErrorSet.Of(status, Infy.StatusTable), IsOn = (status & (1u << Infy.OffBit)) == 0 };
                break;
            case Infy.AvailableCommand:
                reply = reply with { CapabilityA = Infy.Available(frame).AvailableA };
                break;
            case Infy.BarcodeCommand:
                reply = reply with { Serial = Infy.Barcode(frame), Mark = frame.DataLittleEndian };
                break;
            default:
                break;
        }

        return true;
    }

    public override CanFrame Ask(int poll, byte address, byte group) => Infy.Ask(address, Questions[poll].Command);

    public override CanFrame Tell(OrderParts part, in ModuleOrder order, byte address, byte group) => part switch
    {
        OrderParts.Voltage or OrderParts.Current => Infy.Set(address, order.VoltageV, order.CurrentA),
        _ => Infy.Switch(address, order.IsOn),
    };

    public override CanFrame OffAll() => Infy.Switch(Infy.Broadcast, on: false);

    public override CanFrame OffGroup(byte group) => Infy.Switch(group, on: false, isGroup: true);

    private protected override bool IsMine(byte command) => command is not (InfyBeg.ReadCommand or InfyBeg.WriteCommand);
}

/// <summary>InfyPower BEG, in both directions.</summary>
internal sealed class InfyBegFamily : InfyIds
{
    private static readonly (InfyBegRegister Register, ModulePoll Poll)[] Questions =
    [
        (InfyBegRegister.Status, new(Ms(500), WhenLost: true)),
        (InfyBegRegister.Voltage, new(Ms(250))),
        (InfyBegRegister.Current, new(Ms(250))),
        (InfyBegRegister.MaxCurrent, new(Ms(2000))),
        (InfyBegRegister.AmbientTemperature, new(Ms(2000))),
        (InfyBegRegister.Mode, new(Ms(1000))),
    ];

    public override string Name => "infy-beg";

    public override bool IsBidirectional => true;

    // No register for it is known.
    public override bool HasSerial => false;

    public override IReadOnlyList<ModulePoll> Polls { get; } = [.. Questions.Select(q => q.Poll)];

    public override ModuleMode ModeFor(in ModuleOrder order) => order.CurrentA < 0 ? ModuleMode.Inverter : ModuleMode.Rectifier;

    public override bool TryRead(in CanFrame frame, out ModuleReply reply, out CanFault? fault)
    {
        reply = default;
        if (!InfyBeg.TryRead(frame, out var register, out var value, out fault)) return false;
        InfyId.TryRead(frame, out var id);
        if (id.Error is 2 or 3 || id.Command == InfyBeg.WriteCommand)
        {
            reply = new ModuleReply { Answers = -1, IsRefusal = id.Error is 2 or 3 };
            return true;
        }

        var it = new ModuleReply { Answers = Array.FindIndex(Questions, q => q.Register == register) };
        reply = register switch
        {
            InfyBegRegister.Status => it with
            {
                Errors = ModuleErrorSet.Of(value & 0x00FF_FFFF, InfyBeg.StatusTable),
                IsOn = (value & (1u << Infy.OffBit)) == 0,
            },
            InfyBegRegister.Voltage => it with { VoltageV = value / 1000.0 },
            InfyBegRegister.Current => it with { CurrentA = (int)value / 1000.0 },
            InfyBegRegister.MaxCurrent => it with { CapabilityA = value / 1000.0 },
            InfyBegRegister.AmbientTemperature => it with { TemperatureC = (int)value / 1000.0 },
            InfyBegRegister.Mode => it with
            {
                Mode = value switch { InfyBeg.First => ModuleMode.Rectifier, InfyBeg.Second => ModuleMode.Inverter, _ => ModuleMode.Unknown },
            },
            _ => it,
        };
        return true;
    }

    public override CanFrame Ask(int poll, byte address, byte group) => InfyBeg.Read(address, Questions[poll].Register);

    public override CanFrame Tell(OrderParts part, in ModuleOrder order, byte address, byte group) => part switch
    {
        OrderParts.Mode => InfyBeg.Write(address, InfyBegRegister.Mode, ModeFor(order) == ModuleMode.Inverter ? InfyBeg.Second : InfyBeg.First),
        OrderParts.Voltage => InfyBeg.SetVoltage(address, order.VoltageV),
        OrderParts.Current => InfyBeg.SetCurrent(address, Math.Abs(order.CurrentA)),
        _ => InfyBeg.Switch(address, order.IsOn),
    };

    public override CanFrame OffAll() => InfyBeg.Switch(Infy.Broadcast, on: false);

    public override CanFrame OffGroup(byte group) => InfyBeg.Switch(group, on: false, isGroup: true);

    private protected override bool IsMine(byte command) => command is InfyBeg.ReadCommand or InfyBeg.WriteCommand;
}
