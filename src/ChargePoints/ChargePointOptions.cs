using Busbar.ChargePoints.Internal;

namespace Busbar.ChargePoints;

/// <summary>How a charge point is and behaves. Immutable.</summary>
public sealed record ChargePointOptions
{
    /// <summary>Its identity, the last part of the URL that it connects to; 1 to 48 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The central system, <c>ws://</c> or <c>wss://</c>; the identity is appended as one more path segment.</summary>
    public required Uri Url { get; init; }

    /// <summary>Password of HTTP basic authentication, the user is <see cref="Id"/>; null: none is sent. The key AuthorizationKey replaces it.</summary>
    public string? Password { get; init; }

    /// <summary>Vendor in BootNotification, at most 20 characters.</summary>
    public string Vendor { get; init; } = "Busbar";

    /// <summary>Model in BootNotification, at most 20 characters.</summary>
    public string Model { get; init; } = "Lab charge point";

    /// <summary>Serial number in BootNotification, at most 25 characters; null: the identity, as far as it fits.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Firmware version in BootNotification, at most 50 characters.</summary>
    public string FirmwareVersion { get; init; } = "1.0.0";

    /// <summary>Values of configuration keys that differ from their defaults.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the connection and its handshake may take. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer of the central system may take. Default 30 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Shortest wait before connecting again; it doubles with each failure. Default 1 s.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before connecting again; the actual wait is drawn between half of it and all of it. Default 60 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait before the next BootNotification when the central system names none. Default 60 s.</summary>
    public TimeSpan BootRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a reboot takes. Default 2 s.</summary>
    public TimeSpan RebootTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long each stage of a simulated firmware update, upload of diagnostics or upload of a log takes. Default 5 s.</summary>
    public TimeSpan StageTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most transaction-related messages kept while they cannot be delivered. Past it the oldest MeterValues go, StartTransaction and StopTransaction never; when
    /// only those are left no new transaction starts. 16 or more, default 10,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>Send MeterValues for every reading that the hardware reports, also outside transactions, in place of MeterValueSampleInterval. Default false.</summary>
    public bool MeterEveryReading { get; init; }

    /// <summary>Take a TxProfile while no transaction runs as a TxDefaultProfile, as system 2's central system expects; the standard wants it refused (OCPP 1.6, 5.16.4). Default false.</summary>
    public bool AcceptEarlyTxProfile { get; init; }

    /// <summary>Set the clock of the station by the central system's (BootNotification, Heartbeat). Default false: the machine's clock is kept by others.</summary>
    public bool FollowCentralClock { get; init; }

    /// <summary>Seed of the jitter in reconnect waits; null: drawn from the identity.</summary>
    public int? Seed { get; init; }

    /// <summary>Whether a value may stand in <see cref="Configuration"/>.</summary>
    /// <param name="key">The key; its case does not count.</param>
    /// <param name="value">The value.</param>
    /// <returns>Null: it may. Else what is allowed.</returns>
    public static string? Refuse(string key, string value) => new ConfigurationTable(1, new Dictionary<string, string>(StringComparer.Ordinal)).Refuse(key, value);

    /// <exception cref="ArgumentException">A value is out of range; the text names it.</exception>
    internal static void Check(ChargePointOptions options)
    {
        if (options.Id.Length is 0 or > 48) throw new ArgumentException($"The identity '{options.Id}' has {options.Id.Length} characters; allowed: 1 to 48.", nameof(options));
        if (options.Url.Scheme is not ("ws" or "wss")) throw new ArgumentException($"The URL '{options.Url}' must begin with ws:// or wss://.", nameof(options));
        if (options.Vendor.Length is 0 or > 20) throw new ArgumentException($"The vendor '{options.Vendor}' has {options.Vendor.Length} characters; allowed: 1 to 20.", nameof(options));
        if (options.Model.Length is 0 or > 20) throw new ArgumentException($"The model '{options.Model}' has {options.Model.Length} characters; allowed: 1 to 20.", nameof(options));
        if (options.QueueCapacity < 16) throw new ArgumentException($"The queue capacity is {options.QueueCapacity}; allowed: 16 or more.", nameof(options));
        if (options.ReconnectMin <= TimeSpan.Zero || options.ReconnectMax < options.ReconnectMin)
            throw new ArgumentException($"The reconnect waits are {options.ReconnectMin} to {options.ReconnectMax}; allowed: more than 0, and the second not less than the first.", nameof(options));
    }
}
