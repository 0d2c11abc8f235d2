using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>A module of the Winline family by its bytes.</summary>
/// <param name="options">As it left the factory.</param>
public sealed class SimulatedWinline(SimulatedModuleOptions options) : SimulatedModule(options)
{
    private const byte BadCommand = 0xF2;

    private byte Address => (byte)Options.Address;

    /// <summary>Times that it was told to clear what it keeps latched.</summary>
    public int Resets { get; private set; }

    private protected override bool Hear(in CanFrame frame)
    {
        if (!WinlineId.TryRead(frame, out var id) || id.Source != Winline.Controller) return false;
        var isOne = id.IsPointToPoint && id.Destination == Address;
        if (!isOne && id.Destination != Winline.Broadcast && !(id.Destination == Winline.GroupBroadcast && id.Group == Options.Group)) return false;
        if (!Winline.TryReadRequest(frame, out var isSet, out var register, out var value, out _))
        {
            Complaints++;
            return false;
        }

        var (isGood, answer) = isSet ? Write(register, value) : Read(register);
        if (isOne) Answer(Winline.Answer(Address, (byte)Options.Group, answer, isGood ? Winline.Good : BadCommand));
        return true;
    }

    private (bool IsGood, WinlineAnswer Answer) Read(WinlineRegister register)
    {
        return register switch
        {
            WinlineRegister.Voltage => Number(SeenVoltageV),
            WinlineRegister.Current => Number(SeenCurrentA),
            WinlineRegister.LimitPoint => Number(ToldCurrentA / Options.MaxA),
            WinlineRegister.DcTemperature or WinlineRegister.PfcTemperature => Number(TemperatureC),
            WinlineRegister.AmbientTemperature => Number(TemperatureC - 10),
            WinlineRegister.RatedPower => Number(Options.MaxW),
            WinlineRegister.RatedCurrent => Number(Options.MaxA),
            WinlineRegister.Status => Whole(StatusBits(Winline.StatusTable) | (IsOn ? 0 : 1u << Winline.OffBit)),
            WinlineRegister.SerialLow => Whole(Serial),
            WinlineRegister.SerialHigh => Whole(0),
            WinlineRegister.Group => Whole((uint)Options.Group << 16),
            _ => (false, new WinlineAnswer(register, false, 0)),
        };

        (bool, WinlineAnswer) Number(double value) => (true, new WinlineAnswer(register, true, BitConverter.SingleToUInt32Bits((float)value)));
        (bool, WinlineAnswer) Whole(uint value) => (true, new WinlineAnswer(register, false, value));
    }

    private (bool IsGood, WinlineAnswer Answer) Write(WinlineRegister register, uint value)
    {
        var answer = new WinlineAnswer(register, register == WinlineRegister.SetVoltage, value);
        if (Troubles.Refuses) return (false, answer);
        if (Troubles.IsStubborn) return (true, answer);
        switch (register)
        {
            case WinlineRegister.SetVoltage:
                ToldVoltageV = BitConverter.UInt32BitsToSingle(value);
                return (true, answer);
            case WinlineRegister.SetCurrent:
                ToldCurrentA = value / Winline.CountsPerA;
                return (true, answer);
            case WinlineRegister.Power:
                IsToldOn = value == 0;
                return (true, answer);
            case WinlineRegister.OverVoltageReset or WinlineRegister.ShortReset:
                Resets++;
                return (true, answer);
            default:
                return (false, answer);
        }
    }
}
