using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Busbar.Cloud.Api;

/// <summary>The kinds of value that the API takes.</summary>
internal static class Rules
{
    /// <summary>Most characters of any free text in a query.</summary>
    public const int MaxSearch = 200;

    public static ValueRule<bool> Flag { get; } = new FlagRule();

    public static ValueRule<DateTimeOffset> Time { get; } = new TimeRule();

    public static ValueRule<int> Integer(int minimum, int maximum) => new IntegerRule(minimum, maximum);

    public static ValueRule<long> Long(long minimum, long maximum) => new LongRule(minimum, maximum);

    public static ValueRule<double> Number(double minimum, double maximum) => new NumberRule(minimum, maximum);

    /// <summary>Text without control characters.</summary>
    public static ValueRule<string> Text(int minLength, int maxLength) => new TextRule(minLength, maxLength);

    /// <summary>Any text that nobody else may see, such as a password.</summary>
    public static ValueRule<string> Secret(int minLength, int maxLength) => new TextRule(minLength, maxLength, controls: true, secret: true);

    /// <summary>A text of many lines, such as a file.</summary>
    public static ValueRule<string> Document(int maxLength) => new TextRule(1, maxLength, controls: true);

    /// <summary>A JSON object of any content.</summary>
    public static ValueRule<JsonElement> JsonObject { get; } = new JsonObjectRule();

    /// <summary>Numbers of a series, null where there is none; null is read as NaN.</summary>
    public static ValueRule<IReadOnlyList<double>> Column { get; } = new ColumnRule();

    /// <summary>Whole seconds, or an ISO 8601 duration.</summary>
    public static ValueRule<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) => new DurationRule(minimum, maximum);

    /// <summary>A member of an enumeration by name, without case.</summary>
    public static ValueRule<T> Choice<T>()
        where T : struct, Enum => new ChoiceRule<T>([.. Enum.GetValues<T>().Select(value => (value.ToString(), value))]);

    /// <summary>One of the words, without case.</summary>
    public static ValueRule<T> OneOf<T>(params (string Word, T Value)[] choices)
        where T : notnull => new ChoiceRule<T>(choices);

    /// <summary>A JSON array, or words between commas.</summary>
    public static ValueRule<IReadOnlyList<T>> ListOf<T>(ValueRule<T> item, int maxCount)
        where T : notnull => new ListRule<T>(item, maxCount);

    private sealed class FlagRule : ValueRule<bool>
    {
        public override string Allowed => "true or false";

        public override ValueSchema Schema { get; } = new("boolean");

        public override bool TryRead(string text, out bool value) => bool.TryParse(text, out value);

        public override bool TryRead(JsonElement json, out bool value)
        {
            value = json.ValueKind == JsonValueKind.True;
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
    }

    private sealed class TimeRule : ValueRule<DateTimeOffset>
    {
        private static readonly string[] Formats =
        [
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd",
        ];

        public override string Allowed => "an ISO 8601 time such as 2026-03-01T12:00:00Z";

        public override ValueSchema Schema { get; } = new("string", "date-time");

        public override bool TryRead(string text, out DateTimeOffset value) => DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);
    }

    private sealed class IntegerRule(int minimum, int maximum) : ValueRule<int>
    {
        public override string Allowed => $"an integer from {minimum} to {maximum}";

        public override ValueSchema Schema { get; } = new("integer", "int32", minimum, maximum);

        public override bool TryRead(string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;

        public override bool TryRead(JsonElement json, out int value)
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out value) && value >= minimum && value <= maximum;
        }
    }

    private sealed class LongRule(long minimum, long maximum) : ValueRule<long>
    {
        public override string Allowed => minimum == long.MinValue ? "an integer" : $"an integer from {minimum} to {maximum}";

        public override ValueSchema Schema { get; } = minimum == long.MinValue ? new("integer", "int64") : new("integer", "int64", minimum, maximum);

        public override bool TryRead(string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;

        public override bool TryRead(JsonElement json, out long value)
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out value) && value >= minimum && value <= maximum;
        }
    }

    private sealed class NumberRule(double minimum, double maximum) : ValueRule<double>
    {
        public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}");

        public override ValueSchema Schema { get; } = new("number", "double");

        public override bool TryRead(string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum;

        public override bool TryRead(JsonElement json, out double value)
        {
            value = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && value >= minimum && value <= maximum;
        }
    }

    private sealed class TextRule(int minLength, int maxLength, bool controls = false, bool secret = false) : ValueRule<string>
    {
        public override bool IsSecret => secret;

        public override string Allowed => minLength == 0
            ? $"a text of at most {maxLength} characters{Printable}"
            : $"a text of {minLength} to {maxLength} characters{Printable}";

        public override ValueSchema Schema { get; } = new("string", MaxLength: maxLength);

        private string Printable => controls ? "" : ", without control characters";

        public override bool TryRead(string text, [MaybeNullWhen(false)] out string value)
        {
            value = text;
            return text.Length >= minLength && text.Length <= maxLength && (controls || !text.AsSpan().ContainsControl());
        }
    }

    private sealed class DurationRule(TimeSpan minimum, TimeSpan maximum) : ValueRule<TimeSpan>
    {
        public override string Allowed =>
            $"{(long)minimum.TotalSeconds} to {(long)maximum.TotalSeconds} seconds, or an ISO 8601 duration such as PT1M, in that range";

        public override ValueSchema Schema { get; } = new("string");

        public override bool TryRead(string text, out TimeSpan value)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TryReadIso(text, out value);
            value = TimeSpan.FromSeconds(seconds);
            return InRange(value);
        }

        private bool TryReadIso(string text, out TimeSpan value)
        {
            value = default;
            try
            {
                value = XmlConvert.ToTimeSpan(text);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return false;
            }

            return InRange(value) && value.Ticks % TimeSpan.TicksPerSecond == 0;
        }

        private bool InRange(TimeSpan value) => value >= minimum && value <= maximum;
    }

    private sealed class ChoiceRule<T>(IReadOnlyList<(string Word, T Value)> choices) : ValueRule<T>
        where T : notnull
    {
        public override string Allowed => $"one of {string.Join(", ", choices.Select(choice => choice.Word))}";

        public override ValueSchema Schema { get; } = new("string", Enum: [.. choices.Select(choice => choice.Word)]);

        public override bool TryRead(string text, [MaybeNullWhen(false)] out T value)
        {
            foreach (var choice in choices)
            {
                if (!string.Equals(choice.Word, text, StringComparison.OrdinalIgnoreCase)) continue;
                value = choice.Value;
                return true;
            }

            value = default;
            return false;
        }
    }

    private sealed class ListRule<T>(ValueRule<T> item, int maxCount) : ValueRule<IReadOnlyList<T>>
        where T : notnull
    {
        public override string Allowed => $"a list of at most {maxCount}, each {item.Allowed}";

        public override ValueSchema Schema { get; } = new("array", Items: item.Schema);

        public override bool TryRead(string text, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
        {
            var list = new List<T>();
            value = list;
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (list.Count == maxCount || !item.TryRead(part, out var one)) return false;
                list.Add(one);
            }

            return true;
        }

        public override bool TryRead(JsonElement json, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
        {
            var list = new List<T>();
            value = list;
            if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > maxCount) return false;
            foreach (var element in json.EnumerateArray())
            {
                if (!item.TryRead(element, out var one)) return false;
                list.Add(one);
            }

            return true;
        }
    }

    private static bool ContainsControl(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
