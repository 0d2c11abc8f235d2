using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// From a tag or a remote start to a transaction and its end: who may charge where, when current flows and when not. Not
/// thread safe.
/// </summary>
internal sealed class Sessions
{
    // The words that the standard asks for in StatusNotification.info (OCPP 1.6, 4.9).
    private const string EvSideDisconnected = "EV side disconnected";

    /// <summary>How long a session may take to its end before its transaction ends without it.</summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(45);

    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly LocalAuthorization _local;
    private readonly Reservations _reservations;
    private readonly StatusReporter _status;
    private readonly Meters _meters;
    private readonly SmartCharging _smart;
    private readonly StationTimer[] _connectionTimeouts;
    private readonly StationTimer[] _endTimeouts;
    private readonly IControllerHardware? _controller;

    /// <param name="context">The station.</param>
    /// <param name="connectors">All, number 0 first.</param>
    /// <param name="local">What is known of tags.</param>
    /// <param name="reservations">Who has reserved what.</param>
    /// <param name="status">Told of every change.</param>
    /// <param name="meters">Told when transactions begin and end.</param>
    /// <param name="smart">Told when transactions begin and end.</param>
    public Sessions(
        StationContext context,
        IReadOnlyList<Connector> connectors,
        LocalAuthorization local,
        Reservations reservations,
        StatusReporter status,
        Meters meters,
        SmartCharging smart)
    {
        _context = context;
        _connectors = connectors;
        _local = local;
        _reservations = reservations;
        _status = status;
        _meters = meters;
        _smart = smart;
        _connectionTimeouts = [.. connectors.Select(c => context.Timers.Create(() => OnConnectionTimeout(c)))];
        _endTimeouts = [.. connectors.Select(c => context.Timers.Create(() => OnHardwareEnded(c, StopReason.Other)))];
        _controller = context.Hardware as IControllerHardware;
    }

    /// <summary>Told the connector before a transaction begins on it.</summary>
    public Action<int>? Begins { get; set; }

    /// <summary>Told whenever a transaction has ended.</summary>
    public Action? Ended { get; set; }

    public bool AnyTransaction => _connectors.Any(c => c.Transaction is not null);

    /// <summary>A card was held to the reader.</summary>
    public void PresentTag(int connectorId, string idTag)
    {
        var connector = connectorId == 0 ? Choose(idTag) : Find(connectorId);
        if (connector is null)
        {
            _context.Log($"tag {idTag}: no connector is free");
            return;
        }

        if (connector.Transaction is { } transaction) StopByTag(connector, transaction, idTag);
        else if (connector.Authorization is { } waiting)
        {
            if (IsSame(waiting.IdTag, idTag)) CancelAuthorization(connector);
        }
        else if (connector.Asking is null && connector.IsFree)
        {
            connector.Asking = idTag;
            Authorize(idTag, _reservations.NeedsParent(connector), known =>
            {
                connector.Asking = null;
                if (known.IsAccepted) Grant(connector, idTag, known.ParentIdTag, profile: null);
                else _context.Log($"tag {idTag}: {known.Status}");
            });
        }
    }

    /// <summary>A vehicle has said who it is.</summary>
    public void Identify(Connector connector, VehicleIdentified vehicle)
    {
        if (connector.Transaction is not null || connector.Authorization is not null || connector.Asking is not null) return;
        connector.Waiting = connector.IsFree ? null : vehicle;
        if (!connector.IsFree) return;
        var idTag = vehicle.IdTag;
        if (vehicle.IsTrusted)
        {
            Grant(connector, idTag, _local.Find(idTag, _context.Utc)?.ParentIdTag, profile: null);
            return;
        }

        var wasOnline = _context.Outbox.IsOnline;
        connector.Asking = idTag;
        Authorize(idTag, _reservations.NeedsParent(connector), known =>
        {
            connector.Asking = null;
            if (known.IsAccepted) Grant(connector, idTag, known.ParentIdTag, profile: null);
            else _context.Log($"vehicle {idTag}: {known.Status}{(wasOnline ? "" : ", decided without the central system")}");
            if (!known.IsAccepted && !wasOnline) connector.Waiting = vehicle;
        });
    }

    /// <summary>The central system can be asked again, or a connector be used again: about the vehicles that wait for it.</summary>
    public void AskAgain()
    {
        foreach (var connector in _connectors)
        {
            if (connector.Waiting is not { } vehicle) continue;
            connector.Waiting = null;
            Identify(connector, vehicle);
        }
    }

