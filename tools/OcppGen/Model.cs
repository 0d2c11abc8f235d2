namespace Busbar.Tools.OcppGen;

/// <summary>A schema says something that this generator does not know; better no code than wrong code.</summary>
internal sealed class SchemaException(string message) : Exception(message);

internal enum ValueKind
{
    Integer,
    Number,
    Boolean,
    Text,
    Uri,
    Date,
    Enum,
    Object,

    /// <summary>Text by the schema, but any JSON value is let pass as its text under a leniency rule.</summary>
    JsonText,

    /// <summary>Any JSON value, kept as its text.</summary>
    Json,
}

/// <summary>What a property or array element may hold.</summary>
internal sealed record ValueType(ValueKind Kind)
{
    public string TypeName { get; init; } = "";
    public int? MaxLength { get; init; }
    public decimal? Minimum { get; init; }
    public decimal? Maximum { get; init; }
    public decimal? Step { get; init; }
    public NullInteger? Null { get; init; }

    public bool HasRange => Minimum is not null || Maximum is not null || Step is not null;
}

internal sealed record Property(string JsonName, string Name, ValueType Value, bool Required)
{
    public bool IsArray { get; init; }
    public int MinItems { get; init; }
    public int? MaxItems { get; init; }
}

/// <summary>A type of a message set: an object or an enumeration.</summary>
internal abstract record TypeDefinition(string Name)
{
    /// <summary>Content in one line, to find two types of one name that differ.</summary>
    public abstract string Fingerprint { get; }
}

internal sealed record ObjectDefinition(string Name, IReadOnlyList<Property> Properties, bool IsOpen) : TypeDefinition(Name)
{
    public override string Fingerprint => $"{IsOpen}|{string.Join('|', Properties)}";
}

internal sealed record EnumDefinition(string Name, IReadOnlyList<string> Spellings) : TypeDefinition(Name)
{
    public override string Fingerprint => string.Join('|', Spellings);
}

/// <summary>One action: its two root objects. <see cref="Response"/> is null for a message that is not answered.</summary>
internal sealed record ActionDefinition(string Name, ObjectDefinition Request, ObjectDefinition? Response);

/// <summary>A message set, with each named type and the actions that use it.</summary>
internal sealed record Catalogue(
    IReadOnlyList<ActionDefinition> Actions,
    IReadOnlyDictionary<string, TypeDefinition> Types,
    IReadOnlyDictionary<string, IReadOnlySet<string>> UsedBy);
