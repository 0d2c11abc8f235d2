namespace Busbar.Wire.Pep.Messages;

/// <summary>Response of the PECC: its identity and its limits. Immutable.</summary>
public sealed record PepConfiguration : IPepPayload<PepConfiguration>
{
    /// <inheritdoc/>
    public static PepKind Kind => PepKind.Configuration;

    /// <summary>Version of the firmware.</summary>
    public required string FirmwareVersion { get; init; }

    /// <summary>Who made it.</summary>
    public required string Manufacturer { get; init; }

    /// <summary>Lowest voltage, 0 or more, in V.</summary>
    public required double LimitVoltageMinV { get; init; }

    /// <summary>Highest voltage, 0 or more, in V.</summary>
    public required double LimitVoltageMaxV { get; init; }

    /// <summary>Lowest current, 0 or more, in A.</summary>
    public required double LimitCurrentMinA { get; init; }

    /// <summary>Highest current, 0 or more, in A.</summary>
    public required double LimitCurrentMaxA { get; init; }

    /// <summary>Highest power, 0 or more, in W.</summary>
    public required double LimitPowerMaxW { get; init; }

    /// <summary>Lowest power, 0 or more, in W; null when not stated.</summary>
    public double? LimitPowerMinW { get; init; }

    /// <summary>Lowest discharge current, 0 or less, in A; null when not stated (bidirectional only).</summary>
    public double? LimitDischargeCurrentMinA { get; init; }

    /// <summary>Highest discharge current, 0 or less, in A; null when not stated (bidirectional only).</summary>
    public double? LimitDischargeCurrentMaxA { get; init; }

    /// <summary>Lowest discharge power, 0 or less, in W; null when not stated (bidirectional only).</summary>
    public double? LimitDischargePowerMinW { get; init; }

    /// <summary>Highest discharge power, 0 or less, in W; null when not stated (bidirectional only).</summary>
    public double? LimitDischargePowerMaxW { get; init; }

    /// <summary>Numbers may have decimals; false or null makes every number of every message an integer.</summary>
    public bool? FloatValues { get; init; }

    /// <summary>What numbers may be on a connection with this configuration.</summary>
    public PepNumbers Numbers => FloatValues == true ? PepNumbers.Floats : PepNumbers.Integers;

