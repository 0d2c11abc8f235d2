using System.Buffers;
using System.Text;
using Busbar.Links.Tests.Support;
using Busbar.Links.WebSockets;
using Busbar.Links.WebSockets.Internal;

namespace Busbar.Links.Tests.WebSockets;

/// <summary>Frames against the letters of RFC 6455, one byte layout at a time.</summary>
public sealed class FrameVectorTests
{
    private const int Limit = 1 << 20;

    [Fact]
    public void The_masked_Hello_of_RFC_6455_5_7_is_read()
    {
        var (events, messages) = Read([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], server: true);
        Assert.Equal([FrameEvent.Message], events);
        Assert.Equal("Hello", Encoding.UTF8.GetString(messages[0]));
    }

    [Fact]
    public void The_unmasked_Hello_of_RFC_6455_5_7_is_read_by_a_client()
    {
        var (events, messages) = Read([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f], server: false);
        Assert.Equal([FrameEvent.Message], events);
        Assert.Equal("Hello", Encoding.UTF8.GetString(messages[0]));
    }

    [Fact]
    public void The_fragmented_Hello_of_RFC_6455_5_7_is_joined()
    {
        var (events, messages) = Read([0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f], server: false);
        Assert.Equal([FrameEvent.Message], events);
        Assert.Equal("Hello", Encoding.UTF8.GetString(messages[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public void Every_length_class_is_read_whole_and_byte_by_byte(int length)
    {
        var payload = Pattern(length);
        var frame = Frames.Masked(Frames.Binary, payload);
        foreach (var chunk in (int[])[frame.Length, 1, 3, 1000])
        {
            if (chunk == 1 && length > 70_000) continue;
            var (events, messages) = Read(frame, server: true, chunk);
            Assert.Equal([FrameEvent.Message], events);
            Assert.Equal(payload, messages[0]);
        }
    }

    [Fact]
    public void A_ping_between_fragments_does_not_disturb_the_message()
    {
        byte[] bytes = [.. Frames.Masked(0x01, "ab"), .. Frames.Masked(Frames.Ping, "p"), .. Frames.Masked(0x00, "cd"), .. Frames.Masked(0x80, "ef")];
        foreach (var chunk in (int[])[bytes.Length, 1, 5])
        {
            var (events, messages) = Read(bytes, server: true, chunk);
            Assert.Equal([FrameEvent.Ping, FrameEvent.Message], events);
            Assert.Equal("p", Encoding.UTF8.GetString(messages[0]));
            Assert.Equal("abcdef", Encoding.UTF8.GetString(messages[1]));
        }
    }

    [Fact]
    public void Empty_fragments_make_an_empty_message_and_the_next_message_is_clean()
    {
        byte[] bytes = [.. Frames.Masked(0x01, ""), .. Frames.Masked(0x00, ""), .. Frames.Masked(0x80, ""), .. Frames.Masked(Frames.Text, "x")];
        var (events, messages) = Read(bytes, server: true);
        Assert.Equal([FrameEvent.Message, FrameEvent.Message], events);
        Assert.Empty(messages[0]);
        Assert.Equal("x", Encoding.UTF8.GetString(messages[1]));
    }

    [Fact]
    public void A_character_split_between_fragments_is_good_text()
    {
        var euro = "€"u8.ToArray();
        var (events, messages) = Read([.. Frames.Masked(0x01, euro.AsSpan(0, 1)), .. Frames.Masked(0x80, euro.AsSpan(1))], server: true);
        Assert.Equal([FrameEvent.Message], events);
        Assert.Equal(euro, messages[0]);
    }

    [Theory]
    [InlineData(1002, "an unmasked frame from a client", new byte[] { 0x81, 0x01, 0x41 })]
    [InlineData(1002, "RSV1, which compression would use", new byte[] { 0xC1, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "RSV2", new byte[] { 0xA1, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "RSV3", new byte[] { 0x91, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "reserved data opcode 3", new byte[] { 0x83, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "reserved control opcode B", new byte[] { 0x8B, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "a continuation of nothing", new byte[] { 0x80, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "a fragmented ping", new byte[] { 0x09, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "a ping of 126 bytes", new byte[] { 0x89, 0xFE, 0, 126, 0, 0, 0, 0 })]
    [InlineData(1002, "a text within a fragmented text", new byte[] { 0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0 })]
    [InlineData(1002, "the top bit of a 64-bit length", new byte[] { 0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(1002, "a close of one byte", new byte[] { 0x88, 0x81, 0, 0, 0, 0, 3 })]
    [InlineData(1002, "close code 1005", new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED })]
    [InlineData(1002, "close code 999", new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7 })]
    [InlineData(1002, "close code 5000", new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x13, 0x88 })]
    [InlineData(1007, "text that is not UTF-8", new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28 })]
    [InlineData(1007, "half a surrogate in text", new byte[] { 0x81, 0x83, 0, 0, 0, 0, 0xED, 0xA0, 0x80 })]
    [InlineData(1007, "a close reason that is not UTF-8", new byte[] { 0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF })]
    public void A_broken_rule_has_its_close_code(int code, string what, byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        var reader = new FrameReader(expectMasked: true, Limit);
        var last = FrameEvent.NeedMore;
        for (var i = 0; i < 3 && last != FrameEvent.Fault; i++) last = reader.Read(ref buffer);
        Assert.True(last == FrameEvent.Fault, what);
        Assert.Equal(code, reader.CloseCode);
        Assert.NotEmpty(reader.Text);
    }

    [Fact]
    public void A_masked_frame_from_a_server_is_refused()
    {
        var (events, _) = Read(Frames.Masked(Frames.Text, "x"), server: false);
        Assert.Equal([FrameEvent.Fault], events);
    }

    [Fact]
    public void A_length_beyond_the_limit_is_refused_by_its_head_alone()
    {
        byte[] head = [0x81, 0xFF, 0, 0, 0, 0, 0, 0xA0, 0, 0, 1, 2, 3, 4];
        var buffer = new ReadOnlySequence<byte>(head);
        var reader = new FrameReader(expectMasked: true, Limit);
        Assert.Equal(FrameEvent.Fault, reader.Read(ref buffer));
        Assert.Equal(1009, reader.CloseCode);
    }

    [Fact]
    public void Fragments_that_exceed_the_limit_together_are_refused()
    {
        byte[] bytes = [.. Frames.Masked(0x02, Pattern(600)), .. Frames.Masked(0x80, Pattern(600))];
        var buffer = new ReadOnlySequence<byte>(bytes);
        var reader = new FrameReader(expectMasked: true, maxMessageBytes: 1024);
        Assert.Equal(FrameEvent.Fault, reader.Read(ref buffer));
        Assert.Equal(1009, reader.CloseCode);
        reader.Release();
    }

    [Fact]
    public void A_message_in_one_piece_is_handed_out_where_it_lies()
    {
        var frame = Frames.Masked(Frames.Text, "Hello");
        var buffer = new ReadOnlySequence<byte>(frame);
        var reader = new FrameReader(expectMasked: true, Limit);
        Assert.Equal(FrameEvent.Message, reader.Read(ref buffer));
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(reader.Payload, out var segment));
        Assert.Same(frame, segment.Array);
    }

    [Fact]
    public void Masking_agrees_with_the_formula_at_every_length_and_offset()
    {
        const uint Key = 0x3d21fa37;
        byte[] key = [0x37, 0xfa, 0x21, 0x3d];
        for (var length = 0; length < 200; length++)
        {
            for (var offset = 0; offset < 4; offset++)
            {
                var data = Pattern(length);
                var expected = data.Select((b, i) => (byte)(b ^ key[(i + offset) % 4])).ToArray();
                Masking.Apply(data, Key, offset);
                Assert.Equal(expected, data);
            }
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(125, true)]
    [InlineData(126, false)]
    [InlineData(65535, true)]
    [InlineData(65536, false)]
    public void What_we_write_as_head_is_what_the_RFC_writes(int length, bool masked)
    {
        var payload = new byte[length];
        var expected = masked ? Frames.Masked(Frames.Text, payload) : Frames.Plain(Frames.Text, payload);
        var head = new byte[FrameHeader.MaxBytes];
        var bytes = FrameHeader.Write(head, Opcode.Text, length, masked ? 0x3d21fa37u : null);
        Assert.Equal(FrameHeader.SizeFor(length, masked), bytes);
        Assert.Equal(expected[..bytes], head[..bytes]);
    }

    [Fact]
    public void Random_bytes_end_in_an_event_and_never_in_an_exception()
    {
        var random = new Random(20260301);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes);
            if (bytes.Length > 1 && round % 2 == 0) (bytes[0], bytes[1]) = ((byte)(bytes[0] & 0x8F), (byte)(bytes[1] | 0x80));
            var buffer = new ReadOnlySequence<byte>(bytes);
            var reader = new FrameReader(expectMasked: true, 1024);
            for (var i = 0; i < 100; i++)
                if (reader.Read(ref buffer) is FrameEvent.NeedMore or FrameEvent.Fault or FrameEvent.Close) break;
            Assert.True(buffer.Length <= bytes.Length);
            reader.Release();
        }
    }

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)((i * 7) + (i >> 8));
        return bytes;
    }

    /// <summary>Feeds a stream in pieces, as a transport would: unread bytes are offered again together with new ones.</summary>
    private static (List<FrameEvent> Events, List<byte[]> Payloads) Read(byte[] stream, bool server, int chunk = int.MaxValue)
    {
        var reader = new FrameReader(expectMasked: server, Limit);
        List<FrameEvent> events = [];
        List<byte[]> payloads = [];
        byte[] left = [];
        for (var at = 0; at < stream.Length;)
        {
            var take = Math.Min(chunk, stream.Length - at);
            left = [.. left, .. stream[at..(at + take)]];
            at += take;
            var buffer = new ReadOnlySequence<byte>(left);
            while (true)
            {
                var found = reader.Read(ref buffer);
                if (found == FrameEvent.NeedMore) break;
                events.Add(found);
                payloads.Add(reader.Payload.ToArray());
                if (found == FrameEvent.Fault) return (events, payloads);
            }

            left = buffer.ToArray();
        }

        Assert.Empty(left);
        return (events, payloads);
    }
}
