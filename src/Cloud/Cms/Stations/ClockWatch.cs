using Busbar.Cloud.Cms.Alarms;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms.Stations;

/// <summary>Raises an alarm for a station whose clock is far off, and says so when it looks like local time sent as UTC. Nothing is refused.</summary>
internal sealed class ClockWatch(StationDirectory directory, AlarmBook alarms, CmsOptions options)
{
    private static readonly TimeSpan ZoneStep = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ZoneSlack = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostOfAnyZone = TimeSpan.FromHours(14);

    /// <summary>Judges every station.</summary>
    public async ValueTask SweepAsync(CancellationToken ct)
    {
        if (options.ClockSkewAlarm == TimeSpan.Zero) return;
        foreach (var station in directory.All) await JudgeAsync(station, ct);
    }

    /// <summary>True for a difference that a time zone has: a multiple of a quarter of an hour, up to 14 h.</summary>
    internal static bool LooksLikeAZone(TimeSpan skew)
    {
        var rest = TimeSpan.FromTicks(skew.Duration().Ticks % ZoneStep.Ticks);
        return skew.Duration() <= MostOfAnyZone + ZoneSlack && skew.Duration() > ZoneSlack && (rest < ZoneSlack || ZoneStep - rest < ZoneSlack);
    }

    private ValueTask JudgeAsync(Station station, CancellationToken ct)
    {
        long? milliseconds;
        lock (station.Gate) milliseconds = station.Skew.Milliseconds;
        if (milliseconds is null) return ValueTask.CompletedTask;
        var skew = TimeSpan.FromMilliseconds(milliseconds.Value);
        var open = alarms.IsOpen(station.Id, null, AlarmKinds.StationClock);
        if (skew.Duration() > options.ClockSkewAlarm) return open ? ValueTask.CompletedTask : RaiseAsync(station, skew, ct);
        return open && skew.Duration() < options.ClockSkewAlarm / 2
            ? alarms.ClearAsync(station.Id, null, AlarmKinds.StationClock, ct)
            : ValueTask.CompletedTask;
    }

    private ValueTask RaiseAsync(Station station, TimeSpan skew, CancellationToken ct)
    {
        var way = skew > TimeSpan.Zero ? "ahead of" : "behind";
        var hint = LooksLikeAZone(skew) ? " It looks like local time sent as UTC." : "";
        return alarms.RaiseAsync(
            station.Id, null, AlarmKinds.StationClock, AlarmSeverity.Warning,
            $"The station's clock is {skew.Duration():d\\.hh\\:mm\\:ss} {way} ours.{hint}",
            AlarmEvidence.Of(("skewMs", (long)skew.TotalMilliseconds), ("allowedMs", (long)options.ClockSkewAlarm.TotalMilliseconds)), ct);
    }
}