    /// <summary>The hardware can be used, or not.</summary>
    public void SetUsable(Connector connector, bool isUsable)
    {
        if (connector.IsUsable == isUsable) return;
        if (isUsable && connector.Transaction is null) connector.AwaitsUnplug = false;
        else if (!isUsable && connector.Transaction is null) MakeRoomForUnavailable(connector);
        connector.IsUsable = isUsable;
        if (!isUsable) _reservations.Drop(connector);
        _status.Update(connector);
        AskAgain();
    }

    /// <summary>From Preparing there is no way to Unavailable but over Available or Finishing (OCPP 1.6, 4.9).</summary>
    public void MakeRoomForUnavailable(Connector connector)
    {
        if (connector.Authorization is not null) CancelAuthorization(connector);
        if (connector.Status != ChargePointStatus.Preparing) return;
        connector.AwaitsUnplug = true;
        _status.Update(connector);
    }

    /// <summary>The connector that a remote start would use, or null with the reason when it must be refused.</summary>
    public Connector? ForRemoteStart(RemoteStartTransactionRequest request, out string? refusal)
    {
        refusal = null;
        Connector?[] candidates = request.ConnectorId is { } id ? [Find(id)] : [.. _connectors.Skip(1)];
        foreach (var connector in candidates)
        {
            refusal = Refuse(connector, request.IdTag);
            if (refusal is null) return connector;
        }

        refusal ??= "there is no connector";
        return null;
    }

    /// <summary>Carries out a remote start that was accepted.</summary>
    public void RemoteStart(Connector connector, string idTag, ChargingProfile? profile)
    {
        if (!_context.Configuration.Flag(ConfigurationKeys.AuthorizeRemoteTxRequests))
        {
            Grant(connector, idTag, _local.Find(idTag, _context.Utc)?.ParentIdTag, profile);
            return;
        }

        connector.Asking = idTag;
        Authorize(idTag, needsParent: false, known =>
        {
            connector.Asking = null;
            if (known.IsAccepted) Grant(connector, idTag, known.ParentIdTag, profile);
        });
    }

    /// <summary>Ends the transaction of a connector, if one runs; at once, or where a controller ends sessions when the session has ended.</summary>
    public void Stop(Connector connector, StopReason reason, string? idTag = null)
    {
        if (connector.Transaction is not { } transaction) return;
        var isAtOnce = reason is StopReason.HardReset or StopReason.Reboot;
        if (_controller is not null && (transaction.Ending is null || isAtOnce))
        {
            var hasEnded = _controller.End(connector.Id, reason);
            transaction.Ending ??= new Ending(reason, idTag);
            if (!hasEnded && !isAtOnce)
            {
                _endTimeouts[connector.Id].Arm(_context.Now.Elapsed + EndPatience);
                return;
            }
        }
        else if (transaction.Ending is not null) return;

        Finish(connector, transaction, transaction.Ending ?? new Ending(reason, idTag));
    }

    /// <summary>The session has ended; what asked for the end, if something did, is the reason, unless that knew none.</summary>
    public void OnHardwareEnded(Connector connector, StopReason reason)
    {
        if (connector.Transaction is not { } transaction) return;
        Finish(connector, transaction, transaction.Ending is { Reason: not StopReason.Other } asked ? asked : new Ending(reason, null));
    }

    private void Finish(Connector connector, Transaction transaction, Ending ending)
    {
        var reason = ending.Reason;
        _endTimeouts[connector.Id].Disarm();
        if (!_context.Hardware.Stop(connector.Id)) _context.Log($"connector {connector.Id}: the hardware did not take the stop");
        var reading = _context.Hardware.Read(connector.Id);
        _meters.End(connector, transaction, reading);
        _context.Outbox.Keep(new StopMessage(transaction, Meters.WholeWh(reading), _context.Utc, reason, ending.IdTag));
        connector.Transaction = null;
        _context.Changed();
        // Also with the cable just unplugged the end is shown for a moment (OCPP 1.6, 4.9).
        connector.AwaitsUnplug = connector.IsPlugged || reason == StopReason.EVDisconnected;
        _smart.TransactionEnded(connector);
        _context.Log($"connector {connector.Id}: transaction {transaction.Id?.ToString() ?? "(not numbered yet)"} ended, {reason}");
        if (connector.IsInoperativeScheduled)
        {
            connector.IsInoperativeScheduled = false;
            connector.IsOperative = false;
            _controller?.SetAvailability(connector.Id, isOperative: false);
        }

        _status.Update(connector, reason == StopReason.EVDisconnected ? EvSideDisconnected : null);
        if (connector.AwaitsUnplug && !connector.IsPlugged)
        {
            connector.AwaitsUnplug = false;
            _status.Update(connector);
        }

        Ended?.Invoke();
    }

