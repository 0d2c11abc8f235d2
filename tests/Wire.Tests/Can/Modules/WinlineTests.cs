using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Wire.Tests.Can.Modules;

/// <summary>The Winline family, byte by byte.</summary>
public sealed class WinlineTests
{
    [Theory]
    [InlineData("060F8003#41F000", "3 bytes")]
    [InlineData("060F8003#43F0000100000000", "type of answer 0x43")]
    [InlineData("060F8003#", "0 bytes")]
    public void What_is_no_answer_is_refused_with_what_is_wrong(string text, string named)
    {
        Assert.False(Winline.TryReadAnswer(CanFrame.Parse(text), out _, out _, out var fault));
        Assert.Contains(named, fault!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("060#41F0000100000000")]
    [InlineData("060F8003#R8")]
    [InlineData("02204000#1262000000000000")]
    [InlineData("0283F000#0000000000000000")]
    public void Frames_of_others_are_not_ours(string text) => Assert.False(WinlineId.TryRead(CanFrame.Parse(text), out _));

    [Fact]
    public void Requests_have_their_bytes()
    {
        Assert.Equal("06080780#1000000100000000", Winline.Read(0, WinlineRegister.Voltage).ToString());
        Assert.Equal("06080F82#1000004000000000", Winline.Read(1, WinlineRegister.Status, group: 2).ToString());
        Assert.Equal("06080F80#0300002143C80000", Winline.SetVoltage(1, 400).ToString());
        Assert.Equal("06080F80#0300001B0001F400", Winline.SetCurrent(1, 125).ToString());
        Assert.Equal("06080F80#0300003000000000", Winline.Switch(1, on: true).ToString());
        Assert.Equal("06080F80#0300003000010000", Winline.Switch(1, on: false).ToString());
        Assert.Equal("0607FF80#0300003000010000", Winline.Switch(Winline.Broadcast, on: false).ToString());
        Assert.Equal("0607F783#0300003000010000", Winline.Switch(Winline.GroupBroadcast, on: false, group: 3).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Winline.Read(64, WinlineRegister.Voltage));
        Assert.Throws<ArgumentOutOfRangeException>(() => Winline.Read(1, WinlineRegister.Voltage, group: 8));
    }

    [Fact]
    public void A_current_is_never_rounded_up()
    {
        Assert.True(Winline.TryReadRequest(Winline.SetCurrent(1, 10.0009), out var isSet, out var register, out var value, out _));
        Assert.Equal((true, WinlineRegister.SetCurrent, 10_240u), (isSet, register, value));
        Assert.Equal(0u, CounterOf(double.NaN));
        Assert.Equal(0u, CounterOf(-3));
        Assert.Equal(uint.MaxValue, CounterOf(1e12));

        static uint CounterOf(double currentA)
        {
            Winline.TryReadRequest(Winline.SetCurrent(1, currentA), out _, out _, out var value, out _);
            return value;
        }
    }

    [Fact]
    public void Answers_are_read()
    {
        Assert.True(Winline.TryReadAnswer(CanFrame.Parse("060F8008#41F0000143C8C000"), out var answer, out var code, out _));
        Assert.Equal((WinlineRegister.Voltage, true, 401.5f, Winline.Good), (answer.Register, answer.IsFloat, answer.Number, code));
        Assert.True(Winline.TryReadAnswer(CanFrame.Parse("060F8008#42F0004000400000"), out answer, out _, out _));
        Assert.Equal((WinlineRegister.Status, false, 1u << Winline.OffBit, 0f), (answer.Register, answer.IsFloat, answer.Raw, answer.Number));
        Assert.Equal("060F8008#42F0004000400000", Winline.Answer(1, 0, answer).ToString());
    }

    [Fact]
    public void A_traced_refusal_is_read_as_one()
    {
        var frame = CanFrame.Parse("060F8003#C1F2006900000000");
        Assert.True(WinlineId.TryRead(frame, out var id));
        Assert.Equal(new WinlineId(true, Winline.Controller, 0, 3), id);
        Assert.Equal(0x060F8003u, id.Value);
        Assert.True(Winline.TryReadAnswer(frame, out _, out var code, out _));
        Assert.Equal(0xF2, code);
    }

    [Theory]
    [InlineData("060F8008#05F0000143C8C000", "function 0x05")]
    [InlineData("060F8008#0300", "2 bytes")]
    public void What_is_no_request_is_refused(string text, string named)
    {
        Assert.False(Winline.TryReadRequest(CanFrame.Parse(text), out _, out _, out _, out var fault));
        Assert.Contains(named, fault!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, ModuleErrorCode.ModuleFault)]
    [InlineData(3, ModuleErrorCode.InternalCommunication)]
    [InlineData(5, ModuleErrorCode.InputModeMismatch)]
    [InlineData(7, ModuleErrorCode.OutputOverVoltageShutdown)]
    [InlineData(14, ModuleErrorCode.InputUnderVoltage)]
    [InlineData(16, ModuleErrorCode.ControllerUnheard)]
    [InlineData(24, ModuleErrorCode.TemperatureDerating)]
    [InlineData(28, ModuleErrorCode.OutputShortCircuit)]
    [InlineData(30, ModuleErrorCode.OverTemperature)]
    [InlineData(31, ModuleErrorCode.OutputOverVoltage)]
    public void Status_bits_have_their_errors(int bit, ModuleErrorCode code) =>
        Assert.Equal([code], ModuleErrorSet.Of(1u << bit, Winline.StatusTable).Codes());
}
