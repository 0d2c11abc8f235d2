using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Busbar.Wire.Can;

/// <summary>What one datagram held besides its frame.</summary>
/// <param name="TimestampS">The sender's time, seconds since 1970; null when it sent none. Receivers go by their own clock.</param>
/// <param name="UnknownKeys">Number of keys that were not understood and skipped.</param>
public readonly record struct UdpDatagramInfo(double? TimestampS, int UnknownKeys);

/// <summary>
/// The datagrams of python-can's <c>udp_multicast</c> interface (python-can 4, <c>can/interfaces/udp_multicast/utils.py</c>):
/// one MessagePack map per datagram, one frame per map. What is written has python-can's keys in python-can's order, byte for
/// byte, and no other key, since a key that it does not know makes python-can fail. What is read may have its keys in any
/// order, leave out what has a default, and use other number types; unknown keys are skipped and counted.
/// </summary>
public static class UdpMulticastCodec
{
    /// <summary>Default port (python-can).</summary>
    public const int DefaultPort = 43113;

    /// <summary>Default IPv4 group (python-can).</summary>
    public const string DefaultGroupIPv4 = "239.74.163.2";

    /// <summary>Default IPv6 group (python-can).</summary>
    public const string DefaultGroupIPv6 = "ff15:7079:7468:6f6e:6465:6d6f:6d63:6173";

    /// <summary>Largest datagram that python-can receives, bytes.</summary>
    public const int MaxDatagramBytes = 4096;

    /// <summary>Most bytes that <see cref="Write"/> needs when no channel name is sent.</summary>
    public const int MaxWrittenBytes = 164;

    /// <summary>Writes the datagram of one frame.</summary>
    /// <param name="to">At least <see cref="MaxWrittenBytes"/> long.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="timestampS">Seconds since 1970; python-can overwrites it with its kernel's time.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="to"/> is too short.</exception>
    public static int Write(Span<byte> to, in CanFrame frame, double timestampS = 0)
    {
        if (to.Length < MaxWrittenBytes)
            throw new ArgumentException($"The span holds {to.Length} bytes, a datagram may take {MaxWrittenBytes}.", nameof(to));
        var writer = new Writer(to);
        writer.Byte(0x8B);
        writer.Key("timestamp"u8);
        writer.Float64(timestampS);
        writer.Key("arbitration_id"u8);
        writer.Unsigned(frame.Id);
        writer.Key("is_extended_id"u8);
        writer.Boolean(frame.IsExtended);
        writer.Key("is_remote_frame"u8);
        writer.Boolean(frame.IsRemote);
        writer.Key("is_error_frame"u8);
        writer.Boolean(frame.IsError);
        writer.Key("channel"u8);
        writer.Byte(0xC0);
        writer.Key("dlc"u8);
        writer.Unsigned((uint)frame.Length);
        writer.Key("data"u8);
        writer.Data(frame);
        writer.Key("is_fd"u8);
        writer.Boolean(false);
        writer.Key("bitrate_switch"u8);
        writer.Boolean(false);
        writer.Key("error_state_indicator"u8);
        writer.Boolean(false);
        return writer.Written;
    }

    /// <summary>Reads one datagram. Never throws; false with a fault for anything that is not exactly one classic frame.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out CanFrame frame, out UdpDatagramInfo info, out CanFault? fault)
    {
        frame = default;
        info = default;
        var reader = new MsgPackReader(datagram);
        if (!reader.TryPeek(out var kind)) return Refuse(out fault, CanFaultKind.Truncated, "an empty or unreadable datagram, expected is a MessagePack map");
        if (kind != MsgPackKind.Map) return Refuse(out fault, CanFaultKind.WrongShape, $"a MessagePack {kind}, expected is a map");
        if (!reader.TryReadMap(out var pairs)) return Refuse(out fault, CanFaultKind.Truncated, "the map's size is cut off or larger than the datagram");

        var fields = new Fields();
        for (; pairs > 0; pairs--)
            if (!fields.ReadPair(ref reader, out fault)) return false;
        if (reader.Remaining > 0) return Refuse(out fault, CanFaultKind.Trailing, $"{reader.Remaining} bytes follow the map");

        info = new UdpDatagramInfo(fields.TimestampS, fields.UnknownKeys);
        return fields.TryBuild(out frame, out fault);
    }

    private static bool Refuse(out CanFault? fault, CanFaultKind kind, string text)
    {
        fault = new CanFault(kind, text);
        return false;
    }

