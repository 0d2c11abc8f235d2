// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="MeasurandSpelling"/>.</summary>
public enum Measurand
{
    /// <summary><c>Energy.Active.Export.Register</c>.</summary>
    EnergyActiveExportRegister,
    /// <summary><c>Energy.Active.Import.Register</c>.</summary>
    EnergyActiveImportRegister,
    /// <summary><c>Energy.Reactive.Export.Register</c>.</summary>
    EnergyReactiveExportRegister,
    /// <summary><c>Energy.Reactive.Import.Register</c>.</summary>
    EnergyReactiveImportRegister,
    /// <summary><c>Energy.Active.Export.Interval</c>.</summary>
    EnergyActiveExportInterval,
    /// <summary><c>Energy.Active.Import.Interval</c>.</summary>
    EnergyActiveImportInterval,
    /// <summary><c>Energy.Reactive.Export.Interval</c>.</summary>
    EnergyReactiveExportInterval,
    /// <summary><c>Energy.Reactive.Import.Interval</c>.</summary>
    EnergyReactiveImportInterval,
    /// <summary><c>Power.Active.Export</c>.</summary>
    PowerActiveExport,
    /// <summary><c>Power.Active.Import</c>.</summary>
    PowerActiveImport,
    /// <summary><c>Power.Offered</c>.</summary>
    PowerOffered,
    /// <summary><c>Power.Reactive.Export</c>.</summary>
    PowerReactiveExport,
    /// <summary><c>Power.Reactive.Import</c>.</summary>
    PowerReactiveImport,
    /// <summary><c>Power.Factor</c>.</summary>
    PowerFactor,
    /// <summary><c>Current.Import</c>.</summary>
    CurrentImport,
    /// <summary><c>Current.Export</c>.</summary>
    CurrentExport,
    /// <summary><c>Current.Offered</c>.</summary>
    CurrentOffered,
    /// <summary><c>Voltage</c>.</summary>
    Voltage,
    /// <summary><c>Frequency</c>.</summary>
    Frequency,
    /// <summary><c>Temperature</c>.</summary>
    Temperature,
    /// <summary><c>SoC</c>.</summary>
    SoC,
    /// <summary><c>RPM</c>.</summary>
    RPM,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownReading"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="Measurand"/> on the wire.</summary>
public static class MeasurandSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<Measurand> Table = new(
    [
        "Energy.Active.Export.Register", "Energy.Active.Import.Register", "Energy.Reactive.Export.Register",
        "Energy.Reactive.Import.Register", "Energy.Active.Export.Interval", "Energy.Active.Import.Interval",
        "Energy.Reactive.Export.Interval", "Energy.Reactive.Import.Interval", "Power.Active.Export", "Power.Active.Import",
        "Power.Offered", "Power.Reactive.Export", "Power.Reactive.Import", "Power.Factor", "Current.Import", "Current.Export",
        "Current.Offered", "Voltage", "Frequency", "Temperature", "SoC", "RPM",
    ], new(Leniency.UnknownReading, Measurand.Unknown, ["Unknown"]));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this Measurand value) => Table.Spell(value);
}
