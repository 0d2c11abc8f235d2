namespace Busbar.Lab.Worlds;

/// <summary>A simulated site with power modules, contactors, guns and vehicles. The members are the keys of the world's file.</summary>
public sealed record WorldSite
{
    /// <summary>Its identity, 1 to 48 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Its CAN buses, at least one.</summary>
    public required IReadOnlyList<WorldBus> Buses { get; init; }

    /// <summary>Its modules, at least one.</summary>
    public required IReadOnlyList<WorldModule> Modules { get; init; }

    /// <summary>Its guns, at least one.</summary>
    public required IReadOnlyList<WorldGun> Guns { get; init; }

    /// <summary>Names of its busbars. Default none.</summary>
    public IReadOnlyList<string> Busbars { get; init; } = [];

    /// <summary>Its contactors between modules, guns and busbars. Default: every module to every gun, module by module.</summary>
    public IReadOnlyList<WorldContactor> Contactors { get; init; } = [];

    /// <summary>Its contactor boards; contactors take their outputs in order, 32 on each.</summary>
    public required IReadOnlyList<WorldBoard> Boards { get; init; }

    /// <summary>How lively it is, more than 0; null: no vehicle comes but those of <see cref="Visits"/>. Default null.</summary>
    public double? Pace { get; init; }

    /// <summary>Guns have a test plug (<see cref="Sites.TestPlug"/>) and no SECC of the lab's, for somebody else's SECCs; no vehicle comes. Default false.</summary>
    public bool TestPlugs { get; init; }

    /// <summary>Vehicles that come first, in the order of the list at each gun.</summary>
    public IReadOnlyList<WorldVisit> Visits { get; init; } = [];

    /// <summary>What goes wrong, and when.</summary>
    public IReadOnlyList<WorldFault> Faults { get; init; } = [];

    /// <summary>Time between two attempts of an SECC to connect, 0.1 to 3,600 s. Default 10 (PEP_WS_RECONNECT_INTERVAL).</summary>
    public double SeccRetryS { get; init; } = 10;
}

/// <summary>A CAN bus of a site.</summary>
public sealed record WorldBus
{
    /// <summary>Its name within the site.</summary>
    public required string Id { get; init; }

    /// <summary>Its address, such as <c>memory:site</c> or <c>udp:239.74.163.2:43113</c>.</summary>
    public required string Address { get; init; }
}

/// <summary>One module, or several of a kind with addresses that follow each other.</summary>
public sealed record WorldModule
{
    /// <summary>Its name; with <see cref="Count"/> over 1 the beginning of the names, which end in 1, 2, 3...</summary>
    public required string Id { get; init; }

    /// <summary>How many, 1 to 256. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Its family, as in <c>site.json</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The bus that it hangs on.</summary>
    public required string Bus { get; init; }

    /// <summary>Its address there, 0 to 254; of the first one.</summary>
    public required int Address { get; init; }

    /// <summary>Its group, 0 to 15. Default 0, which families with groups count as the first.</summary>
    public int Group { get; init; }

    /// <summary>Most power, 100 to 1,000,000 W. Default 40,000.</summary>
    public double MaxW { get; init; } = 40_000;

    /// <summary>Most current, 1 to 1,000 A. Default 133.</summary>
    public double MaxA { get; init; } = 133;

    /// <summary>Lowest voltage, 0 V to <see cref="MaxV"/>. Default 50.</summary>
    public double MinV { get; init; } = 50;

    /// <summary>Highest voltage, 50 to 1,500 V. Default 1,000.</summary>
    public double MaxV { get; init; } = 1000;
}

/// <summary>One gun, or several of a kind with board addresses that follow each other.</summary>
public sealed record WorldGun
{
    /// <summary>Its name; with <see cref="Count"/> over 1 the beginning of the names, which end in 1, 2, 3...</summary>
    public required string Id { get; init; }

    /// <summary>How many, 1 to 144. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Its gun board.</summary>
    public required WorldBoard Board { get; init; }
}

/// <summary>A board on a bus.</summary>
public sealed record WorldBoard
{
    /// <summary>The bus.</summary>
    public required string Bus { get; init; }

    /// <summary>Its address, 1 to 254.</summary>
    public required int Address { get; init; }

    /// <summary>How many with addresses that follow each other, 1 to 254; for contactor boards. Default 1.</summary>
    public int Count { get; init; } = 1;
}

/// <summary>A contactor between two of the names of modules, guns and busbars.</summary>
public sealed record WorldContactor
{
    /// <summary>One end.</summary>
    public required string From { get; init; }

    /// <summary>The other end.</summary>
    public required string To { get; init; }
}

/// <summary>A vehicle that comes to a gun.</summary>
public sealed record WorldVisit
{
    /// <summary>The gun.</summary>
    public required string Gun { get; init; }

    /// <summary>Seconds that the gun is free before it, 0 to 86,400. Default 1.</summary>
    public double AfterS { get; init; } = 1;

    /// <summary>Longest time on the plug, 1 to 86,400 s. Default 3,600.</summary>
    public double LeavesAfterS { get; init; } = 3600;

    /// <summary>State of charge on arrival, 0 to 100 %. Default 20.</summary>
    public double SocPct { get; init; } = 20;

    /// <summary>State of charge at which it has enough, 0 to 100 %. Default 80.</summary>
    public double TargetPct { get; init; } = 80;

    /// <summary>Usable energy, 1 to 1,000 kWh. Default 70.</summary>
    public double CapacityKwh { get; init; } = 70;

    /// <summary>Most power, 1 to 1,000 kW. Default 150.</summary>
    public double MaxPowerKw { get; init; } = 150;

    /// <summary>Open-circuit voltage when full, 150 to 1,000 V; empty it is four fifths of that. Default 400.</summary>
    public double FullV { get; init; } = 400;
}
