using System.Globalization;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// BootNotification until it is accepted, then heartbeats (OCPP 1.6, 4.2 and 4.6). A reconnect without a reboot needs no new
/// BootNotification. Not thread safe.
/// </summary>
internal sealed class Registration
{
    private readonly StationContext _context;
    private readonly StationTimer _boot;
    private readonly StationTimer _heartbeat;
    private bool _asking;

    public Registration(StationContext context)
    {
        _context = context;
        _boot = context.Timers.Create(Boot);
        _heartbeat = context.Timers.Create(Beat);
    }

    /// <summary>What the central system said last since the last (re)boot; null: nothing yet.</summary>
    public BootNotificationStatus? Status { get; private set; }

    public bool IsAccepted => Status == BootNotificationStatus.Accepted;

    /// <summary>Told that the central system has accepted a boot.</summary>
    public Action? Accepted { get; set; }

    /// <summary>The station has (re)started.</summary>
    public void Reset()
    {
        Status = null;
        _asking = false;
        _context.Outbox.IsOpen = false;
        _boot.Disarm();
        _heartbeat.Disarm();
    }

    public void Connected()
    {
        _asking = false;
        if (IsAccepted) ScheduleHeartbeat();
        else if (!_boot.IsArmed) Boot();
    }

    public void Disconnected() => _heartbeat.Disarm();

    /// <summary>A BootNotification at once, asked for by the central system.</summary>
    public void BootNow() => Boot();

    /// <summary>A Heartbeat at once, asked for by the central system.</summary>
    public void BeatNow() => _context.Outbox.Say(new HeartbeatRequest(), OnHeartbeat);

    /// <summary>The interval has changed.</summary>
    public void ScheduleHeartbeat()
    {
        if (IsAccepted && _context.Outbox.IsConnected) _heartbeat.Arm(_context.Outbox.LastSent + Interval);
    }

    private TimeSpan Interval => _context.Configuration.Seconds(ConfigurationKeys.HeartbeatInterval);

    private void Boot()
    {
        _boot.Disarm();
        if (!_context.Outbox.IsConnected || _asking) return;
        _asking = true;
        var options = _context.Options;
        var serial = options.SerialNumber ?? options.Id;
        _context.Outbox.Say(
            new BootNotificationRequest
            {
                ChargePointVendor = options.Vendor,
                ChargePointModel = options.Model,
                ChargePointSerialNumber = serial.Length > 25 ? serial[..25] : serial,
                FirmwareVersion = options.FirmwareVersion,
            },
            OnBoot,
            beforeOpen: true);
    }

    private void OnBoot(CallResult result)
    {
        _asking = false;
        if (result.Response is not BootNotificationResponse answer)
        {
            if (result.End != CallEnd.Lost) _boot.Arm(_context.Now.Elapsed + _context.Options.BootRetry);
            return;
        }

        FollowClock(answer.CurrentTime);
        var interval = TimeSpan.FromSeconds(Math.Clamp(answer.Interval, 0, 86_400));
        Status = answer.Status;
        _context.Outbox.IsOpen = IsAccepted;
        _context.Log($"BootNotification: {answer.Status}, interval {answer.Interval} s");
        if (!IsAccepted)
        {
            _boot.Arm(_context.Now.Elapsed + (interval > TimeSpan.Zero ? interval : _context.Options.BootRetry));
            return;
        }

        if (interval > TimeSpan.Zero)
            _context.Configuration.Set(ConfigurationKeys.HeartbeatInterval, ((int)interval.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        ScheduleHeartbeat();
        Accepted?.Invoke();
    }

    /// <summary>Any message counts as a sign of life, so a heartbeat goes out only after an interval of silence.</summary>
    private void Beat()
    {
        if (_context.Outbox.LastSent + Interval > _context.Now.Elapsed) ScheduleHeartbeat();
        else
        {
            BeatNow();
            _heartbeat.Arm(_context.Now.Elapsed + Interval);
        }
    }

    private void OnHeartbeat(CallResult result)
    {
        if (result.Response is HeartbeatResponse answer) FollowClock(answer.CurrentTime);
    }

    private void FollowClock(DateTimeOffset central)
    {
        if (_context.Options.FollowCentralClock) _context.ClockOffset = central - _context.Now.Utc;
    }
}
