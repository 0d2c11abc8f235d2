using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>Hash of a topic level, seeded per process so that nobody outside can choose levels that collide.</summary>
internal static class LevelHash
{
    private const ulong Odd1 = 0x9E3779B97F4A7C15;
    private const ulong Odd2 = 0xD6E8FEB86659FD93;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public static int Of(ReadOnlySpan<byte> level)
    {
        var hash = Seed ^ ((ulong)level.Length * Odd1);
        while (level.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(level));
            level = level[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var b in level) rest = (rest << 8) | b;
        hash = Mix(hash ^ rest ^ Odd1);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Odd2, out var low);
        return high ^ low;
    }
}
