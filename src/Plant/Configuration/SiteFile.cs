using System.Text.Json.Serialization;

namespace Busbar.Plant.Configuration;

/// <summary><c>site.json</c> as it is written; <see cref="SitePlan.Load"/> checks it and makes the plan. The members are the keys of the file.</summary>
internal sealed record SiteFile
{
    /// <summary>For editors; not looked at.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required string Id { get; init; }

    public string? Name { get; init; }

    public string Policy { get; init; } = "exact";

    public double? LimitW { get; init; }

    public IReadOnlyList<BusEntry> Buses { get; init; } = [];

    public IReadOnlyList<FeederEntry> Feeders { get; init; } = [];

    public IReadOnlyList<ModuleEntry> Modules { get; init; } = [];

    public IReadOnlyList<GunEntry> Guns { get; init; } = [];

    public MatrixEntry Matrix { get; init; } = new();

    public PepPlan? Pep { get; init; }

    public OcppPlan? Ocpp { get; init; }

    public VesecPlan? Vesec { get; init; }

    internal sealed record BusEntry
    {
        public required string Id { get; init; }

        public required string Address { get; init; }
    }

    internal sealed record FeederEntry
    {
        public required string Id { get; init; }

        public required double LimitW { get; init; }

        public string? Parent { get; init; }
    }

    internal sealed record ModuleEntry
    {
        public required string Id { get; init; }

        public int Count { get; init; } = 1;

        public required string Family { get; init; }

        public required string Bus { get; init; }

        public required int Address { get; init; }

        public int Group { get; init; }

        public string? Serial { get; init; }

        public required double MaxW { get; init; }

        public required double MaxA { get; init; }

        public required double MinV { get; init; }

        public required double MaxV { get; init; }

        public double MaxDischargeA { get; init; }

        public string? Feeder { get; init; }
    }

    internal sealed record GunEntry
    {
        public required string Id { get; init; }

        public int Count { get; init; } = 1;

        public string? Path { get; init; }

        public int? Connector { get; init; }

        public bool Secc { get; init; } = true;

        public required double MaxW { get; init; }

        public required double MaxA { get; init; }

        public double? CableMaxA { get; init; }

        public double MaxDischargeA { get; init; }

        public double MaxDischargeW { get; init; }

        public double MinV { get; init; } = 150;

        public double MaxV { get; init; } = 1000;

        public double Weight { get; init; } = 1;

        public required BoardEntry Board { get; init; }
    }

    internal sealed record BoardEntry
    {
        public required string Bus { get; init; }

        public required int Address { get; init; }
    }

    internal sealed record MatrixEntry
    {
        public IReadOnlyList<string> Busbars { get; init; } = [];

        public IReadOnlyList<BoardRange> Boards { get; init; } = [];

        public IReadOnlyList<BlockEntry> Blocks { get; init; } = [];

        public IReadOnlyList<ContactorEntry> Contactors { get; init; } = [];
    }

    /// <summary>Boards with addresses that follow each other; their outputs are taken in order.</summary>
    internal sealed record BoardRange
    {
        public required string Bus { get; init; }

        public required int Address { get; init; }

        public int Count { get; init; } = 1;
    }

    /// <summary>A full matrix of some modules and guns, named by patterns with <c>*</c>.</summary>
    internal sealed record BlockEntry
    {
        public string Modules { get; init; } = "*";

        public string Guns { get; init; } = "*";

        public IReadOnlyList<BoardRange> Boards { get; init; } = [];
    }

    internal sealed record ContactorEntry
    {
        public string? Id { get; init; }

        public required string From { get; init; }

        public required string To { get; init; }
    }
}
