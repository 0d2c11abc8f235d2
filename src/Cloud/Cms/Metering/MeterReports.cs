using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Anomalies;
using Busbar.Cloud.Cms.Fleet;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Live;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Metering;

/// <summary>
/// MeterValues (OCPP 1.6, 4.7): the hot path. Samples are normalised, made durable, then shown: live values of the connector,
/// energy of its transaction, the anomaly watch, the live view. Whatever a sanity check finds, the station gets its answer.
/// </summary>
internal sealed class MeterReports(
    StationDirectory directory, ITransactionStore store, FleetFigures fleet, AnomalyWatch anomalies, ILiveFeed live, CmsMetrics metrics,
    CmsOptions options, TimeProvider time, ILogger<MeterReports> log)
{
    public async ValueTask TakeAsync(Station station, StationReported e, CancellationToken ct)
    {
        var report = (MeterValuesRequest)e.Request;

        // 0 and -1 stand for "no transaction id was ever told to me" (erratum 3.18); the store links by connector and time.
        long? transactionId = report.TransactionId is > 0 and var id ? id : null;
        var samples = MeterNormalizer.Normalize(station.Id, report.ConnectorId, transactionId, report.MeterValue, e.At, out var tally);
        metrics.Measured(tally);
        if (tally.Unusable > 0) log.SamplesUnusable(tally.Unusable, tally.Unusable + tally.Taken, station.Id, report.ConnectorId);
        if (samples.Length == 0) return;
        await store.AppendMeterValuesAsync(samples, ct);
        await ShowAsync(station, samples, transactionId, ct);
    }

    /// <summary>Shows samples that are durable. Those of one instant stand side by side.</summary>
    private async ValueTask ShowAsync(Station station, MeterSample[] samples, long? transactionId, CancellationToken ct)
    {
        var connectorId = samples[0].ConnectorId;
        TransactionRow? progressed = null;
        var watched = live.IsWatched(station.Id);
        var foreign = false;
        var finding = default(AnomalyFindings);
        lock (station.Gate)
        {
            if (station.Connector(connectorId, options.MaxConnectorId) is not { } connector)
            {
                metrics.OutOfBounds("MeterValues");
                return;
            }

            var running = connector.Transaction;
            var inPace = station.Skew.Take(samples[^1].At, samples[^1].ReceivedAt);
            foreign = transactionId is not null && transactionId != running?.Row.Id;
            for (var from = 0; from < samples.Length;)
            {
                var to = from;
                var reading = default(LiveReading);
                for (; to < samples.Length && samples[to].At == samples[from].At; to++) reading.Take(samples[to]);
                ShowInstant(station, connector, foreign ? null : running, samples[from], reading, inPace, ref finding);
                from = to;
            }

            if (watched && !foreign) progressed = running?.Current;
        }

        directory.Changed(station);
        if (foreign) log.TransactionNotHere(station.Id, transactionId!.Value, connectorId);
        if (watched) live.Publish(new SamplesMeasured(station.Id, samples[0].ReceivedAt, samples));
        if (progressed is not null) live.Publish(new TransactionChanged(station.Id, samples[0].ReceivedAt, progressed));
        if (finding.Any) await anomalies.ReportAsync(station, connectorId, finding, ct);
    }

    private void ShowInstant(
        Station station, ConnectorState connector, RunningTransaction? running, in MeterSample first, in LiveReading reading, bool inPace,
        ref AnomalyFindings findings)
    {
        if (first.At < connector.MeasuredAt && !inPace)
        {
            metrics.Outdated("meter");
            return;
        }

        var flows = inPace || !(first.At <= connector.NoFlowSince);
        reading.Apply(connector, first.At, flows);
        if (reading.EnergyWh is { } energyWh && running is not null)
            fleet.AddEnergy(station.Shard.Number, running.Take(energyWh, first.At), first.ReceivedAt, time.GetUtcNow());
        if (flows && reading.CurrentA is { } currentA) anomalies.Take(station, connector, first.At, currentA, ref findings);
    }
}
