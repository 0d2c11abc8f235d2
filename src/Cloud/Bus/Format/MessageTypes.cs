namespace Busbar.Cloud.Bus.Format;

/// <summary>What the AMQP property <c>type</c> says of a body.</summary>
internal static class MessageTypes
{
    /// <summary>A station's CALL; also what a message without a type is taken for.</summary>
    public const string Call = "call";

    /// <summary>May this station connect?</summary>
    public const string Admit = "admit";

    /// <summary>An operator's call to the worker that has the station.</summary>
    public const string Operator = "operator";

    /// <summary>The answer to any of the three.</summary>
    public const string Answer = "answer";

    /// <summary>The worker failed or cannot read the message; the body holds an error.</summary>
    public const string Failed = "failed";

    /// <summary>A CALL of a station that needs no business answer.</summary>
    public const string Report = "report";

    /// <summary>Stations of a shard that have sent a Heartbeat, many in one message that nobody answers.</summary>
    public const string Seen = "seen";

    /// <summary>The WebSocket is open.</summary>
    public const string Connected = "connected";

    /// <summary>The WebSocket is closed.</summary>
    public const string Disconnected = "disconnected";

    /// <summary>The link misbehaves.</summary>
    public const string Trouble = "trouble";

    /// <summary>Exchanges for the message log, several in one message.</summary>
    public const string Exchanges = "exchanges";

    /// <summary>A request for a station.</summary>
    public const string Command = "command";

    /// <summary>Close a station's socket.</summary>
    public const string Disconnect = "disconnect";

    /// <summary>A gateway has a newer connection of the station.</summary>
    public const string Claim = "claim";

    /// <summary>Which connection of a station does a gateway hold?</summary>
    public const string Find = "find";

    /// <summary>What became of a command.</summary>
    public const string Reply = "reply";

    /// <summary>The answer of a gateway that does not hold the station's socket.</summary>
    public const string Absent = "absent";

    /// <summary>A worker says that it lives.</summary>
    public const string Worker = "worker";

    /// <summary>A process says what it is and how it does.</summary>
    public const string Process = "process";

    /// <summary>Changes for the live view.</summary>
    public const string Live = "live";
}
