using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>
/// Documents made from a JSON schema: good ones of many kinds, and ones in which each place is bent in turn, at every depth. Which of
/// them are valid is not decided here; that is the judge's business. The same schema gives the same documents every time.
/// </summary>
internal sealed class SchemaDocuments(JsonObject root)
{
    private const int Flavours = 16;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default, WriteIndented = true };

    private static readonly string[] Dates =
    [
        "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.1Z", "2026-03-01T12:00:00.123456789Z", "2026-03-01t12:00:00z", "2024-02-29T23:59:59+14:00",
        "2026-03-01T00:00:00-23:59", "2026-03-01T12:00:00+05:30", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00", "0001-01-02T00:00:00Z",
        "9999-12-30T23:59:59.9999999Z", "1970-01-01T00:00:00-00:00",
    ];

    private static readonly string[] BadDates =
    [
        "", "yesterday", "2026-03-01", "12:00:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00Z", "2026-03-01T12:00:00.Z", "2026-3-01T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-02-29T12:00:00Z", "2026-03-32T12:00:00Z", "2026-03-00T12:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:60Z", "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+05:60",
        "2026-03-01T12:00:00 Z", " 2026-03-01T12:00:00Z", "2026-03-01T12:00:00ZZ", "20260301T120000Z", "2026-03-01T12:00:00Zulu", "2026-03-01T12:00:00+5:30",
        "2100-02-29T12:00:00Z", "02026-03-01T12:00:00Z", "-2026-03-01T12:00:00Z", "2026-03-01T12:00:00,5Z", "2026-03-01T12:00:00.5", "２026-03-01T12:00:00Z",
    ];

    private static readonly string[] Uris =
    [
        "ftp://example.com/file", "https://user:pa%20ss@example.com:8443/a/b;c?x=1&y=/?#frag", "http://", "urn:ocpp:fw", "file:///tmp/fw.bin", "x:/", "a+b-c.1:rest",
        "ftp://[2001:db8::1]:21/x", "https://192.0.2.7/~u", "mailto:a@b.c", "HTTP://EXAMPLE.COM",
    ];

    private static readonly string[] BadUris =
    [
        "", "example.com/file", "/file", "://example.com", "1tp://x", "ftp://exa mple.com", "ftp://example.com/%zz", "ftp://exämple.com",
        "ftp://example.com/a#b#c", "ftp://[::1/", "ftp://example.com/<x>", "ftp:\\\\example.com", "ftp://example.com/%4",
    ];

    private static readonly string[] Integers = ["0", "1", "-1", "-0", "1.0", "1e2", "100E-2", "2147483647", "-2147483648", "123456789", "1234567890", "20.00"];
    private static readonly string[] Numbers = ["0", "0.1", "16.1", "-5.3", "1e2", "100.00", "8.1", "0.3", "2000", "1E-1", "-0.0", "2147483647.5"];
    private static readonly string[] Wrong = ["null", "true", "false", "0", "1", "-7", "1.5", "0.15", "16.05", "\"\"", "\"1\"", "\"1.5\"", "\"true\"", "\"null\"", "\"x\"", "{}", "[]", "[1]", "{\"a\":1}", "[[]]"];

    /// <summary>All of them, as text.</summary>
    public IEnumerable<string> All()
    {
        var random = new Random(20260301);
        for (var flavour = 0; flavour < Flavours; flavour++)
        {
            var own = flavour;
            yield return Text(Make(root, own, () => true), own);
            yield return Text(Make(root, own, () => false), own);
            for (var i = 0; i < 4; i++) yield return Text(Make(root, random.Next(1000), () => random.Next(2) == 0), own);
        }

        var whole = Make(root, 3, () => true, leastItems: 2)!;
        var count = 0;
        foreach (var bend in Bends(root, whole, []))
        {
            var bent = whole.DeepClone();
            yield return Text(bend(bent), count++);
        }

        foreach (var wrong in Wrong) yield return wrong;
    }

    private static string Text(JsonNode? node, int parity) => node?.ToJsonString(parity % 2 == 0 ? Plain : Escaped) ?? "null";

    private JsonObject Resolve(JsonObject schema) =>
        schema["$ref"] is { } reference ? root["definitions"]![reference.GetValue<string>()["#/definitions/".Length..]]!.AsObject() : schema;

    private JsonNode? Make(JsonObject given, int flavour, Func<bool> optional, int leastItems = 0)
    {
        var schema = Resolve(given);
        switch (schema["type"]!.GetValue<string>())
        {
            case "object":
                var required = Required(schema);
                var made = new JsonObject();
                foreach (var (name, property) in Properties(schema))
                    if (required.Contains(name) || optional()) made[name] = Make(property!.AsObject(), flavour++, optional, leastItems);
                return made;
            case "array":
                var length = Math.Max(flavour % 4, Math.Max(leastItems, schema["minItems"]?.GetValue<int>() ?? 0));
                return new JsonArray([.. Enumerable.Range(0, length).Select(i => Make(schema["items"]!.AsObject(), flavour + i, optional, leastItems))]);
            case "integer":
                return JsonNode.Parse(Integers[flavour % Integers.Length]);
            case "number":
                return JsonNode.Parse(Numbers[flavour % Numbers.Length]);
            case "boolean":
                return flavour % 2 == 0;
            default:
                if (schema["enum"] is JsonArray members) return members[flavour % members.Count]!.DeepClone();
                return schema["format"]?.GetValue<string>() switch
                {
                    "date-time" => Dates[flavour % Dates.Length],
                    "uri" => Uris[flavour % Uris.Length],
                    _ => Texts(schema["maxLength"]?.GetValue<int>() ?? 700)[flavour % 8],
                };
        }
    }

    private static string[] Texts(int most) =>
    [
        "", "x", new('x', most), string.Concat(Enumerable.Repeat("😀", most)), new('ä', most), "a \"b\" \\ / \b\f\n\r\t \u0001 \u007f"[..Math.Min(most, 15)],
        string.Concat(Enumerable.Repeat("€\"", most / 2)), "null",
    ];

    /// <summary>Every way to bend the document at or below <paramref name="path"/>; each takes a copy of the whole and gives it back bent.</summary>
    private IEnumerable<Func<JsonNode, JsonNode?>> Bends(JsonObject given, JsonNode? here, object[] path)
    {
        var schema = Resolve(given);
        foreach (var candidate in Candidates(schema)) yield return whole => Replace(whole, path, JsonNode.Parse(candidate));
        if (here is JsonObject && schema["properties"] is JsonObject properties)
        {
            foreach (var (name, value) in here.AsObject())
            {
                yield return whole => With(whole, path, o => o.Remove(name));
                yield return whole => With(whole, path, o => { o.Remove(name); o[name + "x"] = 1; });
                yield return whole => With(whole, path, o => { var old = o[name]; o.Remove(name); o[char.ToUpperInvariant(name[0]) + name[1..]] = old; });
                foreach (var bend in Bends(properties[name]!.AsObject(), value, [.. path, name])) yield return bend;
            }

            foreach (var extra in (string[])["", "extra", "customData", "ünicode😀", "a\"b\\c\n", new string('n', 300)])
                yield return whole => With(whole, path, o => o[extra] = new JsonObject { ["deep"] = new JsonArray(1, "two", null, new JsonObject()) });
        }
        else if (here is JsonArray array)
        {
            var item = schema["items"]!.AsObject();
            yield return whole => WithArray(whole, path, a => a.Add(null));
            yield return whole => WithArray(whole, path, a => a.Insert(0, "x"));
            yield return whole => WithArray(whole, path, a => a.Add(new JsonArray()));
            yield return whole => WithArray(whole, path, a => { for (var i = 0; i < 100; i++) a.Add(array[0]!.DeepClone()); });
            for (var i = 0; i < Math.Min(array.Count, 2); i++)
                foreach (var bend in Bends(item, array[i], [.. path, i])) yield return bend;
        }
    }

    private IEnumerable<string> Candidates(JsonObject schema)
    {
        foreach (var wrong in Wrong) yield return wrong;
        var type = schema["type"]!.GetValue<string>();
        string[] texts = [];
        if (schema["enum"] is JsonArray members)
        {
            texts = [.. members.Select(m => m!.GetValue<string>()).SelectMany(m => (string[])[m, m.ToLowerInvariant(), m.ToUpperInvariant(), m + " ", m + "x", m[..^1]])];
        }
        else if (type == "string")
        {
            texts = schema["format"]?.GetValue<string>() switch
            {
                "date-time" => [.. Dates, .. BadDates],
                "uri" => [.. Uris, .. BadUris],
                _ => schema["maxLength"]?.GetValue<int>() is not { } most
                    ? Texts(5000)
                    : [.. Texts(most), new('x', most + 1), new('ä', most + 1), string.Concat(Enumerable.Repeat("😀", most + 1)), new string('x', most) + "😀", new('x', most * 3)],
            };
        }
        else if (type is "integer" or "number")
        {
            foreach (var number in (string[])[.. Integers, .. Numbers, "0.05", "16.12", "1e-3", "-1.55", "0.25", "100.01", "3e0"]) yield return number;
        }

        foreach (var text in texts) yield return JsonSerializer.Serialize(text, Plain);
    }

    private static JsonNode? Replace(JsonNode whole, object[] path, JsonNode? value)
    {
        if (path.Length == 0) return value;
        var parent = Go(whole, path[..^1]);
        if (path[^1] is string name) parent[name] = value;
        else parent[(int)path[^1]] = value;
        return whole;
    }

    private static JsonNode With(JsonNode whole, object[] path, Action<JsonObject> change)
    {
        change(Go(whole, path).AsObject());
        return whole;
    }

    private static JsonNode WithArray(JsonNode whole, object[] path, Action<JsonArray> change)
    {
        change(Go(whole, path).AsArray());
        return whole;
    }

    private static JsonNode Go(JsonNode from, object[] path)
    {
        foreach (var step in path) from = step is string name ? from[name]! : from[(int)step]!;
        return from;
    }

    private static HashSet<string> Required(JsonObject schema) => [.. schema["required"]?.AsArray().Select(r => r!.GetValue<string>()) ?? []];

    private static JsonObject Properties(JsonObject schema) => schema["properties"]?.AsObject() ?? [];
}
