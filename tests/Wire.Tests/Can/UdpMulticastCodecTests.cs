using System.Globalization;
using System.Text;
using Busbar.Wire.Can;

namespace Busbar.Wire.Tests.Can;

public sealed class UdpMulticastCodecTests
{
    /// <summary>Datagrams as python-can 4.1.0 packs them: compact frame, timestamp, bytes.</summary>
    public static readonly TheoryData<string, double, string> PythonCan = new()
    {
        { "300#1400", 0.0, "8ba974696d657374616d70cb0000000000000000ae6172626974726174696f6e5f6964cd0300ae69735f657874656e6465645f6964c2af69735f72656d6f74655f6672616d65c2ae69735f6572726f725f6672616d65c2a76368616e6e656cc0a3646c6302a464617461c4021400a569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
        { "07F#", 1753.25, "8ba974696d657374616d70cb409b650000000000ae6172626974726174696f6e5f69647fae69735f657874656e6465645f6964c2af69735f72656d6f74655f6672616d65c2ae69735f6572726f725f6672616d65c2a76368616e6e656cc0a3646c6300a464617461c400a569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
        { "0FF#FF", 0.0, "8ba974696d657374616d70cb0000000000000000ae6172626974726174696f6e5f6964ccffae69735f657874656e6465645f6964c2af69735f72656d6f74655f6672616d65c2ae69735f6572726f725f6672616d65c2a76368616e6e656cc0a3646c6301a464617461c401ffa569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
        { "02204000#1262000000000000", 0.0, "8ba974696d657374616d70cb0000000000000000ae6172626974726174696f6e5f6964ce02204000ae69735f657874656e6465645f6964c3af69735f72656d6f74655f6672616d65c2ae69735f6572726f725f6672616d65c2a76368616e6e656cc0a3646c6308a464617461c4081262000000000000a569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
        { "123#R4", 0.0, "8ba974696d657374616d70cb0000000000000000ae6172626974726174696f6e5f6964cd0123ae69735f657874656e6465645f6964c2af69735f72656d6f74655f6672616d65c3ae69735f6572726f725f6672616d65c2a76368616e6e656cc0a3646c6304a464617461c400a569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
        { "20000004#0000000000000000", 0.0, "8ba974696d657374616d70cb0000000000000000ae6172626974726174696f6e5f696404ae69735f657874656e6465645f6964c2af69735f72656d6f74655f6672616d65c2ae69735f6572726f725f6672616d65c3a76368616e6e656cc0a3646c6308a464617461c4080000000000000000a569735f6664c2ae626974726174655f737769746368c2b56572726f725f73746174655f696e64696361746f72c2" },
    };

    [Theory]
    [MemberData(nameof(PythonCan))]
    public void What_is_written_is_byte_for_byte_what_python_can_writes(string frame, double timestampS, string expectedHex)
    {
        Span<byte> buffer = stackalloc byte[UdpMulticastCodec.MaxWrittenBytes];
        var length = UdpMulticastCodec.Write(buffer, CanFrame.Parse(frame), timestampS);
        Assert.Equal(expectedHex, Convert.ToHexStringLower(buffer[..length]));
    }

    [Theory]
    [MemberData(nameof(PythonCan))]
    public void What_python_can_writes_is_read(string frame, double timestampS, string hex)
    {
        Assert.True(UdpMulticastCodec.TryRead(Convert.FromHexString(hex), out var read, out var info, out _));
        Assert.Equal(CanFrame.Parse(frame), read);
        Assert.Equal(new UdpDatagramInfo(timestampS, 0), info);
    }

    [Fact]
    public void An_extended_frame_of_eight_bytes_takes_the_164_bytes_that_were_measured()
    {
        var buffer = new byte[200];
        Assert.Equal(164, UdpMulticastCodec.Write(buffer, CanFrame.Parse("02204000#1262000000000000")));
        Assert.Throws<ArgumentException>(() => UdpMulticastCodec.Write(new byte[163], CanFrame.Parse("300#")));
    }

    [Fact]
    public void Identifier_standard_flag_and_data_are_enough()
    {
        var datagram = new Pack().Map(3).Text("data").Binary(0x14, 0).Text("is_extended_id").Raw(0xC2).Text("arbitration_id").Raw(0xCD, 3, 0).Bytes;
        Assert.True(UdpMulticastCodec.TryRead(datagram, out var frame, out var info, out _));
        Assert.Equal(CanFrame.Parse("300#1400"), frame);
        Assert.Null(info.TimestampS);
    }

    [Fact]
    public void Without_the_standard_flag_the_identifier_is_extended_as_in_python_can()
    {
        var datagram = new Pack().Map(1).Text("arbitration_id").Raw(0x05).Bytes;
        Assert.True(UdpMulticastCodec.TryRead(datagram, out var frame, out _, out _));
        Assert.Equal(CanFrame.Parse("00000005#"), frame);
    }

    [Fact]
    public void Other_number_and_data_types_are_tolerated()
    {
        var datagram = new Pack().Map(7)
            .Text("arbitration_id").Float64(768)
            .Text("is_extended_id").Raw(0x00)
            .Text("is_remote_frame").Raw(0xC0)
            .Text("is_error_frame").Raw(0x00)
            .Text("timestamp").Raw(0xCE, 0, 0, 1, 0)
            .Text("dlc").Float32(2)
            .Text("data").Raw(0x92, 0x14, 0xCC, 0xFF).Bytes;
        Assert.True(UdpMulticastCodec.TryRead(datagram, out var frame, out var info, out _));
        Assert.Equal(CanFrame.Parse("300#14FF"), frame);
        Assert.Equal(256, info.TimestampS);
    }

    [Fact]
    public void Keys_and_data_in_the_old_raw_type_and_wide_maps_are_tolerated()
    {
        var datagram = new Pack().Raw(0xDE, 0, 3).Binary("arbitration_id"u8.ToArray()).Raw(0xD1, 3, 0).Text("is_extended_id").Raw(0xC2).Text("data").Text("\u0014\u0000").Bytes;
        Assert.True(UdpMulticastCodec.TryRead(datagram, out var frame, out _, out _));
        Assert.Equal(CanFrame.Parse("300#1400"), frame);
    }

    [Fact]
    public void Unknown_keys_of_any_type_are_skipped_and_counted()
    {
        var datagram = new Pack().Map(9)
            .Text("arbitration_id").Raw(0x05).Text("is_extended_id").Raw(0xC2).Text("channel").Text("vcan0")
            .Text("nested").Raw(0x81, 0xA1, (byte)'x', 0x92, 0x01, 0xC0)
            .Text("ext").Raw(0xD4, 0x01, 0x02)
            .Text("ext8").Raw(0xC7, 0x02, 0x01, 0xAA, 0xBB)
            .Text("wide").Raw(0xCF, 255, 255, 255, 255, 255, 255, 255, 255)
            .Text("note").Text("hello")
            .Text("real").Float64(0.5).Bytes;
        Assert.True(UdpMulticastCodec.TryRead(datagram, out var frame, out var info, out var fault), fault?.Text);
        Assert.Equal(CanFrame.Parse("005#"), frame);
        Assert.Equal(6, info.UnknownKeys);
    }

    [Fact]
    public void A_frame_with_fd_set_is_refused_by_name()
    {
        var datagram = new Pack().Map(3).Text("arbitration_id").Raw(0x05).Text("is_extended_id").Raw(0xC2).Text("is_fd").Raw(0xC3).Bytes;
        AssertFault(datagram, CanFaultKind.FdUnsupported, "is_fd");
    }

    [Fact]
    public void Every_kind_of_wrong_datagram_is_a_fault_that_names_the_field()
    {
        var id = new Pack().Text("arbitration_id").Raw(0x05).Bytes;
        AssertFault([], CanFaultKind.Truncated, "empty");
        AssertFault([0xC1], CanFaultKind.Truncated, "unreadable");
        AssertFault([0x93, 1, 2, 3], CanFaultKind.WrongShape, "Array");
        AssertFault(Encoding.UTF8.GetBytes("{\"arbitration_id\":1}"), CanFaultKind.WrongShape, "Integer");
        AssertFault([0xDF, 0xFF, 0xFF, 0xFF, 0xFF], CanFaultKind.Truncated, "map");
        AssertFault([0x81], CanFaultKind.Truncated, "key");
        AssertFault([0x81, 0xA5, (byte)'d'], CanFaultKind.Truncated, "key");
        AssertFault([0x81, 0x01, 0x01], CanFaultKind.WrongType, "key");
        AssertFault([0x80], CanFaultKind.Missing, "arbitration_id");
        AssertFault([0x81, .. id, 0x00], CanFaultKind.Trailing, "1 bytes");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Bytes, CanFaultKind.WrongType, "arbitration_id");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Raw(0xFF).Bytes, CanFaultKind.OutOfRange, "arbitration_id -1");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Raw(0xCE, 0x20, 0, 0, 0).Bytes, CanFaultKind.OutOfRange, "536870912");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Text("5").Bytes, CanFaultKind.WrongType, "arbitration_id");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Float64(1.5).Bytes, CanFaultKind.WrongType, "1.5");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Float64(double.NaN).Bytes, CanFaultKind.WrongType, "NaN");
        AssertFault(new Pack().Map(1).Text("arbitration_id").Raw(0xC0).Bytes, CanFaultKind.Missing, "nil");
        AssertFault(new Pack().Map(2).Raw(id).Text("is_extended_id").Raw(0x02).Bytes, CanFaultKind.WrongType, "is_extended_id");
        AssertFault(new Pack().Map(2).Raw(id).Text("data").Raw(0xC4, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0).Bytes, CanFaultKind.OutOfRange, "data has 9");
        AssertFault(new Pack().Map(2).Raw(id).Text("data").Raw(0x99, 0, 0, 0, 0, 0, 0, 0, 0, 0).Bytes, CanFaultKind.OutOfRange, "data has 9");
        AssertFault(new Pack().Map(2).Raw(id).Text("data").Raw(0x91, 0xCD, 1, 0).Bytes, CanFaultKind.OutOfRange, "data[0]");
        AssertFault(new Pack().Map(2).Raw(id).Text("data").Raw(0xC4, 9).Bytes, CanFaultKind.WrongType, "data");
        AssertFault(new Pack().Map(2).Raw(id).Text("dlc").Raw(0x09).Bytes, CanFaultKind.OutOfRange, "dlc 9");
        AssertFault(new Pack().Map(2).Raw(id).Text("dlc").Raw(0x02).Bytes, CanFaultKind.LengthMismatch, "2");
        AssertFault(new Pack().Map(3).Raw(id).Text("dlc").Raw(0x01).Text("data").Binary(1, 2).Bytes, CanFaultKind.LengthMismatch, "1");
        AssertFault(new Pack().Map(2).Raw(id).Text("timestamp").Text("now").Bytes, CanFaultKind.WrongType, "timestamp");
        AssertFault([0x82, .. id, 0xA1, (byte)'x', .. Enumerable.Repeat((byte)0x91, 40), 0xC0], CanFaultKind.Truncated, "'x'");
    }

    [Fact]
    public void Every_prefix_of_a_good_datagram_is_a_fault_and_never_throws()
    {
        foreach (var row in PythonCan)
        {
            var good = Convert.FromHexString(row.Data.Item3);
            for (var length = 0; length < good.Length; length++)
                Assert.False(UdpMulticastCodec.TryRead(good.AsSpan(0, length), out _, out _, out _), string.Create(CultureInfo.InvariantCulture, $"prefix of {length}"));
        }
    }

    [Fact]
    public void Damaged_and_random_datagrams_never_throw_and_a_frame_read_writes_back_to_itself()
    {
        var random = new Random(11);
        var seeds = PythonCan.Select(row => Convert.FromHexString(row.Data.Item3)).ToArray();
        var buffer = new byte[UdpMulticastCodec.MaxWrittenBytes];
        var taken = 0;
        for (var round = 0; round < 200_000; round++)
        {
            byte[] bytes;
            if (round % 4 == 0)
            {
                bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
                if (bytes.Length > 0) bytes[0] = (byte)(0x80 | (bytes[0] & 0x0F));
            }
            else
            {
                bytes = (byte[])seeds[random.Next(seeds.Length)].Clone();
                for (var damage = random.Next(1, 4); damage > 0; damage--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (!UdpMulticastCodec.TryRead(bytes, out var frame, out _, out var fault))
            {
                Assert.NotNull(fault);
                continue;
            }

            taken++;
            var length = UdpMulticastCodec.Write(buffer, frame);
            Assert.True(UdpMulticastCodec.TryRead(buffer.AsSpan(0, length), out var again, out _, out _));
            Assert.Equal(frame, again);
        }

        Assert.InRange(taken, 1_000, 199_000);
    }

    private static void AssertFault(byte[] datagram, CanFaultKind kind, string named)
    {
        Assert.False(UdpMulticastCodec.TryRead(datagram, out _, out _, out var fault));
        Assert.Equal(kind, fault!.Kind);
        Assert.Contains(named, fault.Text, StringComparison.Ordinal);
    }

    /// <summary>A second, independent writer of MessagePack, for datagrams that ours would never write.</summary>
    private sealed class Pack
    {
        private readonly List<byte> _bytes = [];

        public byte[] Bytes => [.. _bytes];

        public Pack Map(int pairs) => Raw((byte)(0x80 | pairs));

        public Pack Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            return Raw((byte)(0xA0 | utf8.Length)).Raw(utf8);
        }

        public Pack Binary(params byte[] bytes) => Raw(0xC4, (byte)bytes.Length).Raw(bytes);

        public Pack Float64(double value) => Raw(0xCB).Raw([.. BitConverter.GetBytes(value).Reverse()]);

        public Pack Float32(float value) => Raw(0xCA).Raw([.. BitConverter.GetBytes(value).Reverse()]);

        public Pack Raw(params byte[] bytes)
        {
            _bytes.AddRange(bytes);
            return this;
        }
    }
}
