using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Wire.Tests.Can.Modules;

/// <summary>UUGreenPower, byte by byte. Vectors marked as traced come from a real module.</summary>
public sealed class UuGreenTests
{
    [Theory]
    [InlineData("02204000#12620000000000", "7 bytes")]
    [InlineData("02204000#1562000000000000", "type 0x05")]
    [InlineData("02204000#1B62000000000000", "type 0x0B")]
    [InlineData("02204000#", "0 bytes")]
    public void What_is_no_message_is_refused_with_what_is_wrong(string text, string named)
    {
        Assert.False(UuGreenMessage.TryRead(CanFrame.Parse(text), out _, out var fault));
        Assert.Contains(named, fault!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("204#1262000000000000")]
    [InlineData("00204000#1262000000000000")]
    [InlineData("02204000#R8")]
    [InlineData("0283F000#0000000000000000")]
    [InlineData("060F8003#C1F2006900000000")]
    public void Frames_of_others_are_not_ours(string text) => Assert.False(UuGreenId.TryRead(CanFrame.Parse(text), out _));

    [Fact]
    public void Requests_have_their_bytes()
    {
        Assert.Equal("02204000#1262000000000000", UuGreen.Read(1, UuGreenCommand.VoltageFast).ToString());
        Assert.Equal("02208000#1208000000000000", UuGreen.Read(2, UuGreenCommand.Status).ToString());
        Assert.Equal("023FC000#1268000000000000", UuGreen.Read(127, UuGreenCommand.Capability).ToString());
        Assert.Equal("02204000#1002000000061A80", UuGreen.SetVoltage(1, 400).ToString());
        Assert.Equal("02204000#100300000001E848", UuGreen.SetCurrent(1, 125).ToString());
        Assert.Equal("02204000#1004000000000000", UuGreen.Switch(1, on: true).ToString());
        Assert.Equal("02204000#1004000000000001", UuGreen.Switch(1, on: false).ToString());
        Assert.Equal("02204000#105F000000000001", UuGreen.Set(1, UuGreenCommand.ModeSelect, UuGreen.HighMode).ToString());
        Assert.Equal("02200000#0004000000000001", UuGreen.Set(UuGreen.Broadcast, UuGreenCommand.Shutdown, 1, group: 0).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => UuGreen.Read(128, UuGreenCommand.Status));
    }

    [Fact]
    public void A_traced_answer_is_read()
    {
        var frame = CanFrame.Parse("0220639D#13620000000925B2");
        Assert.True(UuGreenId.TryRead(frame, out var id));
        Assert.Equal(new UuGreenId(1, 1, 17, 0x19D), id);
        Assert.Equal(0x0220639Du, id.Value);
        Assert.True(UuGreenMessage.TryRead(frame, out var message, out _));
        Assert.Equal(new UuGreenMessage(UuGreenType.ReadReply, 1, UuGreenCommand.VoltageFast, 599_474), message);
        Assert.True(message.IsFromModule);
        Assert.Equal(frame, message.Frame(id));
    }

    [Fact]
    public void A_traced_temperature_is_35_degrees()
    {
        Assert.True(UuGreenMessage.TryRead(CanFrame.Parse("0220639D#131E0000000088C0"), out var message, out _));
        Assert.Equal((UuGreenCommand.InletTemperature, 35_008u), (message.Command, message.Value));
    }

    [Theory]
    [InlineData(-5.0, "02204000#1002000000000000")]
    [InlineData(double.NaN, "02204000#1002000000000000")]
    [InlineData(double.PositiveInfinity, "02204000#10020000FFFFFFFF")]
    public void A_voltage_that_cannot_be_is_bounded(double voltageV, string expected) => Assert.Equal(expected, UuGreen.SetVoltage(1, voltageV).ToString());

    [Fact]
    public void Unverified_status_byte_0_is_the_last_payload_byte()
    {
        // Which payload byte holds status bits 0 to 7 is not verified (docs/modules.md): this says what we take, so that a change is seen.
        Assert.Equal(7, UuGreen.StatusByte0);
        Assert.True(UuGreenMessage.TryRead(CanFrame.Parse("0220639D#1308000002000001"), out var message, out _));
        var status = UuGreen.StatusOf(message.Value);
        Assert.Equal([ModuleErrorCode.InputOverVoltage], ModuleErrorSet.Of(status, UuGreen.StatusTable).Codes());
        Assert.NotEqual(0u, status & (1u << UuGreen.NotRunningBit));
    }

    [Fact]
    public void Unverified_group_nibble_is_1_to_one_module_and_0_to_all()
    {
        Assert.Equal(1, UuGreen.DefaultGroup);
        Assert.Equal(0x12, UuGreen.Read(5, UuGreenCommand.Status)[0]);
    }

    [Theory]
    [InlineData(0, ModuleErrorCode.InputOverVoltage)]
    [InlineData(7, ModuleErrorCode.OutputOverVoltageShutdown)]
    [InlineData(9, ModuleErrorCode.FanFault)]
    [InlineData(14, ModuleErrorCode.OverTemperature)]
    [InlineData(15, ModuleErrorCode.OutputRelayFault)]
    [InlineData(16, ModuleErrorCode.OverTemperature)]
    [InlineData(18, ModuleErrorCode.InternalCommunication)]
    [InlineData(21, ModuleErrorCode.DcdcFault)]
    [InlineData(29, ModuleErrorCode.DuplicateReported)]
    [InlineData(31, ModuleErrorCode.BleederFault)]
    public void Status_bits_have_their_errors(int bit, ModuleErrorCode code) =>
        Assert.Equal([code], ModuleErrorSet.Of(1u << bit, UuGreen.StatusTable).Codes());

    [Fact]
    public void Not_running_and_the_regulators_state_are_no_errors() =>
        Assert.True(ModuleErrorSet.Of((1u << 24) | (1u << 26) | (1u << 27), UuGreen.StatusTable).IsEmpty);
}
