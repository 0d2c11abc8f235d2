using System.Text;
using Busbar.Wire.Ocpp;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>Nothing that a peer sends makes the reader throw, and what it makes of it can be written and read again.</summary>
public sealed class OcppFuzzTests
{
    private const int Frames = 200_000;

    [Fact]
    public void Two_hundred_thousand_bent_frames_are_read_or_refused()
    {
        var random = new Random(1606);
        var seeds = Vectors.All.SelectMany(v => (byte[][])
            [Encoding.UTF8.GetBytes($"""[2,"id-{v.Action}","{v.Action}",{v.Request}]"""), Encoding.UTF8.GetBytes($"""[3,"{v.Action}",{v.Response}]""")]).ToArray();
        var read = 0;
        for (var i = 0; i < Frames; i++)
        {
            var seed = seeds[random.Next(seeds.Length)];
            var frame = Bend(random, seed, seeds[random.Next(seeds.Length)]);
            var allowed = random.Next(3) switch { 0 => Leniency.None, 1 => Leniency.All, _ => (Leniency)random.NextInt64((long)Leniency.All) };
            if (Read(frame, allowed, out var used) is not { } message) continue;
            read++;
            Assert.Equal(Leniency.None, used & ~allowed);
            var written = OcppJson.ToUtf8(message);
            if (OcppJson.Validate(message) is not null) continue;
            var again = message is OcppRequest
                ? (OcppMessage?)OcppJson.ReadRequestPayload(message.Action, written, Leniency.None, out var fault)
                : OcppJson.ReadResponsePayload(message.Action, written, Leniency.None, out fault);
            Assert.True(again is not null, $"{Encoding.UTF8.GetString(frame)}\n{Encoding.UTF8.GetString(written)}\n{fault?.Text}");
            Assert.Equal(written, OcppJson.ToUtf8(again));
        }

        Assert.InRange(read, Frames / 50, Frames);
    }

    private static OcppMessage? Read(byte[] frame, Leniency allowed, out Leniency used)
    {
        used = Leniency.None;
        if (!OcppFrames.TryRead(frame, Ocpp16.Messages, allowed, out var header, out var fault))
        {
            Assert.NotEmpty(fault!.Text);
            return null;
        }

        Assert.InRange(header.Payload.Length, 0, frame.Length);
        OcppMessage? message = header.Type switch
        {
            OcppFrameType.Call => OcppFrames.ReadRequest(ref header, out fault, out used),
            OcppFrameType.CallResult => OcppFrames.ReadResponse(ref header, Ocpp16.Messages.Find(header.Id.ToString()) ?? Ocpp16.Heartbeat, out fault, out used),
            _ => null,
        };
        Assert.True(header.Type == OcppFrameType.CallError || message is null == fault is not null);
        if (fault is not null) Assert.InRange(fault.Text.Length, 1, 1000);
        return message;
    }

    private static byte[] Bend(Random random, byte[] seed, byte[] other)
    {
        var frame = new List<byte>(seed);
        for (var bends = random.Next(1, 3); bends > 0; bends--)
        {
            var at = random.Next(frame.Count);
            var length = random.Next(1, Math.Min(24, frame.Count - at + 1));
            switch (random.Next(8))
            {
                case 0: frame[at] = (byte)random.Next(256); break;
                case 1: frame[at] = "{}[]:,\"\\0159.eE-+ntfu "u8[random.Next(22)]; break;
                case 2: frame.RemoveRange(at, length); break;
                case 3: frame.InsertRange(at, frame.GetRange(at, length)); break;
                case 4: frame.InsertRange(at, other.AsSpan(random.Next(other.Length)).ToArray().Take(length)); break;
                case 5: frame.InsertRange(at, Odd[random.Next(Odd.Length)]); break;
                case 6: frame.RemoveRange(at, frame.Count - at); break;
                default: (frame[at], frame[random.Next(frame.Count)]) = (frame[random.Next(frame.Count)], frame[at]); break;
            }

            if (frame.Count == 0) break;
        }

        return [.. frame];
    }

    private static readonly byte[][] Odd =
    [
        "null"u8.ToArray(), "\"null\""u8.ToArray(), "1e999"u8.ToArray(), "99999999999999999999999999999999"u8.ToArray(), "\\ud800"u8.ToArray(), "\"\""u8.ToArray(),
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["u8.ToArray(), "{\"a\":"u8.ToArray(), [0xC3, 0x28], [0xF0, 0x9F, 0x98], "-"u8.ToArray(), "0.1"u8.ToArray(), "true"u8.ToArray(),
        ",\"x\":1"u8.ToArray(), "1E-99999999999"u8.ToArray(), "\\u0000"u8.ToArray(),
    ];
}
