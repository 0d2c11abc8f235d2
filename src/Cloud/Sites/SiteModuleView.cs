namespace Busbar.Cloud.Sites;

/// <summary>What a power module does.</summary>
public enum SiteModuleState
{
    /// <summary>Off, in nobody's use.</summary>
    Off,

    /// <summary>With a gun and on, but carrying no current.</summary>
    Ready,

    /// <summary>Carries current for a gun.</summary>
    Charging,

    /// <summary>On its way from one gun to another, or to none: its contactors are being switched.</summary>
    Moving,

    /// <summary>In use with less than its rating, because it says so itself.</summary>
    Derated,

    /// <summary>Reports an error that stops it.</summary>
    Faulted,

    /// <summary>Does not answer.</summary>
    Lost,
}

/// <summary>A power module.</summary>
/// <param name="Id">Id.</param>
/// <param name="Family">Family of its protocol, such as <c>infy</c>.</param>
/// <param name="Bus">CAN bus that it is on, as the site's file names it.</param>
/// <param name="Address">Address on that bus.</param>
/// <param name="Serial">Serial number; null when it does not tell.</param>
/// <param name="Gun">Id of the gun that has it, or that it moves to; null for none.</param>
/// <param name="State">What it does.</param>
/// <param name="SetVoltageV">V that it was told, 0 when off.</param>
/// <param name="SetCurrentA">A that it was told, 0 when off.</param>
/// <param name="VoltageV">V measured; null when not known.</param>
/// <param name="CurrentA">A measured; null when not known.</param>
/// <param name="PowerW">W out of it; null when not known.</param>
/// <param name="MaxPowerW">W that it could give now, within its derating.</param>
/// <param name="TemperatureC">Its hottest point in °C; null when it does not tell.</param>
/// <param name="Errors">What it complains of now; empty for nothing.</param>
/// <param name="LostFrames">Questions that it left unanswered, since the start.</param>
public sealed record SiteModuleView(
    string Id, string Family, string Bus, int Address, string? Serial, string? Gun, SiteModuleState State, double SetVoltageV, double SetCurrentA,
    double? VoltageV, double? CurrentA, double? PowerW, double MaxPowerW, double? TemperatureC, IReadOnlyList<SiteModuleErrorView> Errors, long LostFrames);

/// <summary>What a module complains of.</summary>
/// <param name="Code">Code of the catalogue of module errors.</param>
/// <param name="Text">Words for people.</param>
/// <param name="Severity">How much it matters.</param>
public sealed record SiteModuleErrorView(string Code, string Text, SiteSeverity Severity);
