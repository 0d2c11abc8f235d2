using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// What outlives the process: says what is to be kept when it has changed, and after a restart brings it back. Transactions that ran when the process went end with
/// the reason PowerLoss as soon as their meters have had time to be heard. Not thread safe.
/// </summary>
internal sealed class Keeper
{
    // A meter that runs is kept this often; what it counted since is asked of the meter itself.
    private static readonly TimeSpan MeterEvery = TimeSpan.FromSeconds(15);

    // Until then the hardware has heard its meters.
    private static readonly TimeSpan MeterPatience = TimeSpan.FromSeconds(5);

    // From the loss of the process until its hardware has noticed and stopped.
    private static readonly TimeSpan Unwatched = TimeSpan.FromSeconds(10);

    private readonly StationContext _context;
    private readonly IReadOnlyList<Connector> _connectors;
    private readonly List<(Transaction Transaction, KeptTransaction Kept)> _interrupted = [];
    private readonly StationTimer _meters;
    private readonly StationTimer _close;
    private bool _isChanged;

    public Keeper(StationContext context, IReadOnlyList<Connector> connectors)
    {
        (_context, _connectors) = (context, connectors);
        _meters = context.Timers.Create(Changed);
        _close = context.Timers.Create(() => CloseInterrupted(connectorId: null));
    }

    /// <summary>Something that is kept has changed.</summary>
    public void Changed() => _isChanged = true;

    /// <summary>What is to be kept now; null: it has not changed.</summary>
    public ChargePointKept? Take(LocalAuthorization local, SmartCharging smart)
    {
        if (!_isChanged) return null;
        _isChanged = false;
        var transactions = new List<KeptTransaction>();
        var places = new Dictionary<Transaction, int>();
        foreach (var (transaction, kept) in _interrupted) Add(transaction, kept with { Id = transaction.Id });
        foreach (var connector in _connectors)
        {
            if (connector.Transaction is not { } running) continue;
            Add(running, Keep(running, isOpen: true, Meters.WholeWh(_context.Hardware.Read(connector.Id))));
            _meters.Arm(_context.Now.Elapsed + MeterEvery);
        }

        var messages = new List<KeptMessage>();
        foreach (var message in _context.Outbox.Kept)
        {
            var stop = message as StopMessage;
            if ((stop?.Transaction ?? (message as StartMessage)?.Transaction) is not { } transaction) continue;
            if (!places.ContainsKey(transaction)) Add(transaction, Keep(transaction, isOpen: false, transaction.MeterStartWh));
            messages.Add(new KeptMessage(places[transaction], stop?.Keep()));
        }

        return new ChargePointKept
        {
            Transactions = transactions,
            Messages = messages,
            Inoperative = [.. _connectors.Where(c => !c.IsOperative || c.IsInoperativeScheduled).Select(c => c.Id)],
            Configuration = _context.Configuration.Changes,
            ListVersion = local.ListVersion,
            LocalList = local.List,
            Profiles = smart.Profiles,
        };

        void Add(Transaction transaction, KeptTransaction kept)
        {
            places.Add(transaction, transactions.Count);
            transactions.Add(kept);
        }
    }

    /// <summary>Brings back transactions, their messages and availability; called once, before anything else happens.</summary>
    public void Restore(ChargePointKept kept)
    {
        var transactions = kept.Transactions.Select(t => new Transaction(t.ConnectorId, t.IdTag, t.StartedAt, t.MeterStartWh) { Id = t.Id, ReservationId = t.ReservationId }).ToArray();
        var messages = kept.Messages.Where(m => m.Transaction >= 0 && m.Transaction < transactions.Length)
            .Select(m => m.Stop is { } stop ? (TransactionMessage)new StopMessage(transactions[m.Transaction], stop.MeterStopWh, stop.At, stop.Reason, stop.IdTag) : new StartMessage(transactions[m.Transaction]));
        for (var i = 0; i < transactions.Length; i++)
            if (kept.Transactions[i].IsOpen) _interrupted.Add((transactions[i], kept.Transactions[i]));
        _context.Outbox.Restore(messages, _interrupted.Count);
        if (_interrupted.Count > 0) _close.Arm(_context.Now.Elapsed + MeterPatience);
        foreach (var connector in _connectors)
        {
            if (!kept.Inoperative.Contains(connector.Id)) continue;
            connector.IsOperative = false;
            if (connector.Id > 0) (_context.Hardware as IControllerHardware)?.SetAvailability(connector.Id, isOperative: false);
        }
    }

    /// <summary>Ends the transactions that were interrupted, of one connector or of all.</summary>
    public void CloseInterrupted(int? connectorId)
    {
        foreach (var interrupted in _interrupted.Where(i => connectorId is null || i.Kept.ConnectorId == connectorId).ToArray())
        {
            _interrupted.Remove(interrupted);
            var (transaction, kept) = interrupted;
            _context.Outbox.Keep(new StopMessage(transaction, LastWh(kept), kept.LastAt, StopReason.PowerLoss, idTag: null));
            _context.Log($"connector {kept.ConnectorId}: transaction of {kept.IdTag} was interrupted and has ended");
            Changed();
        }
    }

    /// <summary>The meter's reading where it goes on from what was kept, as far as a connector can have given; else what was kept.</summary>
    private int LastWh(KeptTransaction kept)
    {
        if (kept.ConnectorId < 1 || kept.ConnectorId >= _connectors.Count) return kept.LastWh;
        var traits = _connectors[kept.ConnectorId].Traits;
        var mostWh = traits.MaxCurrentA * traits.VoltageV * traits.Phases * (MeterEvery + Unwatched).TotalHours;
        var readWh = Meters.WholeWh(_context.Hardware.Read(kept.ConnectorId));
        return readWh >= kept.LastWh && readWh - kept.LastWh <= Math.Ceiling(mostWh) ? readWh : kept.LastWh;
    }

    private KeptTransaction Keep(Transaction transaction, bool isOpen, int lastWh) => new(
        transaction.ConnectorId, transaction.IdTag, transaction.StartedAt, transaction.MeterStartWh, transaction.Id, transaction.ReservationId, isOpen, lastWh, _context.Utc);
}
