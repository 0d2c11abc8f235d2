namespace Busbar.Wire.Pep.Messages;

/// <summary>A payload without fields: the requests configuration, reset and stopCharging, and every response but those of configuration and getInput.</summary>
public readonly record struct PepEmpty : IPepPayload<PepEmpty>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.Unknown;

    /// <inheritdoc/>
    public static PepEmpty Read(ref PepReader reader) => default;

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
    }
}
