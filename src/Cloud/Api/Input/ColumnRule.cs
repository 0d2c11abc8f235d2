using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Busbar.Cloud.Api;

/// <summary>Numbers of a series; null, where nothing was measured, is read as NaN. The body's size bounds how many there are.</summary>
internal sealed class ColumnRule : ValueRule<IReadOnlyList<double>>
{
    public override string Allowed => "a list of numbers, null where there is none";

    public override ValueSchema Schema { get; } = new("array", Items: new ValueSchema("number", "double"));

    /// <inheritdoc/>
    public override string? Fault(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array) return base.Fault(json);
        var at = 0;
        foreach (var element in json.EnumerateArray())
        {
            if (!TryNumber(element, out _)) return $"Its value {at} (the first is 0) is {Problems.Quote(element.GetRawText())}. Give {Allowed}.";
            at++;
        }

        return null;
    }

    /// <inheritdoc/>
    public override bool TryRead(string text, [MaybeNullWhen(false)] out IReadOnlyList<double> value)
    {
        value = null;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryRead(JsonElement json, [MaybeNullWhen(false)] out IReadOnlyList<double> value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Array) return false;
        var numbers = new double[json.GetArrayLength()];
        var at = 0;
        foreach (var element in json.EnumerateArray())
            if (!TryNumber(element, out numbers[at++])) return false;
        value = numbers;
        return true;
    }

    private static bool TryNumber(JsonElement json, out double value)
    {
        value = double.NaN;
        return json.ValueKind == JsonValueKind.Null || (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out value) && double.IsFinite(value));
    }
}
