using System.Diagnostics.Metrics;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Metering;

namespace Busbar.Cloud.Cms;

/// <summary>The instruments of meter <c>Busbar.Cms</c>. Thread safe; costs next to nothing while nobody listens.</summary>
public sealed class CmsMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Busbar.Cms";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _admissions;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _reports;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _unusable;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _orphans;
    private readonly Counter<long> _outdated;
    private readonly Counter<long> _outOfBounds;
    private readonly Counter<long> _alarms;
    private readonly Counter<long> _background;
    private readonly Counter<long> _unwatched;

    /// <summary>Makes the instruments.</summary>
    public CmsMetrics()
    {
        _admissions = _meter.CreateCounter<long>("busbar.cms.admissions", "{connection}", "Connections asked for, by verdict.");
        _calls = _meter.CreateCounter<long>("busbar.cms.calls", "{call}", "Calls of stations that the CMS answered, by action and outcome.");
        _reports = _meter.CreateCounter<long>("busbar.cms.reports", "{call}", "Calls of stations that need no business answer, by action.");
        _commands = _meter.CreateCounter<long>("busbar.cms.commands", "{call}", "Calls to stations, by action and outcome.");
        _samples = _meter.CreateCounter<long>("busbar.cms.meter.samples", "{sample}", "Meter samples handed to the store.");
        _unusable = _meter.CreateCounter<long>("busbar.cms.meter.unusable", "{sample}", "Meter samples that hold no number to keep, by reason. Their text is in the message log.");
        _repeats = _meter.CreateCounter<long>("busbar.cms.repeats", "{call}", "Starts and stops that came again, by action.");
        _orphans = _meter.CreateCounter<long>("busbar.cms.orphans", "{transaction}", "Stops of transactions that were never given out.");
        _outdated = _meter.CreateCounter<long>("busbar.cms.outdated", "{call}", "Statuses and values older than the live ones, kept where they are facts, not shown; by kind.");
        _outOfBounds = _meter.CreateCounter<long>("busbar.cms.out_of_bounds", "{call}", "Calls that name a connector above the bound, by action.");
        _alarms = _meter.CreateCounter<long>("busbar.cms.alarms", "{alarm}", "Alarms raised, by kind.");
        _background = _meter.CreateCounter<long>("busbar.cms.background.dropped", "{job}", "Own calls given up because too many waited, by what for.");
        _unwatched = _meter.CreateCounter<long>("busbar.cms.anomaly.unwatched", "{sample}", "Current samples of connectors beyond the most that are watched.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>True for an instrument of this very object; there may be several in a process.</summary>
    internal bool Owns(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    internal void Admitted(AdmissionVerdict verdict) => _admissions.Add(1, Tag("verdict", Names.Of(verdict)));

    internal void Called(string action, bool refused) => _calls.Add(1, Tag("action", action), Tag("outcome", refused ? "refused" : "answered"));

    internal void Reported(string action) => _reports.Add(1, Tag("action", action));

    internal void Commanded(string action, CommandOutcome outcome) => _commands.Add(1, Tag("action", action), Tag("outcome", Names.Of(outcome)));

    internal void Repeated(string action) => _repeats.Add(1, Tag("action", action));

    internal void Orphaned() => _orphans.Add(1);

    internal void Outdated(string kind) => _outdated.Add(1, Tag("kind", kind));

    internal void OutOfBounds(string action) => _outOfBounds.Add(1, Tag("action", action));

    internal void AlarmRaised(string kind) => _alarms.Add(1, Tag("kind", kind));

    internal void BackgroundDropped(string job) => _background.Add(1, Tag("job", job));

    internal void Unwatched() => _unwatched.Add(1);

    internal void Measured(in MeterTally tally)
    {
        _samples.Add(tally.Taken);
        if (tally.Unusable == 0) return;
        Unusable("signed", tally.Signed);
        Unusable("empty", tally.Empty);
        Unusable("not_a_number", tally.NotANumber);
        Unusable("unknown_measurand", tally.UnknownMeasurand);
        Unusable("unknown_unit", tally.UnknownUnit);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private void Unusable(string reason, int count)
    {
        if (count > 0) _unusable.Add(count, Tag("reason", reason));
    }

    /// <summary>Names of enumeration values, made once.</summary>
    private static class Names
    {
        private static readonly string[] Verdicts = Enum.GetNames<AdmissionVerdict>();
        private static readonly string[] Outcomes = Enum.GetNames<CommandOutcome>();

        public static string Of(AdmissionVerdict verdict) => Verdicts[(int)verdict];

        public static string Of(CommandOutcome outcome) => Outcomes[(int)outcome];
    }
}
