using System.Text.Json;
using System.Text.Json.Serialization;

namespace Busbar.Cloud.Api;

/// <summary>JSON that is ready: it is copied into the output as it stands. Must hold exactly one valid value; default is <c>null</c>.</summary>
[JsonConverter(typeof(RawJsonConverter))]
internal readonly struct RawJson(ReadOnlyMemory<byte> utf8)
{
    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>Takes text that we stored ourselves; what is not JSON after all becomes a JSON string, so that one bad row never breaks a list.</summary>
    public static RawJson OfStored(string? json)
    {
        if (json is null) return default;
        try
        {
            using var _ = JsonDocument.Parse(json);
            return new RawJson(System.Text.Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException)
        {
            return new RawJson(JsonSerializer.SerializeToUtf8Bytes(json, ApiJson.Default.String));
        }
    }
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonSerializer.SerializeToUtf8Bytes(document.RootElement, ApiJson.Default.JsonElement));
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        if (value.Utf8.IsEmpty) writer.WriteNullValue();
        else writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
