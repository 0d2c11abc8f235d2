using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Anomaly;

namespace Busbar.Cloud.Cms.Anomalies;

/// <summary>
/// A monitor of the current for each connector that reports one. It is made with the first sample, fed on the station's clock (the
/// reception of a flushed queue would say nothing about the intervals), told what was commanded, and let go when the
/// connector falls silent. Its memory is bounded: a monitor has some 13 KB, and there are at most <see cref="CmsOptions.MaxWatched"/>.
/// </summary>
internal sealed class AnomalyWatch(StationDirectory directory, AlarmBook alarms, CmsMetrics metrics, CmsOptions options, TimeProvider time)
{
    private static readonly string[] Kinds = Array.ConvertAll(Enum.GetValues<FindingKind>(), k => AlarmKinds.AnomalyPrefix + NameOf(k));

    private int _watched;

    /// <summary>Connectors watched now.</summary>
    public int Watched => Volatile.Read(ref _watched);

    /// <summary>Takes a sample; what it raised or cleared is added to the findings. Under the station's gate.</summary>
    public void Take(Station station, ConnectorState connector, DateTimeOffset at, double currentA, ref AnomalyFindings findings)
    {
        if (!options.WatchCurrent || connector.ConnectorId == 0) return;
        if (connector.Monitor is not { } monitor)
        {
            if (!TryReserve()) return;
            connector.Monitor = monitor = new CurrentMonitor();
            if (connector.Transaction is not null) monitor.OnCommand(Clock(at), CommandKind.Start);
        }

        connector.MonitorFedAt = time.GetTimestamp();
        foreach (var finding in monitor.Step(new CurrentSample(Clock(at), currentA, connector.Limit().LimitA)))
            findings.Add(finding, at, currentA, connector.Limit().LimitA);
    }

    /// <summary>Something was ordered that moves the current of a connector, or of all for connector 0.</summary>
    public static void Expect(Station station, int connectorId, CommandKind kind, DateTimeOffset now)
    {
        lock (station.Gate)
        {
            var at = Clock(now.AddMilliseconds(station.Skew.Milliseconds ?? 0));
            foreach (var connector in station.Connectors)
                if (connectorId == 0 || connector.ConnectorId == connectorId) connector.Monitor?.OnCommand(at, kind);
        }
    }

    /// <summary>Makes alarms of findings, and clears them.</summary>
    public async ValueTask ReportAsync(Station station, int connectorId, AnomalyFindings findings, CancellationToken ct)
    {
        foreach (var entry in findings.Entries)
        {
            var kind = KindOf(entry.Finding.Kind);
            if (entry.Finding.State == FindingState.Cleared) await alarms.ClearAsync(station.Id, connectorId, kind, ct);
            else await RaiseAsync(station.Id, connectorId, entry, ct);
        }
    }

    /// <summary>Lets go of silent connectors, shows that standing findings still stand, and clears alarms that nothing stands behind any more.</summary>
    public async ValueTask SweepAsync(CancellationToken ct)
    {
        foreach (var station in directory.All) LetGo(station);
        foreach (var open in alarms.OpenOf(AlarmKinds.AnomalyPrefix))
        {
            if (open.StationId is not { } stationId || open.ConnectorId is not { } connectorId) continue;
            if (Standing(stationId, connectorId, open) is not { } standing) await alarms.ClearAsync(stationId, connectorId, open.Kind, ct);
            else if (standing.Entries.Count > 0) await RaiseAsync(stationId, connectorId, standing.Entries[0], ct);
        }
    }

    /// <summary>The station is gone from here, and its monitors with it.</summary>
    public void Forget(Station station)
    {
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
                if (connector.Monitor is not null) LetGo(connector);
        }
    }

    private static TimeSpan Clock(DateTimeOffset at) => TimeSpan.FromTicks(at.UtcTicks);

    private static string KindOf(FindingKind kind) => Kinds[(int)kind];

    private static string NameOf(FindingKind kind) => kind switch
    {
        FindingKind.Oscillation => "oscillation",
        FindingKind.HighVariance => "variance",
        FindingKind.Drift => "drift",
        FindingKind.StepWithoutCommand => "step",
        FindingKind.LimitViolation => "limit",
        _ => "frozen",
    };

    private ValueTask RaiseAsync(string stationId, int connectorId, in AnomalyEntry entry, CancellationToken ct)
    {
        var finding = entry.Finding;
        return alarms.RaiseAsync(
            stationId, connectorId, KindOf(finding.Kind),
            finding.Severity == Severity.Critical ? AlarmSeverity.Critical : AlarmSeverity.Warning,
            $"Connector {connectorId}: {finding.Describe()}",
            AlarmEvidence.Of(
                ("windowS", finding.Evidence.Window.TotalSeconds), ("statistic", finding.Evidence.Statistic),
                ("threshold", finding.Evidence.Threshold), ("samples", finding.Evidence.Samples), ("start", TimeOf(finding.Start)),
                ("lastSeen", TimeOf(finding.LastSeen)), ("currentA", entry.CurrentA), ("limitA", entry.LimitA)),
            ct);
    }

    private static DateTimeOffset TimeOf(TimeSpan clock) => new(clock.Ticks, TimeSpan.Zero);

    // Null: nothing stands behind the alarm any more. Empty: nothing is known yet. Else the finding as it stands.
    private AnomalyFindings? Standing(string stationId, int connectorId, AlarmRow open)
    {
        if (directory.Known(stationId) is not { } station) return null;
        lock (station.Gate)
        {
            var connector = station.FindConnector(connectorId);
            if (connector?.Monitor is not { } monitor)
                return time.GetUtcNow() - open.LastSeenAt >= options.WatchIdle ? null : default(AnomalyFindings);
            var kind = (FindingKind)Array.IndexOf(Kinds, open.Kind);
            foreach (var finding in monitor.Active)
            {
                if (finding.Kind != kind) continue;
                var standing = default(AnomalyFindings);
                standing.Add(finding, TimeOf(finding.LastSeen), connector.CurrentA ?? 0, connector.Limit().LimitA);
                return standing;
            }

            return monitor.IsReady(kind) ? null : default(AnomalyFindings);
        }
    }

    private void LetGo(Station station)
    {
        lock (station.Gate)
        {
            foreach (var connector in station.Connectors)
            {
                if (connector.Monitor is null || time.GetElapsedTime(connector.MonitorFedAt) < options.WatchIdle) continue;
                LetGo(connector);
            }
        }
    }

    private void LetGo(ConnectorState connector)
    {
        connector.Monitor = null;
        Interlocked.Decrement(ref _watched);
    }

    private bool TryReserve()
    {
        if (Interlocked.Increment(ref _watched) <= options.MaxWatched) return true;
        Interlocked.Decrement(ref _watched);
        metrics.Unwatched();
        return false;
    }
}
