using Busbar.Lab.Worlds;

namespace Busbar.Lab.Commands;

/// <summary><c>busbar lab anomaly</c>: module, charge point and cycle against a hub that runs.</summary>
public sealed record LabAnomalyOptions
{
    /// <summary>Where charge points connect; the identity is appended. Default <c>ws://127.0.0.1:9000/ocpp</c>.</summary>
    public Uri Url { get; init; } = new("ws://127.0.0.1:9000/ocpp");

    /// <summary>The hub's REST interface. Default <c>http://127.0.0.1:8080</c>.</summary>
    public Uri Api { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>User of the REST interface; null: no login, as a demo on loopback needs none.</summary>
    public string? ApiUser { get; init; }

    /// <summary>Password of <see cref="ApiUser"/>.</summary>
    public string? ApiPassword { get; init; }

    /// <summary>The CAN bus between charge point and module. Default <c>memory:lab</c>.</summary>
    public string Bus { get; init; } = "memory:lab";

    /// <summary>Whether the module is played here; false: somebody else plays it on the bus. Default true.</summary>
    public bool HasModule { get; init; } = true;

    /// <summary>Lab seconds per real second, 0.01 to 1,000. Default 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Identity of the charge point. Default <c>LAB-1</c>.</summary>
    public string Id { get; init; } = "LAB-1";

    /// <summary>Password of the charge point (HTTP basic); null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Tag that the transactions run under. Default <c>DEMO</c>.</summary>
    public string IdTag { get; init; } = "DEMO";

    /// <summary>Rounds of the cycle; null: until interrupted.</summary>
    public int? Rounds { get; init; }
}

/// <summary><c>busbar lab module</c>: the charger module alone on a bus.</summary>
public sealed record LabModuleOptions
{
    /// <summary>The CAN bus.</summary>
    public required string Bus { get; init; }

    /// <summary>Lab seconds per real second, 0.01 to 1,000. Default 1.</summary>
    public double Speed { get; init; } = 1;
}

/// <summary><c>busbar lab chargepoint</c>: one charge point, before a module on a bus or with simulated vehicles.</summary>
public sealed record LabChargePointOptions
{
    /// <summary>Its identity.</summary>
    public required string Id { get; init; }

    /// <summary>Where it connects; the identity is appended. Default <c>ws://127.0.0.1:9000/ocpp</c>.</summary>
    public Uri Url { get; init; } = new("ws://127.0.0.1:9000/ocpp");

    /// <summary>The CAN bus with its module; null: simulated vehicles come and go.</summary>
    public string? Bus { get; init; }

    /// <summary>Password (HTTP basic); null: none.</summary>
    public string? Password { get; init; }

    /// <summary>Lab seconds per real second, 0.01 to 1,000. Default 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Values of configuration keys that differ from their defaults.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary><c>busbar lab sniff</c>: shows what is on a bus.</summary>
public sealed record LabSniffOptions
{
    /// <summary>The CAN bus.</summary>
    public required string Bus { get; init; }

    /// <summary>Draw the currents of 0x300 as bars instead of printing frames. Default false.</summary>
    public bool Plot { get; init; }

    /// <summary>End after so many frames; null: until interrupted.</summary>
    public int? Count { get; init; }
}

/// <summary><c>busbar lab world</c>, and what <c>busbar demo</c> runs inside itself: a world of charge points against a hub.</summary>
public sealed record LabWorldOptions
{
    /// <summary>Where charge points connect; the identity is appended.</summary>
    public required Uri Url { get; init; }

    /// <summary>The hub's REST interface; null: no anomaly cycle runs, since nobody could command it.</summary>
    public Uri? Api { get; init; }

    /// <summary>Name of a world (<c>demo</c>, <c>idle-site</c>) or path of a JSON file. Default <c>demo</c>.</summary>
    public string World { get; init; } = "demo";

    /// <summary>Sites that are played beside those of the world. Default none.</summary>
    public IReadOnlyList<WorldSite> Sites { get; init; } = [];

    /// <summary>Where the controller of the world's sites listens for SECCs, such as <c>ws://127.0.0.1:8765</c>; null: no vehicle charges at a site.</summary>
    public Uri? Pep { get; init; }

    /// <summary>Number of simulated charge points in place of the world's own; null: the world's.</summary>
    public int? Chargers { get; init; }

    /// <summary>Tag of all drivers. Default <c>DEMO</c>.</summary>
    public string IdTag { get; init; } = "DEMO";

    /// <summary>Lab seconds per real second in place of the world's own; null: the world's.</summary>
    public double? Speed { get; init; }
}

/// <summary><c>busbar lab secc</c>: vehicles and their SECCs against a PECC that runs.</summary>
public sealed record LabSeccOptions
{
    /// <summary>Where the PECC listens; with more guns than one the number at the end of the path is counted up. Default <c>ws://127.0.0.1:8765/GUN1</c>.</summary>
    public Uri Url { get; init; } = new("ws://127.0.0.1:8765/GUN1");

    /// <summary>Guns, 1 to 1000. Default 1.</summary>
    public int Guns { get; init; } = 1;

    /// <summary>How long each vehicle charges. Default 10 s.</summary>
    public TimeSpan Charge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Battery voltage of the vehicles, V, 1 to 2000. Default 400.</summary>
    public double BatteryV { get; init; } = 400;

    /// <summary>Current that each asks for, A, 0 to 10000. Default 100.</summary>
    public double CurrentA { get; init; } = 100;

    /// <summary>Go on with the next vehicle until interrupted. Default false: one each.</summary>
    public bool Repeat { get; init; }

    /// <summary>Attempts to connect, 10 s apart, after which a gun is given up; 0: never. 0 to 1,000,000, default 3.</summary>
    public int Attempts { get; init; } = 3;
}
