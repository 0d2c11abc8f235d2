namespace Busbar.Core.Power;

/// <summary>What a power module can give. Immutable.</summary>
/// <param name="Id">Its name.</param>
/// <param name="MaxW">Most power, W; 0 or more.</param>
/// <param name="MaxA">Most current, A; 0 or more.</param>
/// <param name="MinV">Lowest voltage at which it works, V.</param>
/// <param name="MaxV">Highest voltage, V.</param>
/// <param name="Failed">It gives nothing and must not be connected.</param>
public sealed record PowerModule(string Id, double MaxW, double MaxA, double MinV, double MaxV, bool Failed = false)
{
    /// <summary>Most power at a voltage, W: voltage * min(MaxA, MaxW / voltage) within the envelope, else 0.</summary>
    public double PowerAt(double voltageV) => Failed || !(voltageV >= MinV && voltageV <= MaxV) || voltageV <= 0 ? 0 : voltageV * Math.Min(MaxA, MaxW / voltageV);
}
