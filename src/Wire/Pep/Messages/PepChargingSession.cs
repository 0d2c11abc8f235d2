namespace Busbar.Wire.Pep.Messages;

/// <summary>How the vehicle wants to be charged.</summary>
public enum PepChargeMode : byte
{
    /// <summary>By a schedule.</summary>
    Scheduled,

    /// <summary>As the moment allows.</summary>
    Dynamic,

    /// <summary>As the moment allows, in both directions.</summary>
    DynamicBpt,
}

/// <summary>Info of the SECC: what the vehicle says of itself. Every field may be missing: only what changed need be sent. Null: not said.</summary>
public readonly record struct PepChargingSession : IPepPayload<PepChargingSession>
{
    private static readonly string[] Modes = ["scheduled", "dynamic", "dynamicBpt"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.ChargingSession;

    /// <summary>Limit of the charging profile, W; 0 or more.</summary>
    public double? ChargingProfileMaxPowerLimitW { get; init; }

    /// <summary>Time until the battery is full, s; 0 or more.</summary>
    public double? TimeToFullSocS { get; init; }

    /// <summary>Lowest voltage of the vehicle, V; 0 or more.</summary>
    public double? EvMinVoltageV { get; init; }

    /// <summary>Highest voltage of the vehicle, V; 0 or more.</summary>
    public double? EvMaxVoltageV { get; init; }

    /// <summary>Lowest current of the vehicle, A; 0 or more.</summary>
    public double? EvMinCurrentA { get; init; }

    /// <summary>Highest current of the vehicle, A; 0 or more.</summary>
    public double? EvMaxCurrentA { get; init; }

    /// <summary>Lowest power of the vehicle, W; 0 or more.</summary>
    public double? EvMinPowerW { get; init; }

    /// <summary>Highest power of the vehicle, W; 0 or more.</summary>
    public double? EvMaxPowerW { get; init; }

    /// <summary>Lowest discharge current of the vehicle, A; 0 or less.</summary>
    public double? EvMinDischargeCurrentA { get; init; }

    /// <summary>Highest discharge current of the vehicle, A; 0 or less.</summary>
    public double? EvMaxDischargeCurrentA { get; init; }

    /// <summary>Lowest discharge power of the vehicle, W; 0 or less.</summary>
    public double? EvMinDischargePowerW { get; init; }

    /// <summary>Highest discharge power of the vehicle, W; 0 or less.</summary>
    public double? EvMaxDischargePowerW { get; init; }

    /// <summary>Charge mode.</summary>
    public PepChargeMode? ChargeMode { get; init; }

    /// <summary>What is known when this comes after <paramref name="before"/>: fields that are missing keep what was said before.</summary>
    public PepChargingSession After(in PepChargingSession before) => new()
    {
        ChargingProfileMaxPowerLimitW = ChargingProfileMaxPowerLimitW ?? before.ChargingProfileMaxPowerLimitW,
        TimeToFullSocS = TimeToFullSocS ?? before.TimeToFullSocS,
        EvMinVoltageV = EvMinVoltageV ?? before.EvMinVoltageV,
        EvMaxVoltageV = EvMaxVoltageV ?? before.EvMaxVoltageV,
        EvMinCurrentA = EvMinCurrentA ?? before.EvMinCurrentA,
        EvMaxCurrentA = EvMaxCurrentA ?? before.EvMaxCurrentA,
        EvMinPowerW = EvMinPowerW ?? before.EvMinPowerW,
        EvMaxPowerW = EvMaxPowerW ?? before.EvMaxPowerW,
        EvMinDischargeCurrentA = EvMinDischargeCurrentA ?? before.EvMinDischargeCurrentA,
        EvMaxDischargeCurrentA = EvMaxDischargeCurrentA ?? before.EvMaxDischargeCurrentA,
        EvMinDischargePowerW = EvMinDischargePowerW ?? before.EvMinDischargePowerW,
        EvMaxDischargePowerW = EvMaxDischargePowerW ?? before.EvMaxDischargePowerW,
        ChargeMode = ChargeMode ?? before.ChargeMode,
    };

    /// <inheritdoc/>
    public static PepChargingSession Read(ref PepReader reader)
    {
        double? chargingProfileMaxPowerLimitW = null;
        double? timeToFullSocS = null;
        double? evMinVoltageV = null;
        double? evMaxVoltageV = null;
        double? evMinCurrentA = null;
        double? evMaxCurrentA = null;
        double? evMinPowerW = null;
        double? evMaxPowerW = null;
        double? evMinDischargeCurrentA = null;
        double? evMaxDischargeCurrentA = null;
        double? evMinDischargePowerW = null;
        double? evMaxDischargePowerW = null;
        int? mode = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("chargingProfileMaxPowerLimitWatts"u8)) reader.Number("chargingProfileMaxPowerLimitWatts", 0, PepLimits.MaxNumber, "W", ref chargingProfileMaxPowerLimitW);
            else if (name.SequenceEqual("timeToFullSocSeconds"u8)) reader.Number("timeToFullSocSeconds", 0, PepLimits.MaxNumber, "s", ref timeToFullSocS);
            else if (name.SequenceEqual("evMinVoltageVolts"u8)) reader.Number("evMinVoltageVolts", 0, PepLimits.MaxNumber, "V", ref evMinVoltageV);
            else if (name.SequenceEqual("evMaxVoltageVolts"u8)) reader.Number("evMaxVoltageVolts", 0, PepLimits.MaxNumber, "V", ref evMaxVoltageV);
            else if (name.SequenceEqual("evMinCurrentAmperes"u8)) reader.Number("evMinCurrentAmperes", 0, PepLimits.MaxNumber, "A", ref evMinCurrentA);
            else if (name.SequenceEqual("evMaxCurrentAmperes"u8)) reader.Number("evMaxCurrentAmperes", 0, PepLimits.MaxNumber, "A", ref evMaxCurrentA);
            else if (name.SequenceEqual("evMinPowerWatts"u8)) reader.Number("evMinPowerWatts", 0, PepLimits.MaxNumber, "W", ref evMinPowerW);
            else if (name.SequenceEqual("evMaxPowerWatts"u8)) reader.Number("evMaxPowerWatts", 0, PepLimits.MaxNumber, "W", ref evMaxPowerW);
            else if (name.SequenceEqual("evMinDischargeCurrentAmperes"u8)) reader.Number("evMinDischargeCurrentAmperes", -PepLimits.MaxNumber, 0, "A", ref evMinDischargeCurrentA);
            else if (name.SequenceEqual("evMaxDischargeCurrentAmperes"u8)) reader.Number("evMaxDischargeCurrentAmperes", -PepLimits.MaxNumber, 0, "A", ref evMaxDischargeCurrentA);
            else if (name.SequenceEqual("evMinDischargePowerWatts"u8)) reader.Number("evMinDischargePowerWatts", -PepLimits.MaxNumber, 0, "W", ref evMinDischargePowerW);
            else if (name.SequenceEqual("evMaxDischargePowerWatts"u8)) reader.Number("evMaxDischargePowerWatts", -PepLimits.MaxNumber, 0, "W", ref evMaxDischargePowerW);
            else if (name.SequenceEqual("chargeMode"u8)) reader.Word("chargeMode", Modes, ref mode);
            else reader.Skip();
        }

        return new PepChargingSession
        {
            ChargingProfileMaxPowerLimitW = chargingProfileMaxPowerLimitW,
            TimeToFullSocS = timeToFullSocS,
            EvMinVoltageV = evMinVoltageV,
            EvMaxVoltageV = evMaxVoltageV,
            EvMinCurrentA = evMinCurrentA,
            EvMaxCurrentA = evMaxCurrentA,
            EvMinPowerW = evMinPowerW,
            EvMaxPowerW = evMaxPowerW,
            EvMinDischargeCurrentA = evMinDischargeCurrentA,
            EvMaxDischargeCurrentA = evMaxDischargeCurrentA,
            EvMinDischargePowerW = evMinDischargePowerW,
            EvMaxDischargePowerW = evMaxDischargePowerW,
            ChargeMode = (PepChargeMode?)mode,
        };
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        writer.Number("chargingProfileMaxPowerLimitWatts", ChargingProfileMaxPowerLimitW, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("timeToFullSocSeconds", TimeToFullSocS, 0, PepLimits.MaxNumber, PepRounding.Nearest);
        writer.Number("evMinVoltageVolts", EvMinVoltageV, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("evMaxVoltageVolts", EvMaxVoltageV, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("evMinCurrentAmperes", EvMinCurrentA, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("evMaxCurrentAmperes", EvMaxCurrentA, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("evMinPowerWatts", EvMinPowerW, 0, PepLimits.MaxNumber, PepRounding.Up);
        writer.Number("evMaxPowerWatts", EvMaxPowerW, 0, PepLimits.MaxNumber, PepRounding.Down);
        writer.Number("evMinDischargeCurrentAmperes", EvMinDischargeCurrentA, -PepLimits.MaxNumber, 0, PepRounding.Nearest);
        writer.Number("evMaxDischargeCurrentAmperes", EvMaxDischargeCurrentA, -PepLimits.MaxNumber, 0, PepRounding.Up);
        writer.Number("evMinDischargePowerWatts", EvMinDischargePowerW, -PepLimits.MaxNumber, 0, PepRounding.Nearest);
        writer.Number("evMaxDischargePowerWatts", EvMaxDischargePowerW, -PepLimits.MaxNumber, 0, PepRounding.Up);
        if (ChargeMode is { } mode) writer.Text("chargeMode", Modes[(int)mode]);
    }
}
