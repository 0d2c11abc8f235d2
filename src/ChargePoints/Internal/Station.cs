using System.Text;
using Busbar.Links.Ocpp;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// The whole law of an OCPP 1.6 charge point, put together from its parts. It has no tasks, clocks or sockets: its owner tells it
/// what happens and when, asks it what to send (<see cref="Next"/>), and wakes it when <see cref="NextDue"/> has come. Not thread safe.
/// </summary>
internal sealed class Station : IDisposable
{
    // How long a soft reset waits for its StopTransactions to be acknowledged.
    private static readonly TimeSpan SoftResetPatience = TimeSpan.FromSeconds(30);

    private readonly StationContext _context;
    private readonly Connector[] _connectors;
    private readonly Registration _registration;
    private readonly StatusReporter _status;
    private readonly Sessions _sessions;
    private readonly Meters _meters;
    private readonly SmartCharging _smart;
    private readonly Reservations _reservations;
    private readonly LocalAuthorization _local;
    private readonly Housekeeping _housekeeping;
    private readonly CertificateStore _certificates;
    private readonly CentralOperations _operations;
    private readonly Keeper _keeper;
    private readonly StationTimer _resetDeadline;
    private bool _isResetting;
    private bool _wantsReboot;

    /// <param name="options">How it is and behaves.</param>
    /// <param name="hardware">Its electric side.</param>
    /// <param name="now">The present.</param>
    /// <param name="log">Lines for people who watch it.</param>
    /// <param name="kept">What an earlier process has kept; null: nothing.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Station(ChargePointOptions options, IChargePointHardware hardware, StationNow now, Action<string>? log = null, ChargePointKept? kept = null)
    {
        ChargePointOptions.Check(options);
        var timers = new StationTimers();
        var statistics = new StationStatistics();
        var configuration = new ConfigurationTable(hardware.Connectors.Count, options.Configuration);
        _context = new StationContext
        {
            Options = options,
            Hardware = hardware,
            Configuration = configuration,
            Timers = timers,
            Statistics = statistics,
            Outbox = new Outbox(configuration, timers, statistics, options.QueueCapacity, OnMessageEnd),
            Log = log ?? (static _ => { }),
            Now = now,
        };
        _connectors = [new Connector(0, new ConnectorTraits { MaxCurrentA = hardware.Connectors.Sum(c => c.MaxCurrentA) }), .. hardware.Connectors.Select((traits, index) => new Connector(index + 1, traits))];
        foreach (var connector in _connectors) connector.StatusSince = now.Utc;
        _registration = new Registration(_context) { Accepted = OnAccepted };
        _status = new StatusReporter(_context, _connectors);
        _meters = new Meters(_context, _connectors);
        _smart = new SmartCharging(_context, _connectors, _status);
        _local = new LocalAuthorization(configuration);
        _reservations = new Reservations(_context, _connectors, _status);
        _sessions = new Sessions(_context, _connectors, _local, _reservations, _status, _meters, _smart) { Ended = OnTransactionEnded };
        _housekeeping = new Housekeeping(_context, _connectors, _status, _reservations) { Reboot = Reboot };
        _certificates = new CertificateStore(options.Id);
        _operations = new CentralOperations(
            _context, _connectors, _registration, _sessions, _status, _meters, _smart, _reservations, _local, _housekeeping, _certificates) { Reset = OnReset };
        _resetDeadline = timers.Create(Reboot);
        _keeper = new Keeper(_context, _connectors);
        _context.Changed = _keeper.Changed;
        _sessions.Begins = connectorId => _keeper.CloseInterrupted(connectorId);
        configuration.Changed = OnConfigurationChanged;
        _meters.Reschedule();
        if (kept is null) return;
        configuration.Restore(kept.Configuration);
        _local.Restore(kept.ListVersion, kept.LocalList);
        _keeper.Restore(kept);
        _smart.Restore(kept.Profiles);
    }

    /// <summary>When the station wants to be woken, monotonic; null: only by an event.</summary>
    public TimeSpan? NextDue => _context.Timers.NextDue;

    /// <summary>The connectors, number 0 first.</summary>
    public IReadOnlyList<Connector> Connectors => _connectors;