    private ref struct Fields
    {
        private ReadOnlySpan<byte> _data;
        private Eight _arrayData;
        private bool _dataFromArray;
        private bool _hasId;
        private uint _id;
        private long? _dlc;
        private int _dataLength;
        private CanFlags _flags;
        private bool? _extended;
        private bool _fd;

        public double? TimestampS { get; private set; }

        public int UnknownKeys { get; private set; }

        public bool ReadPair(ref MsgPackReader reader, out CanFault? fault)
        {
            fault = null;
            if (!reader.TryPeek(out var keyKind)) return Refuse(out fault, CanFaultKind.Truncated, "the map ends before its last key");
            if (keyKind is not (MsgPackKind.Text or MsgPackKind.Binary))
                return Refuse(out fault, CanFaultKind.WrongType, $"a key is a MessagePack {keyKind}, expected is text");
            if (!reader.TryReadBytes(out var key)) return Refuse(out fault, CanFaultKind.Truncated, "the map ends within a key");

            return
                key.SequenceEqual("timestamp"u8) ? ReadTimestamp(ref reader, out fault) :
                key.SequenceEqual("arbitration_id"u8) ? ReadId(ref reader, out fault) :
                key.SequenceEqual("is_extended_id"u8) ? ReadExtended(ref reader, out fault) :
                key.SequenceEqual("is_remote_frame"u8) ? ReadFlag(ref reader, CanFlags.Remote, "is_remote_frame", out fault) :
                key.SequenceEqual("is_error_frame"u8) ? ReadFlag(ref reader, CanFlags.Error, "is_error_frame", out fault) :
                key.SequenceEqual("dlc"u8) ? ReadDlc(ref reader, out fault) :
                key.SequenceEqual("data"u8) ? ReadData(ref reader, out fault) :
                key.SequenceEqual("is_fd"u8) ? ReadFd(ref reader, out fault) :
                Skip(ref reader, key, out fault);
        }

        public readonly bool TryBuild(out CanFrame frame, out CanFault? fault)
        {
            frame = default;
            if (_fd) return Refuse(out fault, CanFaultKind.FdUnsupported, "is_fd is true, allowed are classic frames");
            if (!_hasId) return Refuse(out fault, CanFaultKind.Missing, "arbitration_id is missing");
            var flags = _flags;
            // python-can's default is extended; who leaves the key out sends an identifier that then must fit.
            if (_extended ?? true) flags |= CanFlags.Extended;
            var remote = (flags & CanFlags.Remote) != CanFlags.None;
            var dlc = _dlc ?? _dataLength;
            if (dlc is < 0 or > CanFrame.MaxLength) return Refuse(out fault, CanFaultKind.OutOfRange, $"dlc {dlc} is not 0 to {CanFrame.MaxLength}");
            if (_dataFromArray) return CanFrame.TryCreate(_id, flags, (int)dlc, ((ReadOnlySpan<byte>)_arrayData)[.._dataLength], out frame, out fault);
            return CanFrame.TryCreate(_id, flags, (int)dlc, remote && _dataLength == 0 ? [] : _data, out frame, out fault);
        }

        private bool ReadTimestamp(ref MsgPackReader reader, out CanFault? fault)
        {
            fault = null;
            if (reader.TryReadFloat(out var seconds)) TimestampS = seconds;
            else if (reader.TryReadInteger(out var whole)) TimestampS = whole;
            else if (!reader.TryReadNil()) return Refuse(out fault, CanFaultKind.WrongType, "timestamp is cut off or not a number");
            return true;
        }

        private bool ReadId(ref MsgPackReader reader, out CanFault? fault)
        {
            if (!ReadWhole(ref reader, "arbitration_id", out var value, out fault)) return false;
            if (value is null) return Refuse(out fault, CanFaultKind.Missing, "arbitration_id is nil");
            if (value is < 0 or > CanFrame.MaxExtendedId)
                return Refuse(out fault, CanFaultKind.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"arbitration_id {value} is not 0 to {CanFrame.MaxExtendedId}"));
            _id = (uint)value.Value;
            _hasId = true;
            return true;
        }

        private bool ReadDlc(ref MsgPackReader reader, out CanFault? fault) => ReadWhole(ref reader, "dlc", out _dlc, out fault);

        private bool ReadExtended(ref MsgPackReader reader, out CanFault? fault) => ReadTruth(ref reader, "is_extended_id", out _extended, out fault);

        private bool ReadFd(ref MsgPackReader reader, out CanFault? fault)
        {
            var read = ReadTruth(ref reader, "is_fd", out var value, out fault);
            _fd = value ?? false;
            return read;
        }

        private bool ReadFlag(ref MsgPackReader reader, CanFlags flag, string name, out CanFault? fault)
        {
            if (!ReadTruth(ref reader, name, out var value, out fault)) return false;
            _flags = value ?? false ? _flags | flag : _flags & ~flag;
            return true;
        }

