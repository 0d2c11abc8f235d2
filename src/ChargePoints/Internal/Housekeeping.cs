using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// Firmware updates and uploads of diagnostics and logs. Files are not really moved: each job goes through the stages that a real
/// one reports, and fails where the address is none that the station's protocols reach. Not thread safe.
/// </summary>
internal sealed class Housekeeping
{
    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly StatusReporter _status;
    private readonly Reservations _reservations;
    private readonly Sequence _firmware;
    private readonly Sequence _diagnostics;
    private readonly Sequence _log;
    private FirmwareJob? _job;

    /// <param name="context">The station.</param>
    /// <param name="connectors">All, number 0 first.</param>
    /// <param name="status">Told when connectors are held back for an installation.</param>
    /// <param name="reservations">Those of connectors held back end.</param>
    public Housekeeping(StationContext context, IReadOnlyList<Connector> connectors, StatusReporter status, Reservations reservations)
    {
        _reservations = reservations;
        _context = context;
        _connectors = connectors;
        _status = status;
        _firmware = new Sequence(context.Timers);
        _diagnostics = new Sequence(context.Timers);
        _log = new Sequence(context.Timers);
    }

    /// <summary>Told to reboot into new firmware.</summary>
    public Action? Reboot { get; set; }

    public FirmwareStatus Firmware { get; private set; } = FirmwareStatus.Idle;

    public DiagnosticsStatus Diagnostics { get; private set; } = DiagnosticsStatus.Idle;

    public UploadLogStatus Log { get; private set; } = UploadLogStatus.Idle;

    public SignedFirmwareStatus SignedFirmware { get; private set; } = SignedFirmwareStatus.Idle;

    /// <summary>A firmware update; a newer one takes the place of one that runs. True when it did.</summary>
    /// <param name="location">Where the firmware lies.</param>
    /// <param name="retrieveAt">Not to be fetched before.</param>
    /// <param name="requestId">Number of a signed update; null for a plain one.</param>
    public bool UpdateFirmware(string location, DateTimeOffset retrieveAt, int? requestId)
    {
        var replaces = _job is not null;
        _job = new FirmwareJob(location, requestId);
        var wait = retrieveAt - _context.Utc;
        _firmware.Start(_context.Now.Elapsed, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Download);
        if (wait > TimeSpan.Zero && requestId is not null) _context.AfterAnswer(() => TellFirmware(FirmwareStatus.Idle, SignedFirmwareStatus.DownloadScheduled));
        return replaces;
    }

    /// <summary>An upload of diagnostics; the name of the file.</summary>
    public string UploadDiagnostics(string location)
    {
        var good = IsReachable(location);
        _diagnostics.Start(_context.Now.Elapsed, TimeSpan.Zero, () =>
        {
            TellDiagnostics(DiagnosticsStatus.Uploading);
            _diagnostics.Start(_context.Now.Elapsed, _context.Options.StageTime, () => TellDiagnostics(good ? DiagnosticsStatus.Uploaded : DiagnosticsStatus.UploadFailed));
        });
        return FileName("diagnostics");
    }

    /// <summary>An upload of a log; whether it took the place of one that ran, and the name of the file.</summary>
    public (bool Replaces, string FileName) UploadLog(string location, int requestId)
    {
        var good = IsReachable(location);
        var replaces = _log.IsRunning;
        _log.Start(_context.Now.Elapsed, TimeSpan.Zero, () =>
        {
            TellLog(UploadLogStatus.Uploading, requestId);
            _log.Start(_context.Now.Elapsed, _context.Options.StageTime, () => TellLog(good ? UploadLogStatus.Uploaded : UploadLogStatus.UploadFailure, requestId));
        });
        return (replaces, FileName("log"));
    }

    /// <summary>The status as it is, for TriggerMessage; a job that is over counts as idle.</summary>
    public OcppRequest FirmwareReport() => new FirmwareStatusNotificationRequest { Status = _job is null ? FirmwareStatus.Idle : Firmware };

