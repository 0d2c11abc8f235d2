using System.Buffers.Binary;
using Busbar.Links.Sqlite;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Data.Sqlite;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>Reads everything, each table once and in the order it lies in.</summary>
internal sealed class MqttReader(SqliteConnection connection, string file)
{
    private readonly Dictionary<long, Loading> _sessions = [];
    private readonly Dictionary<long, BrokerMessage> _messages = [];

    /// <summary>What the writer must know afterwards.</summary>
    public StoredIndex Index { get; } = new();

    /// <summary>Messages that wait for a session.</summary>
    public int Deliveries { get; private set; }

    /// <summary>Reads.</summary>
    /// <exception cref="MqttStoreException">The tables do not agree with each other.</exception>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public StoredState Read()
    {
        Each("SELECT last_store_id FROM numbering", r => Index.LastStoreId = r.Integer(0));
        Each("SELECT session_id, client_id, identity, version, expiry_s, ended_at_ms FROM session ORDER BY session_id", AddSession);
        Each(
            "SELECT session_id, filter, qos, no_local, retain_as_published, retain_handling, subscription_id FROM subscription ORDER BY session_id",
            AddSubscription);
        Each($"SELECT {MessageColumns.Names} FROM message", r => _messages.Add(r.Integer(0), MessageColumns.Read(r, 0)));
        Each(
            "SELECT session_id, ord, message_id, expires_at_ms, qos, retain, subscription_ids, packet_id, released FROM delivery ORDER BY session_id, ord",
            AddDelivery);
        Each("SELECT session_id, packet_id FROM received_id ORDER BY session_id, packet_id", r => Of(r).AddReceived((ushort)r.Integer(1)));
        Each($"SELECT session_id, delay_s, message_expiry_s, {MessageColumns.Names} FROM will ORDER BY session_id", AddWill);
        var retained = new List<RetainedSaved>();
        Each(
            $"SELECT expires_at_ms, {MessageColumns.Names} FROM retained",
            r => retained.Add(new RetainedSaved(MessageColumns.Read(r, 1), Time(r.MaybeInteger(0)))));
        return new StoredState([.. _sessions.Values.Select(s => s.Finish())], retained, Index.LastStoreId);
    }

    private static DateTimeOffset? Time(long? ms) => ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    private static uint[] Numbers(byte[] blob)
    {
        if (blob.Length == 0) return [];
        var numbers = new uint[blob.Length / sizeof(uint)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(i * sizeof(uint)));
        return numbers;
    }

    private void Each(string sql, Action<RawStatement> row)
    {
        using var statement = new RawStatement(connection, sql);
        while (statement.Next()) row(statement);
    }

    private Loading Of(RawStatement row) => _sessions.TryGetValue(row.Integer(0), out var session)
        ? session
        : throw Damaged($"session {row.Integer(0)}");

    private MqttStoreException Damaged(string missing) =>
        new($"{file} is damaged: {missing} is named but not there. Restore a backup, or move the file away: sessions and kept messages then begin anew.");

    private void AddSession(RawStatement row)
    {
        var (key, clientId) = (row.Integer(0), row.Text(1)!);
        _sessions.Add(key, new Loading(new SessionSaved(clientId, row.Text(2), (MqttVersion)row.Integer(3), (uint)row.Integer(4), Time(row.MaybeInteger(5)))));
        Index.Sessions.Add(clientId, key);
        Index.LastSession = key;
    }

    private void AddSubscription(RawStatement row)
    {
        var session = Of(row);
        var options = new MqttSubscription(
            default, (MqttQos)row.Integer(2), row.Integer(3) != 0, row.Integer(4) != 0, (MqttRetainHandling)row.Integer(5));
        session.Add(new SubscriptionSaved(session.ClientId, row.Text(1)!, options, (uint)row.Integer(6)));
    }

    private void AddDelivery(RawStatement row)
    {
        var (session, id) = (Of(row), row.Integer(2));
        if (!_messages.TryGetValue(id, out var message)) throw Damaged($"message {id}");
        var delivery = new DeliveryQueued(
            session.ClientId, row.Integer(1), message, Time(row.MaybeInteger(3)), (MqttQos)row.Integer(4), row.Integer(5) != 0, Numbers(row.Blob(6)),
            (ushort)row.Integer(7));
        session.Add(new StoredDelivery(delivery, row.Integer(8) != 0));
        Index.Receivers[id] = Index.Receivers.GetValueOrDefault(id) + 1;
        Deliveries++;
    }

    private void AddWill(RawStatement row)
    {
        var session = Of(row);
        session.Will = new WillSaved(session.ClientId, MessageColumns.Read(row, 3), (uint)row.Integer(1), (uint?)row.MaybeInteger(2));
    }

    /// <summary>A session as its parts come in.</summary>
    private sealed class Loading(SessionSaved session)
    {
        private List<SubscriptionSaved>? _subscriptions;
        private List<StoredDelivery>? _deliveries;
        private List<ushort>? _receivedIds;

        public string ClientId => session.ClientId;

        public WillSaved? Will { get; set; }

        public void Add(SubscriptionSaved subscription) => (_subscriptions ??= new(1)).Add(subscription);

        public void Add(StoredDelivery delivery) => (_deliveries ??= new(1)).Add(delivery);

        public void AddReceived(ushort packetId) => (_receivedIds ??= new(1)).Add(packetId);

        public StoredSession Finish() => new(session, _subscriptions ?? [], _deliveries ?? [], _receivedIds ?? [], Will);
    }
}
