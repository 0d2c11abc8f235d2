namespace Busbar.Wire.Pep.Messages;

/// <summary>Request of the PECC: set outputs of the SECC. Immutable.</summary>
/// <param name="OutputValues">Values by identifier.</param>
public sealed record PepSetOutput(IReadOnlyDictionary<string, PepIoValue> OutputValues) : IPepPayload<PepSetOutput>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.SetOutput;

    /// <inheritdoc/>
    public static PepSetOutput Read(ref PepReader reader)
    {
        Dictionary<string, PepIoValue>? values = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("outputValues"u8)) reader.Map("outputValues", ref values);
            else reader.Skip();
        }

        reader.Require(values is not null, "outputValues", "an object");
        return new PepSetOutput(values ?? []);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Map("outputValues", OutputValues);
}