    public StationStatistics Statistics => _context.Statistics;

    public BootNotificationStatus? RegistrationStatus => _registration.Status;

    /// <summary>Transaction messages not yet acknowledged.</summary>
    public int Waiting => _context.Outbox.Waiting;

    /// <summary>The password for the next connection; null: none.</summary>
    public ReadOnlyMemory<byte>? Password
    {
        get
        {
            // A key that the central system has set may be the hexadecimal form of the bytes that are the password (security extension, 2.1).
            var key = _context.Configuration.Text(ConfigurationKeys.AuthorizationKey);
            if (key.Length >= 32 && key.Length % 2 == 0 && key.All(char.IsAsciiHexDigit)) return Convert.FromHexString(key);
            if (key.Length == 0) key = _context.Options.Password;
            return key is null ? null : Encoding.UTF8.GetBytes(key);
        }
    }

    /// <summary>How often to ping, zero: never.</summary>
    public TimeSpan PingInterval => _context.Configuration.Seconds(ConfigurationKeys.WebSocketPingInterval);

    /// <summary>A connection is there.</summary>
    public void Connected(StationNow now)
    {
        _context.Now = now;
        _context.Outbox.Connected();
        _registration.Connected();
        if (!_registration.IsAccepted) return;
        _status.ReportChanged();
        _sessions.AskAgain();
    }

    /// <summary>The connection has gone.</summary>
    public void Disconnected(StationNow now)
    {
        _context.Now = now;
        _context.Outbox.Disconnected(now.Elapsed);
        _registration.Disconnected();
        if (_isResetting && IsSettled) Reboot();
    }

    /// <summary>The call that <see cref="Next"/> gave has ended.</summary>
    public void CallEnded(CallResult result, StationNow now)
    {
        _context.Now = now;
        _context.Outbox.Ended(result, now.Elapsed);
        if (_isResetting && IsSettled) Reboot();
    }

    /// <summary>The central system calls. What follows from the answer is in <paramref name="after"/>, to be run with <see cref="RunAfter"/> once it is sent.</summary>
    public OcppAnswer Answer(OcppRequest request, StationNow now, out IReadOnlyList<Action> after)
    {
        _context.Now = now;
        var answer = _operations.Answer(request);
        after = _context.TakeAfterAnswer();
        return answer;
    }

    public void RunAfter(IReadOnlyList<Action> after, StationNow now)
    {
        _context.Now = now;
        foreach (var action in after) action();
    }

    /// <summary>The hardware has noticed something; events for connectors that do not exist are ignored.</summary>
    public void Notice(HardwareEvent happened, StationNow now)
    {
        _context.Now = now;
        if (happened.ConnectorId < 0 || happened.ConnectorId >= _connectors.Length) return;
        var connector = _connectors[happened.ConnectorId];
        switch (happened)
        {
            case CableChanged cable when connector.Id > 0:
                _sessions.OnCable(connector, cable.IsPlugged);
                break;
            case VehicleDraws draws:
                connector.Draws = draws.Draws;
                _status.Update(connector);
                break;
            case SupplyHeld held:
                connector.IsHeld = held.IsHeld;
                _status.Update(connector);
                break;
            case UsableChanged usable when connector.Id > 0:
                _sessions.SetUsable(connector, usable.IsUsable);
                break;
            case VehicleIdentified vehicle when connector.Id > 0:
                _sessions.Identify(connector, vehicle);
                break;
            case Measured measured when connector.Id > 0:
                _meters.OnReading(connector, measured.Reading);
                break;
            case FaultChanged fault:
                OnFault(connector, fault);
                break;
            case TagPresented tag:
                _sessions.PresentTag(tag.ConnectorId, tag.IdTag);
                break;
            case SessionEnded ended:
                _sessions.OnHardwareEnded(connector, ended.Reason);
                break;
        }
    }

    /// <summary>Time has passed.</summary>
    public void Wake(StationNow now)
    {
        _context.Now = now;
        _context.Timers.Run(now.Elapsed);
    }

    /// <summary>The next call for the central system; null when there is none, or one is out.</summary>
    public OcppRequest? Next(StationNow now)
    {
        _context.Now = now;
        return _wantsReboot ? null : _context.Outbox.Next(now.Elapsed);
    }

