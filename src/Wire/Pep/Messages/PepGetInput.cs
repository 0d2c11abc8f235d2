namespace Busbar.Wire.Pep.Messages;

/// <summary>Request of the PECC: read inputs of the SECC. Immutable.</summary>
/// <param name="InputIdentifiers">Identifiers, as the hardware has them.</param>
public sealed record PepGetInput(IReadOnlyList<string> InputIdentifiers) : IPepPayload<PepGetInput>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.GetInput;

    /// <inheritdoc/>
    public static PepGetInput Read(ref PepReader reader)
    {
        List<string>? identifiers = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("inputIdentifiers"u8)) reader.Texts("inputIdentifiers", ref identifiers);
            else reader.Skip();
        }

        reader.Require(identifiers is not null, "inputIdentifiers", "a list of texts");
        return new PepGetInput(identifiers ?? []);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Texts("inputIdentifiers", InputIdentifiers);
}

/// <summary>Response of the SECC: values of its inputs. Sent in the wrapper <c>inputValues</c>; taken with it and without (A6). Immutable.</summary>
/// <param name="InputValues">Values by identifier.</param>
public sealed record PepInputValues(IReadOnlyDictionary<string, PepIoValue> InputValues) : IPepPayload<PepInputValues>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.GetInput;

    /// <inheritdoc/>
    public static PepInputValues Read(ref PepReader reader)
    {
        Dictionary<string, PepIoValue>? wrapped = null;
        var bare = new Dictionary<string, PepIoValue>(StringComparer.Ordinal);
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("inputValues"u8) && reader.PeekIsObject) reader.Map("inputValues", ref wrapped);
            else
            {
                var key = System.Text.Encoding.UTF8.GetString(name);
                bare[key] = PepIoValue.FromJson(reader.Raw());
            }
        }

        if (wrapped is null) reader.Findings |= PepFindings.BareInputValues;
        return new PepInputValues(wrapped ?? bare);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Map("inputValues", InputValues);
}