    public void StopAll(StopReason reason)
    {
        foreach (var connector in _connectors) Stop(connector, reason);
    }

    /// <summary>Takes back an authorization that waits for its cable.</summary>
    public void CancelAuthorization(Connector connector)
    {
        _connectionTimeouts[connector.Id].Disarm();
        connector.Authorization = null;
        ShowFree(connector);
    }

    public void OnCable(Connector connector, bool isPlugged)
    {
        if (connector.IsPlugged == isPlugged) return;
        connector.IsPlugged = isPlugged;
        if (isPlugged) OnPlugged(connector);
        else OnUnplugged(connector);
    }

    /// <summary>StartTransaction was answered, or given up.</summary>
    public void OnStartAnswered(Transaction transaction, CallResult result)
    {
        if (result.Response is not StartTransactionResponse answer)
        {
            _context.Log($"StartTransaction on connector {transaction.ConnectorId} was given up: {result.Text}");
            return;
        }

        transaction.Id = answer.TransactionId;
        transaction.ParentIdTag = answer.IdTagInfo.ParentIdTag ?? transaction.ParentIdTag;
        var listed = _local.FindInList(transaction.IdTag, _context.Utc);
        _local.Learn(transaction.IdTag, answer.IdTagInfo, _context.Utc);
        if (answer.IdTagInfo.Status == AuthorizationStatus.Accepted) return;

        if (listed is { IsAccepted: true })
            _status.Warn(ChargePointErrorCode.LocalListConflict, $"{transaction.IdTag}: {answer.IdTagInfo.Status}");
        var connector = Find(transaction.ConnectorId);
        if (connector is null || connector.Transaction != transaction) return;
        if (_context.Configuration.Flag(ConfigurationKeys.StopTransactionOnInvalidId)) Stop(connector, StopReason.DeAuthorized);
        else
        {
            transaction.IsDeauthorized = true;
            _context.Hardware.Stop(connector.Id);
            _status.Update(connector);
        }
    }

    private Connector? Find(int connectorId) => connectorId > 0 && connectorId < _connectors.Count ? _connectors[connectorId] : null;

    private Connector? Choose(string idTag) =>
        _connectors.FirstOrDefault(c => c.Transaction is { } t && IsSame(t.IdTag, idTag))
        ?? _connectors.Skip(1).FirstOrDefault(c => c.IsFree && c.IsPlugged && c.Authorization is null)
        ?? _connectors.Skip(1).FirstOrDefault(c => c.IsFree && c.Authorization is null);

    private string? Refuse(Connector? connector, string idTag)
    {
        if (connector is null) return "there is no such connector";
        if (!connector.IsFree) return $"connector {connector.Id} is {connector.Status}";
        if (connector.Authorization is not null || connector.Asking is not null) return $"connector {connector.Id} is being used";
        if (!_reservations.Allows(connector, idTag, _local.Find(idTag, _context.Utc)?.ParentIdTag)) return $"connector {connector.Id} is reserved for another";
        return _context.Outbox.HasRoomForTransaction ? null : "the queue of transaction messages is full";
    }

    private void StopByTag(Connector connector, Transaction transaction, string idTag)
    {
        if (IsSame(transaction.IdTag, idTag))
        {
            Stop(connector, StopReason.Local, idTag);
            return;
        }

        // Another card of the same group may stop too; only the central system knows the group of a card that it alone knows.
        Authorize(idTag, needsParent: true, known =>
        {
            if (connector.Transaction == transaction && known.IsAccepted && IsSame(known.ParentIdTag, transaction.ParentIdTag)) Stop(connector, StopReason.Local, idTag);
            else _context.Log($"tag {idTag}: may not stop the transaction of {transaction.IdTag}");
        });
    }

    /// <summary>Decides about a tag, locally or by asking (OCPP 1.6, 3.5 and 4.1).</summary>
    private void Authorize(string idTag, bool needsParent, Action<LocalKnowledge> decide)
    {
        var known = _local.Find(idTag, _context.Utc);
        if (!_context.Outbox.IsOnline)
        {
            decide(DecideOffline(known));
            return;
        }

        var enough = known is { IsAccepted: true } && (!needsParent || known.Value.ParentIdTag is not null);
        if (enough && _context.Configuration.Flag(ConfigurationKeys.LocalPreAuthorize))
        {
            decide(known!.Value);
            return;
        }

        _context.Outbox.Say(new AuthorizeRequest { IdTag = idTag }, result =>
        {
            if (result.Response is not AuthorizeResponse answer)
            {
                decide(DecideOffline(_local.Find(idTag, _context.Utc)));
                return;
            }

            _local.Learn(idTag, answer.IdTagInfo, _context.Utc);
            decide(new LocalKnowledge(answer.IdTagInfo.Status, answer.IdTagInfo.ParentIdTag));
        });
    }

