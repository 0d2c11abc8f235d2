using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>The statements of the writer, prepared once. Not thread safe.</summary>
internal sealed class MqttStatements(SqliteConnection connection) : IDisposable
{
    public RawStatement Begin { get; } = new(connection, "BEGIN IMMEDIATE");

    public RawStatement Commit { get; } = new(connection, "COMMIT");

    public RawStatement Rollback { get; } = new(connection, "ROLLBACK");

    public RawStatement SaveSession { get; } = new(
        connection,
        "INSERT INTO session (session_id, client_id, identity, version, expiry_s, ended_at_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE "
        + "SET identity = excluded.identity, version = excluded.version, expiry_s = excluded.expiry_s, ended_at_ms = excluded.ended_at_ms");

    /// <summary>All that hangs on a session, and it itself; its deliveries go before by <see cref="RemoveDeliveries"/>.</summary>
    public RawStatement[] RemoveSession { get; } =
    [
        new(connection, "DELETE FROM subscription WHERE session_id = ?"),
        new(connection, "DELETE FROM received_id WHERE session_id = ?"),
        new(connection, "DELETE FROM will WHERE session_id = ?"),
        new(connection, "DELETE FROM session WHERE session_id = ?"),
    ];

    public RawStatement RemoveDeliveries { get; } = new(connection, "DELETE FROM delivery WHERE session_id = ? RETURNING message_id");

    public RawStatement SaveSubscription { get; } = new(
        connection,
        "INSERT OR REPLACE INTO subscription (session_id, filter, qos, no_local, retain_as_published, retain_handling, subscription_id) VALUES (?, ?, ?, ?, ?, ?, ?)");

    public RawStatement RemoveSubscription { get; } = new(connection, "DELETE FROM subscription WHERE session_id = ? AND filter = ?");

    public RawStatement InsertDelivery { get; } = new(
        connection,
        "INSERT OR REPLACE INTO delivery (session_id, ord, message_id, expires_at_ms, qos, retain, subscription_ids, packet_id, released) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");

    /// <summary>A packet identifier of 0 leaves the one that is there; what was released stays so.</summary>
    public RawStatement UpdateDelivery { get; } = new(
        connection, "UPDATE delivery SET packet_id = coalesce(nullif(?, 0), packet_id), released = max(?, released) WHERE session_id = ? AND ord = ?");

    public RawStatement RemoveDelivery { get; } = new(connection, "DELETE FROM delivery WHERE session_id = ? AND ord = ? RETURNING message_id");

    public RawStatement SaveMessage { get; } = new(connection, $"INSERT OR REPLACE INTO message ({MessageColumns.Names}) VALUES ({MessageColumns.Values})");

    public RawStatement RemoveMessage { get; } = new(connection, "DELETE FROM message WHERE message_id = ?");

    public RawStatement SaveReceivedId { get; } = new(connection, "INSERT OR IGNORE INTO received_id (session_id, packet_id) VALUES (?, ?)");

    public RawStatement RemoveReceivedId { get; } = new(connection, "DELETE FROM received_id WHERE session_id = ? AND packet_id = ?");

    public RawStatement SaveWill { get; } = new(
        connection, $"INSERT OR REPLACE INTO will (session_id, delay_s, message_expiry_s, {MessageColumns.Names}) VALUES (?, ?, ?, {MessageColumns.Values})");

    public RawStatement RemoveWill { get; } = new(connection, "DELETE FROM will WHERE session_id = ?");

    public RawStatement SaveRetained { get; } = new(
        connection, $"INSERT OR REPLACE INTO retained (expires_at_ms, {MessageColumns.Names}) VALUES (?, {MessageColumns.Values})");

    public RawStatement RemoveRetained { get; } = new(connection, "DELETE FROM retained WHERE topic = ?");

    public RawStatement SaveNumbering { get; } = new(connection, "UPDATE numbering SET last_store_id = ?");

    public void Dispose()
    {
        foreach (var statement in RemoveSession) statement.Dispose();
        foreach (var statement in (RawStatement[])[
            Begin, Commit, Rollback, SaveSession, RemoveDeliveries, SaveSubscription, RemoveSubscription, InsertDelivery, UpdateDelivery, RemoveDelivery,
            SaveMessage, RemoveMessage, SaveReceivedId, RemoveReceivedId, SaveWill, RemoveWill, SaveRetained, RemoveRetained, SaveNumbering])
        {
            statement.Dispose();
        }
    }
}
