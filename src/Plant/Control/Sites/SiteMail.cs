using Busbar.Core.Session;
using Busbar.Core.Units;

namespace Busbar.Plant.Control.Sites;

/// <summary>What is posted to the site's loop.</summary>
internal abstract record SiteMail;

/// <summary>Time has passed.</summary>
internal sealed record SiteAlarm : SiteMail
{
    public static readonly SiteAlarm Instance = new();
}

/// <summary>A gun wants this from now on.</summary>
/// <param name="Gun">Its number.</param>
/// <param name="Demand">What.</param>
/// <param name="Bound">What bounds the demand itself, W.</param>
internal sealed record GunDemanded(int Gun, Demand Demand, Limit Bound) : SiteMail;

/// <summary>A gun's loop has taken its hands off a module.</summary>
internal sealed record ModuleBack(int Module) : SiteMail;

/// <summary>An auxiliary contact; null: its board is not heard.</summary>
internal sealed record ContactorHeard(int Contactor, bool? Closed) : SiteMail;

/// <summary>An emergency stop button.</summary>
internal sealed record StopInput(string Source, bool Active) : SiteMail;

/// <summary>Somebody stops everything in words; it stays until <see cref="StopReleased"/>.</summary>
internal sealed record StopPressed(string By) : SiteMail;

/// <summary>The stop in words is taken back; buttons stay as they are.</summary>
internal sealed record StopReleased(string By) : SiteMail;

/// <summary>A limit on the whole site; null takes it away.</summary>
internal sealed record SiteLimitSet(string Source, double? LimitW) : SiteMail;

/// <summary>Another policy.</summary>
internal sealed record PolicySet(string Policy) : SiteMail;

/// <summary>A technician has repaired a contactor.</summary>
internal sealed record ContactorCleared(int Contactor, string By) : SiteMail;
