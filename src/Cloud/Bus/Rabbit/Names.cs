namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Names in the broker: a public surface that other programs rely on.</summary>
internal static class Names
{
    /// <summary>Queue for callers that know no shards.</summary>
    public const string Entry = "rpc-cms_service";

    /// <summary>Topic exchange of events.</summary>
    public const string Events = "cms.events";

    /// <summary>Exchange and queue of events that could not be taken.</summary>
    public const string Dead = "cms.events.dead";

    /// <summary>Queue of exchanges for the message log.</summary>
    public const string Telemetry = "cms.messages";

    /// <summary>Topic exchange of commands to gateways.</summary>
    public const string Commands = "gateway_commands";

    /// <summary>Direct exchange behind it, which has the stations' bindings: to the broker one costs a fraction of what it costs in a topic exchange.</summary>
    public const string Stations = $"{Commands}.stations";

    /// <summary>What goes from <see cref="Commands"/> to <see cref="Stations"/>: every station's commands.</summary>
    public const string EveryCommand = "cmd.#";

    /// <summary>Fanout exchange of changes for the live view.</summary>
    public const string Live = "cms.live";

    /// <summary>Fanout exchange of workers' announcements.</summary>
    public const string Workers = "cms.workers";

    /// <summary>Fanout exchange of what processes say of themselves.</summary>
    public const string Processes = "cms.processes";

    /// <summary>A queue that is never used: its length limit remembers how many shards there are.</summary>
    public const string Shards = "cms.shards";

    /// <summary>Direct reply-to, see RabbitMQ's documentation.</summary>
    public const string ReplyTo = "amq.rabbitmq.reply-to";

    /// <summary>Header: version of the body's schema.</summary>
    public const string SchemaHeader = "schema";

    /// <summary>Header: trace context by W3C.</summary>
    public const string TraceHeader = "traceparent";

    /// <summary>Header: sent once more by its sender, who does not know whether it arrived.</summary>
    public const string ResentHeader = "resent";

    /// <summary>Header of a dead letter: why the event could not be taken.</summary>
    public const string WhyHeader = "why";

    /// <summary>Header of a dead letter: how often it was tried.</summary>
    public const string AttemptsHeader = "attempts";

    /// <summary>Header of a dead letter: when it was published, in milliseconds since 1970.</summary>
    public const string FirstSeenHeader = "first-seen-ms";

    /// <summary>Header of a dead letter: when it became one, in milliseconds since 1970.</summary>
    public const string DeadSinceHeader = "dead-since-ms";

    /// <summary>Header of a dead letter: its routing key.</summary>
    public const string KeyHeader = "key";

    /// <summary>Queue of a shard's calls.</summary>
    public static string Calls(int shard) => $"{Entry}.{shard}";

    /// <summary>Queue of a shard's events.</summary>
    public static string EventsOf(int shard) => $"{Events}.{shard}";

    /// <summary>Routing key of a station's events.</summary>
    public static string EventKey(int shard, string stationId) => $"event.{shard}.{Escape(stationId)}";

    /// <summary>Routing key of a station's commands.</summary>
    public static string CommandKey(string stationId) => $"cmd.{Escape(stationId)}";

    /// <summary>An id may hold <c>*</c>, which as a word of its own would bind every station's commands; <c>%</c> is in no id.</summary>
    private static string Escape(string stationId) =>
        stationId.AsSpan().IndexOfAny('*', '#') < 0 ? stationId : stationId.Replace("*", "%2A", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