        private bool ReadData(ref MsgPackReader reader, out CanFault? fault)
        {
            fault = null;
            _dataFromArray = false;
            _dataLength = 0;
            _data = default;
            if (reader.TryReadNil()) return true;
            if (reader.TryReadArray(out var items)) return ReadArrayData(ref reader, items, out fault);
            if (!reader.TryReadBytes(out _data)) return Refuse(out fault, CanFaultKind.WrongType, "data is cut off or neither binary nor an array");
            _dataLength = _data.Length;
            return _data.Length <= CanFrame.MaxLength ||
                Refuse(out fault, CanFaultKind.OutOfRange, $"data has {_data.Length} bytes, allowed are 0 to {CanFrame.MaxLength}");
        }

        private bool ReadArrayData(ref MsgPackReader reader, int items, out CanFault? fault)
        {
            fault = null;
            if (items > CanFrame.MaxLength) return Refuse(out fault, CanFaultKind.OutOfRange, $"data has {items} bytes, allowed are 0 to {CanFrame.MaxLength}");
            for (var i = 0; i < items; i++)
            {
                if (!ReadWhole(ref reader, "data", out var value, out fault)) return false;
                if (value is null or < 0 or > 255) return Refuse(out fault, CanFaultKind.OutOfRange, $"data[{i}] is not 0 to 255");
                _arrayData[i] = (byte)value.Value;
            }

            _dataFromArray = true;
            _dataLength = items;
            return true;
        }

        private bool Skip(ref MsgPackReader reader, ReadOnlySpan<byte> key, out CanFault? fault)
        {
            fault = null;
            if (!reader.TrySkip()) return Refuse(out fault, CanFaultKind.Truncated, $"the value of '{Name(key)}' is cut off or nested too deep");
            if (!IsKnownButUnused(key)) UnknownKeys++;
            return true;
        }

        private static bool IsKnownButUnused(ReadOnlySpan<byte> key) =>
            key.SequenceEqual("channel"u8) || key.SequenceEqual("bitrate_switch"u8) || key.SequenceEqual("error_state_indicator"u8) ||
            key.SequenceEqual("is_rx"u8);

        private static string Name(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key.Length > 32 ? key[..32] : key);

        private static bool ReadWhole(ref MsgPackReader reader, string name, out long? value, out CanFault? fault)
        {
            fault = null;
            value = null;
            if (reader.TryReadInteger(out var whole)) value = whole;
            else if (reader.TryReadFloat(out var real))
            {
                if (real != Math.Truncate(real) || Math.Abs(real) > uint.MaxValue)
                    return Refuse(out fault, CanFaultKind.WrongType, string.Create(CultureInfo.InvariantCulture, $"{name} {real} is not a whole number in range"));
                value = (long)real;
            }
            else if (!reader.TryReadNil()) return Refuse(out fault, CanFaultKind.WrongType, $"{name} is cut off or not a number");
            return true;
        }

        private static bool ReadTruth(ref MsgPackReader reader, string name, out bool? value, out CanFault? fault)
        {
            value = null;
            fault = null;
            if (reader.TryReadBoolean(out var truth)) value = truth;
            else if (reader.TryReadInteger(out var number) && number is 0 or 1) value = number == 1;
            else if (!reader.TryReadNil()) return Refuse(out fault, CanFaultKind.WrongType, $"{name} is cut off or neither true, false, 0 nor 1");
            return true;
        }
    }

    [System.Runtime.CompilerServices.InlineArray(CanFrame.MaxLength)]
    private struct Eight
    {
        private byte _first;
    }

    private ref struct Writer(Span<byte> to)
    {
        private readonly Span<byte> _to = to;

        public int Written { get; private set; }

        public void Byte(byte value) => _to[Written++] = value;

        public void Boolean(bool value) => Byte(value ? (byte)0xC3 : (byte)0xC2);

        public void Key(ReadOnlySpan<byte> name)
        {
            Byte((byte)(0xA0 | name.Length));
            name.CopyTo(_to[Written..]);
            Written += name.Length;
        }

        public void Float64(double value)
        {
            Byte(0xCB);
            BinaryPrimitives.WriteDoubleBigEndian(_to[Written..], value);
            Written += 8;
        }

        public void Unsigned(uint value)
        {
            switch (value)
            {
                case <= 0x7F:
                    Byte((byte)value);
                    break;
                case <= byte.MaxValue:
                    Byte(0xCC);
                    Byte((byte)value);
                    break;
                case <= ushort.MaxValue:
                    Byte(0xCD);
                    BinaryPrimitives.WriteUInt16BigEndian(_to[Written..], (ushort)value);
                    Written += 2;
                    break;
                default:
                    Byte(0xCE);
                    BinaryPrimitives.WriteUInt32BigEndian(_to[Written..], value);
                    Written += 4;
                    break;
            }
        }

        public void Data(in CanFrame frame)
        {
            Byte(0xC4);
            var length = frame.IsRemote ? 0 : frame.Length;
            Byte((byte)length);
            Written += frame.CopyTo(_to[Written..]);
        }
    }
}
