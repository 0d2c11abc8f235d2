using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Wire.Tests.Can.Boards;

/// <summary>Bytes of docs/boards.md, both ways.</summary>
public sealed class BoardCodecTests
{
    [Fact]
    public void Commands_have_the_bytes_of_the_document()
    {
        Assert.Equal("01000000#2A01", BoardHeartbeat.Frame(0x2A).ToString());
        Assert.Equal("01010301#800000051107", new ContactorCommand(0x80000005, 0x11, 7).Frame(3).ToString());
        Assert.Equal("01020501#011108", new OutputCommand(true, 0x11, 8).Frame(5).ToString());
        Assert.Equal("01020502#010301F4", new IsolationCommand(true, 3, 500).Frame(5).ToString());
    }

    [Fact]
    public void Commands_read_back()
    {
        Assert.True(BoardHeartbeat.TryRead(CanFrame.Parse("01000000#2A01"), out var heartbeat));
        Assert.Equal(0x2A, heartbeat.Counter);
        Assert.True(ContactorCommand.TryRead(CanFrame.Parse("01010301#800000051107"), out var contactors, out _));
        Assert.Equal(new ContactorCommand(0x80000005, 0x11, 7), contactors);
        Assert.True(OutputCommand.TryRead(CanFrame.Parse("01020501#011108"), out var output, out _));
        Assert.Equal(new OutputCommand(true, 0x11, 8), output);
        Assert.True(IsolationCommand.TryRead(CanFrame.Parse("01020502#010301F4"), out var isolation, out _));
        Assert.Equal(new IsolationCommand(true, 3, 500), isolation);
    }

    [Fact]
    public void What_a_contactor_board_sends_has_the_bytes_of_the_document_and_reads_back()
    {
        Check("01010380#0000000501110722", new(Status: new ContactorStatus(5, BoardFlags.Tripped, 0x11, 7, 0x22)), m => m.Status!.Value.Frame(3));
        Check("01010381#0000000500000004", new(Coils: new ContactorCoils(5, 4)), m => m.Coils!.Value.Frame(3));
        Check("01010382#1F00012345", new(Cycles: new ContactorCycles(31, 0x12345)), m => m.Cycles!.Value.Frame(3));
        Check("0101038F#DEADBEEF01020120", new(Identity: new BoardIdentity(0xDEADBEEF, 0x0102, 1, 32)), m => m.Identity!.Value.Frame(BoardKind.Contactors, 3));

        static void Check(string text, ContactorBoardMessage expected, Func<ContactorBoardMessage, CanFrame> frame)
        {
            Assert.Equal(text, frame(expected).ToString());
            Assert.True(BoardId.TryRead(CanFrame.Parse(text), out var id));
            Assert.Equal((BoardKind.Contactors, (byte)3, true), (id.Kind, id.Address, id.IsFromBoard));
            Assert.True(ContactorBoardMessage.TryRead(id, CanFrame.Parse(text), out var message, out var fault), fault?.Text);
            Assert.Equal(expected, message);
        }
    }

    [Fact]
    public void What_a_gun_board_sends_has_the_bytes_of_the_document_and_reads_back()
    {
        Check("01020580#020138110822", new(State: new GunState(PilotState.C, ProximityState.Valid, GunFlags.Aux | GunFlags.Coil | GunFlags.Permits, 0x11, 8, 0x22)), m => m.State!.Value.Frame(5));
        Check("01020581#0006217A0001E848", new(Meter: new GunMeter(401_786, 125_000)), m => m.Meter!.Value.Frame(5));
        Check("01020581#FFFFFFFFFFFF3CB0", new(Meter: new GunMeter(-1, -50_000)), m => m.Meter!.Value.Frame(5));
        Check("01020582#01C2FF387FFF00FA", new(Temperatures: new GunTemperatures(450, -200, null, 250)), m => m.Temperatures!.Value.Frame(5));
        Check("01020583#0203138801F402", new(Isolation: new GunIsolation(IsolationState.Valid, 3, 5000, 500, IsolationSelfTest.Passed)), m => m.Isolation!.Value.Frame(5));
        Check("01020583#0103FFFF000001", new(Isolation: new GunIsolation(IsolationState.Running, 3, null, 0, IsolationSelfTest.Running)), m => m.Isolation!.Value.Frame(5));
        Check("01020584#0001000000000001", new(Energy: new GunEnergy(65536, 1)), m => m.Energy!.Value.Frame(5));
        Check("01020585#0000010000020003", new(Wear: new GunWear(256, 2, 3)), m => m.Wear!.Value.Frame(5));
        Check("0102058F#0000000101000101", new(Identity: new BoardIdentity(1, 0x0100, 1, 1)), m => m.Identity!.Value.Frame(BoardKind.Gun, 5));

        static void Check(string text, GunBoardMessage expected, Func<GunBoardMessage, CanFrame> frame)
        {
            Assert.Equal(text, frame(expected).ToString());
            Assert.True(BoardId.TryRead(CanFrame.Parse(text), out var id));
            Assert.Equal((BoardKind.Gun, (byte)5, true), (id.Kind, id.Address, id.IsFromBoard));
            Assert.True(GunBoardMessage.TryRead(id, CanFrame.Parse(text), out var message, out var fault), fault?.Text);
            Assert.Equal(expected, message);
        }
    }

