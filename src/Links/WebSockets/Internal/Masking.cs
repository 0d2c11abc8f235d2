using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Busbar.Links.WebSockets.Internal;

/// <summary>Masking of RFC 6455, 5.3: each byte is XORed with one of four key bytes in turn. The operation is its own inverse.</summary>
internal static class Masking
{
    private const int KeyPoolBytes = 1024;

    [ThreadStatic]
    private static byte[]? s_keys;

    [ThreadStatic]
    private static int s_keysUsed;

    /// <summary>Masks or unmasks in place. <paramref name="key"/> holds the key's four bytes in wire order (little-endian load);
    /// <paramref name="offset"/> is the position of the first byte within the frame's payload.</summary>
    public static void Apply(Span<byte> data, uint key, long offset)
    {
        key = BitOperations.RotateRight(key, (int)(offset & 3) * 8);
        if (!BitConverter.IsLittleEndian) key = BinaryPrimitives.ReverseEndianness(key);

        var at = 0;
        if (Vector.IsHardwareAccelerated && data.Length >= Vector<byte>.Count)
        {
            var wide = Vector.AsVectorByte(new Vector<uint>(key));
            var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(data);
            for (var i = 0; i < vectors.Length; i++) vectors[i] ^= wide;
            at = vectors.Length * Vector<byte>.Count;
        }

        var words = MemoryMarshal.Cast<byte, uint>(data[at..]);
        for (var i = 0; i < words.Length; i++) words[i] ^= key;
        at += words.Length * sizeof(uint);

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(bytes, key);
        for (var i = 0; at < data.Length; at++, i++) data[at] ^= bytes[i];
    }

    /// <summary>A fresh key that the peer cannot predict (RFC 6455, 10.3), taken from a per-thread supply of strong random bytes.</summary>
    public static uint NewKey()
    {
        var keys = s_keys ??= new byte[KeyPoolBytes];
        if (s_keysUsed == 0 || s_keysUsed == KeyPoolBytes)
        {
            RandomNumberGenerator.Fill(keys);
            s_keysUsed = 0;
        }

        var key = BinaryPrimitives.ReadUInt32LittleEndian(keys.AsSpan(s_keysUsed));
        s_keysUsed += sizeof(uint);
        return key;
    }
}
