using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>
/// How far a firmware update or an upload of diagnostics or logs has come (OCPP 1.6, 4.4 and 4.5; Security Whitepaper, L01 and N01):
/// the last word is kept with the station, a failed firmware update is an alarm until one succeeds.
/// </summary>
internal sealed class ProgressReports(StationDirectory directory, IStore store, AlarmBook alarms, ILogger<ProgressReports> log)
{
    public ValueTask TakeFirmwareAsync(Station station, StationReported e, CancellationToken ct)
    {
        var status = ((FirmwareStatusNotificationRequest)e.Request).Status;
        return TakeFirmwareAsync(
            station, status.Spell(), status is FirmwareStatus.DownloadFailed or FirmwareStatus.InstallationFailed,
            status is FirmwareStatus.Installed, ct);
    }

    public ValueTask TakeSignedFirmwareAsync(Station station, StationReported e, CancellationToken ct)
    {
        var status = ((SignedFirmwareStatusNotificationRequest)e.Request).Status;
        var failed = status is SignedFirmwareStatus.DownloadFailed or SignedFirmwareStatus.InstallationFailed
            or SignedFirmwareStatus.InstallVerificationFailed or SignedFirmwareStatus.InvalidSignature;
        return TakeFirmwareAsync(station, status.Spell(), failed, status is SignedFirmwareStatus.Installed, ct);
    }

    public ValueTask TakeDiagnosticsAsync(Station station, StationReported e, CancellationToken ct) =>
        KeepAsync(station, "diagnostics", ((DiagnosticsStatusNotificationRequest)e.Request).Status.Spell(), ct);

    public ValueTask TakeLogAsync(Station station, StationReported e, CancellationToken ct) =>
        KeepAsync(station, "log upload", ((LogStatusNotificationRequest)e.Request).Status.Spell(), ct);

    private async ValueTask TakeFirmwareAsync(Station station, string status, bool failed, bool installed, CancellationToken ct)
    {
        await KeepAsync(station, "firmware", status, ct);
        if (failed)
        {
            await alarms.RaiseAsync(
                station.Id, null, AlarmKinds.StationFirmware, AlarmSeverity.Warning, $"The firmware update of station {station.Id} ended with {status}.",
                AlarmEvidence.Of(("status", status), ("firmwareVersion", station.Row.FirmwareVersion)), ct);
        }
        else if (installed)
        {
            await alarms.ClearAsync(station.Id, null, AlarmKinds.StationFirmware, ct);
        }
    }

    private async ValueTask KeepAsync(Station station, string what, string status, CancellationToken ct)
    {
        ValueTask save;
        lock (station.Gate)
        {
            station.Row = what == "firmware" ? station.Row with { FirmwareStatus = status } : station.Row with { DiagnosticsStatus = status };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        log.Progress(station.Id, what, status);
        await save;
    }
}
