using System.Globalization;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>When the meters are read for the central system, and what is told of a reading (OCPP 1.6, 3.16). Not thread safe.</summary>
internal sealed class Meters
{
    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly StationTimer[] _samples;
    private readonly StationTimer _aligned;

    /// <param name="context">The station.</param>
    /// <param name="connectors">All, number 0 first.</param>
    public Meters(StationContext context, IReadOnlyList<Connector> connectors)
    {
        _context = context;
        _connectors = connectors;
        _samples = [.. connectors.Select(c => context.Timers.Create(() => Sample(c)))];
        _aligned = context.Timers.Create(TakeAligned);
    }

    /// <summary>The energy register as StartTransaction and StopTransaction carry it.</summary>
    public static int WholeWh(MeterReading reading) => (int)Math.Clamp(Math.Round(reading.EnergyWh, MidpointRounding.AwayFromZero), 0, int.MaxValue);

    /// <summary>An interval or a list of measurands has changed.</summary>
    public void Reschedule()
    {
        ArmAligned();
        foreach (var connector in _connectors)
        {
            if (connector.Transaction is null) continue;
            ArmSample(connector);
        }
    }

    public void Begin(Connector connector, Transaction transaction, MeterReading reading)
    {
        KeepForStop(transaction, ConfigurationKeys.StopTxnSampledData, reading, ReadingContext.TransactionBegin);
        ArmSample(connector);
    }

    public void End(Connector connector, Transaction transaction, MeterReading reading)
    {
        _samples[connector.Id].Disarm();
        KeepForStop(transaction, ConfigurationKeys.StopTxnSampledData, reading, ReadingContext.TransactionEnd);
    }

    /// <summary>The hardware reports a reading.</summary>
    public void OnReading(Connector connector, MeterReading reading)
    {
        if (!_context.Options.MeterEveryReading) return;
        if (connector.Transaction is { } transaction) Tell(connector, transaction, reading, ReadingContext.SamplePeriodic, ConfigurationKeys.MeterValuesSampledData);
        else TellNow(connector.Id, reading, ReadingContext.SamplePeriodic);
    }

    /// <summary>The latest readings, at once (TriggerMessage).</summary>
    public void TellNow(int? connectorId)
    {
        foreach (var connector in _connectors.Skip(1))
            if (connectorId is null or 0 || connectorId == connector.Id) TellNow(connector.Id, _context.Hardware.Read(connector.Id), ReadingContext.Trigger);
    }

    private void Sample(Connector connector)
    {
        if (connector.Transaction is not { } transaction) return;
        ArmSample(connector);
        var reading = _context.Hardware.Read(connector.Id);
        KeepForStop(transaction, ConfigurationKeys.StopTxnSampledData, reading, ReadingContext.SamplePeriodic);
        if (!_context.Options.MeterEveryReading) Tell(connector, transaction, reading, ReadingContext.SamplePeriodic, ConfigurationKeys.MeterValuesSampledData);
    }

    private void TakeAligned()
    {
        ArmAligned();
        foreach (var connector in _connectors.Skip(1))
        {
            var reading = _context.Hardware.Read(connector.Id);
            if (connector.Transaction is { } transaction) KeepForStop(transaction, ConfigurationKeys.StopTxnAlignedData, reading, ReadingContext.SampleClock);
            Tell(connector, connector.Transaction, reading, ReadingContext.SampleClock, ConfigurationKeys.MeterValuesAlignedData);
        }
    }

    private void ArmSample(Connector connector)
    {
        var interval = _context.Configuration.Seconds(ConfigurationKeys.MeterValueSampleInterval);
        if (interval > TimeSpan.Zero) _samples[connector.Id].Arm(_context.Now.Elapsed + interval);
        else _samples[connector.Id].Disarm();
    }

    // Intervals divide the day from midnight UTC.
    private void ArmAligned()
    {
        var interval = _context.Configuration.Seconds(ConfigurationKeys.ClockAlignedDataInterval);
        if (interval == TimeSpan.Zero)
        {
            _aligned.Disarm();
            return;
        }

        var sinceMidnight = _context.Utc.UtcDateTime.TimeOfDay;
        var next = TimeSpan.FromTicks(((sinceMidnight.Ticks / interval.Ticks) + 1) * interval.Ticks);
        if (next > TimeSpan.FromDays(1)) next = TimeSpan.FromDays(1);
        _aligned.Arm(_context.Now.Elapsed + (next - sinceMidnight));
    }

    private void Tell(Connector connector, Transaction? transaction, MeterReading reading, ReadingContext context, string key)
    {
        if (Value(reading, context, key) is { } value) _context.Outbox.Keep(new MeterMessage(connector.Id, transaction, value));
    }

    private void TellNow(int connectorId, MeterReading reading, ReadingContext context)
    {
        if (Value(reading, context, ConfigurationKeys.MeterValuesSampledData) is not { } value) return;
        _context.Outbox.Say(new MeterValuesRequest { ConnectorId = connectorId, TransactionId = _connectors[connectorId].Transaction?.Id, MeterValue = [value] });
    }

    private void KeepForStop(Transaction transaction, string key, MeterReading reading, ReadingContext context)
    {
        // A day of minutes: what comes after it would make StopTransaction larger than central systems take.
        const int MostKept = 1_440;
        if (transaction.StopData.Count < MostKept && Value(reading, context, key) is { } value) transaction.StopData.Add(value);
    }

    private MeterValue? Value(MeterReading reading, ReadingContext context, string key)
    {
        var values = new List<SampledValue>();
        foreach (var measurand in _context.Configuration.List(key))
            if (Sampled(measurand, reading, context) is { } sampled) values.Add(sampled);
        return values.Count == 0 ? null : new MeterValue { Timestamp = _context.Utc, SampledValue = [.. values] };
    }

    private static SampledValue? Sampled(Measurand measurand, MeterReading reading, ReadingContext context)
    {
        (double? Value, UnitOfMeasure Unit, Location Location) = measurand switch
        {
            Measurand.CurrentImport => (reading.CurrentA, UnitOfMeasure.A, Location.Outlet),
            Measurand.CurrentOffered => (reading.OfferedA, UnitOfMeasure.A, Location.Outlet),
            Measurand.Voltage => (reading.VoltageV, UnitOfMeasure.V, Location.Outlet),
            Measurand.PowerActiveImport => (reading.PowerW, UnitOfMeasure.W, Location.Outlet),
            Measurand.EnergyActiveImportRegister => (reading.EnergyWh, UnitOfMeasure.Wh, Location.Outlet),
            Measurand.SoC => (reading.SocPct, UnitOfMeasure.Percent, Location.EV),
            _ => (null, UnitOfMeasure.Wh, Location.Outlet),
        };
        return Value is null ? null : new SampledValue
        {
            Value = Value.Value.ToString("0.###", CultureInfo.InvariantCulture),
            Context = context,
            Measurand = measurand,
            Location = Location,
            Unit = Unit,
        };
    }
}
