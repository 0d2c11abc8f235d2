namespace Busbar.Wire.Pep.Messages;

/// <summary>A refusal. Both ends send it in answer to a request.</summary>
/// <param name="Category">Why; "valueError" of the specification's text is taken as "value" (A4).</param>
/// <param name="Details">Field, value and what is allowed; may be empty.</param>
public readonly record struct PepError(PepErrorCategory Category, string Details) : IPepPayload<PepError>
{
    private static readonly string[] Categories = ["format", "value", "inoperative", "internal", "generic"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.Error;

    /// <summary>How a category is spelled.</summary>
    public static string Spell(PepErrorCategory category) => Categories[(int)category];

    /// <inheritdoc/>
    public static PepError Read(ref PepReader reader)
    {
        PepErrorCategory? category = null;
        string? details = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("errorCategory"u8)) category = ReadCategory(ref reader);
            else if (name.SequenceEqual("errorDetails"u8) && reader.PeekIsText) reader.Text("errorDetails", ref details);
            else reader.Skip();
        }

        if (category is null) reader.Findings |= PepFindings.UnknownCategory;
        return new PepError(category ?? PepErrorCategory.Generic, details ?? reader.StrayDetails ?? "");
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        writer.Text("errorCategory", Categories[(int)Category]);
        writer.Text("errorDetails", Details);
    }

    private static PepErrorCategory? ReadCategory(ref PepReader reader)
    {
        var text = reader.TextValue();
        if (text == "valueError")
        {
            reader.Findings |= PepFindings.ValueErrorSpelling;
            return PepErrorCategory.Value;
        }

        var index = Array.IndexOf(Categories, text);
        return index < 0 ? null : (PepErrorCategory)index;
    }
}
