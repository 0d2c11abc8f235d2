using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints.Tests.Support;

/// <summary>Charging profiles as a central system sends them.</summary>
internal static class Profiles
{
    internal static SetChargingProfileRequest Limit(int limitA) =>
        new() { ConnectorId = 1, CsChargingProfiles = Profile(ChargingProfilePurpose.TxDefaultProfile, (0, limitA)) };

    internal static ChargingProfile Profile(ChargingProfilePurpose purpose, params (int StartS, int LimitA)[] periods) => new()
    {
        ChargingProfileId = 7,
        StackLevel = 0,
        ChargingProfilePurpose = purpose,
        ChargingProfileKind = ChargingProfileKind.Absolute,
        ChargingSchedule = new ChargingSchedule
        {
            ChargingRateUnit = ChargingRateUnit.A,
            StartSchedule = purpose == ChargingProfilePurpose.TxProfile ? null : DateTimeOffset.UnixEpoch,
            ChargingSchedulePeriod = [.. periods.Select(p => new ChargingSchedulePeriod { StartPeriod = p.StartS, Limit = p.LimitA })],
        },
    };
}
