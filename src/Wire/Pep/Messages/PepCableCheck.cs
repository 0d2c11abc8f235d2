namespace Busbar.Wire.Pep.Messages;

/// <summary>Request of the SECC: test the isolation. The response acknowledges only; the result comes with the status.</summary>
/// <param name="VoltageV">Suggested test voltage, 0 to 2147483647 V; CCS: the vehicle's maximum voltage.</param>
public readonly record struct PepCableCheck(double VoltageV) : IPepPayload<PepCableCheck>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.CableCheck;

    /// <inheritdoc/>
    public static PepCableCheck Read(ref PepReader reader)
    {
        double? voltage = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("voltage"u8)) reader.Number("voltage", 0, PepLimits.MaxNumber, "V", ref voltage);
            else reader.Skip();
        }

        reader.Require(voltage is not null, "voltage", "0 to 2147483647 V");
        return new PepCableCheck(voltage ?? 0);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Number("voltage", VoltageV, 0, PepLimits.MaxNumber);
}
