using Busbar.Wire.Can;
using Busbar.Wire.Can.Modules;

namespace Busbar.Wire.Tests.Can.Modules;

/// <summary>InfyPower 1.13 and BEG, byte by byte.</summary>
public sealed class InfyTests
{
    [Theory]
    [InlineData("283#0000000000000000")]
    [InlineData("028300F0#R8")]
    [InlineData("01010380#0000000501110722")]
    [InlineData("02204000#1262000000000000")]
    [InlineData("060F8003#C1F2006900000000")]
    public void Frames_of_others_are_not_ours(string text) => Assert.False(InfyId.TryRead(CanFrame.Parse(text), out _));

    [Fact]
    public void The_published_example_of_a_request_and_its_answer()
    {
        Assert.Equal("028300F0#0000000000000000", Infy.Ask(0, Infy.OutputCommand).ToString());
        Assert.True(InfyId.TryRead(CanFrame.Parse("0283F000#0000000000000000"), out var id));
        Assert.Equal(new InfyId(0, false, Infy.OutputCommand, 0xF0, 0), id);
        Assert.True(id.IsFromModule);
        Assert.Equal(0x0283F000u, id.Value);
    }

    [Fact]
    public void Requests_have_their_bytes()
    {
        Assert.Equal("028405F0#0000000000000000", Infy.Ask(5, Infy.StatusCommand).ToString());
        Assert.Equal("029C05F0#00061A800001E848", Infy.Set(5, 400, 125).ToString());
        Assert.Equal("029A05F0#0000000000000000", Infy.Switch(5, on: true).ToString());
        Assert.Equal("029A05F0#0100000000000000", Infy.Switch(5, on: false).ToString());
        Assert.Equal("029A3FF0#0100000000000000", Infy.Switch(Infy.Broadcast, on: false).ToString());
        Assert.Equal("02DA03F0#0100000000000000", Infy.Switch(3, on: false, isGroup: true).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Infy.Ask(64, Infy.StatusCommand));
    }

    [Fact]
    public void Answers_are_read()
    {
        Assert.Equal((401.5f, 12.25f), Infy.Output(CanFrame.Parse("0283F005#43C8C00041440000")));
        Assert.Equal((1000, 50, 100, 30_000), Infy.Capability(CanFrame.Parse("028AF005#03E8003203E80BB8")));
        var (externalV, availableA) = Infy.Available(CanFrame.Parse("028CF005#0FA003E800000000"));
        Assert.Equal((400, 100), (externalV, Math.Round(availableA, 6)));
        Assert.Equal("A23456789ABCDEF", Infy.Barcode(CanFrame.Parse("028BF005#4123456789ABCDEF")));
        Assert.Equal("?00000000000000", Infy.Barcode(CanFrame.Parse("028BF005#0000000000000000")));
    }

    [Theory]
    [InlineData("0E83F005", 3)]
    [InlineData("0A83F005", 2)]
    [InlineData("1E83F005", 7)]
    public void Error_codes_are_in_the_identifier(string id, int error)
    {
        Assert.True(InfyId.TryRead(CanFrame.Parse(id + "#0000000000000000"), out var read));
        Assert.Equal((error, Infy.OutputCommand, (byte)5), (read.Error, read.Command, read.Source));
    }

    [Theory]
    [InlineData("0000000000000001", ModuleErrorCode.OutputShortCircuit)]
    [InlineData("0000000000000010", ModuleErrorCode.Sleeping)]
    [InlineData("0000000000000020", ModuleErrorCode.DischargeAbnormal)]
    [InlineData("0000000000000200", ModuleErrorCode.ModuleFault)]
    [InlineData("0000000000001000", ModuleErrorCode.OverTemperature)]
    [InlineData("0000000000008000", ModuleErrorCode.ControllerUnheard)]
    [InlineData("0000000000010000", ModuleErrorCode.PowerLimited)]
    [InlineData("0000000000020000", ModuleErrorCode.DuplicateReported)]
    [InlineData("0000000000080000", ModuleErrorCode.InputPhaseLost)]
    [InlineData("0000000000800000", ModuleErrorCode.PfcOff)]
    public void Status_bits_have_their_errors(string data, ModuleErrorCode code)
    {
        var status = Infy.Status(CanFrame.Parse("0284F005#" + data));
        Assert.Equal([code], ModuleErrorSet.Of(status, Infy.StatusTable).Codes());
    }

    [Fact]
    public void Output_off_is_byte_6_bit_0_and_no_error()
    {
        var status = Infy.Status(CanFrame.Parse("0284F005#0000000000000100"));
        Assert.Equal(1u << Infy.OffBit, status);
        Assert.True(ModuleErrorSet.Of(status, Infy.StatusTable).IsEmpty);
    }

    [Fact]
    public void What_modules_say_among_themselves_is_not_from_a_module_to_us()
    {
        Assert.True(InfyId.TryRead(CanFrame.Parse("0297F805#0000000000000000"), out var id));
        Assert.Equal(Infy.InternalCommand, id.Command);
        Assert.NotEqual(Infy.Controller, id.Destination);
    }

    [Fact]
    public void Beg_has_its_bytes()
    {
        Assert.Equal("02A305F0#1001000000000000", InfyBeg.Read(5, InfyBegRegister.Voltage).ToString());
        Assert.Equal("02A405F0#1001000000061A80", InfyBeg.SetVoltage(5, 400).ToString());
        Assert.Equal("02A405F0#100200000001E848", InfyBeg.SetCurrent(5, 125).ToString());
        Assert.Equal("02A405F0#21100000000000A1", InfyBeg.Write(5, InfyBegRegister.Mode, InfyBeg.Second).ToString());
        Assert.True(InfyBeg.TryRead(CanFrame.Parse("02A3F005#1001000000061A80"), out var register, out var value, out _));
        Assert.Equal((InfyBegRegister.Voltage, 400_000u), (register, value));
        Assert.False(InfyBeg.TryRead(CanFrame.Parse("02A3F005#100100"), out _, out _, out var fault));
        Assert.Contains("3 bytes", fault!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unverified_the_on_and_off_of_beg_are_in_the_last_byte()
    {
        // The place of 0xA0 and 0xA1 within the four bytes is not verified (docs/modules.md).
        Assert.Equal("02A405F0#11100000000000A0", InfyBeg.Switch(5, on: true).ToString());
        Assert.Equal("02A405F0#11100000000000A1", InfyBeg.Switch(5, on: false).ToString());
    }

    [Fact]
    public void Unverified_the_broadcast_of_1_13_is_that_of_beg() => Assert.Equal(0x3F, Infy.Broadcast);

    [Fact]
    public void Unverified_the_status_of_beg_has_the_bits_of_1_13() => Assert.True(InfyBeg.StatusTable == Infy.StatusTable);
}
