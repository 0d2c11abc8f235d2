using System.Globalization;

namespace Busbar.Lab.Swarms;

/// <summary>How the stations of a swarm spend their time, as shares that add up to 1.</summary>
/// <param name="Idle">Connected and silent but for heartbeats.</param>
/// <param name="Short">Sessions of one to three minutes, one after another.</param>
/// <param name="Long">Sessions of ten to sixty minutes.</param>
public readonly record struct SessionMix(double Idle, double Short, double Long)
{
    /// <summary>Four in ten idle, three short, three long.</summary>
    public static SessionMix Default => new(0.4, 0.3, 0.3);

    /// <summary>Reads <c>idle=0.5,short=0.3,long=0.2</c>; what is not named is 0.</summary>
    /// <exception cref="ArgumentException">The text is wrong, or the shares do not add up to 1.</exception>
    public static SessionMix Parse(string text)
    {
        double idle = 0, brief = 0, lengthy = 0;
        foreach (var (name, share) in Shares.Parse(text))
        {
            switch (name)
            {
                case "idle":
                    idle = share;
                    break;
                case "short":
                    brief = share;
                    break;
                case "long":
                    lengthy = share;
                    break;
                default:
                    throw new ArgumentException($"There is no session kind '{name}'; allowed: idle, short, long.", nameof(text));
            }
        }

        return Math.Abs(idle + brief + lengthy - 1) < 1e-6
            ? new SessionMix(idle, brief, lengthy)
            : throw new ArgumentException($"The shares in '{text}' add up to {idle + brief + lengthy:0.###}; allowed: 1.", nameof(text));
    }
}

/// <summary><c>busbar lab chargers</c>: many stations from one process.</summary>
public sealed record SwarmOptions
{
    /// <summary>Number of stations, 1 to 60,000. Default 100.</summary>
    public int Count { get; init; } = 100;

    /// <summary>Where they connect, <c>ws://</c>; the identity is appended. Default <c>ws://127.0.0.1:9000/ocpp</c>.</summary>
    public Uri Url { get; init; } = new("ws://127.0.0.1:9000/ocpp");

    /// <summary>Beginning of their identities; a number of five digits follows. Default <c>SWARM-</c>.</summary>
    public string Prefix { get; init; } = "SWARM-";

    /// <summary>Password that all use (HTTP basic); null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Connections opened per second, more than 0. Default 100.</summary>
    public double ConnectsPerSecond { get; init; } = 100;

    /// <summary>Time between two MeterValues of a transaction. Default 10 s.</summary>
    public TimeSpan MeterInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between heartbeats of an idle station. Default 60 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How the stations spend their time.</summary>
    public SessionMix Mix { get; init; } = SessionMix.Default;

    /// <summary>Kinds of trouble with the share of stations that make it.</summary>
    public IReadOnlyDictionary<Misbehaviour, double> Misbehave { get; init; } = new Dictionary<Misbehaviour, double>();

    /// <summary>How long it runs once all have been started; null: until interrupted.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Tag of all drivers. Default <c>DEMO</c>.</summary>
    public string IdTag { get; init; } = "DEMO";

    /// <summary>Total MeterValues per second; all stations then do nothing else. Null: sessions as in <see cref="Mix"/>.</summary>
    public double? MeterRate { get; init; }

    /// <summary>File that gets one line per acknowledged MeterValues: station, sequence number, timestamp. Only with <see cref="MeterRate"/>; null: none.</summary>
    public string? AcksPath { get; init; }

    /// <summary>How long an answer may take. Default 30 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two lines of counts. Default 1 s.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Seed of all that is drawn. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is out of range; the text names it.</exception>
    internal static void Check(SwarmOptions options)
    {
        Require(options.Count is >= 1 and <= 60_000, $"The number of stations is {options.Count}; allowed: 1 to 60000.");
        Require(options.Url.Scheme == "ws", $"The URL '{options.Url}' must begin with ws://; a swarm does not speak TLS.");
        Require(options.ConnectsPerSecond > 0, $"The connects per second are {options.ConnectsPerSecond}; allowed: more than 0.");
        Require(options.MeterInterval > TimeSpan.Zero, $"The meter interval is {options.MeterInterval}; allowed: more than 0.");
        Require(options.MeterRate is null or > 0, $"The meter rate is {options.MeterRate}; allowed: more than 0.");
        Require(options.AcksPath is null || options.MeterRate is not null, "A file of acknowledgements needs a meter rate.");
        Require(options.Misbehave.Values.Sum() <= 1 + 1e-9, "The shares of misbehaving stations add up to more than 1.");
        Require(options.Prefix.Length is > 0 and <= 40, $"The prefix '{options.Prefix}' has {options.Prefix.Length} characters; allowed: 1 to 40.");
        Require(options.IdTag.Length is > 0 and <= 20, $"The tag '{options.IdTag}' has {options.IdTag.Length} characters; allowed: 1 to 20.");
        Require((options.Prefix + options.IdTag).All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'), $"The prefix '{options.Prefix}' and the tag '{options.IdTag}' may have ASCII letters, digits and - _ . : only.");
    }

    private static void Require(bool options, string text)
    {
        if (!options) throw new ArgumentException(text, nameof(options));
    }
}

/// <summary>Texts such as <c>garbage=0.01,flood</c>.</summary>
internal static class Shares
{
    /// <summary>Share of a name that stands without one.</summary>
    public const double Default = 0.05;

    public static IEnumerable<(string Name, double Share)> Parse(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals];
            var share = Default;
            if (equals >= 0 && (!double.TryParse(part[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out share) || share is < 0 or > 1 || double.IsNaN(share)))
                throw new ArgumentException($"The share in '{part}' is not a number from 0 to 1.", nameof(text));
            yield return (name, share);
        }
    }
}
