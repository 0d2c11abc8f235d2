using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Busbar.Cloud.Api;

/// <summary>Our declarations as OpenAPI schemas.</summary>
internal static class OpenApiSchemas
{
    public static OpenApiSchema Of(ValueSchema value) => new()
    {
        Type = TypeOf(value.Type),
        Format = value.Format,
        Minimum = value.Minimum?.ToString(CultureInfo.InvariantCulture),
        Maximum = value.Maximum?.ToString(CultureInfo.InvariantCulture),
        MaxLength = value.MaxLength,
        Enum = value.Enum is null ? null : [.. value.Enum.Select(word => (JsonNode)JsonValue.Create(word))],
        Items = value.Items is null ? null : Of(value.Items),
    };

    public static OpenApiSchema Of(BodyShape body) => Object(
        body.Fields.Select(field =>
        {
            var schema = Of(field.Rule.Schema);
            schema.Description = field.Description;
            if (!field.Required) schema.Type |= JsonSchemaType.Null;
            return (field.Name, field.Required, schema);
        }));

    public static OpenApiSchema Of(IEnumerable<FieldShape> fields) => Object(
        fields.Select(field =>
        {
            var schema = Of(field.Type, field.MaxLength, field.Enum, field.Fields, field.Items);
            schema.Description = field.Description;
            if (!field.Default.Utf8.IsEmpty) schema.Default = JsonNode.Parse(field.Default.Utf8.Span);
            return (field.Name, field.Required, schema);
        }));

    private static OpenApiSchema Of(string type, int? maxLength, string[]? choices, FieldShape[]? fields, ItemShape? items)
    {
        if (fields is not null) return Of(fields);
        if (items is not null) return new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(items.Type, items.MaxLength, items.Enum, items.Fields, null) };
        return type == "date-time" ? Of(new ValueSchema("string", type)) : Of(new ValueSchema(type, MaxLength: maxLength, Enum: choices));
    }

    private static OpenApiSchema Object(IEnumerable<(string Name, bool Required, OpenApiSchema Schema)> fields)
    {
        var schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Required = new HashSet<string>(StringComparer.Ordinal),
        };
        foreach (var (name, required, value) in fields)
        {
            schema.Properties[name] = value;
            if (required) schema.Required.Add(name);
        }

        return schema;
    }

    private static JsonSchemaType TypeOf(string type) => type switch
    {
        "integer" => JsonSchemaType.Integer,
        "number" => JsonSchemaType.Number,
        "boolean" => JsonSchemaType.Boolean,
        "array" => JsonSchemaType.Array,
        "object" => JsonSchemaType.Object,
        _ => JsonSchemaType.String,
    };
}
