namespace Busbar.Bench.Scale;

/// <summary>What a number of stations needs: cells of at most <see cref="LargestCell"/>, each a cluster of its own, sized for its busiest minute.</summary>
internal sealed record Size
{
    /// <summary>Most stations of a cell. Above it one primary of PostgreSQL and one broker of three nodes are no longer at ease; docs/scale.md has the sum.</summary>
    public const int LargestCell = 250_000;

    /// <summary>Cores of a process's machine; a node of the broker and the database have twice as many.</summary>
    public const int Cores = 4;

    /// <summary>A replica of a quorum queue costs its node about as much as the leader without its clients.</summary>
    public const double ReplicaCost = 0.5;

    /// <summary>Share of the processors that the busiest minute may take; the rest is for storms, and for the processes that are lost.</summary>
    private const double Ease = 0.5;

    private const double StationsOfAGateway = 40_000;

    public required int Stations { get; init; }

    public required int Cells { get; init; }

    public required int CellStations { get; init; }

    public required int Gateways { get; init; }

    public required int Workers { get; init; }

    public required int Apis { get; init; }

    public required int BrokerNodes { get; init; }

    public required int BrokerCores { get; init; }

    public required int DatabaseCores { get; init; }

    public required int Shards { get; init; }

    /// <summary>Sizes one number of stations.</summary>
    public static Size Of(int stations, Costs costs)
    {
        var cells = (stations + LargestCell - 1) / LargestCell;
        var inCell = (stations + cells - 1) / cells;
        var work = (inCell * Behaviour.Busiest).Work(costs) + (1e-6 * inCell * costs.Silence);
        var workers = Spare(work.Worker / Ease / Cores);
        var brokerNodes = inCell <= 10_000 ? 1 : 3;
        return new Size
        {
            Stations = stations,
            Cells = cells,
            CellStations = inCell,
            Gateways = Spare(Math.Max(inCell / StationsOfAGateway, work.Gateway / Ease / Cores)),
            Workers = workers,
            Apis = Spare(inCell * costs.ApiSilence * 1e-6 / Ease / Cores),
            BrokerNodes = brokerNodes,
            BrokerCores = Even(work.Broker * (brokerNodes == 1 ? 1 : 1 + (2 * ReplicaCost)) / brokerNodes / Ease),
            DatabaseCores = Even(work.Database / Ease),
            Shards = Math.Clamp((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(8 * workers)), 32, 1_024),
        };
    }

    /// <summary>As many as are needed with one gone, two at least.</summary>
    private static int Spare(double needed) => Math.Max(2, (int)Math.Ceiling(needed) + 1);

    private static int Even(double cores) => Math.Max(2, 2 * (int)Math.Ceiling(cores / 2));
}