    /// <summary>The status of a signed update as it is, for ExtendedTriggerMessage.</summary>
    public OcppRequest SignedFirmwareReport() => _job?.RequestId is { } id
        ? new SignedFirmwareStatusNotificationRequest { Status = SignedFirmware, RequestId = id }
        : new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.Idle };

    public OcppRequest DiagnosticsReport() =>
        new DiagnosticsStatusNotificationRequest { Status = _diagnostics.IsRunning ? Diagnostics : DiagnosticsStatus.Idle };

    public OcppRequest LogReport() => new LogStatusNotificationRequest { Status = _log.IsRunning ? Log : UploadLogStatus.Idle };

    /// <summary>A transaction has ended: an installation that waited may go on.</summary>
    public void OnTransactionEnded()
    {
        if (_job is { Stage: JobStage.AwaitsIdle }) Install();
    }

    /// <summary>The station has booted and is accepted; after an installation that is its success.</summary>
    public void OnBooted()
    {
        if (_job is not { Stage: JobStage.Rebooting }) return;
        TellFirmware(FirmwareStatus.Installed, SignedFirmwareStatus.Installed);
        Finish();
    }

    private void Download()
    {
        TellFirmware(FirmwareStatus.Downloading, SignedFirmwareStatus.Downloading);
        _firmware.Start(_context.Now.Elapsed, _context.Options.StageTime, () =>
        {
            if (!IsReachable(_job!.Location))
            {
                TellFirmware(FirmwareStatus.DownloadFailed, SignedFirmwareStatus.DownloadFailed);
                Finish();
                return;
            }

            TellFirmware(FirmwareStatus.Downloaded, SignedFirmwareStatus.Downloaded);
            if (_job.RequestId is not null) TellFirmware(FirmwareStatus.Downloaded, SignedFirmwareStatus.SignatureVerified);
            Block(isBlocked: true);
            _job = _job with { Stage = JobStage.AwaitsIdle };
            if (_connectors.All(c => c.Transaction is null)) Install();
        });
    }

    private void Install()
    {
        _job = _job! with { Stage = JobStage.Installing };
        TellFirmware(FirmwareStatus.Installing, SignedFirmwareStatus.Installing);
        _firmware.Start(_context.Now.Elapsed, _context.Options.StageTime, () =>
        {
            _job = _job! with { Stage = JobStage.Rebooting };
            Block(isBlocked: false);
            Reboot?.Invoke();
        });
    }

    private void Finish()
    {
        _job = null;
        Block(isBlocked: false);
    }

    // Connectors not in use are held back while the firmware waits for the others (erratum 3.49).
    private void Block(bool isBlocked)
    {
        foreach (var connector in _connectors.Skip(1))
        {
            if (connector.IsBlocked == isBlocked) continue;
            connector.IsBlocked = isBlocked;
            if (isBlocked) _reservations.Drop(connector);
            else connector.AwaitsUnplug = false;
            _status.Update(connector);
        }
    }

    private void TellFirmware(FirmwareStatus plain, SignedFirmwareStatus signed)
    {
        Firmware = plain;
        SignedFirmware = signed;
        _context.Outbox.Say(_job?.RequestId is { } id
            ? new SignedFirmwareStatusNotificationRequest { Status = signed, RequestId = id }
            : new FirmwareStatusNotificationRequest { Status = plain });
    }

    private void TellDiagnostics(DiagnosticsStatus status)
    {
        Diagnostics = status;
        _context.Outbox.Say(new DiagnosticsStatusNotificationRequest { Status = status });
    }

    private void TellLog(UploadLogStatus status, int requestId)
    {
        Log = status;
        _context.Outbox.Say(new LogStatusNotificationRequest { Status = status, RequestId = requestId });
    }

    private bool IsReachable(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var uri)
        && _context.Configuration.Text(ConfigurationKeys.SupportedFileTransferProtocols).Split(',').Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);

    private string FileName(string kind) => $"{kind}-{_context.Options.Id}-{_context.Utc:yyyyMMdd-HHmmss}.log";

    private enum JobStage
    {
        Downloading,
        AwaitsIdle,
        Installing,
        Rebooting,
    }

    private sealed record FirmwareJob(string Location, int? RequestId)
    {
        public JobStage Stage { get; init; }
    }

    /// <summary>One step after another, each after its time.</summary>
    private sealed class Sequence
    {
        private readonly StationTimer _timer;
        private Action? _step;

        public Sequence(StationTimers timers) => _timer = timers.Create(() => _step!());

        public bool IsRunning => _timer.IsArmed;

        public void Start(TimeSpan now, TimeSpan wait, Action step)
        {
            _step = step;
            _timer.Arm(now + wait);
        }
    }
}
