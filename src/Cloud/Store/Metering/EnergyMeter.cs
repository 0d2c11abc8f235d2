namespace Busbar.Cloud.Store.Metering;

/// <summary>
/// Energy of a transaction by differences of the import register, with a rule for registers that start again. Some stations reset
/// theirs at each boot or session: a register that falls counts on from zero. A fall by rounding (the register in tenths of a kWh in
/// one message, in Wh in another) is none. A reading that is not newer than the last one changes nothing, so a repeat is harmless.
/// </summary>
/// <param name="RegisterWh">Last reading, Wh.</param>
/// <param name="RegisterAtMs">Its station time.</param>
/// <param name="EnergyWh">Energy so far, Wh; null until a second reading.</param>
/// <param name="Resets">How often the register started again.</param>
internal readonly record struct EnergyMeter(double RegisterWh, long RegisterAtMs, double? EnergyWh, int Resets)
{
    /// <summary>A fall up to 100 Wh, one step of a register shown in 0.1 kWh, may be rounding ...</summary>
    private const double RoundingWh = 100;

    /// <summary>... as long as the register keeps nine tenths of its value: a fall from 40 Wh to 5 Wh is a reset.</summary>
    private const double RoundingShare = 0.9;

    /// <summary>A meter at its first reading.</summary>
    public static EnergyMeter Begin(double registerWh, long atMs) => new(registerWh, atMs, null, 0);

    /// <summary>The meter after a reading.</summary>
    public EnergyMeter Read(double registerWh, long atMs) => atMs <= RegisterAtMs ? this : Add(registerWh, atMs);

    /// <summary>
    /// The meter after the last reading. Without resets the energy is stop minus start, as the bill has it; otherwise what the
    /// samples have added up to.
    /// </summary>
    public EnergyMeter Stop(double meterStartWh, double meterStopWh, long atMs)
    {
        var last = Add(meterStopWh, Math.Max(atMs, RegisterAtMs));
        return last.Resets == 0 && meterStopWh >= meterStartWh ? last with { EnergyWh = meterStopWh - meterStartWh } : last;
    }

    private EnergyMeter Add(double registerWh, long atMs)
    {
        var soFar = EnergyWh ?? 0;
        var fall = RegisterWh - registerWh;
        if (fall <= 0) return new EnergyMeter(registerWh, atMs, soFar - fall, Resets);
        var rounding = fall <= RoundingWh && registerWh >= RoundingShare * RegisterWh;
        return rounding
            ? this with { RegisterAtMs = atMs, EnergyWh = soFar }
            : new EnergyMeter(registerWh, atMs, soFar + Math.Max(registerWh, 0), Resets + 1);
    }
}
