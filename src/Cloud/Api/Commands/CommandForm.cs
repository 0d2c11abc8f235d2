using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Api;

/// <summary>Reads the fields of a request off its generated record: names, types, what is required, how enums are spelled. Done once, at start.</summary>
internal static class CommandForm
{
    private static readonly MethodInfo SpellingsOfEnum =
        typeof(CommandForm).GetMethod(nameof(SpellingsOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static FieldShape[] FieldsOf(OcppAction action) => Fields(action.Name, RequestType(action), path: "");

    /// <summary>The record of an action's request, by the naming rule of the generated code.</summary>
    private static Type RequestType(OcppAction action)
    {
        var name = $"{typeof(OcppAction).Namespace}.{action.Version}.{action.Name}Request";
        return typeof(OcppAction).Assembly.GetType(name)
            ?? throw new InvalidOperationException($"There is no record {name} for the action {action.Name}.");
    }

    private static FieldShape[] Fields(string action, Type record, string path) =>
        [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is not null)
            .Select(property => Field(action, property, path))];

    private static FieldShape Field(string action, PropertyInfo property, string path)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var fullPath = path.Length == 0 ? name : $"{path}.{name}";
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var value = Value(action, name, fullPath, type.IsArray ? type.GetElementType()! : type);
        return new FieldShape(
            name, type.IsArray ? "array" : value.Type, property.IsDefined(typeof(RequiredMemberAttribute)), CommandTexts.Describe(action, name),
            CommandTexts.Default(action, fullPath), type.IsArray ? null : value.MaxLength, type.IsArray ? null : value.Enum,
            type.IsArray ? null : value.Fields, type.IsArray ? value : null);
    }

    private static ItemShape Value(string action, string name, string path, Type type)
    {
        if (type.IsEnum) return new ItemShape("string", null, (string[])SpellingsOfEnum.MakeGenericMethod(type).Invoke(null, null)!, null);
        if (type == typeof(string)) return new ItemShape("string", CommandTexts.MaxLength(action, name), null, null);
        if (type == typeof(int)) return new ItemShape("integer", null, null, null);
        if (type == typeof(decimal)) return new ItemShape("number", null, null, null);
        if (type == typeof(bool)) return new ItemShape("boolean", null, null, null);
        if (type == typeof(DateTimeOffset)) return new ItemShape("date-time", null, null, null);
        return new ItemShape("object", null, null, Fields(action, type, path));
    }

    /// <summary>The standard's spellings, from the table that the generated code keeps beside each enum.</summary>
    private static string[] SpellingsOf<T>()
        where T : struct, Enum
    {
        var table = typeof(T).Assembly.GetType($"{typeof(T).FullName}Spelling")?.GetField("Table")?.GetValue(null) as OcppEnum<T>
            ?? throw new InvalidOperationException($"The enum {typeof(T).Name} has no spelling table.");
        return table.Spellings.ToArray();
    }
}
