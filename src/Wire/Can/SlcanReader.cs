namespace Busbar.Wire.Can;

/// <summary>What an slcan adapter can say.</summary>
public enum SlcanWordKind
{
    /// <summary>A frame from the bus.</summary>
    Frame,

    /// <summary>The oldest command without an answer is done: a bare line end, or <c>z</c> or <c>Z</c> for a frame.</summary>
    Done,

    /// <summary>The oldest command without an answer is refused: a bell.</summary>
    Refused,

    /// <summary>An answer with content, such as status flags <c>F00</c> or a version <c>V1013</c>.</summary>
    Answer,

    /// <summary>Bytes that are none of this: a line that was torn, or garbage.</summary>
    Malformed,
}

/// <summary>One word of an adapter.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Frame">The frame, for <see cref="SlcanWordKind.Frame"/>.</param>
/// <param name="Text">The answer, or what is wrong; null for the others.</param>
public readonly record struct SlcanWord(SlcanWordKind Kind, CanFrame Frame = default, string? Text = null);

/// <summary>
/// Cuts the bytes of an slcan adapter into words. A torn line costs itself alone: the letter that begins a frame never occurs within one, so the next line is
/// found even when the end of the line before is lost. Holds at most one line. Not thread safe.
/// </summary>
public sealed class SlcanReader
{
    private readonly byte[] _line = new byte[SlcanText.MaxLine];
    private int _length;
    private bool _isOverlong;

    /// <summary>Takes the next byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="word">The word, when true is returned.</param>
    /// <returns>Whether a word is complete.</returns>
    public bool Push(byte value, out SlcanWord word)
    {
        switch (value)
        {
            case SlcanText.End:
                word = Complete();
                return true;
            case SlcanText.Bell when _length == 0 && !_isOverlong:
                word = new(SlcanWordKind.Refused);
                return true;
            case SlcanText.Bell:
                // The refusal that follows a torn line is lost with it: a refusal is found by its missing answer too.
                word = Torn("ends with a bell");
                return true;
            case (byte)'\n':
                word = default;
                return false;
            default:
                return Add(value, out word);
        }
    }

    /// <summary>Forgets a line that has begun, as when the adapter was opened anew.</summary>
    public void Reset()
    {
        _length = 0;
        _isOverlong = false;
    }

    private bool Add(byte value, out SlcanWord word)
    {
        word = default;
        if (SlcanText.IsFrameLetter(value) && (_length > 0 || _isOverlong))
        {
            word = Torn("ends within");
            _line[_length++] = value;
            return true;
        }

        if (_length == _line.Length) _isOverlong = true;
        else _line[_length++] = value;
        return false;
    }

    private SlcanWord Complete()
    {
        if (_isOverlong) return Torn($"is longer than {SlcanText.MaxLine} bytes");
        var line = _line.AsSpan(0, _length);
        _length = 0;
        if (line.IsEmpty || line is [(byte)'z' or (byte)'Z']) return new(SlcanWordKind.Done);
        if (!SlcanText.IsFrameLetter(line[0]))
        {
            return line.ContainsAnyExceptInRange((byte)'0', (byte)'z') || !char.IsAsciiLetter((char)line[0])
                ? new(SlcanWordKind.Malformed, Text: $"the line '{SlcanText.Show(line)}' is none that an adapter sends")
                : new(SlcanWordKind.Answer, Text: SlcanText.Show(line));
        }

        return SlcanText.TryRead(line, out var frame, out var fault) ? new(SlcanWordKind.Frame, frame) : new(SlcanWordKind.Malformed, Text: fault!.Text);
    }

    private SlcanWord Torn(string how)
    {
        var text = $"the line '{SlcanText.Show(_line.AsSpan(0, _length))}' {how}";
        Reset();
        return new(SlcanWordKind.Malformed, Text: text);
    }
}
