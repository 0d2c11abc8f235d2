using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>Writes groups of changes, each in one transaction. Not thread safe.</summary>
internal sealed class MqttWriter : IDisposable
{
    /// <summary>The numbering is written once for so many store ids: what it says is the end of the block.</summary>
    private const long StoreIdBlock = 1_000_000;

    private readonly MqttStatements _sql;
    private readonly StoredIndex _index;
    private readonly Dictionary<long, (int Change, BrokerMessage? Body)> _receivers = [];
    private readonly Dictionary<string, long> _newKeys = new(StringComparer.Ordinal);
    private byte[] _numbers = new byte[64];
    private long _highestStoreId;

    public MqttWriter(SqliteConnection connection, StoredIndex index)
    {
        _sql = new MqttStatements(connection);
        _index = index;
        _highestStoreId = index.LastStoreId;
    }

    /// <summary>Makes the changes durable. When it throws, the database and what the writer knows of it are as before.</summary>
    /// <exception cref="SqliteException">The database cannot be written now.</exception>
    public void Write(PendingChanges changes)
    {
        _receivers.Clear();
        _newKeys.Clear();
        try
        {
            _sql.Begin.Run();
            foreach (var (clientId, session) in changes.Sessions)
                if (!session.IsEmpty) Write(clientId, session);
            foreach (var (topic, retained) in changes.Retained) Write(topic, retained);
            WriteMessages();
            var lastStoreId = WriteNumbering();
            _sql.Commit.Run();
            Keep(changes, lastStoreId);
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sql.Dispose();

    private void Rollback()
    {
        try
        {
            _sql.Rollback.Run();
        }
        catch (SqliteException)
        {
            // The failure itself has ended the transaction, or it never began.
        }
    }

    private void Write(string clientId, SessionChanges session)
    {
        if (session.Removed) Remove(_index.Sessions[clientId]);
        if (!session.Exists) return;
        var key = session is { Stored: true, Removed: false } ? _index.Sessions[clientId] : _index.LastSession + 1 + _newKeys.Count;
        if (session.Saved is { } saved) Save(key, saved);
        foreach (var (filter, subscription) in session.Subscriptions) Write(key, filter, subscription);
        foreach (var (order, delivery) in session.Deliveries) Write(key, order, delivery);
        foreach (var (packetId, there) in session.ReceivedIds) Run(there ? _sql.SaveReceivedId : _sql.RemoveReceivedId, key, packetId);
        if (session.WillChanged) Write(key, session.Will);
    }

    private void Remove(long key)
    {
        _sql.RemoveDeliveries.Bind(1, key);
        while (_sql.RemoveDeliveries.Next()) Count(_sql.RemoveDeliveries.Integer(0), -1, null);
        foreach (var statement in _sql.RemoveSession)
        {
            statement.Bind(1, key);
            statement.Run();
        }
    }

    private void Save(long key, SessionSaved session)
    {
        if (key > _index.LastSession) _newKeys.Add(session.ClientId, key);
        var save = _sql.SaveSession;
        save.Bind(1, key);
        save.Bind(2, session.ClientId);
        save.Bind(3, session.Identity);
        save.Bind(4, (long)session.Version);
        save.Bind(5, session.ExpiryS);
        save.Bind(6, session.EndedAt?.ToUnixTimeMilliseconds());
        save.Run();
    }

    private void Write(long key, string filter, SubscriptionSaved? subscription)
    {
        var statement = subscription is null ? _sql.RemoveSubscription : _sql.SaveSubscription;
        statement.Bind(1, key);
        statement.Bind(2, filter);
        if (subscription is { Options: var options })
        {
            statement.Bind(3, (long)options.Qos);
            statement.Bind(4, options.NoLocal ? 1L : 0L);
            statement.Bind(5, options.RetainAsPublished ? 1L : 0L);
            statement.Bind(6, (long)options.RetainHandling);
            statement.Bind(7, subscription.SubscriptionId);
        }

        statement.Run();
    }

    private void Write(long key, long order, in DeliveryChange delivery)
    {
        if (delivery.Queued is { } queued)
        {
            Insert(key, order, queued, delivery);
        }
        else if (delivery.Done)
        {
            _sql.RemoveDelivery.Bind(1, key);
            _sql.RemoveDelivery.Bind(2, order);
            while (_sql.RemoveDelivery.Next()) Count(_sql.RemoveDelivery.Integer(0), -1, null);
        }
        else
        {
            _sql.UpdateDelivery.Bind(1, delivery.PacketId);
            _sql.UpdateDelivery.Bind(2, delivery.Released ? 1L : 0L);
            _sql.UpdateDelivery.Bind(3, key);
            _sql.UpdateDelivery.Bind(4, order);
            _sql.UpdateDelivery.Run();
        }
    }

    private void Insert(long key, long order, DeliveryQueued queued, in DeliveryChange delivery)
    {
        var insert = _sql.InsertDelivery;
        insert.Bind(1, key);
        insert.Bind(2, order);
        insert.Bind(3, queued.Message.StoreId);
        insert.Bind(4, queued.ExpiresAt?.ToUnixTimeMilliseconds());
        insert.Bind(5, (long)queued.Qos);
        insert.Bind(6, queued.Retain ? 1L : 0L);
        insert.Bind(7, Bytes(queued.SubscriptionIds));
        insert.Bind(8, delivery.PacketId);
        insert.Bind(9, delivery.Released ? 1L : 0L);
        insert.Run();
        Count(queued.Message.StoreId, 1, queued.Message);
    }

    private void Write(long key, WillSaved? will)
    {
        var statement = will is null ? _sql.RemoveWill : _sql.SaveWill;
        statement.Bind(1, key);
        if (will is not null)
        {
            statement.Bind(2, will.DelayS);
            statement.Bind(3, will.MessageExpiryS);
            MessageColumns.Bind(statement, 4, will.Message);
            Note(will.Message);
        }

        statement.Run();
    }

    private void Write(byte[] topic, RetainedSaved? retained)
    {
        if (retained is null)
        {
            _sql.RemoveRetained.Bind(1, topic);
            _sql.RemoveRetained.Run();
            return;
        }

        _sql.SaveRetained.Bind(1, retained.ExpiresAt?.ToUnixTimeMilliseconds());
        MessageColumns.Bind(_sql.SaveRetained, 2, retained.Message);
        _sql.SaveRetained.Run();
        Note(retained.Message);
    }

    /// <summary>A message comes with its first receiver and goes with its last.</summary>
    private void WriteMessages()
    {
        foreach (var (id, (change, body)) in _receivers)
        {
            var before = _index.Receivers.GetValueOrDefault(id);
            if (before == 0 && change > 0)
            {
                MessageColumns.Bind(_sql.SaveMessage, 1, body!);
                _sql.SaveMessage.Run();
                Note(body!);
            }
            else if (before > 0 && before + change <= 0)
            {
                _sql.RemoveMessage.Bind(1, id);
                _sql.RemoveMessage.Run();
            }
        }
    }

    private long WriteNumbering()
    {
        if (_highestStoreId <= _index.LastStoreId) return _index.LastStoreId;
        var end = _highestStoreId + StoreIdBlock;
        _sql.SaveNumbering.Bind(1, end);
        _sql.SaveNumbering.Run();
        return end;
    }

    /// <summary>The transaction is durable: what the writer knows follows.</summary>
    private void Keep(PendingChanges changes, long lastStoreId)
    {
        foreach (var (clientId, session) in changes.Sessions)
            if (session.Removed) _index.Sessions.Remove(clientId);
        foreach (var (clientId, key) in _newKeys) _index.Sessions[clientId] = key;
        _index.LastSession += _newKeys.Count;
        _index.LastStoreId = lastStoreId;
        foreach (var (id, (change, _)) in _receivers)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_index.Receivers, id, out _);
            count += change;
            if (count <= 0) _index.Receivers.Remove(id);
        }
    }

    private void Count(long messageId, int change, BrokerMessage? body)
    {
        ref var receivers = ref CollectionsMarshal.GetValueRefOrAddDefault(_receivers, messageId, out _);
        receivers = (receivers.Change + change, body ?? receivers.Body);
    }

    private void Note(BrokerMessage message) => _highestStoreId = Math.Max(_highestStoreId, message.StoreId);

    private ReadOnlySpan<byte> Bytes(uint[] numbers)
    {
        var size = numbers.Length * sizeof(uint);
        if (_numbers.Length < size) _numbers = new byte[size];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(_numbers.AsSpan(i * sizeof(uint)), numbers[i]);
        return _numbers.AsSpan(0, size);
    }

    private static void Run(RawStatement statement, long key, long value)
    {
        statement.Bind(1, key);
        statement.Bind(2, value);
        statement.Run();
    }
}
