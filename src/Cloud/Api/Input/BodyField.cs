using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>A field of a JSON body. Declared once, it is checked before the handler runs and described in the OpenAPI document.</summary>
internal abstract class BodyField(string name, string description, ValueRule rule, bool required)
{
    public string Name => name;

    public string Description => description;

    public ValueRule Rule => rule;

    /// <summary>Whether the body is refused without it. An optional field may also be null, which counts as absent.</summary>
    public bool Required => required;
}

/// <inheritdoc/>
internal sealed class BodyField<T>(string name, ValueRule<T> rule, string description, bool required = false)
    : BodyField(name, description, rule, required)
    where T : notnull
{
    /// <summary>A required field; it has been checked already.</summary>
    public T Read(HttpContext http) =>
        TryRead(http, out var value) ? value : throw new InvalidOperationException($"The field {Name} was not checked; is its body declared on the endpoint?");

    /// <summary>False when the field is absent or null. The value has been checked already.</summary>
    public bool TryRead(HttpContext http, out T value)
    {
        value = default!;
        return BodyShape.Body(http) is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(Name, out var json)
            && json.ValueKind != JsonValueKind.Null && rule.TryRead(json, out value!);
    }
}

/// <summary>Reads optional fields: null when absent.</summary>
internal static class BodyFields
{
    public static T? Optional<T>(this BodyField<T> field, HttpContext http)
        where T : struct => field.TryRead(http, out var value) ? value : null;

    public static string? Optional(this BodyField<string> field, HttpContext http) => field.TryRead(http, out var value) ? value : null;

    public static IReadOnlyList<T>? Optional<T>(this BodyField<IReadOnlyList<T>> field, HttpContext http) =>
        field.TryRead(http, out var value) ? value : null;
}

/// <summary>A JSON body as an endpoint wants it: exactly these fields.</summary>
/// <param name="name">Name of the schema in the OpenAPI document.</param>
internal sealed class BodyShape(string name, params BodyField[] fields)
{
    private static readonly object Key = new();

    public string Name => name;

    public IReadOnlyList<BodyField> Fields => fields;

    /// <summary>Whether an empty body counts as <c>{}</c>.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Most bytes of it; with more it is refused before it is read. Default <see cref="RequestBody.OrdinaryBytes"/>.</summary>
    public int MaxBytes { get; init; } = RequestBody.OrdinaryBytes;

    /// <summary>The body that was checked for this request; null before that.</summary>
    public static JsonElement? Body(HttpContext http) => http.Items.TryGetValue(Key, out var body) ? (JsonElement?)body : null;

    /// <summary>Checks every field and keeps the body for the fields to read from; the faults by field, empty when it is good.</summary>
    public Dictionary<string, string[]> Check(HttpContext http, JsonElement body)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (body.ValueKind != JsonValueKind.Object)
        {
            faults["body"] = [$"{Problems.Quote(body.GetRawText())} is not allowed. Give a JSON object with {Names}."];
            return faults;
        }

        foreach (var property in body.EnumerateObject())
        {
            var field = Array.Find(fields, f => f.Name == property.Name);
            if (field is null) faults[property.Name] = [$"There is no such field. Give {Names}."];
            else if (property.Value.ValueKind == JsonValueKind.Null && !field.Required) continue;
            else if (field.Rule.Fault(property.Value) is { } fault) faults[field.Name] = [fault];
        }

        foreach (var field in fields.Where(f => f.Required && !body.TryGetProperty(f.Name, out _)))
            faults[field.Name] = [$"It is missing. Give {field.Rule.Allowed}."];
        if (faults.Count == 0) http.Items[Key] = body;
        return faults;
    }

    private string Names => string.Join(", ", fields.Select(f => f.Name));
}
