using Busbar.Core.Safety;

namespace Busbar.Plant.Modules;

/// <summary>One power module. Thread safe.</summary>
public interface IPowerModuleDriver
{
    /// <summary>Its name.</summary>
    string Id { get; }

    /// <summary>Its configuration.</summary>
    ModuleConfig Config { get; }

    /// <summary>How it stands.</summary>
    ModuleView View { get; }

    /// <summary>
    /// Tells it what to do, from now on until told otherwise. Off is always taken and sent at once, ahead of everything else; on is taken only
    /// while the module obeys (<see cref="ModuleView.IsUsable"/>) and is forgotten when it is lost or restarts.
    /// </summary>
    /// <param name="setpoint">What to do.</param>
    /// <returns>Whether it was taken.</returns>
    bool Set(in SafeSetpoint setpoint);

    /// <summary>An operator's wish: off, forget the past, clear what the module keeps latched where its family has a command for that, and obey again.</summary>
    void Recover();

    /// <summary>Raised on the loop of the bus after a change: take it and return.</summary>
    event Action<ModuleView>? Changed;
}

/// <summary>The power modules of one CAN bus: it paces, polls, repeats the state, notices loss and return. One loop.</summary>
public interface IModuleBus : IAsyncDisposable
{
    /// <summary>The modules, as configured.</summary>
    IReadOnlyList<IPowerModuleDriver> Modules { get; }

    /// <summary>What has been counted.</summary>
    ModuleBusStatistics Statistics { get; }

    /// <summary>Switches off every module of the bus at once, by broadcast and one by one, ahead of the pacing. They obey again when they are told off and then on.</summary>
    void EmergencyOff();

    /// <summary>Switches off the modules of a group with one frame for each family, and tells the drivers so.</summary>
    /// <param name="group">Number of the group.</param>
    void GroupOff(int group);
}

/// <summary>What a bus of modules has counted since it was opened.</summary>
/// <param name="Sent">Frames that the bus took.</param>
/// <param name="Unsent">Frames that it did not take; they are sent again.</param>
/// <param name="Heard">Frames of configured modules.</param>
/// <param name="Foreign">Frames in the id range of a family here, from addresses that nobody configured or not meant for us.</param>
/// <param name="Malformed">Frames of modules that could not be read; they changed nothing.</param>
/// <param name="BusOffs">Times that the bus went off.</param>
/// <param name="LastFault">The last frame that could not be read; null: none.</param>
public readonly record struct ModuleBusStatistics(long Sent, long Unsent, long Heard, long Foreign, long Malformed, long BusOffs, string? LastFault);

/// <summary>How a bus of modules is worked. Immutable.</summary>
public sealed record ModuleBusOptions
{
    /// <summary>
    /// Least time between two frames of ours. Default 5 ms: 200 frames a second, with as many answers about half of a bus of 125 kbit/s (an
    /// extended frame of 8 bytes takes about 1.2 ms there). 1 to 1,000 ms.
    /// </summary>
    public TimeSpan MinGap { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Least time between two frames to one module, since modules lose a command that follows too soon. Default 15 ms.</summary>
    public TimeSpan ModuleGap { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How often what was told is told again. Default 1 s: well within the 10 s after which an InfyPower module gives up.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Age at which a measurement counts as none. Default 2 s.</summary>
    public TimeSpan MeasurementMaxAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long measured values may be far from what was set before that is an error. Default 3 s.</summary>
    public TimeSpan LieAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a module may take to say that it is on, or off. Default 5 s: well within the time in which a gun's voltage must come, so that another module can take its place.</summary>
    public TimeSpan ObeyWithin { get; init; } = TimeSpan.FromSeconds(5);
}
