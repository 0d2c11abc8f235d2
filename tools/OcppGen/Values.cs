using System.Globalization;

namespace Busbar.Tools.OcppGen;

/// <summary>The C# of one property: its type, its documentation, and the calls that read, write and check it.</summary>
internal static class Values
{
    public static string CsType(Property property)
    {
        var element = ElementType(property.Value);
        return (property.IsArray ? element + "[]" : element) + (property.Required ? "" : "?");
    }

    /// <summary>Type of the local that reading fills: nullable wherever null can mean "not there yet".</summary>
    public static string LocalType(Property property)
    {
        var type = CsType(property);
        return property.Required && (property.IsArray || IsReference(property.Value)) ? type + "?" : type;
    }

    public static string Assigned(Property property) =>
        Naming.Local(property.JsonName) + (property.Required && (property.IsArray || IsReference(property.Value)) ? "!" : "");

    public static string Describe(Property property)
    {
        var value = property.Value;
        var what = value.Kind switch
        {
            ValueKind.Integer => "integer",
            ValueKind.Number => "number",
            ValueKind.Boolean => "true or false",
            ValueKind.Text or ValueKind.JsonText => value.MaxLength is { } most ? $"text of at most {most} characters" : "text",
            ValueKind.Uri => "absolute URI",
            ValueKind.Date => "date and time, UTC",
            ValueKind.Json => "any JSON, as its text",
            _ => $"<see cref=\"{value.TypeName}\"/>",
        };
        if (value.Minimum is not null) what += $", at least {Invariant(value.Minimum.Value)}";
        if (value.Maximum is not null) what += $", at most {Invariant(value.Maximum.Value)}";
        if (value.Step is not null) what += $", a multiple of {Invariant(value.Step.Value)}";
        if (property.IsArray)
        {
            what = $"array of {what}";
            if (property.MinItems > 0) what += $", at least {property.MinItems} of them";
            if (property.MaxItems is { } items) what += $", at most {items} of them";
        }

        return what + (property.Required ? "; required." : "; null when absent.");
    }

    public static string ReadCall(Property property)
    {
        var value = property.Value;
        var method = (property.Required ? "" : "Optional") + Method(property);
        var arguments = new List<string>();
        if (property.IsArray) arguments.AddRange([$"{property.MinItems}", Most(property.MaxItems)]);
        if (value.Kind is ValueKind.Text or ValueKind.JsonText or ValueKind.Uri) arguments.Add(Most(value.MaxLength));
        if (value.Kind == ValueKind.Enum) arguments.Add($"{value.TypeName}Spelling.Table");
        if (value.Null is { } fallback)
        {
            method = "IntegerOr";
            arguments.AddRange([Invariant(fallback.Fallback), $"Leniency.{fallback.Rule}"]);
        }

        var local = Naming.Local(property.JsonName);
        arguments.Add($"out {local}");
        var call = $"reader.{method}({string.Join(", ", arguments)})";
        return value.HasRange ? $"{call} && reader.InRange({local}, {Range(value)})" : call;
    }

    public static string WriteCall(Property property)
    {
        var table = property.Value.Kind == ValueKind.Enum ? $", {property.Value.TypeName}Spelling.Table" : "";
        var method = property.Value.Kind is ValueKind.JsonText or ValueKind.Uri ? "Text" : Method(property);
        return $"writer.{method}(\"\\\"{property.JsonName}\\\":\"u8{table}, {property.Name});";
    }

    /// <summary>Null where the C# type alone is the constraint.</summary>
    public static string? CheckCall(Property property)
    {
        var value = property.Value;
        var required = property.Required ? "true" : "false";
        var start = $"\"{property.JsonName}\", {property.Name}";
        var bounds = property.IsArray ? $"{start}, {required}, {property.MinItems}, {Most(property.MaxItems)}" : $"{start}, {required}";
        var plural = property.IsArray ? "s" : "";
        return value.Kind switch
        {
            ValueKind.Text or ValueKind.JsonText => $"checker.Text{plural}({bounds}, {Most(value.MaxLength)});",
            ValueKind.Uri => $"checker.Uri({bounds}, {Most(value.MaxLength)});",
            ValueKind.Enum when property.IsArray => $"checker.Enums({bounds}, {value.TypeName}Spelling.Table);",
            ValueKind.Enum => $"checker.Enum({start}, {value.TypeName}Spelling.Table);",
            ValueKind.Object => $"checker.Object{plural}({bounds});",
            ValueKind.Integer when property.IsArray => $"checker.Integers({bounds}, {Range(value)});",
            ValueKind.Integer or ValueKind.Number when value.HasRange => $"checker.Number({start}, {Range(value)});",
            _ => null,
        };
    }

    private static string Method(Property property)
    {
        if (property.IsArray && property.Value.Kind is not (ValueKind.Text or ValueKind.Enum or ValueKind.Object or ValueKind.Integer))
            throw new SchemaException($"{property.JsonName} is an array of {property.Value.Kind}, which is not supported.");
        return property.Value.Kind + (property.IsArray ? "s" : "");
    }

    private static string ElementType(ValueType value) => value.Kind switch
    {
        ValueKind.Integer => "int",
        ValueKind.Number => "decimal",
        ValueKind.Boolean => "bool",
        ValueKind.Text or ValueKind.JsonText or ValueKind.Uri or ValueKind.Json => "string",
        ValueKind.Date => "DateTimeOffset",
        _ => value.TypeName,
    };

    private static bool IsReference(ValueType value) => value.Kind is ValueKind.Text or ValueKind.JsonText or ValueKind.Uri or ValueKind.Json or ValueKind.Object;

    private static string Range(ValueType value)
    {
        var minimum = value.Minimum is { } min ? Invariant(min) + "m" : "decimal.MinValue";
        var maximum = value.Maximum is { } max ? Invariant(max) + "m" : "decimal.MaxValue";
        var step = value.Step is { } multipleOf ? Invariant(multipleOf) + "m" : "0m";
        return $"{minimum}, {maximum}, {step}";
    }

    private static string Most(int? most) => most is { } bound ? Invariant(bound) : "int.MaxValue";

    private static string Invariant(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
