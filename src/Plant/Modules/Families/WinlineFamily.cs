using System.Globalization;
using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Plant.Modules.Families;

/// <summary>The Winline family.</summary>
internal sealed class WinlineFamily : ModuleFamily
{
    private static readonly (WinlineRegister Register, ModulePoll Poll)[] Questions =
    [
        (WinlineRegister.Status, new(Ms(500), WhenLost: true)),
        (WinlineRegister.Voltage, new(Ms(250))),
        (WinlineRegister.Current, new(Ms(250))),
        (WinlineRegister.DcTemperature, new(Ms(2000))),
        (WinlineRegister.SerialLow, new(Ms(10_000))),
        (WinlineRegister.SerialHigh, new(Ms(10_000))),
    ];

    public override string Name => "winline";

    public override int MaxAddress => Winline.MaxAddress;

    public override int MaxGroup => Winline.MaxGroup;

    // A public driver's default.
    public override TimeSpan LostAfter => Ms(15_000);

    public override IReadOnlyList<ModulePoll> Polls { get; } = [.. Questions.Select(q => q.Poll)];

    public override FrameOrigin OriginOf(in CanFrame frame, out int address)
    {
        address = -1;
        if (!WinlineId.TryRead(frame, out var id)) return FrameOrigin.Other;
        address = id.Source;
        return id.Destination == Winline.Controller && id.Source <= Winline.MaxAddress ? FrameOrigin.Module : FrameOrigin.Foreign;
    }

    public override bool TryRead(in CanFrame frame, out ModuleReply reply, out CanFault? fault)
    {
        reply = default;
        if (!Winline.TryReadAnswer(frame, out var answer, out var code, out fault)) return false;
        if (code != Winline.Good)
        {
            reply = new ModuleReply { Answers = -1, IsRefusal = true };
            return true;
        }

        var it = new ModuleReply { Answers = Array.FindIndex(Questions, q => q.Register == answer.Register) };
        reply = answer.Register switch
        {
            WinlineRegister.Status => it with
            {
                Errors = ModuleErrorSet.Of(answer.Raw, Winline.StatusTable),
                IsOn = (answer.Raw & (1u << Winline.OffBit)) == 0,
            },
            WinlineRegister.Voltage => it with { VoltageV = answer.Number },
            WinlineRegister.Current => it with { CurrentA = answer.Number },
            WinlineRegister.DcTemperature => it with { TemperatureC = answer.Number },
            WinlineRegister.SerialLow => it with { Serial = Half(answer.Raw), SerialPart = 1, Mark = answer.Raw },
            WinlineRegister.SerialHigh => it with { Serial = Half(answer.Raw), SerialPart = 2 },
            _ => it,
        };
        return true;
    }

    public override CanFrame Ask(int poll, byte address, byte group) => Winline.Read(address, Questions[poll].Register, group);

    public override CanFrame Tell(OrderParts part, in ModuleOrder order, byte address, byte group) => part switch
    {
        OrderParts.Voltage => Winline.SetVoltage(address, order.VoltageV, group),
        OrderParts.Current => Winline.SetCurrent(address, order.CurrentA, group),
        _ => Winline.Switch(address, order.IsOn, group),
    };

    public override IEnumerable<CanFrame> Resets(byte address, byte group) =>
        [Winline.Write(address, WinlineRegister.OverVoltageReset, Winline.Set1, group), Winline.Write(address, WinlineRegister.ShortReset, Winline.Set1, group)];

    public override CanFrame OffAll() => Winline.Switch(Winline.Broadcast, on: false);

    public override CanFrame OffGroup(byte group) => Winline.Switch(Winline.GroupBroadcast, on: false, group);

    private static string Half(uint value) => value.ToString("X8", CultureInfo.InvariantCulture);
}
