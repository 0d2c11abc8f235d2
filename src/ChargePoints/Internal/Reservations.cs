using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>Reservations of one connector or of any (OCPP 1.6, 5.13). Not thread safe.</summary>
internal sealed class Reservations
{
    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly StatusReporter _status;
    private readonly List<Reservation> _all = [];
    private readonly StationTimer _expiry;

    /// <param name="context">The station.</param>
    /// <param name="connectors">All, number 0 first.</param>
    /// <param name="status">Told when a connector becomes reserved or free.</param>
    public Reservations(StationContext context, IReadOnlyList<Connector> connectors, StatusReporter status)
    {
        _context = context;
        _connectors = connectors;
        _status = status;
        _expiry = context.Timers.Create(Expire);
    }

    public ReservationStatus Reserve(ReserveNowRequest request)
    {
        var old = _all.Find(r => r.Id == request.ReservationId);
        if (request.ConnectorId < 0 || request.ConnectorId >= _connectors.Count) return ReservationStatus.Rejected;
        if (request.ExpiryDate <= _context.Utc) return ReservationStatus.Rejected;
        var refusal = request.ConnectorId == 0 ? RefuseAny(old) : RefuseOne(_connectors[request.ConnectorId], old);
        if (refusal is { } status) return status;

        var reservation = new Reservation(request.ReservationId, request.ConnectorId, request.IdTag, request.ParentIdTag, request.ExpiryDate);
        _context.AfterAnswer(() =>
        {
            if (old is not null) Remove(old);
            _all.Add(reservation);
            Refresh(reservation.ConnectorId);
            ArmExpiry();
        });
        return ReservationStatus.Accepted;
    }

    public CancelReservationStatus Cancel(int reservationId)
    {
        if (_all.Find(r => r.Id == reservationId) is not { } reservation) return CancelReservationStatus.Rejected;
        _context.AfterAnswer(() => Remove(reservation));
        return CancelReservationStatus.Accepted;
    }

    /// <summary>Whether this tag may use the connector as far as reservations go.</summary>
    public bool Allows(Connector connector, string idTag, string? parentIdTag)
    {
        var own = _all.Find(r => r.ConnectorId == connector.Id);
        if (own is not null) return own.IsFor(idTag, parentIdTag);
        if (_all.Exists(r => r.ConnectorId == 0 && r.IsFor(idTag, parentIdTag))) return true;
        var promised = _all.Count(r => r.ConnectorId == 0);
        return promised == 0 || FreeUnreserved().Count(c => c != connector) >= promised;
    }

    /// <summary>Whether some reservation here can only be judged by the tag's group.</summary>
    public bool NeedsParent(Connector connector) => _all.Exists(r => (r.ConnectorId == connector.Id || r.ConnectorId == 0) && r.ParentIdTag is not null);

    /// <summary>A transaction starts: the reservation that it fulfils, which ends with it; null: none.</summary>
    public int? Use(Connector connector, string idTag, string? parentIdTag)
    {
        var used = _all.Find(r => r.ConnectorId == connector.Id && r.IsFor(idTag, parentIdTag))
            ?? _all.Find(r => r.ConnectorId == 0 && r.IsFor(idTag, parentIdTag));
        if (used is null) return null;
        Remove(used);
        return used.Id;
    }

    /// <summary>A connector became faulted or unavailable: its reservation is over.</summary>
    public void Drop(Connector connector)
    {
        foreach (var reservation in _all.FindAll(r => r.ConnectorId == connector.Id)) Remove(reservation);
    }

    private ReservationStatus? RefuseOne(Connector connector, Reservation? old) => connector.Status switch
    {
        ChargePointStatus.Available => AnyPromisedBeside(connector, old) ? ReservationStatus.Occupied : null,
        ChargePointStatus.Reserved when old?.ConnectorId == connector.Id => null,
        ChargePointStatus.Faulted => ReservationStatus.Faulted,
        ChargePointStatus.Unavailable => ReservationStatus.Unavailable,
        _ => ReservationStatus.Occupied,
    };

    private ReservationStatus? RefuseAny(Reservation? old)
    {
        var free = FreeUnreserved().Count() + (old is { ConnectorId: > 0 } ? 1 : 0);
        var promised = _all.Count(r => r.ConnectorId == 0 && r != old);
        if (free > promised) return null;
        var connectors = _connectors.Skip(1).ToArray();
        if (Array.TrueForAll(connectors, c => c.IsFaulted)) return ReservationStatus.Faulted;
        return Array.TrueForAll(connectors, c => c.Status is ChargePointStatus.Faulted or ChargePointStatus.Unavailable)
            ? ReservationStatus.Unavailable
            : ReservationStatus.Occupied;
    }

    private bool AnyPromisedBeside(Connector connector, Reservation? old) =>
        FreeUnreserved().Count(c => c != connector) < _all.Count(r => r.ConnectorId == 0 && r != old);

    private IEnumerable<Connector> FreeUnreserved() => _connectors.Skip(1).Where(c => c.Status == ChargePointStatus.Available);

    private void Remove(Reservation reservation)
    {
        _all.Remove(reservation);
        Refresh(reservation.ConnectorId);
        ArmExpiry();
    }

    private void Refresh(int connectorId)
    {
        if (connectorId == 0) return;
        var connector = _connectors[connectorId];
        connector.IsReserved = _all.Exists(r => r.ConnectorId == connectorId);
        _status.Update(connector);
    }

    private void Expire()
    {
        foreach (var reservation in _all.FindAll(r => r.Expiry <= _context.Utc)) Remove(reservation);
        ArmExpiry();
    }

    private void ArmExpiry()
    {
        if (_all.Count == 0) _expiry.Disarm();
        else
        {
            var wait = _all.Min(r => r.Expiry) - _context.Utc;
            _expiry.Arm(_context.Now.Elapsed + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero));
        }
    }

    private sealed record Reservation(int Id, int ConnectorId, string IdTag, string? ParentIdTag, DateTimeOffset Expiry)
    {
        public bool IsFor(string idTag, string? parentIdTag) =>
            string.Equals(IdTag, idTag, StringComparison.OrdinalIgnoreCase)
            || (ParentIdTag is not null && string.Equals(ParentIdTag, parentIdTag, StringComparison.OrdinalIgnoreCase));
    }
}
