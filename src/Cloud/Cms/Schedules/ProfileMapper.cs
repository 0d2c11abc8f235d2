using System.Buffers;
using System.Globalization;
using System.Text;
using Busbar.Cloud.Store.Model;
using Busbar.Core.Charging;
using Busbar.Core.Units;
using Busbar.Wire.Ocpp;
using V16 = Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Schedules;

/// <summary>Charging profiles between OCPP 1.6 (7.8) and the law of charging. The only file that knows both. Pure.</summary>
internal static class ProfileMapper
{
    /// <summary>The station has accepted it: its own bounds are not ours to judge.</summary>
    private static readonly ChargingProfileLimits AnyStation = new()
    {
        Connectors = int.MaxValue, MaxStackLevel = int.MaxValue, MaxPeriods = int.MaxValue, MaxProfiles = int.MaxValue,
    };

    /// <summary>The first rule of charging that the profile breaks wherever it is sent; null when it may be sent.</summary>
    public static ProfileFault? Check(V16.ChargingProfile profile) => ChargingProfileRules.Check(ToCore(profile), AnyStation);

    /// <summary>The profile as the law reads it.</summary>
    public static ChargingProfile ToCore(V16.ChargingProfile profile) => new()
    {
        Id = profile.ChargingProfileId,
        StackLevel = profile.StackLevel,
        Purpose = profile.ChargingProfilePurpose switch
        {
            V16.ChargingProfilePurpose.ChargePointMaxProfile => ChargingProfilePurpose.ChargePointMax,
            V16.ChargingProfilePurpose.TxProfile => ChargingProfilePurpose.Tx,
            _ => ChargingProfilePurpose.TxDefault,
        },
        Kind = profile.ChargingProfileKind switch
        {
            V16.ChargingProfileKind.Absolute => ChargingProfileKind.Absolute,
            V16.ChargingProfileKind.Recurring => ChargingProfileKind.Recurring,
            _ => ChargingProfileKind.Relative,
        },
        Recurrency = profile.RecurrencyKind switch
        {
            V16.RecurrencyKind.Daily => ChargingRecurrency.Daily,
            V16.RecurrencyKind.Weekly => ChargingRecurrency.Weekly,
            _ => null,
        },
        ValidFrom = profile.ValidFrom,
        ValidTo = profile.ValidTo,
        TransactionId = profile.TransactionId?.ToString(CultureInfo.InvariantCulture),
        Schedule = ToCore(profile.ChargingSchedule),
    };

    /// <summary>The profile as it is kept.</summary>
    public static ProfileRow ToRow(string stationId, int connectorId, V16.ChargingProfile profile, DateTimeOffset acceptedAt) => new(
        stationId, connectorId, profile.ChargingProfileId, profile.StackLevel, V16.ChargingProfilePurposeSpelling.Table.Spell(profile.ChargingProfilePurpose),
        profile.TransactionId, ToJson(profile), acceptedAt);

    /// <summary>The kept profile with its place; null, with the reason, when its JSON cannot be read or breaks a rule of charging.</summary>
    public static InstalledProfile? ToInstalled(ProfileRow row, out string? why)
    {
        var reader = new OcppReader(Encoding.UTF8.GetBytes(row.ProfileJson), Leniency.All);
        var profile = V16.ChargingProfile.Read(ref reader);
        why = reader.Fault?.Text;
        if (profile is null || why is not null) return null;
        var core = ToCore(profile);
        if (row.TransactionId is { } transactionId) core = core with { TransactionId = transactionId.ToString(CultureInfo.InvariantCulture) };
        why = ChargingProfileRules.Check(core, AnyStation)?.ToString();
        return why is null ? new InstalledProfile(core, row.ConnectorId, row.AcceptedAt) : null;
    }

    private static ChargingSchedule ToCore(V16.ChargingSchedule schedule) => new()
    {
        StartSchedule = schedule.StartSchedule,
        Duration = schedule.Duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        RateUnit = schedule.ChargingRateUnit == V16.ChargingRateUnit.W ? LimitUnit.Watt : LimitUnit.Ampere,
        Periods = Array.ConvertAll(
            schedule.ChargingSchedulePeriod,
            p => new ChargingSchedulePeriod(TimeSpan.FromSeconds(p.StartPeriod), (double)p.Limit, p.NumberPhases)),
        MinChargingRate = (double?)schedule.MinChargingRate,
    };

    private static string ToJson(V16.ChargingProfile profile)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        var writer = new OcppWriter(buffer);
        profile.Write(ref writer);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
