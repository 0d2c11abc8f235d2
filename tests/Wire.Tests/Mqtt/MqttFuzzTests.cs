using System.Buffers;
using System.Globalization;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>
/// Packets of the corpus, bent: nothing makes the reader throw or look behind the packet, and what it reads is written and read again as it was. A
/// longer run, with a seed of the day: <c>BUSBAR_FUZZ_SECONDS</c>.
/// </summary>
public sealed class MqttFuzzTests
{
    private const int Packets = 200_000;
    private const int MaxPacketBytes = 4_096;

    private static readonly byte[][] Odd = [[0, 0], [0xFF, 0xFF], [0x80, 0x00], [0xFF, 0xFF, 0xFF, 0x7F], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0x26, 0, 0, 0, 0], "$share/"u8.ToArray(), "#"u8.ToArray()];

    private readonly MqttPacketReader _reader = new();
    private readonly MqttPacketReader _second = new();
    private readonly ArrayBufferWriter<byte> _writer = new(MaxPacketBytes * 2);

    [Fact]
    public void Bent_packets_are_read_or_refused_and_what_is_read_comes_back()
    {
        var seconds = Environment.GetEnvironmentVariable("BUSBAR_FUZZ_SECONDS") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 0;
        var seed = seconds == 0 ? 501 : (int)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 86_400);
        var end = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
        var random = new Random(seed);
        var read = 0;
        var count = 0;
        while (count < Packets || TimeProvider.System.GetTimestamp() < end)
        {
            count++;
            if (Try(random, seed, count)) read++;
        }

        Assert.InRange(read, count / 20, count);
    }

    private bool Try(Random random, int seed, int number)
    {
        var from = random.Next(3) == 0 ? MqttCorpus.Malformed : MqttCorpus.Packets;
        var line = from[random.Next(from.Count)];
        var bytes = Bend(random, line.Bytes, MqttCorpus.Packets[random.Next(MqttCorpus.Packets.Count)].Bytes);
        var version = random.Next(8) == 0 ? MqttVersion.V311 : line.Version;
        var sender = random.Next(16) == 0 ? MqttRole.Server : line.Sender;
        var input = random.Next(4) == 0 && bytes.Length > 0 ? MqttWire.Cut(bytes, random.Next(bytes.Length)) : new ReadOnlySequence<byte>(bytes);
        var what = $"seed {seed}, packet {number}: {version} {sender} {Convert.ToHexString(bytes)}";
        try
        {
            switch (_reader.TryRead(ref input, version, sender, MaxPacketBytes))
            {
                case MqttReadStatus.Packet:
                    ComesBack(bytes.AsSpan(0, bytes.Length - (int)input.Length).ToArray(), version, sender, what);
                    return true;
                case MqttReadStatus.Fault:
                    Assert.True(_reader.Fault is { Code: >= MqttReasonCode.UnspecifiedError, Text.Length: > 0, Clause.Length: > 0 }, what);
                    Assert.Equal(bytes.Length, input.Length);
                    return false;
                default:
                    Assert.Equal(bytes.Length, input.Length);
                    return false;
            }
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException(what, e);
        }
    }

    private void ComesBack(byte[] packet, MqttVersion version, MqttRole sender, string what)
    {
        var words = MqttText.Of(_reader);
        var alone = new ReadOnlySequence<byte>(packet);
        Assert.True(_second.TryRead(ref alone, version, sender, MaxPacketBytes) == MqttReadStatus.Packet && words == MqttText.Of(_second), what);
        if (!FiltersAreRight()) return;
        _writer.ResetWrittenCount();
        var written = MqttWire.Write(_writer, MqttWire.VersionOf(_reader, version), _reader);
        Assert.True(written <= packet.Length, what);
        var again = new ReadOnlySequence<byte>(_writer.WrittenMemory);
        Assert.True(_second.TryRead(ref again, version, sender, MaxPacketBytes) == MqttReadStatus.Packet, $"{what}: {_second.Fault}");
        Assert.True(words == MqttText.Of(_second), what);
    }

    /// <summary>A wrong filter is read, for the SUBACK to refuse, but is not written.</summary>
    private bool FiltersAreRight() => _reader.Type switch
    {
        MqttPacketType.Subscribe => _reader.Subscribe.Subscriptions.TrueForAll(s =>
            MqttTopic.IsFilter(s.Filter.Span, out _) && !(s.NoLocal && MqttTopic.TryParseShared(s.Filter.Span, out var _, out var _))),
        MqttPacketType.Unsubscribe => _reader.Unsubscribe.Filters.TrueForAll(f => MqttTopic.IsFilter(f.Span, out _)),
        _ => true,
    };

    private static byte[] Bend(Random random, byte[] seed, byte[] other)
    {
        var bytes = new List<byte>(seed);
        var mendLength = random.Next(4) != 0;
        for (var bends = random.Next(1, 4); bends > 0 && bytes.Count > 0; bends--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
            switch (random.Next(9))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] += (byte)(random.Next(2) == 0 ? 1 : 255); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.InsertRange(at, Odd[random.Next(Odd.Length)]); break;
                case 6: bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(length)); break;
                case 7: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.AddRange(other); mendLength = false; break;
            }
        }

        // Most bent packets would end at their Remaining Length; a right one lets the bend reach the fields.
        if (mendLength && bytes.Count is > 2 and < 130) bytes[1] = (byte)(bytes.Count - 2);
        return [.. bytes];
    }
}
