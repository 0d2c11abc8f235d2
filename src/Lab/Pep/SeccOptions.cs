namespace Busbar.Lab.Pep;

/// <summary>How a simulated SECC behaves. Immutable.</summary>
public sealed record SeccOptions
{
    /// <summary>URL of its gun, <c>ws://127.0.0.1:8765/GUN1</c> for one.</summary>
    public required Uri Url { get; init; }

    /// <summary>Sub-protocols that it offers, best first; empty offers none.</summary>
    public IReadOnlyList<string> SubProtocols { get; init; } = ["pep1.8"];

    /// <summary>Time between two attempts to connect. Default 10 s (PEP_WS_RECONNECT_INTERVAL).</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts to connect that may fail one after the other before it gives up, 1 or more; null: it never does. Default null, as a SECC.</summary>
    public int? MostAttempts { get; init; }

    /// <summary>How long a reply is waited for. Default 500 ms (PEP_REQUEST_TIMEOUT).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Silence of the status after which the PECC counts as dead: five of its 200 ms. Default 1 s.</summary>
    public TimeSpan StatusTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Trouble that it makes. Default none.</summary>
    public SeccFaults Faults { get; init; }

    /// <summary>Inputs that getInput may ask for, and their values as JSON.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["temperature1"] = "25.5", ["emergencyStop"] = "false" };

    /// <summary>Outputs that setOutput may set; each takes true or false.</summary>
    public IReadOnlyCollection<string> Outputs { get; init; } = ["lamp", "lock"];
}

/// <summary>Trouble on demand.</summary>
[Flags]
public enum SeccFaults
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Requests of the PECC are not answered.</summary>
    WithholdReplies = 1,

    /// <summary>Requests of the PECC are answered with text that is not JSON.</summary>
    WrongJson = 2,
}
