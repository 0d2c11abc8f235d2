using Busbar.Core.Units;

namespace Busbar.Core.Charging;

/// <summary>What a charging profile is for (OCPP 1.6, 3.13.1).</summary>
public enum ChargingProfilePurpose
{
    /// <summary>A bound on the whole charge point; only on connector 0.</summary>
    ChargePointMax,

    /// <summary>The bound of transactions that have none of their own; on connector 0 it holds for every connector.</summary>
    TxDefault,

    /// <summary>The bound of one transaction; only on a connector above 0 and only while that transaction runs.</summary>
    Tx,
}

/// <summary>Where a profile's schedule starts (OCPP 1.6, 7.9).</summary>
public enum ChargingProfileKind
{
    /// <summary>At <see cref="ChargingSchedule.StartSchedule"/>.</summary>
    Absolute,

    /// <summary>Again and again, each day or week, at the time of <see cref="ChargingSchedule.StartSchedule"/>.</summary>
    Recurring,

    /// <summary>At the start of the transaction.</summary>
    Relative,
}

/// <summary>How often a recurring schedule starts again. Days have 24 hours: times are UTC, there is no summer time.</summary>
public enum ChargingRecurrency
{
    /// <summary>Every 24 hours.</summary>
    Daily,

    /// <summary>Every 7 times 24 hours.</summary>
    Weekly,
}

/// <summary>A schedule of limits with its place among others: purpose, stack level and validity (OCPP 1.6, 7.8). Immutable.</summary>
public sealed record ChargingProfile
{
    /// <summary>The sender's number for this profile; a new profile with the same number replaces the old one.</summary>
    public required int Id { get; init; }

    /// <summary>Rank within the purpose, 0 or more; the highest that has something to say wins. Default 0.</summary>
    public int StackLevel { get; init; }

    /// <summary>What the profile is for.</summary>
    public required ChargingProfilePurpose Purpose { get; init; }

    /// <summary>Where the schedule starts.</summary>
    public required ChargingProfileKind Kind { get; init; }

    /// <summary>How often a recurring schedule starts again; required for <see cref="ChargingProfileKind.Recurring"/>, ignored otherwise.</summary>
    public ChargingRecurrency? Recurrency { get; init; }

    /// <summary>First second at which the profile counts; null: from the moment it is installed.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>First second at which it does not count any more; null: until it is replaced or cleared.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>The transaction that it belongs to; only for <see cref="ChargingProfilePurpose.Tx"/>; null: the one that runs on its connector.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The limits over time.</summary>
    public required ChargingSchedule Schedule { get; init; }
}

/// <summary>Limits over time, counted from a start (OCPP 1.6, 7.13). Immutable.</summary>
public sealed record ChargingSchedule
{
    /// <summary>Start of the schedule, or anchor of its recurrence; null: the start of charging (7.13).</summary>
    public DateTimeOffset? StartSchedule { get; init; }

    /// <summary>How long the schedule runs from its start, in whole seconds; null: the last period goes on for ever, or to the next recurrence.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The unit of every limit in <see cref="Periods"/> and of <see cref="MinChargingRate"/>.</summary>
    public required LimitUnit RateUnit { get; init; }

    /// <summary>At least one period; the first starts at 0 and each later one after the one before it.</summary>
    public required IReadOnlyList<ChargingSchedulePeriod> Periods { get; init; }

    /// <summary>Below this rate the vehicle charges badly or not at all, in <see cref="RateUnit"/>; null: unknown. Advice, not a limit (7.13).</summary>
    public double? MinChargingRate { get; init; }
}

/// <summary>One step of a schedule (OCPP 1.6, 7.14). It lasts to the start of the next one.</summary>
/// <param name="Start">Whole seconds from the start of the schedule.</param>
/// <param name="Limit">Highest rate, 0 or more, in the schedule's unit, with at most one decimal: W in total, A per phase (7.12).</param>
/// <param name="NumberPhases">Phases that may be used, 1 to 3; null: 3 (7.14).</param>
public readonly record struct ChargingSchedulePeriod(TimeSpan Start, double Limit, int? NumberPhases = null);

/// <summary>A profile as a charge point holds it.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="ConnectorId">The connector that it was set on; 0 for the whole charge point.</param>
/// <param name="InstalledAt">When it was set; the start of a charge point limit that names no other.</param>
public sealed record InstalledProfile(ChargingProfile Profile, int ConnectorId, DateTimeOffset InstalledAt)
{
    /// <summary>The profile in words, as the source of a limit.</summary>
    public string Source { get; } =
        $"{(Profile.Purpose == ChargingProfilePurpose.ChargePointMax ? "ChargePointMaxProfile" : Profile.Purpose == ChargingProfilePurpose.Tx ? "TxProfile" : "TxDefaultProfile")} {Profile.Id}, stack level {Profile.StackLevel}, connector {ConnectorId}";
}
