namespace Busbar.Bench.Scale.Simulation;

/// <summary>One cell: its processes as cores that queue, and the ways of messages through them. Networks between them are taken as free.</summary>
internal sealed class Cell
{
    /// <summary><c>Store:PostgresWriters</c>.</summary>
    private const int Lanes = 4;

    /// <summary>Share of a gateway's and a broker's work that is done on the way in; the rest is the way back.</summary>
    private const double Inward = 0.6;

    private readonly Clockwork _clock;
    private readonly Costs _costs;
    private readonly GroupCommit[] _lanes;

    public Cell(Clockwork clock, Size size, Costs costs)
    {
        (_clock, _costs, Size) = (clock, costs, size);
        Gateways = Make("gateway", size.Gateways, Size.Cores);
        Workers = Make("cms", size.Workers, Size.Cores);
        Brokers = Make("RabbitMQ", size.BrokerNodes, size.BrokerCores);
        Database = new Servers(clock, "PostgreSQL", size.DatabaseCores);
        _lanes = [.. Enumerable.Range(0, size.Workers * Lanes).Select(_ => new GroupCommit(clock, Database, costs.SyncMs / 1e3))];
    }

    public Size Size { get; }

    public Servers[] Gateways { get; }

    public Servers[] Workers { get; }

    public Servers[] Brokers { get; }

    public Servers Database { get; }

    /// <summary>An event: answered when it is on the broker's disks, then taken by the CMS.</summary>
    public void Event(Place place, MessageCost cost, Action<double> answered, Action<double>? taken = null)
    {
        var began = _clock.Now;
        var us = 1e-6 * cost;
        Gateways[place.Gateway].Do(us.Gateway * Inward, () => Broker(place, us.Broker * Inward, () => _clock.After(_costs.SyncMs / 1e3, () =>
        {
            Gateways[place.Gateway].Do(us.Gateway * (1 - Inward), () => answered(_clock.Now - began));
            Broker(place, us.Broker * (1 - Inward), () => Workers[place.Worker].Do(us.Worker, () => _lanes[place.Lane].Write(us.Database, () => taken?.Invoke(_clock.Now - began))));
        })));
    }

    /// <summary>A heartbeat: answered at once; the worker hears of it beside others, without a disk and without replicas.</summary>
    public void Heartbeat(Place place, MessageCost cost)
    {
        var us = 1e-6 * cost;
        Gateways[place.Gateway].Do(us.Gateway, () => Brokers[place.Broker].Do(us.Broker, () => Workers[place.Worker].Do(us.Worker, () => Database.Do(us.Database, static () => { }))));
    }

    /// <summary>A call: answered when the CMS has decided and its facts are kept.</summary>
    public void Call(Place place, MessageCost cost, Action<double> answered)
    {
        var began = _clock.Now;
        var us = 1e-6 * cost;
        Gateways[place.Gateway].Do(us.Gateway * Inward, () => Broker(place, us.Broker * Inward, () => Workers[place.Worker].Do(us.Worker, () =>
            _lanes[place.Lane].Write(us.Database, () => Broker(place, us.Broker * (1 - Inward), () =>
                Gateways[place.Gateway].Do(us.Gateway * (1 - Inward), () => answered(_clock.Now - began)))))));
    }

    /// <summary>Where a station's messages go: any gateway, the worker of its shard.</summary>
    public Place PlaceOf(int station) => Place.Of(station, Size);

    private void Broker(Place place, double workS, Action then)
    {
        // The replicas of a quorum queue work too, and nobody waits for the slower of them.
        if (Brokers.Length > 1)
            for (var n = 1; n < Brokers.Length; n++) Brokers[(place.Broker + n) % Brokers.Length].Do(workS * Size.ReplicaCost, static () => { });
        Brokers[place.Broker].Do(workS, then);
    }

    private Servers[] Make(string name, int count, int cores) => [.. Enumerable.Range(0, count).Select(_ => new Servers(_clock, name, cores))];
}

/// <summary>Indexes of the processes that a station's messages pass.</summary>
internal readonly record struct Place(int Gateway, int Worker, int Broker, int Lane)
{
    private const uint Golden = 2_654_435_769; // Knuth's multiplicative hash: 2^32 divided by the golden ratio.

    public static Place Of(int station, Size size)
    {
        var hash = (uint)station * Golden;
        var shard = (int)(hash % (uint)size.Shards);
        var worker = shard % size.Workers;
        return new Place((int)((hash >> 8) % (uint)size.Gateways), worker, shard % size.BrokerNodes, (worker * 4) + (int)((hash >> 20) % 4));
    }
}