    [Theory]
    [InlineData("01010380#00000005011107", "contactor status has 7 bytes; allowed: at least 8")]
    [InlineData("01010381#", "contactor coils has 0 bytes; allowed: at least 8")]
    [InlineData("01010382#2000000001", "contactor is 32; allowed: 0 to 31")]
    [InlineData("0101038F#DEADBEEF01020100", "channels is 0; allowed: 1 to 32")]
    [InlineData("01010399#00", "message 0x99 of a Contactors board is unknown")]
    public void A_wrong_frame_of_a_contactor_board_is_refused_by_name(string text, string why)
    {
        Assert.True(BoardId.TryRead(CanFrame.Parse(text), out var id));
        Assert.False(ContactorBoardMessage.TryRead(id, CanFrame.Parse(text), out _, out var fault));
        Assert.Equal(why, fault!.Text);
    }

    [Theory]
    [InlineData("01020580#0601381108AA", "CP state is 6; allowed: 0 (A) to 5 (F)")]
    [InlineData("01020580#0203381108AA", "PP state is 3; allowed: 0 to 2")]
    [InlineData("01020580#0201", "gun state has 2 bytes; allowed: at least 6")]
    [InlineData("01020581#7FFFFFFF00000000", "voltage, mV, is 2147483647; allowed: -2000000 to 2000000")]
    [InlineData("01020581#0000000080000000", "current, mA, is -2147483648; allowed: -2000000 to 2000000")]
    [InlineData("01020583#0503138801F402", "isolation state is 5; allowed: 0 to 4")]
    [InlineData("01020583#0203138801F404", "self-test is 4; allowed: 0 to 3")]
    [InlineData("010205FF#00", "message 0xFF of a Gun board is unknown")]
    public void A_wrong_frame_of_a_gun_board_is_refused_by_name(string text, string why)
    {
        Assert.True(BoardId.TryRead(CanFrame.Parse(text), out var id));
        Assert.False(GunBoardMessage.TryRead(id, CanFrame.Parse(text), out _, out var fault));
        Assert.Equal(why, fault!.Text);
    }

    [Fact]
    public void A_longer_frame_is_taken_since_later_versions_may_append()
    {
        var frame = CanFrame.Parse("01020501#01110800AA");
        Assert.True(OutputCommand.TryRead(frame, out var command, out _));
        Assert.Equal(new OutputCommand(true, 0x11, 8), command);
    }

    [Theory]
    [InlineData("01020501#02110A")]
    [InlineData("01020501#0111")]
    public void A_board_refuses_a_wrong_output_command(string text) => Assert.False(OutputCommand.TryRead(CanFrame.Parse(text), out _, out _));

    [Theory]
    [InlineData("01000000#2A02")]
    [InlineData("01000000#2A")]
    [InlineData("01000100#2A01")]
    [InlineData("01000000#R2")]
    public void A_heartbeat_of_another_version_length_or_address_is_none(string text) => Assert.False(BoardHeartbeat.TryRead(CanFrame.Parse(text), out _));

    [Theory, InlineData(0), InlineData(255)]
    public void A_board_has_an_address_from_1_to_254(int address) =>
        Assert.Throws<ArgumentException>(() => new OutputCommand(true, 1, 1).Frame((byte)address));

    [Fact]
    public void No_identifier_of_ours_is_one_of_a_module_family()
    {
        // Fields and values as in the protocols of the module makers; a sample over our whole range, all kinds and addresses.
        for (var id = BoardId.First; id <= BoardId.Last; id += 0x1B)
        {
            Assert.NotEqual(1u, id >> 25);                             // UUGreenPower: protocol 28..25 = 1
            Assert.NotInRange((id >> 22) & 0xF, 0xAu, 0xBu);           // InfyPower: device 25..22 = A or B
            Assert.NotEqual(0x060u, id >> 20);                         // Winline, Megmeet, SCU, Maxwell: 28..20 = 0x060
            Assert.NotEqual(0x0Du, id >> 23);                          // Huawei: 28..23 = 0x0D
            Assert.NotEqual(0x60u, id >> 22);                          // Sinexcel: 28..22 = 0x60
            Assert.True(id < 0x0200_0000, "ours win arbitration against every family");
        }
    }

    [Fact]
    public void Random_frames_never_throw()
    {
        var random = new Random(4);
        var data = new byte[8];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(data);
            var frame = CanFrame.Extended(BoardId.First | ((uint)random.Next(4) << 16) | (uint)random.Next(0x10000), data.AsSpan(0, random.Next(9)));
            if (!BoardId.TryRead(frame, out var id)) continue;
            Assert.Equal(GunBoardMessage.TryRead(id, frame, out _, out var gun), gun is null);
            Assert.Equal(ContactorBoardMessage.TryRead(id, frame, out _, out var contactors), contactors is null);
            _ = OutputCommand.TryRead(frame, out _, out _) && IsolationCommand.TryRead(frame, out _, out _) && ContactorCommand.TryRead(frame, out _, out _);
        }
    }
}
