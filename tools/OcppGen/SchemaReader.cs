using System.Text.Json;

namespace Busbar.Tools.OcppGen;

/// <summary>
/// Reads folders of official schemas, draft 4 with inline types or draft 6 with definitions, into a <see cref="Catalogue"/>.
/// </summary>
internal sealed class SchemaReader(Edition edition)
{
    // Keywords that say nothing about validity, and those that ReadObject and ReadValue handle. Any other is refused.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "id", "title", "comment", "description", "javaType", "default", "definitions",
        "type", "properties", "required", "additionalProperties", "additionalItems", "items", "minItems", "maxItems",
        "enum", "format", "maxLength", "minimum", "maximum", "multipleOf", "$ref",
    };

    private readonly Dictionary<string, TypeDefinition> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _usedBy = new(StringComparer.Ordinal);
    private string _action = "";
    private JsonElement _definitions;

    public Catalogue Read(IEnumerable<string> folders)
    {
        var roots = new SortedDictionary<string, ObjectDefinition>(StringComparer.Ordinal);
        foreach (var file in folders.SelectMany(f => Directory.EnumerateFiles(f, "*.json")).Order(StringComparer.Ordinal))
        {
            var stem = Path.GetFileNameWithoutExtension(file);
            var isResponse = stem.EndsWith("Response", StringComparison.Ordinal);
            _action = isResponse ? stem[..^"Response".Length] : stem.EndsWith("Request", StringComparison.Ordinal) ? stem[..^"Request".Length] : stem;
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            document.RootElement.TryGetProperty("definitions", out _definitions);
            var name = _action + (isResponse ? "Response" : "Request");
            roots.Add(name, ReadObject(document.RootElement, name));
        }

        var actions = roots.Keys
            .Where(name => name.EndsWith("Request", StringComparison.Ordinal))
            .Select(name => name[..^"Request".Length])
            .Select(action => new ActionDefinition(action, roots[action + "Request"], roots.GetValueOrDefault(action + "Response")))
            .ToList();
        return new Catalogue(actions, _types, _usedBy.ToDictionary(u => u.Key, u => (IReadOnlySet<string>)u.Value, StringComparer.Ordinal));
    }

    private ObjectDefinition ReadObject(JsonElement schema, string name)
    {
        Refuse(schema, name);
        var required = schema.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(r => r.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var properties = schema.TryGetProperty("properties", out var members)
            ? members.EnumerateObject().Select(p => ReadProperty(p.Value, p.Name, name, required.Contains(p.Name))).ToList()
            : [];
        if (properties.Count > 64) throw new SchemaException($"{name} has {properties.Count} properties; at most 64 are supported.");
        var open = !schema.TryGetProperty("additionalProperties", out var additional) || additional.ValueKind == JsonValueKind.True;
        return new ObjectDefinition(name, properties, open);
    }

    private Property ReadProperty(JsonElement schema, string jsonName, string owner, bool required)
    {
        var place = $"{owner}.{jsonName}";
        Refuse(schema, place);
        var name = Naming.Property(jsonName, owner);
        if (!schema.TryGetProperty("type", out var type) || type.GetString() != "array")
            return new Property(jsonName, name, ReadValue(schema, owner, jsonName), required);
        return new Property(jsonName, name, ReadValue(schema.GetProperty("items"), owner, jsonName), required)
        {
            IsArray = true,
            MinItems = schema.TryGetProperty("minItems", out var minItems) ? minItems.GetInt32() : 0,
            MaxItems = schema.TryGetProperty("maxItems", out var maxItems) ? maxItems.GetInt32() : null,
        };
    }

    private ValueType ReadValue(JsonElement schema, string owner, string jsonName)
    {
        var place = $"{owner}.{jsonName}";
        Refuse(schema, place);
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var definition = reference.GetString()!["#/definitions/".Length..];
            return Named(_definitions.GetProperty(definition), NameOf(definition));
        }

        if (!schema.TryGetProperty("type", out var type)) return new ValueType(ValueKind.Json);
        switch (type.GetString())
        {
            case "object":
            case "string" when schema.TryGetProperty("enum", out _):
                return Named(schema, edition.Names.GetValueOrDefault(place) ?? _action + Naming.Pascal(jsonName));
            case "string":
                var format = schema.TryGetProperty("format", out var named) ? named.GetString() : null;
                if (format == "date-time") return new ValueType(ValueKind.Date);
                if (format is not (null or "uri")) throw new SchemaException($"{place} has the format {format}, which is not supported.");
                return new ValueType(format is not null ? ValueKind.Uri : edition.JsonTexts.Contains(place) ? ValueKind.JsonText : ValueKind.Text)
                {
                    MaxLength = schema.TryGetProperty("maxLength", out var maxLength) ? maxLength.GetInt32() : null,
                };
            case "integer":
                return Range(schema, ValueKind.Integer) with { Null = edition.NullIntegers.GetValueOrDefault(place) };
            case "number":
                return Range(schema, ValueKind.Number);
            case "boolean":
                return new ValueType(ValueKind.Boolean);
            default:
                throw new SchemaException($"{place} has type {type}, which is not supported.");
        }
    }

    private static ValueType Range(JsonElement schema, ValueKind kind) => new(kind)
    {
        Minimum = schema.TryGetProperty("minimum", out var minimum) ? minimum.GetDecimal() : null,
        Maximum = schema.TryGetProperty("maximum", out var maximum) ? maximum.GetDecimal() : null,
        Step = schema.TryGetProperty("multipleOf", out var step) ? step.GetDecimal() : null,
    };

    private string NameOf(string definition)
    {
        if (edition.Names.TryGetValue(definition, out var given)) return given;
        var name = Naming.Definition(definition);

        // VPNType and VPNEnumType: the enumeration gives way.
        var twin = definition.EndsWith("EnumType", StringComparison.Ordinal) ? definition[..^"EnumType".Length] + "Type" : null;
        return twin is not null && _definitions.TryGetProperty(twin, out _) ? name + "Kind" : name;
    }

    private ValueType Named(JsonElement schema, string name)
    {
        TypeDefinition definition = schema.TryGetProperty("enum", out var members)
            ? new EnumDefinition(name, members.EnumerateArray().Select(m => m.GetString()!).ToList())
            : ReadObject(schema, name);
        if (_types.TryGetValue(name, out var same) && same.Fingerprint != definition.Fingerprint)
            throw new SchemaException($"{_action} has a type {name} that differs from the one before; name one of them in Edition.");
        _types[name] = definition;
        if (!_usedBy.TryGetValue(name, out var users)) _usedBy[name] = users = new(StringComparer.Ordinal);
        users.Add(_action);
        return new ValueType(definition is EnumDefinition ? ValueKind.Enum : ValueKind.Object) { TypeName = name };
    }

    private static void Refuse(JsonElement schema, string place)
    {
        foreach (var keyword in schema.EnumerateObject())
            if (!Known.Contains(keyword.Name)) throw new SchemaException($"{place} uses the keyword {keyword.Name}, which is not supported.");
    }
}
