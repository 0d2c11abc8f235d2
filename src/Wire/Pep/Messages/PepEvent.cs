namespace Busbar.Wire.Pep.Messages;

/// <summary>Info of the PECC: something happened, in the vendor's words.</summary>
/// <param name="EventDetails">The words; may be empty.</param>
public readonly record struct PepEvent(string EventDetails) : IPepPayload<PepEvent>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.Event;

    /// <inheritdoc/>
    public static PepEvent Read(ref PepReader reader)
    {
        string? details = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("eventDetails"u8)) reader.Text("eventDetails", ref details);
            else reader.Skip();
        }

        reader.Require(details is not null, "eventDetails", "a text");
        return new PepEvent(details ?? "");
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Text("eventDetails", EventDetails);
}
