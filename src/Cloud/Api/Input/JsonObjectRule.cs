using System.Text.Json;

namespace Busbar.Cloud.Api;

/// <summary>A JSON object of any content. Only a body can hold one.</summary>
internal sealed class JsonObjectRule : ValueRule<JsonElement>
{
    public override string Allowed => "a JSON object";

    public override ValueSchema Schema { get; } = new("object");

    /// <inheritdoc/>
    public override bool TryRead(string text, out JsonElement value)
    {
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryRead(JsonElement json, out JsonElement value)
    {
        value = json;
        return json.ValueKind == JsonValueKind.Object;
    }
}
