using System.Buffers;
using System.Text;

namespace Busbar.Cloud.Bus;

/// <summary>
/// Which shard a station belongs to: jump consistent hash (Lamping and Veach, 2014) over FNV-1a 64 of the id's UTF-8 bytes. The same in every
/// process and for ever: queue names and the rows of a store depend on it. When shards are added, only stations that move to a new one move.
/// Thread safe.
/// </summary>
public static class Shard
{
    /// <summary>Most shards that a cluster may have.</summary>
    public const int Most = 1024;

    /// <summary>The station's shard, 0 to <paramref name="shards"/> - 1.</summary>
    /// <param name="stationId">Compared byte by byte: case matters.</param>
    /// <param name="shards">How many there are, 1 to <see cref="Most"/>.</param>
    public static int Of(string stationId, int shards)
    {
        ArgumentNullException.ThrowIfNull(stationId);
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, Most);
        return Jump(Hash(stationId), shards);
    }

    /// <summary>FNV-1a 64 of the text's UTF-8 bytes (offset basis and prime of Fowler, Noll and Vo).</summary>
    internal static ulong Hash(string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size > 256 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[256];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var b in bytes) hash = (hash ^ b) * 1_099_511_628_211UL;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static int Jump(ulong key, int buckets)
    {
        long bucket = -1, next = 0;
        while (next < buckets)
        {
            bucket = next;
            key = unchecked((key * 2_862_933_555_777_941_757UL) + 1);
            next = (long)((bucket + 1) * ((double)(1L << 31) / ((key >> 33) + 1)));
        }

        return (int)bucket;
    }
}
