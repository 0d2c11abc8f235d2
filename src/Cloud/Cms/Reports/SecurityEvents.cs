using System.Collections.Frozen;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>
/// SecurityEventNotification: an alarm by how critical the Security Whitepaper (edition 3, chapter 8) calls the event. A type that
/// is not in its table is shown as not critical, with its name. One alarm per station and criticality: the name comes from the station and must
/// not make alarms without end.
/// </summary>
internal sealed class SecurityEvents(AlarmBook alarms, ILogger<SecurityEvents> log)
{
    private static readonly FrozenSet<string> Critical = new[]
    {
        "FirmwareUpdated", "SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot", "SecurityLogWasCleared", "MemoryExhaustion",
        "TamperDetectionActivated",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Critical by the table, but what every start and update of a station brings: shown, not alarming.</summary>
    private static readonly FrozenSet<string> Routine = new[]
    {
        "FirmwareUpdated", "SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public ValueTask TakeAsync(Station station, StationReported e, CancellationToken ct)
    {
        var report = (SecurityEventNotificationRequest)e.Request;
        log.SecurityEvent(report.Type, station.Id, report.TechInfo);
        var (kind, severity) = SeverityOf(report.Type);
        return alarms.RaiseAsync(
            station.Id, null, kind, severity, $"Security event {report.Type}{(report.TechInfo is null ? "" : $": {report.TechInfo}")}.",
            AlarmEvidence.Of(("type", report.Type), ("techInfo", report.TechInfo), ("at", report.Timestamp)), ct);
    }

    internal static (string Kind, AlarmSeverity Severity) SeverityOf(string type) =>
        !Critical.Contains(type) ? (AlarmKinds.SecurityEvent, AlarmSeverity.Warning)
        : Routine.Contains(type) ? (AlarmKinds.SecurityEvent, AlarmSeverity.Info)
        : (AlarmKinds.SecurityCritical, AlarmSeverity.Critical);
}
