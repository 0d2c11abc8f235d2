using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus.Format;

/// <summary>
/// Reads one JSON body, property by property, in any order; what nobody asks for is skipped. Every fault is a <see cref="BusFormatException"/> that
/// names the field.
/// </summary>
internal ref struct BodyReader
{
    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _json;
    private bool _atName;

    public BodyReader(ReadOnlySpan<byte> body)
    {
        _body = body;
        _json = new Utf8JsonReader(body);
        Advance();
        if (_json.TokenType != JsonTokenType.StartObject) throw new BusFormatException($"The body begins with {_json.TokenType}; a JSON object is due.");
    }

    /// <summary>Goes to the next property; false at the end.</summary>
    public bool Next()
    {
        if (_atName) Pass();
        Advance();
        return _atName = _json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Is it this property?</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>The property's text; null for null.</summary>
    public string? Text()
    {
        var name = Value();
        if (_json.TokenType == JsonTokenType.Null) return null;
        if (_json.TokenType != JsonTokenType.String) throw Wrong(name, "text");
        try
        {
            return _json.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new BusFormatException($"{name} is not valid Unicode.", e);
        }
    }

    /// <summary>The property's whole number.</summary>
    public long Number()
    {
        var name = Value();
        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number");
    }

    /// <summary>The property's boolean.</summary>
    public bool Flag()
    {
        var name = Value();
        return _json.TokenType is JsonTokenType.True or JsonTokenType.False ? _json.GetBoolean() : throw Wrong(name, "true or false");
    }

    /// <summary>The property's point in time.</summary>
    public DateTimeOffset Time()
    {
        var name = Value();
        return _json.TokenType == JsonTokenType.String && _json.TryGetDateTimeOffset(out var time) ? time : throw Wrong(name, "a time by RFC 3339");
    }

    /// <summary>The property's bytes, from base64; null for null.</summary>
    public byte[]? Bytes()
    {
        var name = Value();
        if (_json.TokenType == JsonTokenType.Null) return null;
        return _json.TokenType == JsonTokenType.String && _json.TryGetBytesFromBase64(out var bytes) ? bytes : throw Wrong(name, "base64");
    }

    /// <summary>The property's value as the JSON that it is.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        Value();
        var start = (int)_json.TokenStartIndex;
        Skip();
        return _body[start..(int)_json.BytesConsumed];
    }

    /// <summary>The property's whole numbers.</summary>
    public List<int> Numbers()
    {
        var name = Value();
        if (_json.TokenType != JsonTokenType.StartArray) throw Wrong(name, "an array of whole numbers");
        var numbers = new List<int>();
        while (true)
        {
            Advance();
            if (_json.TokenType == JsonTokenType.EndArray) return numbers;
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt32(out var number)) throw Wrong(name, "an array of whole numbers");
            numbers.Add(number);
        }
    }

    /// <summary>Bodies that come many to a message: a JSON array of objects, read in order.</summary>
    /// <param name="array">The array.</param>
    /// <param name="one">Reads one of its objects.</param>
    public static List<T> Each<T>(ReadOnlySpan<byte> array, Func<ReadOnlySpan<byte>, T> one)
    {
        var read = new List<T>();
        try
        {
            var json = new Utf8JsonReader(array);
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray) throw new BusFormatException($"The body begins with {json.TokenType}; a JSON array is due.");
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                read.Add(one(array[start..(int)json.BytesConsumed]));
            }
        }
        catch (JsonException e)
        {
            throw new BusFormatException($"The body is not JSON: {e.Message}", e);
        }

        return read;
    }

    /// <summary>A property that must be there.</summary>
    public static string Require([NotNull] string? value, string name) =>
        value is { Length: > 0 } ? value : throw new BusFormatException($"{name} is missing; the body must have it.");

    /// <summary>An action by version and name.</summary>
    /// <param name="version">A sub-protocol's name; null for <c>ocpp1.6</c>.</param>
    /// <param name="name">The action's name.</param>
    public static OcppAction ActionOf(string? version, string? name)
    {
        var found = OcppVersion.V16;
        if (version is not null && !OcppVersions.TryParse(version, out found)) throw new BusFormatException($"version is {version}; allowed: ocpp1.6, ocpp2.0.1, ocpp2.1.");
        if (!OcppMessageSet.TryFor(found, out var set)) throw new BusFormatException($"version is {version}; this program has no messages of it.");
        return set.Find(Require(name, "action")) ?? throw new BusFormatException($"action is {name}; {OcppVersions.SubProtocol(found)} has none of this name.");
    }

    /// <summary>The request that a payload holds. Its sender has judged it already, so that every leniency is on here.</summary>
    public static OcppRequest RequestOf(OcppAction action, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) throw new BusFormatException("payload is missing; the body must have it.");
        return OcppJson.ReadRequestPayload(action, payload, Leniency.All, out var fault) ?? throw new BusFormatException($"payload of {action.Name}: {fault!.Text}");
    }

    /// <summary>A message id; empty for none.</summary>
    public static MessageId IdOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return default;
        return MessageId.TryParse(text, out var id) ? id : throw new BusFormatException($"id is {text}; allowed: at most {MessageId.MaxLength} bytes.");
    }

    private string Value()
    {
        var name = Encoding.UTF8.GetString(_json.ValueSpan);
        Advance();
        _atName = false;
        return name;
    }

    private void Pass()
    {
        Advance();
        Skip();
        _atName = false;
    }

    private void Advance()
    {
        try
        {
            if (!_json.Read()) throw new BusFormatException("The body ends early.");
        }
        catch (JsonException e)
        {
            throw new BusFormatException($"The body is not JSON: {e.Message}", e);
        }
    }

    private void Skip()
    {
        try
        {
            _json.Skip();
        }
        catch (JsonException e)
        {
            throw new BusFormatException($"The body is not JSON: {e.Message}", e);
        }
    }

    private readonly BusFormatException Wrong(string name, string due) => new($"{name} is {_json.TokenType}; {due} is due.");
}