    private LocalKnowledge DecideOffline(LocalKnowledge? known)
    {
        var configuration = _context.Configuration;
        if (known is { IsAccepted: false }) return known.Value;
        if (known is not null && configuration.Flag(ConfigurationKeys.LocalAuthorizeOffline)) return known.Value;
        return known is null && configuration.Flag(ConfigurationKeys.AllowOfflineTxForUnknownId)
            ? new LocalKnowledge(AuthorizationStatus.Accepted, null)
            : new LocalKnowledge(AuthorizationStatus.Invalid, null);
    }

    private void Grant(Connector connector, string idTag, string? parentIdTag, ChargingProfile? profile)
    {
        if (!connector.IsFree || !_reservations.Allows(connector, idTag, parentIdTag))
        {
            _context.Log($"tag {idTag}: connector {connector.Id} is {connector.Status} and not for it");
            return;
        }

        connector.Authorization = new Authorization(idTag, parentIdTag, profile);
        connector.AwaitsUnplug = false;
        _status.Update(connector);
        if (!TryBegin(connector)) _connectionTimeouts[connector.Id].Arm(_context.Now.Elapsed + ConnectionTimeout);
    }

    private bool TryBegin(Connector connector)
    {
        if (connector.Authorization is not { } authorization || !connector.IsFree || !connector.HasVehicle) return false;
        if (!_context.Outbox.HasRoomForTransaction)
        {
            _context.Log($"connector {connector.Id}: the queue of transaction messages is full, no transaction starts");
            CancelAuthorization(connector);
            return true;
        }

        _connectionTimeouts[connector.Id].Disarm();
        Begins?.Invoke(connector.Id);
        var reading = _context.Hardware.Read(connector.Id);
        var transaction = new Transaction(connector.Id, authorization.IdTag, _context.Utc, Meters.WholeWh(reading))
        {
            ReservationId = _reservations.Use(connector, authorization.IdTag, authorization.ParentIdTag),
            ParentIdTag = authorization.ParentIdTag,
        };
        connector.Authorization = null;
        connector.Transaction = transaction;
        _context.Outbox.Keep(new StartMessage(transaction));
        _context.Changed();
        _smart.TransactionStarted(connector, authorization.Profile);
        _meters.Begin(connector, transaction, reading);
        if (!_context.Hardware.Start(connector.Id))
        {
            _context.Log($"connector {connector.Id}: the hardware did not take the start");
            Stop(connector, StopReason.Other);
            return true;
        }

        _context.Log($"connector {connector.Id}: transaction of {transaction.IdTag} begins");
        _status.Update(connector);
        return true;
    }

    private void OnPlugged(Connector connector)
    {
        if (connector.Transaction is null && !TryBegin(connector)) _connectionTimeouts[connector.Id].Arm(_context.Now.Elapsed + ConnectionTimeout);
        _status.Update(connector);
    }

    private void OnUnplugged(Connector connector)
    {
        connector.AwaitsUnplug = false;
        connector.Waiting = null;
        _connectionTimeouts[connector.Id].Disarm();
        if (connector.Transaction is not null && _context.Configuration.Flag(ConfigurationKeys.StopTransactionOnEVSideDisconnect))
        {
            Stop(connector, StopReason.EVDisconnected);
            return;
        }

        connector.Authorization = null;
        if (connector.Transaction is null) ShowFree(connector);
        else _status.Update(connector, EvSideDisconnected);
    }

    /// <summary>A use that came to nothing: from Preparing the way back to Reserved leads over Available (4.9).</summary>
    private void ShowFree(Connector connector)
    {
        var isReserved = connector.IsReserved;
        connector.IsReserved = false;
        _status.Update(connector);
        if (!isReserved) return;
        connector.IsReserved = true;
        _status.Update(connector);
    }

    /// <summary>Authorized but not plugged: back to where it was. Plugged but not authorized: the user must unplug (B1 and B6).</summary>
    private void OnConnectionTimeout(Connector connector)
    {
        if (connector.Authorization is not null) CancelAuthorization(connector);
        else if (connector.IsPlugged && connector.Transaction is null)
        {
            connector.AwaitsUnplug = true;
            _status.Update(connector);
        }
    }

    private TimeSpan ConnectionTimeout => _context.Configuration.Seconds(ConfigurationKeys.ConnectionTimeOut);

    private static bool IsSame(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
