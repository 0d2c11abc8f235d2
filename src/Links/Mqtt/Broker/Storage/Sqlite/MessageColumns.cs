using Busbar.Links.Sqlite;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Storage.Sqlite;

/// <summary>The columns that every table with a message has, in one order.</summary>
internal static class MessageColumns
{
    /// <summary>Their names.</summary>
    public const string Names = "message_id, topic, properties, payload, qos, retain, publisher";

    /// <summary>Their parameters.</summary>
    public const string Values = "?, ?, ?, ?, ?, ?, ?";

    /// <summary>Binds them, beginning with parameter <paramref name="first"/>.</summary>
    public static void Bind(RawStatement statement, int first, BrokerMessage message)
    {
        statement.Bind(first, message.StoreId);
        statement.Bind(first + 1, message.Topic);
        statement.Bind(first + 2, message.Properties);
        statement.Bind(first + 3, message.Payload);
        statement.Bind(first + 4, (long)message.Qos);
        statement.Bind(first + 5, message.Retain ? 1L : 0L);
        statement.Bind(first + 6, message.Publisher);
    }

    /// <summary>Reads them, beginning with column <paramref name="first"/>.</summary>
    public static BrokerMessage Read(RawStatement row, int first) => new()
    {
        StoreId = row.Integer(first),
        Topic = row.Blob(first + 1),
        Properties = row.Blob(first + 2),
        Payload = row.Blob(first + 3),
        Qos = (MqttQos)row.Integer(first + 4),
        Retain = row.Integer(first + 5) != 0,
        Publisher = row.Text(first + 6),
    };
}
