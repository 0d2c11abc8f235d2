namespace Busbar.Wire.Pep.Messages;

/// <summary>Phase of the charging session as the SECC reports it.</summary>
public enum PepChargingState : byte
{
    /// <summary>Nothing is charged.</summary>
    Standby,

    /// <summary>The output is brought to the vehicle's voltage.</summary>
    PreCharge,

    /// <summary>Energy flows.</summary>
    Charge,

    /// <summary>After the charge; the vehicle may test its contactors.</summary>
    PostCharge,
}

/// <summary>Request of the SECC: drive this voltage and current. The response acknowledges only.</summary>
/// <param name="TargetVoltageV">0 to 2147483647 V.</param>
/// <param name="TargetCurrentA">0 to 2147483647 A.</param>
/// <param name="BatteryStateOfChargePct">0 to 100 %, both included.</param>
/// <param name="ChargingState">Phase.</param>
public readonly record struct PepTargetValues(double TargetVoltageV, double TargetCurrentA, double BatteryStateOfChargePct, PepChargingState ChargingState)
    : IPepPayload<PepTargetValues>
{
    private static readonly string[] States = ["standby", "preCharge", "charge", "postCharge"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.TargetValues;

    /// <inheritdoc/>
    public static PepTargetValues Read(ref PepReader reader)
    {
        double? voltage = null, current = null, charge = null;
        int? state = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("targetVoltage"u8)) reader.Number("targetVoltage", 0, PepLimits.MaxNumber, "V", ref voltage);
            else if (name.SequenceEqual("targetCurrent"u8)) reader.Number("targetCurrent", 0, PepLimits.MaxNumber, "A", ref current);
            else if (name.SequenceEqual("batteryStateOfCharge"u8)) reader.Number("batteryStateOfCharge", 0, 100, "%", ref charge);
            else if (name.SequenceEqual("chargingState"u8)) reader.Word("chargingState", States, ref state);
            else reader.Skip();
        }

        reader.Require(voltage is not null, "targetVoltage", "0 to 2147483647 V");
        reader.Require(current is not null, "targetCurrent", "0 to 2147483647 A");
        reader.Require(charge is not null, "batteryStateOfCharge", "0 to 100 %");
        reader.Require(state is not null, "chargingState", "standby, preCharge, charge, postCharge");
        return new PepTargetValues(voltage ?? 0, current ?? 0, charge ?? 0, (PepChargingState)(state ?? 0));
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        writer.Number("targetVoltage", TargetVoltageV, 0, PepLimits.MaxNumber);
        writer.Number("targetCurrent", TargetCurrentA, 0, PepLimits.MaxNumber);
        writer.Number("batteryStateOfCharge", BatteryStateOfChargePct, 0, 100);
        writer.Text("chargingState", States[(int)ChargingState]);
    }
}
