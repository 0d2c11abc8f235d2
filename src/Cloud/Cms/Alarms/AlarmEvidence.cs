using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Busbar.Cloud.Cms.Alarms;

/// <summary>The evidence of an alarm: a small JSON object of what led to it.</summary>
internal static class AlarmEvidence
{
    /// <summary>An object of the given members. Values: null, text, numbers, booleans, times.</summary>
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members) Write(writer, name, value);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNull(name); break;
            case string text: writer.WriteString(name, text); break;
            case bool flag: writer.WriteBoolean(name, flag); break;
            case int number: writer.WriteNumber(name, number); break;
            case long number: writer.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): writer.WriteNumber(name, number); break;
            case double: writer.WriteNull(name); break;
            case DateTimeOffset at: writer.WriteString(name, at.UtcDateTime); break;
            case Enum member: writer.WriteString(name, member.ToString()); break;
            default: throw new ArgumentException($"Evidence '{name}' has type {value.GetType().Name}; allowed: text, numbers, booleans, times.", name);
        }
    }
}
