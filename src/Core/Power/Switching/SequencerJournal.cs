using System.Buffers.Binary;

namespace Busbar.Core.Power.Switching;

/// <summary>
/// What a sequencer remembers over a crash: target, failed contactors, wear. Nothing that it says about a position is trusted: positions are read
/// back. Immutable. Bytes: version 1, number of modules and of contactors (u16), per module its gun (i16), per contactor one byte (bit 0 target
/// closed, bits 1-2 failure) and its operations (u32, saturating), then CRC-32 (IEEE 802.3) of all that; little-endian.
/// </summary>
/// <param name="TargetGun">The gun that each module is to feed; -1: none.</param>
/// <param name="TargetClosed">Whether each contactor is to be closed.</param>
/// <param name="Failures">How each contactor has failed.</param>
/// <param name="Operations">How often each contactor has moved in its life.</param>
public sealed record SequencerJournal(IReadOnlyList<int> TargetGun, IReadOnlyList<bool> TargetClosed, IReadOnlyList<ContactorFailure> Failures, IReadOnlyList<long> Operations)
{
    private const byte Version = 1;
    private const int Head = 5;

    /// <summary>As bytes, for whatever the caller stores it in.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Head + (2 * TargetGun.Count) + (5 * TargetClosed.Count) + 4];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1), checked((ushort)TargetGun.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(3), checked((ushort)TargetClosed.Count));
        var at = Head;
        foreach (var gun in TargetGun)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), checked((short)gun));
            at += 2;
        }

        for (var k = 0; k < TargetClosed.Count; k++)
        {
            bytes[at] = (byte)((TargetClosed[k] ? 1 : 0) | ((int)Failures[k] << 1));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 1), (uint)Math.Clamp(Operations[k], 0, uint.MaxValue));
            at += 5;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Crc32(bytes.AsSpan(0, at)));
        return bytes;
    }

    /// <summary>From bytes; null when they are torn, of another version or not a journal. Then recover without one.</summary>
    public static SequencerJournal? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head + 4 || bytes[0] != Version) return null;
        var modules = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        var contactors = BinaryPrimitives.ReadUInt16LittleEndian(bytes[3..]);
        var end = Head + (2 * modules) + (5 * contactors);
        if (bytes.Length != end + 4 || BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..]) != Crc32(bytes[..end])) return null;
        var (guns, closed) = (new int[modules], new bool[contactors]);
        var (failures, operations) = (new ContactorFailure[contactors], new long[contactors]);
        for (var m = 0; m < modules; m++) guns[m] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(Head + (2 * m))..]);
        for (var k = 0; k < contactors; k++)
        {
            var at = Head + (2 * modules) + (5 * k);
            closed[k] = (bytes[at] & 1) != 0;
            failures[k] = (ContactorFailure)((bytes[at] >> 1) & 3);
            if (!Enum.IsDefined(failures[k])) return null;
            operations[k] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 1)..]);
        }

        return new SequencerJournal(guns, closed, failures, operations);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
