using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// Tells the central system how the connectors are: each change once, in order, unless it passed within MinimumStatusDuration;
/// after an outage only what differs from what it heard last (OCPP 1.6, 4.9). Not thread safe.
/// </summary>
internal sealed class StatusReporter
{
    private readonly StationContext _context;
    private readonly Entry[] _entries;

    public StatusReporter(StationContext context, IReadOnlyList<Connector> connectors)
    {
        _context = context;
        _entries = [.. connectors.Select(c => new Entry(c))];
        foreach (var entry in _entries) entry.Stable = context.Timers.Create(() => Report(entry, info: null));
    }

    /// <summary>The facts of a connector have changed; its status may have.</summary>
    public void Update(Connector connector, string? info = null)
    {
        var entry = Find(connector.Id);
        var status = connector.Status;
        if (status == entry.Status && Fault.Of(connector) == entry.Fault && info is null) return;
        entry.Status = status;
        entry.Fault = Fault.Of(connector);
        connector.StatusSince = _context.Utc;
        var settle = _context.Configuration.Seconds(ConfigurationKeys.MinimumStatusDuration);
        if (settle > TimeSpan.Zero && !connector.IsFaulted) entry.Stable!.Arm(_context.Now.Elapsed + settle);
        else Report(entry, info);
    }

    /// <summary>After the registration was accepted: everything.</summary>
    public void ReportAll()
    {
        foreach (var entry in _entries) Send(entry, null);
    }

    /// <summary>After an outage: what has changed.</summary>
    public void ReportChanged()
    {
        foreach (var entry in _entries) Report(entry, null);
    }

    /// <summary>One connector as it is, or all for null (TriggerMessage).</summary>
    public void ReportNow(int? connectorId)
    {
        foreach (var entry in _entries)
            if (connectorId is null || connectorId == entry.Connector.Id) Send(entry, null);
    }

    /// <summary>Forgets what the central system has heard: it will hear all again.</summary>
    public void Forget()
    {
        foreach (var entry in _entries) entry.Told = null;
    }

    /// <summary>Warns of something at the charge point that is no fault.</summary>
    public void Warn(ChargePointErrorCode code, string info) => _context.Outbox.Say(new StatusNotificationRequest
    {
        ConnectorId = 0,
        ErrorCode = code,
        Info = Cut(info),
        Status = _entries[0].Connector.Status,
        Timestamp = _context.Utc,
    });

    private Entry Find(int connectorId) => _entries[connectorId];

    private void Report(Entry entry, string? info)
    {
        entry.Stable!.Disarm();
        if (info is null && entry.Told == (entry.Connector.Status, Fault.Of(entry.Connector))) return;
        Send(entry, info);
    }

    private void Send(Entry entry, string? info)
    {
        if (!_context.Outbox.IsOnline) return;
        var connector = entry.Connector;
        entry.Stable!.Disarm();
        entry.Status = connector.Status;
        entry.Fault = Fault.Of(connector);
        entry.Told = (connector.Status, entry.Fault);
        _context.Outbox.Say(
            new StatusNotificationRequest
            {
                ConnectorId = connector.Id,
                ErrorCode = connector.Fault,
                Info = Cut(info ?? connector.FaultInfo),
                Status = connector.Status,
                Timestamp = connector.StatusSince,
                VendorId = connector.FaultVendorCode is null ? null : _context.Options.Vendor,
                VendorErrorCode = Cut(connector.FaultVendorCode),
            },
            result =>
            {
                if (result.End != CallEnd.Answered) entry.Told = null;
            });
    }

    // StatusNotification.info and vendorErrorCode have at most 50 characters.
    private static string? Cut(string? info) => info is { Length: > 50 } ? info[..50] : info;

    private readonly record struct Fault(ChargePointErrorCode Code, string? VendorCode)
    {
        public static Fault Of(Connector connector) => new(connector.Fault, connector.FaultVendorCode);
    }

    private sealed class Entry(Connector connector)
    {
        public Connector Connector { get; } = connector;

        public ChargePointStatus Status { get; set; } = connector.Status;

        public Fault Fault { get; set; } = Fault.Of(connector);

        public (ChargePointStatus Status, Fault Fault)? Told { get; set; }

        public StationTimer? Stable { get; set; }
    }
}
