using System.Runtime.CompilerServices;
using Busbar.Cloud.Cms.Stations;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms.Commands;

/// <summary>
/// Plainer forms of a charging profile that a station has refused, in the order in which they are tried. Each changes one thing more
/// than the one before, and none changes a limit:
/// <list type="number">
/// <item>the stack level is cut to the highest that the station allows (ChargeProfileMaxStackLevel), to 0 where it told none;
/// what stands there already is replaced;</item>
/// <item>the least charging rate is left out: it is advice (7.13), and some stations refuse what they do not know;</item>
/// <item>a TxProfile becomes a TxDefaultProfile of the same connector, without its transaction: it then limits later transactions too,
/// until it is cleared.</item>
/// </list>
/// Only with <see cref="CmsOptions.ProfileFallback"/>.
/// </summary>
internal sealed class ProfileFallback(IStationStore store, CmsOptions options)
{
    private const string MaxStackLevel = "ChargeProfileMaxStackLevel";

    /// <summary>The keys by which a station tells what profiles it can hold (OCPP 1.6, 3.13.5).</summary>
    public static readonly string[] LimitKeys =
        [MaxStackLevel, "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled"];

    /// <summary>Whether the setting asks for it.</summary>
    public bool IsOn => options.ProfileFallback;

    /// <summary>True when the station's highest stack level was never told.</summary>
    public async ValueTask<bool> NeedsLimitsAsync(Station station, CancellationToken ct) =>
        ConfigurationNotes.Number(await store.ReadConfigurationAsync(station.Id, ct), MaxStackLevel) is null;

    /// <summary>The forms that differ from what was refused, each with what was done.</summary>
    public async IAsyncEnumerable<(SetChargingProfileRequest Attempt, string Step)> AttemptsAsync(
        Station station, SetChargingProfileRequest refused, [EnumeratorCancellation] CancellationToken ct)
    {
        var keys = await store.ReadConfigurationAsync(station.Id, ct);
        var highest = Math.Max(ConfigurationNotes.Number(keys, MaxStackLevel) ?? 0, 0);
        var profile = refused.CsChargingProfiles;
        if (profile.StackLevel > highest)
        {
            var step = $"Refused at stack level {profile.StackLevel}; sent again at {highest}, the highest of the station.";
            profile = profile with { StackLevel = highest };
            yield return (refused with { CsChargingProfiles = profile }, step);
        }

        if (profile.ChargingSchedule.MinChargingRate is not null)
        {
            profile = profile with { ChargingSchedule = profile.ChargingSchedule with { MinChargingRate = null } };
            yield return (refused with { CsChargingProfiles = profile }, "Refused with minChargingRate; sent again without it.");
        }

        if (profile.ChargingProfilePurpose == ChargingProfilePurpose.TxProfile)
        {
            profile = profile with { ChargingProfilePurpose = ChargingProfilePurpose.TxDefaultProfile, TransactionId = null };
            yield return (refused with { CsChargingProfiles = profile },
                "Refused as TxProfile; sent again as TxDefaultProfile, which also limits later transactions until it is cleared.");
        }
    }
}
