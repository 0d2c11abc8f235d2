using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// The id that ties an answer to its call: up to 36 bytes of UTF-8 held in the value itself, so that no frame costs a string.
/// (OCPP-J 1.6 §4.1.4: a unique id of at most 36 characters, to allow for a GUID.) The default value is the empty id. Immutable.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct MessageId : IEquatable<MessageId>
{
    /// <summary>The most bytes that an id may have.</summary>
    public const int MaxLength = 36;

    private readonly Bytes _bytes;
    private readonly byte _length;

    private MessageId(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_bytes);
        _length = (byte)utf8.Length;
    }

    /// <summary>The id of an answer to a frame whose own id could not be read: <c>-1</c>, as OCPP-J 2.0.1 part 4 §4.2.3 says.</summary>
    public static MessageId None { get; } = new("-1"u8);

    /// <summary>The id as UTF-8, unescaped. Valid as long as the variable it is called on.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>An id made from a running number, in decimal digits.</summary>
    public static MessageId FromSequence(ulong number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var written);
        return new MessageId(digits[..written]);
    }

    /// <summary>Takes an id from UTF-8; false when it is longer than <see cref="MaxLength"/> bytes or not UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out MessageId id)
    {
        var fits = utf8.Length <= MaxLength && System.Text.Unicode.Utf8.IsValid(utf8);
        id = fits ? new MessageId(utf8) : default;
        return fits;
    }

    /// <summary>Takes an id from text; false when it is longer than <see cref="MaxLength"/> bytes in UTF-8 or not Unicode.</summary>
    public static bool TryParse(string? text, out MessageId id)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        id = default;
        return text is not null
            && System.Text.Unicode.Utf8.FromUtf16(text, utf8, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            && TryParse(utf8[..written], out id);
    }

    /// <summary>Takes an id from text that is known to be good; an exception otherwise.</summary>
    public static MessageId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"A message id has at most {MaxLength} bytes; got \"{text}\".");

    /// <inheritdoc/>
    public bool Equals(MessageId other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Same bytes.</summary>
    public static bool operator ==(MessageId left, MessageId right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(MessageId left, MessageId right) => !left.Equals(right);

    [InlineArray(MaxLength)]
    private struct Bytes
    {
        private byte _first;
    }
}
