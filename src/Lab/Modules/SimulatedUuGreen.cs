using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>A UUGreenPower module by its bytes. It changes its range only when it has been off for almost two seconds.</summary>
/// <param name="options">As it left the factory.</param>
public sealed class SimulatedUuGreen(SimulatedModuleOptions options) : SimulatedModule(options)
{
    // A little less than the two seconds that the sequence has, for what the bus takes.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1900);

    private bool _isHigh;
    private TimeSpan _modeAt = -TimeSpan.FromDays(1);

    /// <summary>Whether it is in the high range.</summary>
    public bool IsHigh => _isHigh;

    private protected override double HighestV => _isHigh ? Options.MaxV : Math.Min(UuGreen.ModeThresholdV, Options.MaxV);

    private UuGreenId ReplyId => new(UuGreen.Controller, (byte)Options.Address, (byte)(1 + (Serial % 31)), (ushort)(Serial & 0x1FF));

    private protected override void Forget()
    {
        base.Forget();
        _isHigh = false;
    }

    private protected override bool Hear(in CanFrame frame)
    {
        if (!UuGreenId.TryRead(frame, out var id) || id.Controller != UuGreen.Controller) return false;
        if (!UuGreenMessage.TryRead(frame, out var message, out _))
        {
            Complaints++;
            return false;
        }

        if (message.IsFromModule || !IsForMe(id, message)) return false;
        if (message.Type == UuGreenType.Read) Tell(message);
        else Obey(message, id.Module == UuGreen.Broadcast);
        return true;
    }

    private bool IsForMe(UuGreenId id, UuGreenMessage message) =>
        id.Module == Options.Address || (id.Module == UuGreen.Broadcast && (message.Group == 0 || message.Group == Math.Max(1, Options.Group)));

    private void Tell(UuGreenMessage message)
    {
        var value = message.Command switch
        {
            UuGreenCommand.Voltage or UuGreenCommand.VoltageFast => Milli(SeenVoltageV),
            UuGreenCommand.CurrentFast or UuGreenCommand.CurrentSlow => Milli(SeenCurrentA),
            UuGreenCommand.VoltageReference => Milli(ToldVoltageV),
            UuGreenCommand.CurrentLimit => Milli(ToldCurrentA),
            UuGreenCommand.Status => UuGreen.StatusOf(StatusBits(UuGreen.StatusTable) | (IsOn ? 0 : 1u << UuGreen.NotRunningBit)),
            UuGreenCommand.Capability => Milli(ToldCapabilityA),
            UuGreenCommand.InletTemperature => (uint)(int)Math.Round((TemperatureC - 10) * 1000),
            UuGreenCommand.DcdcTemperature or UuGreenCommand.PfcTemperature => (uint)(int)Math.Round(TemperatureC * 1000),
            UuGreenCommand.ModeStatus or UuGreenCommand.TrueModeStatus => _isHigh ? UuGreen.HighMode : UuGreen.LowMode,
            UuGreenCommand.SerialNumber => Serial,
            UuGreenCommand.Group => (uint)Math.Max(1, Options.Group),
            _ => 0u,
        };
        var type = message.Command == UuGreenCommand.SerialNumber ? UuGreenType.Serial : UuGreenType.ReadReply;
        Answer(new UuGreenMessage(type, message.Group, message.Command, value).Frame(ReplyId));
    }

    private void Obey(UuGreenMessage message, bool isBroadcast)
    {
        if (!Troubles.IsStubborn) Apply(message);
        if (!isBroadcast) Answer((message with { Type = UuGreenType.SetReply }).Frame(ReplyId));
    }

    private void Apply(UuGreenMessage message)
    {
        switch (message.Command)
        {
            case UuGreenCommand.VoltageReference:
                ToldVoltageV = message.Value / 1000.0;
                break;
            case UuGreenCommand.CurrentLimit:
                ToldCurrentA = message.Value / 1000.0;
                break;
            case UuGreenCommand.Shutdown:
                // It does not start while its relays still move.
                if (message.Value == 0 && !IsToldOn && Now - _modeAt < Rest) Complaints++;
                IsToldOn = message.Value == 0;
                break;
            case UuGreenCommand.ModeSelect when IsOn || OffFor < Rest:
                Complaints++;
                break;
            case UuGreenCommand.ModeSelect:
                _isHigh = message.Value == UuGreen.HighMode;
                _modeAt = Now;
                break;
            default:
                break;
        }
    }
}
