namespace Busbar.Cloud.Cms.Metering;

/// <summary>What became of the sampled values of a message.</summary>
internal struct MeterTally
{
    /// <summary>Kept.</summary>
    public int Taken;

    /// <summary>Format SignedData: an opaque block, no number (OCPP 1.6, 4.7).</summary>
    public int Signed;

    /// <summary>Empty text.</summary>
    public int Empty;

    /// <summary>Text that is no finite number.</summary>
    public int NotANumber;

    /// <summary>A measurand outside the standard: two of them could not be told apart.</summary>
    public int UnknownMeasurand;

    /// <summary>A unit outside the standard: its scale is anyone's guess.</summary>
    public int UnknownUnit;

    /// <summary>Not kept as numbers; the message log has their text.</summary>
    public readonly int Unusable => Signed + Empty + NotANumber + UnknownMeasurand + UnknownUnit;
}
