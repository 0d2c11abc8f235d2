using System.Globalization;

namespace Busbar.Wire.Can;

/// <summary>What a CAN frame is besides its identifier and data.</summary>
[Flags]
public enum CanFlags : byte
{
    /// <summary>A data frame with an 11-bit identifier.</summary>
    None = 0,

    /// <summary>The identifier has 29 bits (CAN 2.0B).</summary>
    Extended = 1,

    /// <summary>A remote frame: it asks for data and carries none; its length is the length asked for.</summary>
    Remote = 2,

    /// <summary>An error frame, as controllers report them; its identifier is the error class.</summary>
    Error = 4,
}

/// <summary>
/// One classic CAN frame (ISO 11898-1): identifier, kind and up to 8 data bytes, held in 16 bytes without heap.
/// CAN FD frames do not fit and are refused where they could arrive. Immutable, hence safe to share.
/// </summary>
public readonly struct CanFrame : IEquatable<CanFrame>
{
    /// <summary>Highest 11-bit identifier (ISO 11898-1).</summary>
    public const uint MaxStandardId = 0x7FF;

    /// <summary>Highest 29-bit identifier (ISO 11898-1).</summary>
    public const uint MaxExtendedId = 0x1FFF_FFFF;

    /// <summary>Most data bytes of a classic frame (ISO 11898-1).</summary>
    public const int MaxLength = 8;

    private readonly ulong _data;
    private readonly uint _id;
    private readonly byte _length;
    private readonly CanFlags _flags;

    private CanFrame(uint id, CanFlags flags, int length, ulong data)
    {
        _id = id;
        _flags = flags;
        _length = (byte)length;
        _data = data;
    }

    /// <summary>The identifier, 0 to <see cref="MaxStandardId"/>, or to <see cref="MaxExtendedId"/> for extended and error frames.</summary>
    public uint Id => _id;

    /// <summary>What kind of frame it is.</summary>
    public CanFlags Flags => _flags;

    /// <summary>Whether the identifier has 29 bits.</summary>
    public bool IsExtended => (_flags & CanFlags.Extended) != CanFlags.None;

    /// <summary>Whether it asks for data instead of carrying any.</summary>
    public bool IsRemote => (_flags & CanFlags.Remote) != CanFlags.None;

    /// <summary>Whether a controller reports an error with it.</summary>
    public bool IsError => (_flags & CanFlags.Error) != CanFlags.None;

    /// <summary>Number of data bytes, 0 to 8; for a remote frame the number asked for.</summary>
    public int Length => _length;

    /// <summary>The data as one number: byte 0 in the lowest eight bits, bytes past <see cref="Length"/> zero.</summary>
    public ulong DataLittleEndian => _data;

    /// <summary>One data byte; 0 past the end, as a short frame reads on the wire of a driver that expects eight.</summary>
    /// <param name="index">0 to 7.</param>
    public byte this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MaxLength);
            return (byte)(_data >> (8 * index));
        }
    }

    /// <summary>A data frame with an 11-bit identifier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The identifier is over 0x7FF or the data longer than 8 bytes.</exception>
    public static CanFrame Standard(uint id, ReadOnlySpan<byte> data) => Create(id, CanFlags.None, data.Length, data);

    /// <summary>A data frame with a 29-bit identifier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The identifier is over 0x1FFFFFFF or the data longer than 8 bytes.</exception>
    public static CanFrame Extended(uint id, ReadOnlySpan<byte> data) => Create(id, CanFlags.Extended, data.Length, data);

    /// <summary>A remote frame that asks for <paramref name="length"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The identifier or the length is out of range.</exception>
    public static CanFrame Remote(uint id, bool extended, int length) =>
        Create(id, CanFlags.Remote | (extended ? CanFlags.Extended : CanFlags.None), length, []);

    /// <summary>Builds a frame from parts that a peer gave. Never throws.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="flags">What kind of frame.</param>
    /// <param name="length">Data length code, 0 to 8.</param>
    /// <param name="data">The data; as long as <paramref name="length"/>, for a remote frame empty.</param>
    /// <param name="frame">The frame, when true is returned.</param>
    /// <param name="fault">Why not, when false is returned.</param>
    public static bool TryCreate(uint id, CanFlags flags, int length, ReadOnlySpan<byte> data, out CanFrame frame, out CanFault? fault)
    {
        frame = default;
        var remote = (flags & CanFlags.Remote) != CanFlags.None;
        var maxId = (flags & (CanFlags.Extended | CanFlags.Error)) != CanFlags.None ? MaxExtendedId : MaxStandardId;
        fault =
            id > maxId ? new(CanFaultKind.OutOfRange, $"identifier 0x{id:X} is over 0x{maxId:X}") :
            length is < 0 or > MaxLength ? new(CanFaultKind.OutOfRange, $"data length code {length} is not 0 to {MaxLength}") :
            remote && data.Length > 0 ? new(CanFaultKind.LengthMismatch, $"a remote frame carries {data.Length} data bytes, allowed is none") :
            !remote && data.Length != length ? new(CanFaultKind.LengthMismatch, $"data length code {length} but {data.Length} data bytes") :
            null;
        if (fault is not null) return false;

        ulong packed = 0;
        for (var i = data.Length - 1; i >= 0; i--) packed = (packed << 8) | data[i];
        frame = new CanFrame(id, flags, length, packed);
        return true;
    }

    /// <summary>Copies the data bytes; none for a remote frame.</summary>
    /// <returns>The number of bytes copied.</returns>
    /// <exception cref="ArgumentException"><paramref name="to"/> is too short.</exception>
    public int CopyTo(Span<byte> to)
    {
        if (IsRemote) return 0;
        if (to.Length < _length) throw new ArgumentException($"The span holds {to.Length} bytes, the frame has {_length}.", nameof(to));
        for (var i = 0; i < _length; i++) to[i] = (byte)(_data >> (8 * i));
        return _length;
    }

    /// <summary>Two data bytes as an unsigned number, low byte first.</summary>
    /// <param name="index">Index of the low byte, 0 to 6.</param>
    public ushort ReadUInt16LittleEndian(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaxLength - 2);
        return (ushort)(_data >> (8 * index));
    }

    /// <inheritdoc/>
    public bool Equals(CanFrame other) =>
        _data == other._data && _id == other._id && _length == other._length && _flags == other._flags;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CanFrame other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_data, _id, _length, _flags);

    /// <summary>Equality of all parts.</summary>
    public static bool operator ==(CanFrame left, CanFrame right) => left.Equals(right);

    /// <summary>Inequality of any part.</summary>
    public static bool operator !=(CanFrame left, CanFrame right) => !left.Equals(right);

    /// <summary>The compact form of can-utils: <c>300#1400</c>, <c>02204000#1262</c> (extended), <c>123#R4</c> (remote).</summary>
    public override string ToString() => CandumpText.Format(this);

    /// <summary>Reads the compact form of can-utils. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CanFrame frame, out CanFault? fault) => CandumpText.TryParse(text, out frame, out fault);

    /// <summary>Reads the compact form of can-utils.</summary>
    /// <exception cref="FormatException">The text is not a frame.</exception>
    public static CanFrame Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var frame, out var fault)
            ? frame
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a CAN frame: {fault!.Text}."));

    private static CanFrame Create(uint id, CanFlags flags, int length, ReadOnlySpan<byte> data) =>
        TryCreate(id, flags, length, data, out var frame, out var fault) ? frame : throw new ArgumentOutOfRangeException(nameof(id), fault!.Text);
}
