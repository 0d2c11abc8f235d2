using System.Text.Json;
using Busbar.Core.Battery.Curves;

namespace Busbar.Core.Battery.Files;

/// <summary>Reads the fields of one object of a parameter file and notes every fault with its place, its value and the physical reason, so that all are told at once.</summary>
internal sealed class SetReader
{
    private readonly JsonElement _object;
    private readonly string _place;
    private readonly List<string> _faults;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal SetReader(JsonElement element, string place, List<string> faults) => (_object, _place, _faults) = (element, place, faults);

    private string Of(string name) => _place.Length == 0 ? name : $"{_place} / {name}";

    internal void Fault(string name, string text) => _faults.Add($"{Of(name)} {text}");

    internal bool Has(string name) => Find(name) is not null;

    private JsonElement? Find(string name)
    {
        _asked.Add(name);
        return _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>An object within; where it is missing, one without fields, so that its fields are told to be missing as well only if the part is needed.</summary>
    internal SetReader? Part(string name, string? reason)
    {
        if (Find(name) is not { } value)
        {
            if (reason is not null) Fault(name, $"is missing: {reason}.");
            return null;
        }
        if (value.ValueKind == JsonValueKind.Object) return new SetReader(value, Of(name), _faults);
        Fault(name, $"is {Shown(value)}; it is an object with fields.");
        return null;
    }

    internal string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number; where it is missing the fallback, and without one a fault.</summary>
    internal double Number(string name, double? fallback, string reason)
    {
        if (Find(name) is not { } value)
        {
            if (fallback is null) Fault(name, $"is missing: {reason}.");
            return fallback ?? double.NaN;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        Fault(name, $"is {Shown(value)}; it is a number: {reason}.");
        return double.NaN;
    }

    /// <summary>A number, an expression of x as text, or a table {"x": [...], "y": [...]}; null with a fault when it is none.</summary>
    internal FileFunction? Function(string name, string? reason)
    {
        if (Find(name) is not { } value)
        {
            if (reason is not null) Fault(name, $"is missing: {reason}.");
            return null;
        }
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number => new FileFunction.Text(Expression.Parse(value.GetRawText())),
                JsonValueKind.String => new FileFunction.Text(Expression.Parse(value.GetString()!)),
                JsonValueKind.Object => Table(value),
                _ => throw new FormatException("It is a number, an expression of x, or a table with x and y."),
            };
        }
        catch (FormatException e)
        {
            Fault(name, $"is {Shown(value)}. {e.Message}");
            return null;
        }
    }

    /// <summary>The same as a curve over stoichiometry; the fallback where it is missing, a flat curve where it is wrong.</summary>
    internal Curve Curve(string name, Curve? fallback, string reason) => Function(name, fallback is null ? reason : null) is { } f
        ? f.IsConstant ? Curves.Curve.Constant(f.At(0.5, out _)) : new FileCurve(f)
        : fallback ?? Curves.Curve.Constant(double.NaN);

    /// <summary>Notes fields that nobody asked for: a misspelt name would otherwise be silently left aside.</summary>
    internal void NothingElse()
    {
        foreach (var field in _object.EnumerateObject())
            if (!_asked.Contains(field.Name)) Fault(field.Name, $"is not known; allowed: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
    }

    private static FileFunction.Table Table(JsonElement value)
    {
        double[] Column(string name) => value.TryGetProperty(name, out var column) && column.ValueKind == JsonValueKind.Array
            ? [.. column.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : throw new FormatException($"In {name}, {Shown(v)} is no number."))]
            : throw new FormatException($"A table has x and y, each a list of numbers; {name} is missing.");
        var (x, y) = (Column("x"), Column("y"));
        if (x.Length != y.Length || x.Length < 2) throw new FormatException($"A table has as many x as y, 2 or more; this one has {x.Length} and {y.Length}.");
        for (var i = 1; i < x.Length; i++)
            if (!(x[i] > x[i - 1])) throw new FormatException($"Row {i} has x = {x[i]} after {x[i - 1]}; x rises.");
        return new FileFunction.Table(x, y);
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 60 ? text[..60] + "..." : text;
    }
}
