using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Commands;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>
/// BootNotification (OCPP 1.6, 4.2): what the station says of itself is kept, and it learns whether it is accepted, our time, and
/// its heartbeat or retry interval. Open transactions go on: only a stop, or an operator, ends one.
/// </summary>
internal sealed class BootNotifications(
    StationDirectory directory, IStore store, BackgroundCalls background, CmsOptions options, TimeProvider time, ILogger<BootNotifications> log)
{
    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        var boot = (BootNotificationRequest)call.Request;
        var accepted = station.Row.Registration == Registration.Accepted;
        ValueTask save;
        lock (station.Gate)
        {
            station.BootReceivedAt = call.ReceivedAt;
            station.Row = station.Row with
            {
                Vendor = boot.ChargePointVendor,
                Model = boot.ChargePointModel,
                SerialNumber = boot.ChargePointSerialNumber,
                BoxSerialNumber = boot.ChargeBoxSerialNumber,
                FirmwareVersion = boot.FirmwareVersion,
                Iccid = boot.Iccid,
                Imsi = boot.Imsi,
                MeterType = boot.MeterType,
                MeterSerialNumber = boot.MeterSerialNumber,
                BootedAt = accepted ? call.ReceivedAt : station.Row.BootedAt,
            };
            save = station.KeepIn(store, ct);
        }

        directory.Changed(station);
        await save;
        log.Booted(station.Id, boot.ChargePointVendor, boot.ChargePointModel, boot.FirmwareVersion, station.Row.Registration);
        if (accepted && options.ReadConfigurationAtBoot) background.ReadConfiguration(station, options.BootSettleTime);
        return CallAnswer.Of(new BootNotificationResponse
        {
            Status = accepted ? BootNotificationStatus.Accepted
                : station.Row.Registration == Registration.Pending ? BootNotificationStatus.Pending
                : BootNotificationStatus.Rejected,
            CurrentTime = time.GetUtcNow(),
            Interval = Jittered(accepted ? options.HeartbeatInterval : options.BootRetryInterval),
        });
    }

    // A fleet that came back at once would else beat at once for ever.
    private int Jittered(TimeSpan interval)
    {
        var stray = ((Random.Shared.NextDouble() * 2) - 1) * options.IntervalJitter;
        return Math.Max(1, (int)Math.Round(interval.TotalSeconds * (1 + stray)));
    }
}
