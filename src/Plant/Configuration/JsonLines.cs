using System.Text.Json;

namespace Busbar.Plant.Configuration;

/// <summary>On which line of a JSON text each value stands, by its path such as <c>modules[2].bus</c>. Immutable.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public JsonLines(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var counted = (At: 0, Line: 1);
        Take(ref reader, json, "", ref counted);
    }

    /// <summary>The line of a value, from 1; of the nearest one that is there when it is absent.</summary>
    public int Of(string path)
    {
        while (true)
        {
            if (_lines.TryGetValue(path, out var line)) return line;
            var cut = path.LastIndexOfAny(['.', '[']);
            if (cut < 0) return 1;
            path = path[..cut];
        }
    }

    private void Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path, ref (int At, int Line) counted)
    {
        var start = (int)reader.TokenStartIndex;
        counted = (start, counted.Line + json[counted.At..start].Count((byte)'\n'));
        _lines.TryAdd(path, counted.Line);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    Take(ref reader, json, path.Length == 0 ? name : $"{path}.{name}", ref counted);
                }

                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++) Take(ref reader, json, $"{path}[{i}]", ref counted);
                break;
        }
    }
}
