using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Metering;

/// <summary>
/// What the samples of one instant say about a connector as a whole. A value without a phase is the whole (OCPP 1.6, 7.43). From
/// phases, power and energy are the sum; voltage is the mean to neutral; current is the highest phase, because every limit in
/// amperes is per phase (7.12) and is compared with it. Values measured at the grid inlet belong to connector 0 only.
/// </summary>
internal struct LiveReading
{
    private static readonly string CurrentImport = Measurand.CurrentImport.Spell();
    private static readonly string CurrentOffered = Measurand.CurrentOffered.Spell();
    private static readonly string PowerImport = Measurand.PowerActiveImport.Spell();
    private static readonly string Voltage = Measurand.Voltage.Spell();
    private static readonly string ImportRegister = Measurand.EnergyActiveImportRegister.Spell();
    private static readonly string SoC = Measurand.SoC.Spell();
    private static readonly string Inlet = Location.Inlet.Spell();
    private static readonly string Body = Location.Body.Spell();

    private Parts _current;
    private Parts _offered;
    private Parts _power;
    private Parts _voltage;
    private Parts _energy;
    private double? _socPct;

    /// <summary>Highest phase current into the vehicle, in A; null when not among the samples.</summary>
    public readonly double? CurrentA => _current.Highest;

    /// <summary>Import register, in Wh; null when not among the samples.</summary>
    public readonly double? EnergyWh => _energy.Sum;

    /// <summary>Takes one sample.</summary>
    public void Take(in MeterSample sample)
    {
        if ((ReferenceEquals(sample.Location, Inlet) && sample.ConnectorId != 0) || ReferenceEquals(sample.Location, Body)) return;
        var measurand = sample.Measurand;
        if (ReferenceEquals(measurand, CurrentImport)) Take(ref _current, sample, MeterUnits.Ampere);
        else if (ReferenceEquals(measurand, PowerImport)) Take(ref _power, sample, MeterUnits.Watt);
        else if (ReferenceEquals(measurand, Voltage)) Take(ref _voltage, sample, MeterUnits.Volt);
        else if (ReferenceEquals(measurand, ImportRegister)) Take(ref _energy, sample, MeterUnits.WattHour);
        else if (ReferenceEquals(measurand, CurrentOffered)) Take(ref _offered, sample, MeterUnits.Ampere);
        else if (ReferenceEquals(measurand, SoC) && ReferenceEquals(sample.Unit, MeterUnits.Percent)) _socPct = sample.Value;
    }

    /// <summary>Writes what was measured to the connector; the rest stays as it was.</summary>
    /// <param name="flows">False when the station has said since that nothing flows.</param>
    public readonly void Apply(ConnectorState connector, DateTimeOffset at, bool flows)
    {
        if (flows)
        {
            connector.CurrentA = _current.Highest ?? connector.CurrentA;
            connector.PowerW = _power.Sum ?? connector.PowerW;
        }

        connector.Phases = _current.Phases ?? connector.Phases;
        connector.OfferedA = _offered.Highest ?? connector.OfferedA;
        connector.VoltageV = _voltage.Mean ?? connector.VoltageV;
        connector.EnergyWh = _energy.Sum ?? connector.EnergyWh;
        connector.SocPct = _socPct ?? connector.SocPct;
        connector.MeasuredAt = at;
    }

    private static void Take(ref Parts parts, in MeterSample sample, string unit)
    {
        if (!ReferenceEquals(sample.Unit, unit)) return;
        switch (sample.Phase)
        {
            case null:
                parts.TakeWhole(sample.Value);
                break;
            case "L1" or "L2" or "L3" or "L1-N" or "L2-N" or "L3-N":
                parts.TakePhase(sample.Value);
                break;
        }
    }

    /// <summary>A quantity as a whole, or by phases.</summary>
    private struct Parts
    {
        private double _whole;
        private double _sum;
        private double _highest;
        private int _phases;
        private bool _hasWhole;

        public readonly double? Sum => _hasWhole ? _whole : _phases > 0 ? _sum : null;

        public readonly double? Highest => _hasWhole ? _whole : _phases > 0 ? _highest : null;

        public readonly int? Phases => _hasWhole ? 1 : _phases > 0 ? _phases : null;

        public readonly double? Mean => _hasWhole ? _whole : _phases > 0 ? _sum / _phases : null;

        public void TakeWhole(double value)
        {
            _whole = value;
            _hasWhole = true;
        }

        public void TakePhase(double value)
        {
            _highest = _phases == 0 ? value : Math.Max(_highest, value);
            _sum += value;
            _phases++;
        }
    }
}
