using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Metering;

/// <summary>
/// Sampled values of OCPP 1.6 become samples in SI-based units: prefixes resolved, temperatures in Celsius, absent fields filled
/// with the defaults of 7.43. One array per message and no text: all names come from the tables of the wire. Pure.
/// </summary>
internal static class MeterNormalizer
{
    /// <summary>The samples of a message, in its order; those without a usable number are left out and counted in <paramref name="tally"/>.</summary>
    /// <param name="transactionId">The transaction that the station names; null when it names none.</param>
    public static MeterSample[] Normalize(
        string stationId, int connectorId, long? transactionId, MeterValue[] values, DateTimeOffset receivedAt, out MeterTally tally)
    {
        tally = default;
        var count = 0;
        foreach (var value in values) count += value.SampledValue.Length;
        if (count == 0) return [];

        var samples = new MeterSample[count];
        foreach (var value in values)
        {
            foreach (var sampled in value.SampledValue)
            {
                if (!TryRead(sampled, ref tally, out var measurand, out var unit, out var number)) continue;
                samples[tally.Taken++] = new MeterSample(
                    stationId, connectorId, transactionId, value.Timestamp, receivedAt, measurand.Spell(), sampled.Phase?.Spell(),
                    sampled.Location?.Spell(), (sampled.Context ?? ReadingContext.SamplePeriodic).Spell(), unit, number);
            }
        }

        if (tally.Taken < count) Array.Resize(ref samples, tally.Taken);
        return samples;
    }

    private static bool TryRead(SampledValue sampled, ref MeterTally tally, out Measurand measurand, out string unit, out double number)
    {
        measurand = sampled.Measurand ?? Measurand.EnergyActiveImportRegister;
        unit = MeterUnits.None;
        number = 0;
        if (sampled.Format is { } format && format != ValueFormat.Raw)
        {
            tally.Signed++;
            return false;
        }

        if (measurand == Measurand.Unknown)
        {
            tally.UnknownMeasurand++;
            return false;
        }

        if (!MeterNumber.TryParse(sampled.Value, out number))
        {
            if (string.IsNullOrWhiteSpace(sampled.Value)) tally.Empty++;
            else tally.NotANumber++;
            return false;
        }

        if (sampled.Unit is not { } given)
        {
            unit = MeterUnits.DefaultOf(measurand);
            return true;
        }

        if (MeterUnits.Find(given) is not { } known)
        {
            tally.UnknownUnit++;
            return false;
        }

        unit = known.Kept;
        number = (number * known.Scale) + known.Offset;
        return true;
    }
}
