using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Busbar.Links.WebSockets.Handshake;

/// <summary>The head of an HTTP/1.1 message: its first line and its header fields (RFC 9112). Strict about sizes, counts and line ends.</summary>
internal sealed class HttpHead
{
    private readonly List<KeyValuePair<string, string>> _fields;

    private HttpHead(string firstLine, List<KeyValuePair<string, string>> fields)
    {
        FirstLine = firstLine;
        _fields = fields;
    }

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Request line or status line.</summary>
    public string FirstLine { get; }

    /// <summary>Reads up to the empty line. What follows stays in <paramref name="input"/>.</summary>
    /// <param name="input">Byte stream.</param>
    /// <param name="maxBytes">Largest head.</param>
    /// <param name="maxFields">Most header fields.</param>
    /// <exception cref="HttpHeadException">The head is malformed or too large; the status says which.</exception>
    /// <exception cref="EndOfStreamException">The peer closed first.</exception>
    public static async ValueTask<HttpHead> ReadAsync(PipeReader input, int maxBytes, int maxFields)
    {
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            if (TryFindEnd(buffer, maxBytes, out var length))
            {
                var bytes = buffer.Slice(0, length).ToArray();
                input.AdvanceTo(buffer.GetPosition(length));
                return Parse(bytes, maxFields);
            }

            // A peer that speaks something else, TLS for example, is told at once and not when it has sent enough of it.
            var plausible = buffer.IsEmpty || buffer.FirstSpan[0] is >= (byte)'A' and <= (byte)'Z';
            var tooLarge = buffer.Length > maxBytes;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (!plausible) throw new HttpHeadException(400, "This port speaks HTTP/1.1 and WebSocket without TLS; the first byte was not the start of an HTTP method.");
            if (tooLarge) throw new HttpHeadException(431, $"The request head is larger than {maxBytes} bytes.");
            if (result.IsCanceled) throw new OperationCanceledException("The handshake was cancelled.");
            if (result.IsCompleted) throw new EndOfStreamException("The peer closed TCP within its handshake.");
        }
    }

    /// <summary>Parses a whole head, empty line included.</summary>
    /// <exception cref="HttpHeadException">Malformed, or more than <paramref name="maxFields"/> fields.</exception>
    public static HttpHead Parse(ReadOnlySpan<byte> head, int maxFields)
    {
        var text = Encoding.Latin1.GetString(head[..^End.Length]);
        var lines = text.Split("\r\n");
        if (lines.Length - 1 > maxFields) throw new HttpHeadException(431, $"{lines.Length - 1} header fields; at most {maxFields} are taken.");
        var fields = new List<KeyValuePair<string, string>>(lines.Length - 1);
        foreach (var line in lines)
        {
            if (line.AsSpan().ContainsAnyInRange('\0', '\b') || line.AsSpan().ContainsAny('\n', '\r'))
                throw new HttpHeadException(400, "The request head has control characters.");
            if (ReferenceEquals(line, lines[0])) continue;
            var colon = line.IndexOf(':');
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(' ', '\t'))
                throw new HttpHeadException(400, $"Header field without a name before its colon, or with blanks in it: \"{Clip(line)}\".");
            fields.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return new HttpHead(lines[0], fields);
    }

    /// <summary>The only value of a field; null when absent.</summary>
    /// <exception cref="HttpHeadException">The field occurs more than once.</exception>
    public string? Single(string name)
    {
        string? found = null;
        foreach (var (key, value) in _fields)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            if (found is not null) throw new HttpHeadException(400, $"The header field {name} occurs more than once.");
            found = value;
        }

        return found;
    }

    /// <summary>All elements of a comma-separated list field, over all its occurrences (RFC 9110, 5.6.1).</summary>
    public IEnumerable<string> List(string name)
    {
        foreach (var (key, value) in _fields)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var element in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) yield return element;
        }
    }

    /// <summary>Does a list field hold <paramref name="element"/>, in any case?</summary>
    public bool Has(string name, string element) => List(name).Contains(element, StringComparer.OrdinalIgnoreCase);

    /// <summary>A peer's text, short enough for an answer or a log line.</summary>
    internal static string Clip(string text) => text.Length <= 80 ? text : text[..80] + "...";

    private static bool TryFindEnd(in ReadOnlySequence<byte> buffer, int maxBytes, out int length)
    {
        length = 0;
        var searched = buffer.Length <= maxBytes ? buffer : buffer.Slice(0, maxBytes);
        if (searched.IsSingleSegment)
        {
            length = searched.FirstSpan.IndexOf(End) + End.Length;
            return length >= End.Length;
        }

        var reader = new SequenceReader<byte>(searched);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> _, End)) return false;
        length = (int)reader.Consumed;
        return true;
    }
}

/// <summary>An HTTP head that is refused, with the status that says why.</summary>
internal sealed class HttpHeadException(int status, string message) : Exception(message)
{
    /// <summary>400 or 431.</summary>
    public int Status { get; } = status;
}
