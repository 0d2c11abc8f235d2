using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>A charging profile that the station accepted; <paramref name="Profile"/> is the OCPP object as sent.</summary>
internal sealed record ProfileShape(
    string StationId, int ConnectorId, int ProfileId, int StackLevel, string Purpose, long? TransactionId, RawJson Profile, DateTimeOffset AcceptedAt)
{
    public static ProfileShape Of(ProfileRow row) => new(
        row.StationId, row.ConnectorId, row.ProfileId, row.StackLevel, row.Purpose, row.TransactionId, RawJson.OfStored(row.ProfileJson), row.AcceptedAt);
}

/// <summary>A composite schedule; periods ascend from 0 s.</summary>
internal sealed record ScheduleShape(DateTimeOffset From, long DurationS, string Unit, IReadOnlyList<PlannedPeriod> Periods)
{
    public static ScheduleShape Of(PlannedSchedule schedule) =>
        new(schedule.From, (long)schedule.Duration.TotalSeconds, schedule.Unit, schedule.Periods);
}
