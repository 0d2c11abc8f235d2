namespace Busbar.Core.Charging;

/// <summary>A transaction that runs.</summary>
/// <param name="Id">Its number; null while the central system has not given it one.</param>
public readonly record struct ActiveTransaction(string? Id);

/// <summary>What a change made of a store.</summary>
/// <param name="Store">The store after the change; the same one when it was refused or changed nothing.</param>
/// <param name="Fault">Why the change was refused; null when it was not.</param>
/// <param name="Removed">Profiles that went: replaced, cleared or ended.</param>
public sealed record ProfileChange(ChargingProfileStore Store, ProfileFault? Fault, IReadOnlyList<InstalledProfile> Removed);

/// <summary>Which profiles to clear (OCPP 1.6, 6.13 with erratum 3.26): the id alone where it is given, else all that match every field; an empty one matches all.</summary>
/// <param name="Id">The number of one profile; the other fields are then ignored.</param>
/// <param name="ConnectorId">Only those set on this connector; 0 means the charge point itself.</param>
/// <param name="Purpose">Only those of this purpose.</param>
/// <param name="StackLevel">Only those of this level.</param>
public readonly record struct ProfileFilter(
    int? Id = null, int? ConnectorId = null, ChargingProfilePurpose? Purpose = null, int? StackLevel = null)
{
    /// <summary>True when the profile is meant.</summary>
    public bool Matches(InstalledProfile installed)
    {
        ArgumentNullException.ThrowIfNull(installed);
        if (Id is { } id) return installed.Profile.Id == id;
        return (ConnectorId is null || ConnectorId == installed.ConnectorId)
            && (Purpose is null || Purpose == installed.Profile.Purpose)
            && (StackLevel is null || StackLevel == installed.Profile.StackLevel);
    }
}

/// <summary>
/// The profiles that a charge point holds, and the rules by which they replace each other (OCPP 1.6, 3.13.1, 3.13.2 and
/// 5.16). A value: every change gives a new store. To keep it over a restart (erratum 3.37), save <see cref="Profiles"/> and
/// give them back to the constructor. Immutable; thread safe.
/// </summary>
public sealed class ChargingProfileStore
{
    /// <summary>A store with these profiles, which are trusted: they come from an earlier store.</summary>
    public ChargingProfileStore(ChargingProfileLimits limits, IReadOnlyList<InstalledProfile>? profiles = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Limits = limits;
        Profiles = profiles ?? [];
    }

    /// <summary>What this charge point can hold.</summary>
    public ChargingProfileLimits Limits { get; }

    /// <summary>All installed profiles, in order of installation.</summary>
    public IReadOnlyList<InstalledProfile> Profiles { get; }

    /// <summary>
    /// Sets a profile. It replaces the one with the same id wherever that is, and the one with the same purpose and stack
    /// level on the same connector (5.16.3, 5.16.4).
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="connectorId">Where; 0 for the whole charge point.</param>
    /// <param name="transaction">The transaction that runs on that connector; null when none does. A profile that comes with a
    /// remote start is added when its transaction starts.</param>
    /// <param name="now">The time of installation.</param>
    public ProfileChange Add(ChargingProfile profile, int connectorId, ActiveTransaction? transaction, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var fault = ChargingProfileRules.Check(profile, Limits) ?? ChargingProfileRules.CheckPlace(profile, connectorId, transaction, Limits);
        if (fault is not null) return Refuse(fault);

        var replaced = Profiles.Where(p => p.Profile.Id == profile.Id || IsSamePlace(p, profile, connectorId)).ToArray();
        if (Profiles.Count - replaced.Length >= Limits.MaxProfiles)
            return Refuse(new ProfileFault("profiles installed", $"{Profiles.Count + 1}", $"at most {Limits.MaxProfiles}; clear one first"));

        var kept = Profiles.Except(replaced).Append(new InstalledProfile(profile, connectorId, now)).ToArray();
        return new ProfileChange(new ChargingProfileStore(Limits, kept), null, replaced);
    }

    /// <summary>Takes away what the filter means. Nothing removed: no such profile.</summary>
    public ProfileChange Clear(ProfileFilter filter) => Remove(filter.Matches);

    /// <summary>Takes away the transaction's own profiles when it ends (3.13.1, 7.10).</summary>
    /// <param name="connectorId">The connector on which it ran.</param>
    public ProfileChange EndTransaction(int connectorId) =>
        Remove(p => p.Profile.Purpose == ChargingProfilePurpose.Tx && p.ConnectorId == connectorId);

    private static bool IsSamePlace(InstalledProfile installed, ChargingProfile profile, int connectorId) =>
        installed.ConnectorId == connectorId
        && installed.Profile.Purpose == profile.Purpose
        && installed.Profile.StackLevel == profile.StackLevel;

    private ProfileChange Remove(Func<InstalledProfile, bool> which)
    {
        var removed = Profiles.Where(which).ToArray();
        return removed.Length == 0
            ? new ProfileChange(this, null, [])
            : new ProfileChange(new ChargingProfileStore(Limits, [.. Profiles.Except(removed)]), null, removed);
    }

    private ProfileChange Refuse(ProfileFault fault) => new(this, fault, []);
}
