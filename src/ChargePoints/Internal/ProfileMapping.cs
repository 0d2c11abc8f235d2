using System.Globalization;
using Busbar.Core.Charging;
using Busbar.Core.Units;
using V16 = Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Internal;

/// <summary>Charging profiles between their shape on the wire and their law. Pure.</summary>
internal static class ProfileMapping
{
    public static ChargingProfile ToLaw(V16.ChargingProfile profile) => new()
    {
        Id = profile.ChargingProfileId,
        StackLevel = profile.StackLevel,
        Purpose = ToLaw(profile.ChargingProfilePurpose),
        Kind = profile.ChargingProfileKind switch
        {
            V16.ChargingProfileKind.Absolute => ChargingProfileKind.Absolute,
            V16.ChargingProfileKind.Recurring => ChargingProfileKind.Recurring,
            _ => ChargingProfileKind.Relative,
        },
        Recurrency = profile.RecurrencyKind switch
        {
            null => null,
            V16.RecurrencyKind.Daily => ChargingRecurrency.Daily,
            _ => ChargingRecurrency.Weekly,
        },
        ValidFrom = profile.ValidFrom,
        ValidTo = profile.ValidTo,
        TransactionId = profile.TransactionId?.ToString(CultureInfo.InvariantCulture),
        Schedule = new ChargingSchedule
        {
            StartSchedule = profile.ChargingSchedule.StartSchedule,
            Duration = profile.ChargingSchedule.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            RateUnit = profile.ChargingSchedule.ChargingRateUnit == V16.ChargingRateUnit.A ? LimitUnit.Ampere : LimitUnit.Watt,
            MinChargingRate = (double?)profile.ChargingSchedule.MinChargingRate,
            Periods = [.. profile.ChargingSchedule.ChargingSchedulePeriod.Select(p => new ChargingSchedulePeriod(TimeSpan.FromSeconds(p.StartPeriod), (double)p.Limit, p.NumberPhases))],
        },
    };

    public static ChargingProfilePurpose ToLaw(V16.ChargingProfilePurpose purpose) => purpose switch
    {
        V16.ChargingProfilePurpose.ChargePointMaxProfile => ChargingProfilePurpose.ChargePointMax,
        V16.ChargingProfilePurpose.TxDefaultProfile => ChargingProfilePurpose.TxDefault,
        _ => ChargingProfilePurpose.Tx,
    };

    public static V16.ChargingSchedule ToWire(ChargingSchedule schedule) => new()
    {
        Duration = (int?)schedule.Duration?.TotalSeconds,
        StartSchedule = schedule.StartSchedule,
        ChargingRateUnit = schedule.RateUnit == LimitUnit.Ampere ? V16.ChargingRateUnit.A : V16.ChargingRateUnit.W,
        MinChargingRate = schedule.MinChargingRate is { } rate ? (decimal)rate : null,
        ChargingSchedulePeriod = [.. schedule.Periods.Select(p => new V16.ChargingSchedulePeriod
        {
            StartPeriod = (int)p.Start.TotalSeconds,
            Limit = Math.Round((decimal)p.Limit, 1),
            NumberPhases = p.NumberPhases,
        })],
    };
}
