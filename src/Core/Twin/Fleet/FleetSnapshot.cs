using System.Buffers.Binary;

namespace Busbar.Core.Twin.Fleet;

/// <summary>The head of a fleet's snapshot: what it is, of which version, and of which fleet. What follows are the fleet's numbers as they lie in memory,
/// little-endian doubles.</summary>
internal readonly record struct FleetSnapshot(int Packs, int Rows, ulong Fingerprint, double TimeS)
{
    /// <summary>Length of the head, bytes: a multiple of 8.</summary>
    internal const int HeaderBytes = 40;

    /// <summary>Raised whenever the order or the meaning of the numbers changes.</summary>
    internal const int Version = 1;

    /// <summary>"BBFLEET" and a zero.</summary>
    private const ulong Mark = 0x0054_4545_4C46_4242;

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Packs);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Rows);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], Fingerprint);
        BinaryPrimitives.WriteDoubleLittleEndian(to[32..], TimeS);
    }

    /// <exception cref="ArgumentException">It is none of this fleet.</exception>
    internal static FleetSnapshot Read(ReadOnlySpan<byte> from, int packs, int rows, ulong fingerprint, long length)
    {
        ArgumentException Not(string why) => new($"The snapshot cannot be taken: {why}.", nameof(from));
        if (from.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(from) != Mark) throw Not("it does not begin with the mark of a fleet's snapshot");
        var version = BinaryPrimitives.ReadInt32LittleEndian(from[8..]);
        if (version != Version) throw Not($"its version is {version}, and {Version} is read here");
        var header = new FleetSnapshot(BinaryPrimitives.ReadInt32LittleEndian(from[12..]), (int)BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[24..]), BinaryPrimitives.ReadDoubleLittleEndian(from[32..]));
        if (header.Packs != packs) throw Not($"it has {header.Packs} packs, and the fleet {packs}");
        if (header.Rows != rows || header.Fingerprint != fingerprint) throw Not("it is of another cell or model than the fleet");
        if (from.Length < length) throw Not($"it is {from.Length} bytes long in place of {length}");
        return header;
    }

    /// <summary>FNV-1a over the letters, the same on every machine.</summary>
    internal static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in text) hash = (hash ^ letter) * 1099511628211UL;
        return hash;
    }
}
