using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Plant.Pep;

namespace Busbar.Plant.Control;

/// <summary>How a site is run, beyond its plan. Immutable.</summary>
public sealed record SiteControllerOptions
{
    /// <summary>Folder of the sequencer's journal, which is made if it is missing. Null: none is kept, and a restart costs target and wear counts.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The PEP server's settings; null: defaults with address, port and certificate of the plan.</summary>
    public PepOptions? Pep { get; init; }

    /// <summary>Version that SECCs read. Default: this assembly's.</summary>
    public string Version { get; init; } = typeof(SiteControllerOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The sequencer's numbers.</summary>
    public SequencerSettings Switching { get; init; } = new();

    /// <summary>The numbers of every gun's session; voltages, currents and powers come from the plan. The output contactor may wait for a contactor of the matrix that moves, hence 1 s.</summary>
    public GunSettings Gun { get; init; } = new() { ContactorTime = TimeSpan.FromSeconds(1) };

    /// <summary>Longest time that guns have to end their sessions when the controller stops. 0 to 60 s. Default 10 s.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(10);
}
