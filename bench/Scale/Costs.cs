using System.Text.Json;

namespace Busbar.Bench.Scale;

/// <summary>CPU time in microseconds that one message takes from each process that it passes.</summary>
/// <param name="Gateway">Both ways through the gateway.</param>
/// <param name="Worker">In the CMS.</param>
/// <param name="Broker">In one node of RabbitMQ.</param>
/// <param name="Database">In PostgreSQL.</param>
internal sealed record MessageCost(double Gateway, double Worker, double Broker, double Database)
{
    public static MessageCost operator +(MessageCost a, MessageCost b) => new(a.Gateway + b.Gateway, a.Worker + b.Worker, a.Broker + b.Broker, a.Database + b.Database);

    public static MessageCost operator *(double times, MessageCost cost) =>
        new(times * cost.Gateway, times * cost.Worker, times * cost.Broker, times * cost.Database);
}

/// <summary>What was measured: <c>costs.json</c>, which says where each figure comes from.</summary>
internal sealed record Costs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    public required MessageCost Heartbeat { get; init; }

    /// <summary>Five samples.</summary>
    public required MessageCost MeterValues { get; init; }

    public required MessageCost StatusNotification { get; init; }

    /// <summary>A call that the CMS answers.</summary>
    public required MessageCost Call { get; init; }

    /// <summary>All that a station's return costs: handshake, admission, binding, event, boot, configuration.</summary>
    public required MessageCost Return { get; init; }

    /// <summary>CPU time a second for a station that says nothing, microseconds.</summary>
    public required MessageCost Silence { get; init; }

    /// <summary>Memory for a station, bytes, of which <c>Database</c> is not asked for.</summary>
    public required MessageCost StationBytes { get; init; }

    /// <summary>Memory of an API process for a station, bytes: each has all of its cell.</summary>
    public required double ApiStationBytes { get; init; }

    /// <summary>CPU time of an API process a second for a station, microseconds: it follows the changes of all of its cell.</summary>
    public required double ApiSilence { get; init; }

    /// <summary>Memory of a process before the first station, bytes.</summary>
    public required double ProcessBytes { get; init; }

    /// <summary>How long a disk takes to have written what was given to it, milliseconds.</summary>
    public required double SyncMs { get; init; }

    /// <summary>Disk for a sample with its index and its part of the roll-ups, bytes.</summary>
    public required double SampleBytes { get; init; }

    /// <summary>Disk for an exchange of the message log with its index, bytes.</summary>
    public required double ExchangeBytes { get; init; }

    /// <summary>Those of the file beside the program's source, which the build puts into the program.</summary>
    public static Costs Measured()
    {
        using var text = typeof(Costs).Assembly.GetManifestResourceStream("costs.json")!;
        return JsonSerializer.Deserialize<Costs>(text, Json)!;
    }
}
