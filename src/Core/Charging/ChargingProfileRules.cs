using System.Globalization;
using Busbar.Core.Units;

namespace Busbar.Core.Charging;

/// <summary>What a charge point can hold; each is a configuration key that it reports (OCPP 1.6, 3.13.5 and 9.4).</summary>
public sealed record ChargingProfileLimits
{
    /// <summary>Highest connector number, 1 or more. Default 1.</summary>
    public int Connectors { get; init; } = 1;

    /// <summary>Highest stack level (ChargeProfileMaxStackLevel), 0 or more. Default 99.</summary>
    public int MaxStackLevel { get; init; } = 99;

    /// <summary>Most periods in one schedule (ChargingScheduleMaxPeriods), 1 or more. Default 1024, the bound that OCPP 2.0.1 gives its schedules.</summary>
    public int MaxPeriods { get; init; } = 1024;

    /// <summary>Most profiles installed at once (MaxChargingProfilesInstalled), 1 or more. Default 100.</summary>
    public int MaxProfiles { get; init; } = 100;

    /// <summary>Whether schedules in A are accepted (ChargingScheduleAllowedChargingRateUnit "Current"). Default true.</summary>
    public bool AllowAmperes { get; init; } = true;

    /// <summary>Whether schedules in W are accepted (ChargingScheduleAllowedChargingRateUnit "Power"). Default true.</summary>
    public bool AllowWatts { get; init; } = true;
}

/// <summary>Why a profile is refused.</summary>
/// <param name="Field">Where, for example <c>schedule.periods[2].start</c>.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Allowed">What may stand there.</param>
public sealed record ProfileFault(string Field, string Value, string Allowed)
{
    /// <summary>The three in one sentence.</summary>
    public override string ToString() => $"{Field} is {Value}; allowed: {Allowed}.";
}

/// <summary>
/// Checks a profile against the rules of OCPP 1.6 and the abilities of a charge point. Tolerated, because the meaning stays
/// plain: a recurrency on a profile that does not recur and a start on a relative one (both ignored), and an absolute or
/// recurring schedule without a start (7.13: it counts from the start of charging). Pure; thread safe.
/// </summary>
public static class ChargingProfileRules
{
    /// <summary>The first rule that the profile breaks, whatever connector it is meant for; null when it is good.</summary>
    public static ProfileFault? Check(ChargingProfile profile, ChargingProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(limits);
        if (profile.StackLevel < 0 || profile.StackLevel > limits.MaxStackLevel)
            return Fault("stackLevel", profile.StackLevel, $"0 to {limits.MaxStackLevel}");
        if (profile.Kind == ChargingProfileKind.Recurring && profile.Recurrency is null)
            return Fault("recurrency", "absent", "Daily or Weekly, because the profile is recurring");
        if (profile.ValidFrom is { } from && profile.ValidTo is { } to && to <= from)
            return Fault("validTo", to.ToString("O", CultureInfo.InvariantCulture), $"later than validFrom {from:O}");
        if (profile.TransactionId is not null && profile.Purpose != ChargingProfilePurpose.Tx)
            return Fault("transactionId", profile.TransactionId, $"absent, because the purpose is {profile.Purpose} and not Tx");
        return Check(profile.Schedule, limits);
    }

    /// <summary>The first rule of placement that the profile breaks on this connector; null when it may stand there.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="connectorId">Where it is to stand.</param>
    /// <param name="transaction">The transaction that runs there; null when none does.</param>
    /// <param name="limits">The abilities of the charge point.</param>
    public static ProfileFault? CheckPlace(ChargingProfile profile, int connectorId, ActiveTransaction? transaction, ChargingProfileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(limits);
        if (connectorId < 0 || connectorId > limits.Connectors) return Fault("connectorId", connectorId, $"0 to {limits.Connectors}");
        switch (profile.Purpose)
        {
            case ChargingProfilePurpose.ChargePointMax when connectorId != 0:
                return Fault("connectorId", connectorId, "0, because the purpose is ChargePointMax");
            case ChargingProfilePurpose.Tx when connectorId == 0:
                return Fault("connectorId", connectorId, $"1 to {limits.Connectors}, because the purpose is Tx");
            case ChargingProfilePurpose.Tx when transaction is null:
                return Fault("purpose", "Tx", $"ChargePointMax or TxDefault, because no transaction runs on connector {connectorId}");
            case ChargingProfilePurpose.Tx when profile.TransactionId is not null && profile.TransactionId != transaction!.Value.Id:
                return Fault("transactionId", profile.TransactionId, $"{transaction.Value.Id ?? "absent"}, the transaction that runs on connector {connectorId}");
            default:
                return null;
        }
    }

    private static ProfileFault? Check(ChargingSchedule schedule, ChargingProfileLimits limits)
    {
        if (schedule.RateUnit == LimitUnit.Ampere ? !limits.AllowAmperes : !limits.AllowWatts)
            return Fault("schedule.rateUnit", schedule.RateUnit, limits.AllowAmperes ? "Ampere" : limits.AllowWatts ? "Watt" : "none: this charge point takes no schedules");
        if (schedule.Duration is { } duration && duration < TimeSpan.FromSeconds(1))
            return Fault("schedule.duration", duration, "1 s or more, or absent");
        if (schedule.MinChargingRate is { } rate && !IsRate(rate))
            return Fault("schedule.minChargingRate", rate, "0 or more, with at most one decimal");
        if (schedule.Periods.Count == 0 || schedule.Periods.Count > limits.MaxPeriods)
            return Fault("schedule.periods", $"{schedule.Periods.Count} periods", $"1 to {limits.MaxPeriods} periods");
        for (var i = 0; i < schedule.Periods.Count; i++)
            if (Check(schedule.Periods, i) is { } fault) return fault;
        return null;
    }

    private static ProfileFault? Check(IReadOnlyList<ChargingSchedulePeriod> periods, int index)
    {
        var period = periods[index];
        var field = $"schedule.periods[{index}]";
        if (index == 0 && period.Start != TimeSpan.Zero) return Fault($"{field}.start", period.Start, "0 for the first period");
        if (index > 0 && period.Start - periods[index - 1].Start < TimeSpan.FromSeconds(1))
            return Fault($"{field}.start", period.Start, $"1 s or more after the period before it, which starts at {periods[index - 1].Start}");
        if (!IsRate(period.Limit)) return Fault($"{field}.limit", period.Limit, "0 or more, with at most one decimal");
        if (period.NumberPhases is < 1 or > 3) return Fault($"{field}.numberPhases", period.NumberPhases.Value, "1 to 3, or absent");
        return null;
    }

    private static bool IsRate(double value) => double.IsFinite(value) && value >= 0 && Math.Abs((value * 10) - Math.Round(value * 10)) < 1e-6 * Math.Max(1, value);

    private static ProfileFault Fault(string field, object value, string allowed) => new(field, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "absent", allowed);
}
