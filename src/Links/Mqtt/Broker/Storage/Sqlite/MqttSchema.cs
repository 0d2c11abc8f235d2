using Busbar.Links.Sqlite;
using Microsoft.Data.Sqlite;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>
/// The tables of <c>mqtt.db</c>. The header of the file says whose it is (application_id) and how far it has come (user_version); a later
/// version of the program adds a step and never changes one that was released. Times are milliseconds since 1970, UTC.
/// </summary>
internal static class MqttSchema
{
    /// <summary>"BmQT" as the big-endian number that SQLite keeps at offset 68 of the file (sqlite.org/fileformat2.html#application_id).</summary>
    private const long ApplicationId = 0x42_6D_51_54;

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE numbering (last_store_id integer NOT NULL);
        INSERT INTO numbering (last_store_id) VALUES (0);
        CREATE TABLE session (
            session_id integer PRIMARY KEY, client_id text NOT NULL UNIQUE, identity text, version integer NOT NULL, expiry_s integer NOT NULL,
            ended_at_ms integer);
        CREATE TABLE subscription (
            session_id integer NOT NULL, filter text NOT NULL, qos integer NOT NULL, no_local integer NOT NULL, retain_as_published integer NOT NULL,
            retain_handling integer NOT NULL, subscription_id integer NOT NULL, PRIMARY KEY (session_id, filter)) WITHOUT ROWID;
        CREATE TABLE message (
            message_id integer PRIMARY KEY, topic blob NOT NULL, properties blob NOT NULL, payload blob NOT NULL, qos integer NOT NULL,
            retain integer NOT NULL, publisher text);
        CREATE TABLE delivery (
            session_id integer NOT NULL, ord integer NOT NULL, message_id integer NOT NULL, expires_at_ms integer, qos integer NOT NULL,
            retain integer NOT NULL, subscription_ids blob NOT NULL, packet_id integer NOT NULL, released integer NOT NULL,
            PRIMARY KEY (session_id, ord)) WITHOUT ROWID;
        CREATE TABLE received_id (session_id integer NOT NULL, packet_id integer NOT NULL, PRIMARY KEY (session_id, packet_id)) WITHOUT ROWID;
        CREATE TABLE will (
            session_id integer PRIMARY KEY, delay_s integer NOT NULL, message_expiry_s integer, message_id integer NOT NULL, topic blob NOT NULL,
            properties blob NOT NULL, payload blob NOT NULL, qos integer NOT NULL, retain integer NOT NULL, publisher text);
        CREATE TABLE retained (
            expires_at_ms integer, message_id integer NOT NULL, topic blob NOT NULL PRIMARY KEY, properties blob NOT NULL,
            payload blob NOT NULL, qos integer NOT NULL, retain integer NOT NULL, publisher text);
        """,
    ];

    /// <summary>Brings the database to this version's tables.</summary>
    /// <exception cref="MqttStoreException">It belongs to another program, or to a later version of this one.</exception>
    /// <exception cref="SqliteException">It cannot be used.</exception>
    public static void Prepare(SqliteConnection connection, string file)
    {
        var version = Number(connection, "PRAGMA user_version");
        if (Number(connection, "PRAGMA application_id") != ApplicationId && (version != 0 || Number(connection, "SELECT count(*) FROM sqlite_master") != 0))
        {
            throw new MqttStoreException(
                $"{file} is a database of another program; allowed is one that the MQTT broker has made. Move it away, and a new one is made, or name another folder.");
        }

        if (version > Steps.Length)
        {
            throw new MqttStoreException(
                $"{file} has schema {version}, and this version knows {Steps.Length}: a later version has used it. Start that version, or move the file away: "
                + "sessions and kept messages then begin anew.");
        }

        for (var step = (int)version; step < Steps.Length; step++)
            Execute(connection, $"BEGIN IMMEDIATE; {Steps[step]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {step + 1}; COMMIT");
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var statement = new RawStatement(connection, sql);
        return statement.Next() ? statement.Integer(0) : 0;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
