using System.Text.Json;
using System.Text.Json.Serialization;

namespace Busbar.Lab.Worlds;

/// <summary>One simulated charge point of a world.</summary>
public sealed record WorldCharger
{
    /// <summary>Its identity, 1 to 48 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Number of connectors, 1 to 8. Default 1.</summary>
    public int Connectors { get; init; } = 1;

    /// <summary>Direct current. Default false.</summary>
    public bool Dc { get; init; }

    /// <summary>How lively it is, more than 0; null: no vehicle ever comes.</summary>
    public double? Pace { get; init; }

    /// <summary>Seconds between meter values, 1 to 86,400. Default 10.</summary>
    public int MeterIntervalS { get; init; } = 10;
}

/// <summary>A world: what the lab puts before a hub. From a name or a JSON file; the members are the file's keys.</summary>
public sealed record WorldPlan
{
    // Unknown keys are refused: a misspelt one would otherwise do nothing.
    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly WorldPlan Demo = new()
    {
        Anomaly = true,
        Chargers = MakeChargers(10, pace: 6),
    };

    private static readonly WorldPlan IdleSite = new() { Chargers = MakeChargers(10, pace: null) };

    /// <summary>Whether the anomaly lab runs as <c>LAB-1</c>. Default false.</summary>
    public bool Anomaly { get; init; }

    /// <summary>CAN bus of the anomaly lab. Default <c>memory:lab</c>.</summary>
    public string Bus { get; init; } = "memory:lab";

    /// <summary>Lab seconds per real second, 0.01 to 1,000. Default 1.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seed of all that is drawn. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The simulated charge points.</summary>
    public IReadOnlyList<WorldCharger> Chargers { get; init; } = [];

    /// <summary>The simulated sites with power modules and guns.</summary>
    public IReadOnlyList<WorldSite> Sites { get; init; } = [];

    /// <summary>Names of the worlds that need no file.</summary>
    public static IReadOnlyList<string> Names { get; } = ["demo", "idle-site"];

    /// <summary>The world of a name or a file.</summary>
    /// <exception cref="ArgumentException">No such name or file, or the file is wrong; the text says where and what is allowed.</exception>
    public static WorldPlan Load(string nameOrPath)
    {
        switch (nameOrPath)
        {
            case "demo": return Demo;
            case "idle-site": return IdleSite;
        }

        if (!File.Exists(nameOrPath))
            throw new ArgumentException($"There is no world '{nameOrPath}': it is neither a file nor one of {string.Join(", ", Names)}.", nameof(nameOrPath));
        try
        {
            var json = File.ReadAllBytes(nameOrPath);
            var plan = JsonSerializer.Deserialize<WorldPlan>(json, Reading);
            Checked(plan ?? throw new ArgumentException($"The world '{nameOrPath}' is null.", nameof(nameOrPath)), nameOrPath);
            new WorldSiteChecks(nameOrPath, json).Check(plan.Sites);
            return plan;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The world '{nameOrPath}' is wrong at {e.Path}, line {e.LineNumber + 1}: {e.Message}", nameof(nameOrPath), e);
        }
    }

    /// <summary>So many charge points <c>SIM-01</c>, <c>SIM-02</c>...: every third a fast charger, every fourth with two connectors.</summary>
    public static IReadOnlyList<WorldCharger> MakeChargers(int count, double? pace) =>
        [.. Enumerable.Range(1, count).Select(i => new WorldCharger { Id = $"SIM-{i:D2}", Dc = i % 3 == 0, Connectors = i % 4 == 0 ? 2 : 1, Pace = pace })];

    private static void Checked(WorldPlan plan, string path)
    {
        Check(plan.Speed is >= 0.01 and <= 1000, path, $"speed is {plan.Speed}; allowed: 0.01 to 1000");
        foreach (var charger in plan.Chargers)
        {
            Check(charger.Id.Length is > 0 and <= 48, path, $"the id '{charger.Id}' has {charger.Id.Length} characters; allowed: 1 to 48");
            Check(charger.Connectors is >= 1 and <= 8, path, $"connectors of {charger.Id} is {charger.Connectors}; allowed: 1 to 8");
            Check(charger.Pace is null or > 0, path, $"pace of {charger.Id} is {charger.Pace}; allowed: more than 0, or null for no vehicles");
            Check(charger.MeterIntervalS is >= 1 and <= 86_400, path, $"meterIntervalS of {charger.Id} is {charger.MeterIntervalS}; allowed: 1 to 86400");
        }

        Check(plan.Chargers.DistinctBy(c => c.Id, StringComparer.Ordinal).Count() == plan.Chargers.Count, path, "two charge points have the same id");
    }

    private static void Check(bool isGood, string path, string what)
    {
        if (!isGood) throw new ArgumentException($"The world '{path}' is wrong: {what}.", nameof(path));
    }
}
