namespace Busbar.Plant.Vesec;

/// <summary>What a topic is about.</summary>
internal enum VesecKind
{
    /// <summary>State of charge, %.</summary>
    Soc,

    /// <summary>Power that is asked for, kW.</summary>
    Demand,

    /// <summary>The vehicle's state in words.</summary>
    Status,
}

/// <summary>A topic that was understood.</summary>
/// <param name="Gun">Place of the gun in the plan, from 0.</param>
/// <param name="Kind">What it is about.</param>
internal readonly record struct VesecTopic(int Gun, VesecKind Kind);

/// <summary>A payload that was understood.</summary>
/// <param name="Number">State of charge in %, or demand in kW; 0 for a status.</param>
/// <param name="Text">Status; null for numbers.</param>
/// <param name="VoltageV">Voltage to drive, V; null: not told.</param>
/// <param name="At">When it was measured; null: not told.</param>
internal readonly record struct VesecPayload(double Number, string? Text = null, double? VoltageV = null, DateTimeOffset? At = null);
