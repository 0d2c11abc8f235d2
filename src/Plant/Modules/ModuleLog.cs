using Microsoft.Extensions.Logging;

namespace Busbar.Plant.Modules;

/// <summary>What the power modules log. Event ids 5050 to 5099.</summary>
internal static partial class ModuleLog
{
    [LoggerMessage(5050, LogLevel.Information, "Module {Module} on {Bus} is heard")]
    public static partial void ModuleHeard(this ILogger logger, string module, string bus);

    [LoggerMessage(5051, LogLevel.Warning, "Module {Module} on {Bus} is not heard any more")]
    public static partial void ModuleLost(this ILogger logger, string module, string bus);

    [LoggerMessage(5052, LogLevel.Warning, "Module {Module} on {Bus}: {Errors}")]
    public static partial void ModuleErrors(this ILogger logger, string module, string bus, string errors);

    [LoggerMessage(5053, LogLevel.Information, "Module {Module} on {Bus} has no error any more")]
    public static partial void ModuleWell(this ILogger logger, string module, string bus);

    [LoggerMessage(5054, LogLevel.Error, "{Bus} is off; no module on it can be told anything")]
    public static partial void BusOff(this ILogger logger, string bus);

    [LoggerMessage(5055, LogLevel.Warning, "{Bus} is on again; all modules on it are switched off first")]
    public static partial void BusBack(this ILogger logger, string bus);

    [LoggerMessage(5056, LogLevel.Warning, "A frame of module {Module} on {Bus} cannot be read: {Frame}: {Fault}; so far {Count}")]
    public static partial void ModuleFrameMalformed(this ILogger logger, string module, string bus, string frame, string fault, long count);

    [LoggerMessage(5057, LogLevel.Warning, "A module or controller that nobody configured speaks on {Bus}: {Frame}; so far {Count}")]
    public static partial void ModuleForeign(this ILogger logger, string bus, string frame, long count);

    [LoggerMessage(5058, LogLevel.Error, "A listener of module {Module} has failed")]
    public static partial void ModuleListenerFailed(this ILogger logger, Exception exception, string module);

    [LoggerMessage(5059, LogLevel.Warning, "All modules on {Bus} are switched off at once")]
    public static partial void ModulesEmergencyOff(this ILogger logger, string bus);
}
