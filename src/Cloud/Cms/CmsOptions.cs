using System.Globalization;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Cms;

/// <summary>What happens when a station connects that nobody has entered.</summary>
public enum UnknownStationPolicy
{
    /// <summary>It is entered and may charge at once. For demonstrations, laboratories and closed networks.</summary>
    Accept,

    /// <summary>It is entered and its boots are answered Pending until an operator decides.</summary>
    Pending,

    /// <summary>Its connection is refused with HTTP 404.</summary>
    Reject,
}

/// <summary>Settings of the CMS, section <c>Cms</c>. Immutable; read once at start. <see cref="Validate"/> says what is wrong with them.</summary>
public sealed record CmsOptions
{
    /// <summary>What happens to stations that nobody has entered. Default <see cref="UnknownStationPolicy.Pending"/>.</summary>
    public UnknownStationPolicy UnknownStations { get; init; } = UnknownStationPolicy.Pending;

    /// <summary>Id tags that nobody has entered may charge. Default false.</summary>
    public bool AcceptUnknownTags { get; init; }

    /// <summary>Stations without a password of their own are refused. Default false: a password is asked only of stations that have one.</summary>
    public bool RequirePassword { get; init; }

    /// <summary>
    /// Rounds of PBKDF2-SHA256 for a new station password, 1,000 to 1,000,000; default 10,000. A station's password is a machine's random
    /// key of 16 to 20 bytes (Security Whitepaper edition 3, 7.2), which no number of rounds makes safer, while after a restart every
    /// station of a fleet is verified anew: 10,000 rounds cost some 5 ms each.
    /// </summary>
    public int PasswordIterations { get; init; } = 10_000;

    /// <summary>Most stations that are kept, 1 to 1,000,000; default 50,000. Bounds what strangers can enter under <see cref="UnknownStationPolicy.Accept"/>.</summary>
    public int MaxStations { get; init; } = 50_000;

    /// <summary>Highest connector number that is believed, 1 to 1,024; default 128. Higher ones are counted and shown as an alarm, never allocated for.</summary>
    public int MaxConnectorId { get; init; } = 128;

    /// <summary>Leniency rules for stations that have none of their own. Default all.</summary>
    public Leniency DefaultLeniency { get; init; } = Leniency.All;

    /// <summary>Heartbeat interval told at an accepted boot, 10 s to 1 day; default 5 min.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait before the next boot told to a station that is pending or rejected, 5 s to 1 day; default 1 min.</summary>
    public TimeSpan BootRetryInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far a told interval strays from its setting, as a share of it, 0 to 0.5; default 0.1. Keeps a fleet from beating in step.</summary>
    public double IntervalJitter { get; init; } = 0.1;

    /// <summary>Configuration keys are read after each accepted boot. Default true.</summary>
    public bool ReadConfigurationAtBoot { get; init; } = true;

    /// <summary>Time from an accepted boot to our first own call, 0 s to 5 min; default 2 s. The boot's answer must be there first.</summary>
    public TimeSpan BootSettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls that we make of our own accord run side by side up to this number, 1 to 1,000; default 32.</summary>
    public int BackgroundCalls { get; init; } = 32;

