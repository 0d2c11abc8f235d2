using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules.Families;

/// <summary>UUGreenPower.</summary>
internal sealed class UuGreenFamily : ModuleFamily
{
    private static readonly (UuGreenCommand Command, ModulePoll Poll)[] Questions =
    [
        (UuGreenCommand.Status, new(Ms(500), WhenLost: true)),
        (UuGreenCommand.VoltageFast, new(Ms(250))),
        (UuGreenCommand.CurrentFast, new(Ms(250))),
        (UuGreenCommand.Capability, new(Ms(1000))),
        (UuGreenCommand.TrueModeStatus, new(Ms(1000))),
        (UuGreenCommand.InletTemperature, new(Ms(2000))),
        (UuGreenCommand.DcdcTemperature, new(Ms(2000))),
        (UuGreenCommand.SerialNumber, new(Ms(10_000))),
    ];

    public override string Name => "uugreen";

    public override int MinAddress => 1;

    public override int MaxAddress => UuGreen.MaxAddress;

    public override int MaxGroup => UuGreen.MaxGroup;

    // One public driver takes a module for lost after this time, and looks each second. What the module does then is not known.
    public override TimeSpan LostAfter => Ms(5000);

    public override IReadOnlyList<ModulePoll> Polls { get; } = [.. Questions.Select(q => q.Poll)];

    public override ModuleMode ModeFor(in ModuleOrder order) => order.VoltageV > UuGreen.ModeThresholdV ? ModuleMode.High : ModuleMode.Low;

    public override FrameOrigin OriginOf(in CanFrame frame, out int address)
    {
        address = -1;
        if (!UuGreenId.TryRead(frame, out var id)) return FrameOrigin.Other;
        address = id.Module;
        var isReply = (UuGreenType)(frame[0] & 0xF) is not (UuGreenType.Set or UuGreenType.Read);
        return isReply ? FrameOrigin.Module : FrameOrigin.Foreign;
    }

    public override bool TryRead(in CanFrame frame, out ModuleReply reply, out CanFault? fault)
    {
        reply = default;
        if (!UuGreenMessage.TryRead(frame, out var message, out fault)) return false;
        UuGreenId.TryRead(frame, out var id);
        var is1 = new ModuleReply { Answers = -1, Mark = id.Mark };
        if (message.Type != UuGreenType.SetReply) is1 = is1 with { Answers = Array.FindIndex(Questions, q => q.Command == message.Command) };
        var value = message.Value;
        reply = message.Type == UuGreenType.SetReply ? is1 : message.Command switch
        {
            UuGreenCommand.Status => is1 with
            {
                Errors = ModuleErrorSet.Of(UuGreen.StatusOf(value), UuGreen.StatusTable),
                IsOn = (UuGreen.StatusOf(value) & (1u << UuGreen.NotRunningBit)) == 0,
            },
            UuGreenCommand.VoltageFast or UuGreenCommand.Voltage => is1 with { VoltageV = value / 1000.0 },
            UuGreenCommand.CurrentFast or UuGreenCommand.CurrentSlow => is1 with { CurrentA = value / 1000.0 },
            UuGreenCommand.Capability => is1 with { CapabilityA = value / 1000.0 },
            UuGreenCommand.InletTemperature or UuGreenCommand.DcdcTemperature => is1 with { TemperatureC = (int)value / 1000.0 },
            UuGreenCommand.TrueModeStatus => is1 with
            {
                Mode = value switch { UuGreen.HighMode => ModuleMode.High, UuGreen.LowMode => ModuleMode.Low, _ => ModuleMode.Unknown },
            },
            UuGreenCommand.SerialNumber => is1 with { Serial = value.ToString("X8", System.Globalization.CultureInfo.InvariantCulture) },
            _ => is1,
        };
        return true;
    }

    public override CanFrame Ask(int poll, byte address, byte group) => UuGreen.Read(address, Questions[poll].Command, Nibble(group));

    public override CanFrame Tell(OrderParts part, in ModuleOrder order, byte address, byte group) => part switch
    {
        OrderParts.Mode => UuGreen.Set(address, UuGreenCommand.ModeSelect, ModeFor(order) == ModuleMode.High ? UuGreen.HighMode : UuGreen.LowMode, Nibble(group)),
        OrderParts.Voltage => UuGreen.Set(address, UuGreenCommand.VoltageReference, (uint)Math.Round(order.VoltageV * 1000), Nibble(group)),
        OrderParts.Current => UuGreen.Set(address, UuGreenCommand.CurrentLimit, (uint)Math.Floor(order.CurrentA * 1000), Nibble(group)),
        _ => UuGreen.Set(address, UuGreenCommand.Shutdown, order.IsOn ? 0u : 1u, Nibble(group)),
    };

    // Group 0 is all groups, as a public driver has it.
    public override CanFrame OffAll() => UuGreen.Set(UuGreen.Broadcast, UuGreenCommand.Shutdown, 1, group: 0);

    public override CanFrame OffGroup(byte group) => UuGreen.Set(UuGreen.Broadcast, UuGreenCommand.Shutdown, 1, group);

    private static byte Nibble(byte group) => group == 0 ? UuGreen.DefaultGroup : group;
}
