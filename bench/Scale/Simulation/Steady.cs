namespace Busbar.Bench.Scale.Simulation;

/// <summary>The busiest minute of a cell: how busy its processes are, and how long a station waits.</summary>
internal sealed record Steady(double Gateway, double Worker, double Broker, double Database, double EventP50Ms, double EventP99Ms, double CallP50Ms, double CallP99Ms, double TakenP99Ms)
{
    private const double WarmUpS = 2;

    public static Steady Run(Size size, Costs costs, int seed, double seconds)
    {
        var clock = new Clockwork(seed);
        var cell = new Cell(clock, size, costs);
        List<double> events = [], calls = [], taken = [];
        var rates = size.CellStations * Behaviour.Busiest;
        Source(rates.Heartbeats, place => cell.Heartbeat(place, costs.Heartbeat));
        Source(rates.MeterValues, place => cell.Event(place, costs.MeterValues, Note(events), Note(taken)));
        Source(rates.Statuses, place => cell.Event(place, costs.StatusNotification, Note(events), Note(taken)));
        Source(rates.Calls, place => cell.Call(place, costs.Call, Note(calls)));

        // Pings and what else a silent station costs, in pieces of a millisecond.
        foreach (var (servers, us) in ((Servers[], double)[])[(cell.Gateways, costs.Silence.Gateway), (cell.Workers, costs.Silence.Worker), (cell.Brokers, costs.Silence.Broker)])
            foreach (var one in servers) Ticks(one, us * 1e-6 * size.CellStations / servers.Length);
        clock.Run(WarmUpS + seconds);
        double Busy(params Servers[] servers) => servers.Sum(s => s.WorkedS) / servers.Sum(s => s.Cores) / (WarmUpS + seconds);
        return new Steady(
            Busy(cell.Gateways), Busy(cell.Workers), Busy(cell.Brokers), Busy(cell.Database), Percentiles.Ms(events, 0.5), Percentiles.Ms(events, 0.99),
            Percentiles.Ms(calls, 0.5), Percentiles.Ms(calls, 0.99), Percentiles.Ms(taken, 0.99));

        Action<double> Note(List<double> times) => took =>
        {
            if (clock.Now > WarmUpS) times.Add(took);
        };

        void Source(double perSecond, Action<Place> send) => clock.After(clock.Exponential(1 / perSecond), () =>
        {
            send(cell.PlaceOf(clock.Random.Next(size.CellStations)));
            Source(perSecond, send);
        });

        void Ticks(Servers one, double share)
        {
            if (share <= 0) return;
            const double PieceS = 0.001;
            clock.After(clock.Exponential(PieceS / share), () =>
            {
                one.Do(PieceS, static () => { });
                Ticks(one, share);
            });
        }
    }
}
