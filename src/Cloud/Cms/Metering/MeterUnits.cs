using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Metering;

/// <summary>
/// The units of OCPP 1.6, 7.45, and how each becomes the one that is kept: kept = value x scale + offset. Tables by enumeration
/// index: no search on the hot path.
/// </summary>
internal static class MeterUnits
{
    public const string WattHour = "Wh";
    public const string VarHour = "varh";
    public const string Watt = "W";
    public const string Var = "var";
    public const string VoltAmpere = "VA";
    public const string Ampere = "A";
    public const string Volt = "V";
    public const string Hertz = "Hz";
    public const string Celsius = "Celsius";
    public const string Percent = "Percent";
    public const string RotationsPerMinute = "rpm";
    public const string None = "";

    private static readonly Unit[] Units = MakeUnits();
    private static readonly string[] Defaults = MakeDefaults();

    /// <summary>How a unit is kept; null when it is unknown, so that no scale can be told.</summary>
    public static Unit? Find(UnitOfMeasure unit) => Units[(int)unit] is { Kept: not null } known ? known : null;

    /// <summary>
    /// The unit of a value that names none. Only energy has a default (7.43: Wh); for the rest the unit that the measurand can
    /// only have is taken, because a current in Wh is never meant. Power factor has none.
    /// </summary>
    public static string DefaultOf(Measurand measurand) => Defaults[(int)measurand];

    private static Unit[] MakeUnits()
    {
        var units = new Unit[(int)UnitOfMeasure.Unknown + 1];
        units[(int)UnitOfMeasure.Wh] = new Unit(WattHour);
        units[(int)UnitOfMeasure.KWh] = new Unit(WattHour, 1000);
        units[(int)UnitOfMeasure.Varh] = new Unit(VarHour);
        units[(int)UnitOfMeasure.Kvarh] = new Unit(VarHour, 1000);
        units[(int)UnitOfMeasure.W] = new Unit(Watt);
        units[(int)UnitOfMeasure.KW] = new Unit(Watt, 1000);
        units[(int)UnitOfMeasure.VA] = new Unit(VoltAmpere);
        units[(int)UnitOfMeasure.KVA] = new Unit(VoltAmpere, 1000);
        units[(int)UnitOfMeasure.Var] = new Unit(Var);
        units[(int)UnitOfMeasure.Kvar] = new Unit(Var, 1000);
        units[(int)UnitOfMeasure.A] = new Unit(Ampere);
        units[(int)UnitOfMeasure.V] = new Unit(Volt);
        units[(int)UnitOfMeasure.K] = new Unit(Celsius, 1, -273.15);
        units[(int)UnitOfMeasure.Celcius] = new Unit(Celsius);
        units[(int)UnitOfMeasure.Celsius] = new Unit(Celsius);
        units[(int)UnitOfMeasure.Fahrenheit] = new Unit(Celsius, 5.0 / 9, -160.0 / 9);
        units[(int)UnitOfMeasure.Percent] = new Unit(Percent);
        units[(int)UnitOfMeasure.Hertz] = new Unit(Hertz);
        return units;
    }

    private static string[] MakeDefaults()
    {
        var defaults = new string[(int)Measurand.Unknown + 1];
        for (var measurand = Measurand.EnergyActiveExportRegister; measurand <= Measurand.Unknown; measurand++)
        {
            defaults[(int)measurand] = measurand switch
            {
                Measurand.EnergyReactiveExportRegister or Measurand.EnergyReactiveImportRegister
                    or Measurand.EnergyReactiveExportInterval or Measurand.EnergyReactiveImportInterval => VarHour,
                <= Measurand.EnergyReactiveImportInterval => WattHour,
                Measurand.PowerReactiveExport or Measurand.PowerReactiveImport => Var,
                <= Measurand.PowerReactiveImport => Watt,
                Measurand.CurrentImport or Measurand.CurrentExport or Measurand.CurrentOffered => Ampere,
                Measurand.Voltage => Volt,
                Measurand.Frequency => Hertz,
                Measurand.Temperature => Celsius,
                Measurand.SoC => Percent,
                Measurand.RPM => RotationsPerMinute,
                _ => None,
            };
        }

        return defaults;
    }

    /// <summary>The unit that is kept, and the way there: value * scale + offset.</summary>
    /// <param name="Kept">The unit that is kept.</param>
    /// <param name="Scale">Kept units in one of the given. Default 1.</param>
    /// <param name="Offset">What 0 of the given is in the kept. Default 0.</param>
    public readonly record struct Unit(string Kept, double Scale = 1, double Offset = 0);
}
