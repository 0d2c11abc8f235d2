namespace Busbar.Cloud.Sites;

/// <summary>What an operator may ask of a site.</summary>
public abstract record SiteCommand;

/// <summary>All guns to 0 A and all contactors open, now. Again while active: only the reason is noted.</summary>
/// <param name="Reason">Why, in the words of the operator; 1 to 200 characters.</param>
public sealed record EmergencyStopSite(string Reason) : SiteCommand;

/// <summary>Ends an emergency stop that was asked for here. <see cref="SiteOutcome.NotNow"/> while a hardware loop is open or none is active.</summary>
public sealed record ReleaseEmergencyStop : SiteCommand;

/// <summary>Sets or lifts the operator's limit of the whole site.</summary>
/// <param name="LimitW">W, 0 or more; null lifts it, and the site's other limits stay.</param>
public sealed record SetSiteLimit(double? LimitW) : SiteCommand;

/// <summary>Changes how power is shared.</summary>
/// <param name="Policy">One of <see cref="SiteView.Policies"/>.</param>
public sealed record SetSitePolicy(string Policy) : SiteCommand;

/// <summary>Sets or lifts the operator's limit of one gun.</summary>
/// <param name="Gun">Id of the gun.</param>
/// <param name="LimitW">W, 0 or more; null lifts it.</param>
public sealed record SetGunLimit(string Gun, double? LimitW) : SiteCommand;

/// <summary>Ends the session of a gun. <see cref="SiteOutcome.NotNow"/> when none runs.</summary>
/// <param name="Gun">Id of the gun.</param>
public sealed record StopGun(string Gun) : SiteCommand;

/// <summary>Clears the faults of a module and takes it back into use. <see cref="SiteOutcome.NotNow"/> when it has none.</summary>
/// <param name="Module">Id of the module.</param>
public sealed record RecoverModule(string Module) : SiteCommand;

/// <summary>What became of a command.</summary>
public enum SiteOutcome
{
    /// <summary>Taken.</summary>
    Done,

    /// <summary>No site, gun or module has this id; <see cref="SiteReply.Text"/> says which and what there is.</summary>
    Unknown,

    /// <summary>A value is not allowed; the text names it and what is.</summary>
    NotAllowed,

    /// <summary>Not in this state, or the site is offline; the text says why.</summary>
    NotNow,

    /// <summary>The site controller gave no answer in time; it may still carry it out.</summary>
    NoAnswer,
}

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">Why not, in a sentence for people that names the value and what is allowed; null when done.</param>
/// <param name="Field">For <see cref="SiteOutcome.NotAllowed"/>, the field of the request, such as <c>limitW</c>; else null.</param>
public sealed record SiteReply(SiteOutcome Outcome, string? Text = null, string? Field = null)
{
    /// <summary>Taken.</summary>
    public static SiteReply Done { get; } = new(SiteOutcome.Done);
}
