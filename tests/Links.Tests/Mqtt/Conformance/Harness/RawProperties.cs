using System.Buffers.Binary;
using System.Text;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>The properties of a packet that came, in order, each with its value's bytes.</summary>
internal sealed record RawProperties(IReadOnlyList<(byte Id, byte[] Value)> All)
{
    public static RawProperties None { get; } = new([]);

    public bool Has(byte id) => All.Any(p => p.Id == id);

    public uint? Number(byte id)
    {
        var found = All.Where(p => p.Id == id).ToArray();
        if (found.Length == 0) return null;
        return Assert.Single(found).Value.Aggregate(0u, (sum, b) => (sum << 8) | b);
    }

    public string? Text(byte id) => Value(id) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public byte[]? Value(byte id) => All.Where(p => p.Id == id).Select(p => p.Value).SingleOrDefault();

    public IEnumerable<int> SubscriptionIds => All.Where(p => p.Id == Property.SubscriptionIdId).Select(p => VarInt(p.Value));

    public IEnumerable<(string Name, string Value)> Users => All.Where(p => p.Id == Property.UserId).Select(p =>
    {
        var at = 0;
        return (TakeText(p.Value, ref at), TakeText(p.Value, ref at));
    });

    /// <summary>Reads the block that begins at <paramref name="at"/>.</summary>
    public static RawProperties Take(byte[] body, ref int at)
    {
        var length = TakeVarInt(body, ref at);
        var end = at + length;
        Assert.True(end <= body.Length, "The property length points beyond the packet.");
        var all = new List<(byte, byte[])>();
        while (at < end)
        {
            var id = body[at++];
            var from = at;
            switch (id)
            {
                case 0x01 or 0x17 or 0x19 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A:
                    at++;
                    break;
                case 0x13 or 0x21 or 0x22 or 0x23:
                    at += 2;
                    break;
                case 0x02 or 0x11 or 0x18 or 0x27:
                    at += 4;
                    break;
                case 0x0B:
                    TakeVarInt(body, ref at);
                    break;
                case 0x26:
                    TakeText(body, ref at);
                    TakeText(body, ref at);
                    break;
                case 0x03 or 0x08 or 0x12 or 0x15 or 0x1A or 0x1C or 0x1F or 0x09 or 0x16:
                    at += 2 + BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at));
                    all.Add((id, body[(from + 2)..at]));
                    continue;
                default:
                    Assert.Fail($"0x{id:X2} is not a property of the standard.");
                    break;
            }

            all.Add((id, body[from..at]));
        }

        Assert.Equal(end, at);
        return new(all);
    }

    public static int TakeU16(byte[] body, ref int at)
    {
        at += 2;
        return BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at - 2));
    }

    public static string TakeText(byte[] body, ref int at)
    {
        var length = TakeU16(body, ref at);
        at += length;
        return Encoding.UTF8.GetString(body.AsSpan(at - length, length));
    }

    private static int TakeVarInt(byte[] body, ref int at)
    {
        var from = at;
        while ((body[at++] & 0x80) != 0)
        {
        }

        return VarInt(body.AsSpan(from, at - from));
    }

    private static int VarInt(ReadOnlySpan<byte> bytes)
    {
        var value = 0;
        for (var i = 0; i < bytes.Length; i++) value |= (bytes[i] & 0x7F) << (7 * i);
        Assert.Equal(Raw.VarInt(value), bytes.ToArray());
        return value;
    }
}