    /// <summary>What is to be kept for the next process; null: it has not changed since it was taken.</summary>
    public ChargePointKept? TakeKept() => _keeper.Take(_local, _smart);

    /// <summary>The process ends in order: so do the transactions.</summary>
    public void End(StationNow now)
    {
        _context.Now = now;
        _sessions.StopAll(StopReason.Reboot);
        _keeper.CloseInterrupted(connectorId: null);
    }

    /// <summary>Whether the station is to reboot now: the owner closes the connection, waits <see cref="ChargePointOptions.RebootTime"/> and connects again.</summary>
    public bool TakeReboot()
    {
        var wanted = _wantsReboot;
        _wantsReboot = false;
        return wanted;
    }

    public void Dispose() => _certificates.Dispose();

    private void OnAccepted()
    {
        _status.ReportAll();
        _housekeeping.OnBooted();
        _sessions.AskAgain();
    }

    private void OnMessageEnd(TransactionMessage message, CallResult result)
    {
        if (message is not MeterMessage) _context.Changed();
        switch (message)
        {
            case StartMessage start:
                _sessions.OnStartAnswered(start.Transaction, result);
                break;
            case StopMessage stop when result.Response is StopTransactionResponse { IdTagInfo: { } info }:
                _local.Learn(stop.IdTag ?? stop.Transaction.IdTag, info, _context.Utc);
                break;
            case StopMessage when result.Response is null:
                _context.Log($"StopTransaction was given up: {result.Text}");
                break;
        }
    }

    private void OnFault(Connector connector, FaultChanged fault)
    {
        connector.Fault = fault.Code;
        connector.FaultInfo = connector.IsFaulted ? fault.Info : null;
        connector.FaultVendorCode = connector.IsFaulted ? fault.VendorCode : null;
        if (connector.IsFaulted)
        {
            IEnumerable<Connector> hit = connector.Id == 0 ? _connectors.Skip(1) : [connector];
            foreach (var one in hit)
            {
                if (one.Authorization is not null) _sessions.CancelAuthorization(one);
                _sessions.Stop(one, StopReason.Other);
                _reservations.Drop(one);
            }
        }

        _status.Update(connector);
        if (!connector.IsFaulted) _sessions.AskAgain();
    }

    /// <summary>Whether a soft reset has nothing to wait for: every session has ended, and the central system has heard of it or cannot.</summary>
    private bool IsSettled => !_sessions.AnyTransaction && (_context.Outbox.Waiting == 0 || !_context.Outbox.IsOnline);

    private void OnTransactionEnded()
    {
        _housekeeping.OnTransactionEnded();
        if (_isResetting && IsSettled) Reboot();
    }

    private void OnReset(ResetType type)
    {
        _context.Log($"reset, {type}");
        _sessions.StopAll(type == ResetType.Hard ? StopReason.HardReset : StopReason.SoftReset);
        if (type == ResetType.Hard || IsSettled)
        {
            Reboot();
            return;
        }

        _isResetting = true;
        _resetDeadline.Arm(_context.Now.Elapsed + SoftResetPatience + (_sessions.AnyTransaction ? Sessions.EndPatience : TimeSpan.Zero));
    }

    /// <summary>What a restart keeps stays: transaction messages, configuration, list, cache, profiles, availability, certificates.</summary>
    private void Reboot()
    {
        _isResetting = false;
        _resetDeadline.Disarm();
        _sessions.StopAll(StopReason.Reboot);
        foreach (var connector in _connectors)
        {
            connector.Authorization = null;
            connector.Asking = null;
        }

        _context.Outbox.Disconnected(_context.Now.Elapsed);
        _registration.Reset();
        _status.Forget();
        _wantsReboot = true;
    }

    private void OnConfigurationChanged(string key)
    {
        _context.Changed();
        switch (key)
        {
            case ConfigurationKeys.HeartbeatInterval:
                _registration.ScheduleHeartbeat();
                break;
            case ConfigurationKeys.ClockAlignedDataInterval or ConfigurationKeys.MeterValueSampleInterval:
                _meters.Reschedule();
                break;
        }
    }
}