    /// <inheritdoc/>
    public static PepConfiguration Read(ref PepReader reader)
    {
        string? firmware = null, manufacturer = null;
        bool? floats = null;
        double? limitVoltageMin, limitVoltageMax, limitCurrentMin, limitCurrentMax, limitPowerMax, limitPowerMin, limitDischargeCurrentMin, limitDischargeCurrentMax, limitDischargePowerMin, limitDischargePowerMax;
        limitVoltageMin = limitVoltageMax = limitCurrentMin = limitCurrentMax = limitPowerMax = limitPowerMin = limitDischargeCurrentMin = limitDischargeCurrentMax = limitDischargePowerMin = limitDischargePowerMax = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("firmwareVersion"u8)) reader.Text("firmwareVersion", ref firmware);
            else if (name.SequenceEqual("manufacturer"u8)) reader.Text("manufacturer", ref manufacturer);
            else if (name.SequenceEqual("floatValues"u8)) reader.Flag("floatValues", ref floats);
            else if (name.SequenceEqual("limitVoltageMin"u8)) reader.Number("limitVoltageMin", 0, PepLimits.MaxNumber, "V", ref limitVoltageMin);
            else if (name.SequenceEqual("limitVoltageMax"u8)) reader.Number("limitVoltageMax", 0, PepLimits.MaxNumber, "V", ref limitVoltageMax);
            else if (name.SequenceEqual("limitCurrentMin"u8)) reader.Number("limitCurrentMin", 0, PepLimits.MaxNumber, "A", ref limitCurrentMin);
            else if (name.SequenceEqual("limitCurrentMax"u8)) reader.Number("limitCurrentMax", 0, PepLimits.MaxNumber, "A", ref limitCurrentMax);
            else if (name.SequenceEqual("limitPowerMax"u8)) reader.Number("limitPowerMax", 0, PepLimits.MaxNumber, "W", ref limitPowerMax);
            else if (name.SequenceEqual("limitPowerMin"u8)) reader.Number("limitPowerMin", 0, PepLimits.MaxNumber, "W", ref limitPowerMin);
            else if (name.SequenceEqual("limitDischargeCurrentMin"u8)) reader.Number("limitDischargeCurrentMin", -PepLimits.MaxNumber, 0, "A", ref limitDischargeCurrentMin);
            else if (name.SequenceEqual("limitDischargeCurrentMax"u8)) reader.Number("limitDischargeCurrentMax", -PepLimits.MaxNumber, 0, "A", ref limitDischargeCurrentMax);
            else if (name.SequenceEqual("limitDischargePowerMin"u8)) reader.Number("limitDischargePowerMin", -PepLimits.MaxNumber, 0, "W", ref limitDischargePowerMin);
            else if (name.SequenceEqual("limitDischargePowerMax"u8)) reader.Number("limitDischargePowerMax", -PepLimits.MaxNumber, 0, "W", ref limitDischargePowerMax);
            else reader.Skip();
        }

        reader.Require(firmware is not null, "firmwareVersion", "a text");
        reader.Require(manufacturer is not null, "manufacturer", "a text");
        reader.Require(limitVoltageMin is not null, "limitVoltageMin", "0 to 2147483647 V");
        reader.Require(limitVoltageMax is not null, "limitVoltageMax", "0 to 2147483647 V");
        reader.Require(limitCurrentMin is not null, "limitCurrentMin", "0 to 2147483647 A");
        reader.Require(limitCurrentMax is not null, "limitCurrentMax", "0 to 2147483647 A");
        reader.Require(limitPowerMax is not null, "limitPowerMax", "0 to 2147483647 W");
        return new PepConfiguration
        {
            FirmwareVersion = firmware ?? "",
            Manufacturer = manufacturer ?? "",
            LimitVoltageMinV = limitVoltageMin ?? 0,
            LimitVoltageMaxV = limitVoltageMax ?? 0,
            LimitCurrentMinA = limitCurrentMin ?? 0,
            LimitCurrentMaxA = limitCurrentMax ?? 0,
            LimitPowerMaxW = limitPowerMax ?? 0,
            LimitPowerMinW = limitPowerMin,
            LimitDischargeCurrentMinA = limitDischargeCurrentMin,
            LimitDischargeCurrentMaxA = limitDischargeCurrentMax,
            LimitDischargePowerMinW = limitDischargePowerMin,
            LimitDischargePowerMaxW = limitDischargePowerMax,
            FloatValues = floats,
        };
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        writer.Text("firmwareVersion", FirmwareVersion);
        writer.Text("manufacturer", Manufacturer);
        writer.Number("limitVoltageMin", LimitVoltageMinV, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("limitVoltageMax", LimitVoltageMaxV, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("limitCurrentMin", LimitCurrentMinA, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("limitCurrentMax", LimitCurrentMaxA, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("limitPowerMax", LimitPowerMaxW, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("limitPowerMin", LimitPowerMinW, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("limitDischargeCurrentMin", LimitDischargeCurrentMinA, -PepLimits.MaxNumber, 0, PepRounding.Nearest);
        writer.Number("limitDischargeCurrentMax", LimitDischargeCurrentMaxA, -PepLimits.MaxNumber, 0, PepRounding.Up);
        writer.Number("limitDischargePowerMin", LimitDischargePowerMinW, -PepLimits.MaxNumber, 0, PepRounding.Nearest);
        writer.Number("limitDischargePowerMax", LimitDischargePowerMaxW, -PepLimits.MaxNumber, 0, PepRounding.Up);
        writer.Flag("floatValues", FloatValues);
    }
}