    /// <summary>How often "last seen" and clock skew are written, 1 s to 1 h; default 1 min. In between they are in memory only.</summary>
    public TimeSpan LastSeenFlush { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often changed stations are handed to the live view, 50 ms to 10 s; default 200 ms.</summary>
    public TimeSpan LiveInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A clock that differs from ours by more raises an alarm; 0 for never, else 10 s to 1 day; default 5 min.</summary>
    public TimeSpan ClockSkewAlarm { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A station that is gone for longer raises an alarm; 0 for never, else 10 s to 30 days; default 10 min.</summary>
    public TimeSpan OfflineAlarmAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Where gateways are processes of their own: a station that counts as connected and said nothing for this long is looked for at the gateways,
    /// because one that was killed tells nobody. 10 s to 1 h; default 2 min.
    /// </summary>
    public TimeSpan PresenceCheck { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>An alarm about something that happened, rather than lasts, clears when it was not seen again for this long, 1 min to 30 days; default 1 h.</summary>
    public TimeSpan AlarmQuietTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An alarm that is seen again is written and shown at most this often, 0 s to 1 h; default 10 s.</summary>
    public TimeSpan AlarmRefresh { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A charging profile that a station refuses is sent again in stated steps: its stack level cut to the station's highest, its least
    /// charging rate left out, its purpose TxProfile turned into TxDefaultProfile. Default false.
    /// </summary>
    public bool ProfileFallback { get; init; }

    /// <summary>Nominal voltage per phase in V by which amperes and watts of profiles are exchanged, 90 to 1,000; default 230 (OCPP 1.6, 7.12: the set voltage of the area).</summary>
    public double NominalVoltageV { get; init; } = 230;

    /// <summary>
    /// Certificate requests of stations are answered Accepted and shown to the operator, who has them signed and sends CertificateSigned.
    /// Default false: they are answered Rejected, because Busbar holds no authority of its own.
    /// </summary>
    public bool AcceptCertificateRequests { get; init; }

    /// <summary>Exchanges are written to the message log. Default true. Off, whoever watches a station still sees them.</summary>
    public bool MessageLog { get; init; } = true;

    /// <summary>Actions that the message log leaves out, such as <c>Heartbeat</c>. Default none.</summary>
    public IReadOnlyList<string> UnloggedActions { get; init; } = [];

    /// <summary>Most bytes of a payload that the message log keeps, 256 to 1,048,576; default 32,768. The rest is cut off, and the entry says so.</summary>
    public int MaxLoggedBytes { get; init; } = 32_768;

    /// <summary>Current is watched for oscillation, drift, steps, limit violations and frozen values. Default true.</summary>
    public bool WatchCurrent { get; init; } = true;

    /// <summary>A connector without current samples for this long is no longer watched, 1 min to 1 day; default 15 min.</summary>
    public TimeSpan WatchIdle { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Most connectors watched at once, 1 to 1,000,000; default 10,000, which is some 130 MB. Samples of those beyond are counted.</summary>
    public int MaxWatched { get; init; } = 10_000;

    /// <summary>What is wrong, a sentence each, naming the key, the value and what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(faults, nameof(UnknownStations), Enum.IsDefined(UnknownStations), UnknownStations, "Accept, Pending or Reject");
        Range(faults, nameof(PasswordIterations), PasswordIterations, 1_000, 1_000_000);
        Range(faults, nameof(MaxStations), MaxStations, 1, 1_000_000);
        Range(faults, nameof(MaxConnectorId), MaxConnectorId, 1, 1_024);
        Range(faults, nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        Range(faults, nameof(BootRetryInterval), BootRetryInterval, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1));
        Range(faults, nameof(IntervalJitter), IntervalJitter, 0, 0.5);
        Range(faults, nameof(BootSettleTime), BootSettleTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Range(faults, nameof(BackgroundCalls), BackgroundCalls, 1, 1_000);
        Range(faults, nameof(LastSeenFlush), LastSeenFlush, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(faults, nameof(LiveInterval), LiveInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10));
        ZeroOrRange(faults, nameof(ClockSkewAlarm), ClockSkewAlarm, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        ZeroOrRange(faults, nameof(OfflineAlarmAfter), OfflineAlarmAfter, TimeSpan.FromSeconds(10), TimeSpan.FromDays(30));
        Range(faults, nameof(PresenceCheck), PresenceCheck, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        Range(faults, nameof(AlarmQuietTime), AlarmQuietTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Range(faults, nameof(AlarmRefresh), AlarmRefresh, TimeSpan.Zero, TimeSpan.FromHours(1));
        Range(faults, nameof(NominalVoltageV), NominalVoltageV, 90, 1_000);
        Range(faults, nameof(MaxLoggedBytes), MaxLoggedBytes, 256, 1_048_576);
        Range(faults, nameof(WatchIdle), WatchIdle, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Range(faults, nameof(MaxWatched), MaxWatched, 1, 1_000_000);
        return faults;
    }

    private static void ZeroOrRange(List<string> faults, string key, TimeSpan value, TimeSpan from, TimeSpan to) =>
        Check(faults, key, value == TimeSpan.Zero || (value >= from && value <= to), value, $"0 for never, else {Text(from)} to {Text(to)}");

    private static void Range<T>(List<string> faults, string key, T value, T from, T to)
        where T : IComparable<T> =>
        Check(faults, key, value.CompareTo(from) >= 0 && value.CompareTo(to) <= 0, value, $"{Text(from)} to {Text(to)}");

    private static void Check<T>(List<string> faults, string key, bool good, T value, string allowed)
    {
        if (!good) faults.Add($"Cms:{key} is {Text(value)}; allowed: {allowed}.");
    }

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
