using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Busbar.Cloud.Cms;

namespace Busbar.Cloud.Api;

/// <summary>What was asked, as the audit log keeps it: short, and without secrets.</summary>
internal static partial class AuditDetail
{
    /// <summary>Most characters that are kept; a local list or a certificate is longer, and the message log has it.</summary>
    public const int MaxLength = 2_000;

    private const string Hidden = "***";

    /// <summary>Letters stay letters, so that they are found by a search.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a request without what its shape calls secret; null for an empty one.</summary>
    /// <param name="id">What the address names, where that is not the entry's target; null where it is.</param>
    public static string? Of(BodyShape? shape, JsonElement? body, string? id)
    {
        var detail = new JsonObject();
        if (id is not null) detail["id"] = id;
        foreach (var field in body is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject() : default)
        {
            var isSecret = shape?.Fields.Any(f => f.Name == field.Name && f.Rule.IsSecret) ?? true;
            detail[field.Name] = isSecret ? Hidden : JsonNode.Parse(field.Value.GetRawText());
        }

        return Text(detail);
    }

    /// <summary>A command to many; each station has an entry of its own besides.</summary>
    public static string? OfRun(string action, int stations, double perSecond) =>
        Text(new JsonObject { ["action"] = action, ["stations"] = stations, ["perSecond"] = perSecond });

    /// <summary>The payload of a command, without a station's password and without that of an address; null for an empty one.</summary>
    public static string? OfCommand(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        if (JsonNode.Parse(ref reader) is not JsonObject { Count: > 0 } copy) return null;
        if (copy["key"] is JsonValue key && key.TryGetValue<string>(out var name) && AuthorizationKey.Is(name)) copy["value"] = Hidden;
        return Text(copy) is { } text ? PasswordOfAddress().Replace(text, $"://{Hidden}@") : null;
    }

    /// <summary>JSON; what is too long becomes a JSON text that says so. Null for an empty object.</summary>
    private static string? Text(JsonObject detail)
    {
        if (detail.Count == 0) return null;
        var json = detail.ToJsonString(Plain);
        if (json.Length <= MaxLength) return json;
        var cut = string.Create(CultureInfo.InvariantCulture, $"{json.AsSpan(0, Boundary(json))}... ({Encoding.UTF8.GetByteCount(json)} bytes in all)");
        return JsonValue.Create(cut).ToJsonString(Plain);
    }

    /// <summary>A pair of surrogates is not cut in two.</summary>
    private static int Boundary(string json) => char.IsHighSurrogate(json[MaxLength - 1]) ? MaxLength - 1 : MaxLength;

    [GeneratedRegex("://[^/@\"\\s]*@", RegexOptions.None, 1000)]
    private static partial Regex PasswordOfAddress();
}
