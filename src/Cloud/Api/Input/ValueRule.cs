using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Busbar.Cloud.Api;

/// <summary>What OpenAPI says of a value.</summary>
internal sealed record ValueSchema(
    string Type, string? Format = null, long? Minimum = null, long? Maximum = null, int? MaxLength = null, IReadOnlyList<string>? Enum = null,
    ValueSchema? Items = null);

/// <summary>A kind of value that a client may give, in a query string or a JSON body: how it reads, what is allowed. Immutable.</summary>
internal abstract class ValueRule
{
    /// <summary>What is allowed, in words that end the sentence "Give …".</summary>
    public abstract string Allowed { get; }

    public abstract ValueSchema Schema { get; }

    /// <summary>Whether a value is never shown or written down.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Null when the text is good, else what is wrong with it.</summary>
    public string? Fault(string text) => Accepts(text) ? null : $"{Problems.Quote(text)} is not allowed. Give {Allowed}.";

    /// <summary>Null when the JSON value is good, else what is wrong with it.</summary>
    public virtual string? Fault(JsonElement json) => Accepts(json) ? null : $"{Problems.Quote(json.GetRawText())} is not allowed. Give {Allowed}.";

    protected abstract bool Accepts(string text);

    protected abstract bool Accepts(JsonElement json);

    /// <summary>The text of a JSON string; false for other kinds and for unpaired surrogates.</summary>
    protected static bool TryGetText(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = json.GetString();
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return text is not null;
    }
}

/// <inheritdoc/>
internal abstract class ValueRule<T> : ValueRule
    where T : notnull
{
    public abstract bool TryRead(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>Texts by default; numbers, truth values and lists say otherwise.</summary>
    public virtual bool TryRead(JsonElement json, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return TryGetText(json, out var text) && TryRead(text, out value);
    }

    protected sealed override bool Accepts(string text) => TryRead(text, out _);

    protected sealed override bool Accepts(JsonElement json) => TryRead(json, out _);
}
