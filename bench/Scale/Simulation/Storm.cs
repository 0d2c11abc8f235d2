namespace Busbar.Bench.Scale.Simulation;

/// <summary>Stations come back at once: how long until all are registered.</summary>
internal sealed record Storm(int Stations, double HalfS, double AllS, double BootP99S, double TurnedAway, int LongestQueue)
{
    /// <summary><c>Ocpp:MaxHandshakes</c>.</summary>
    private const int MaxHandshakes = 2_000;

    /// <summary>Retry-After of a gateway that has enough handshakes under way.</summary>
    private const double RetryS = 5;

    /// <summary>A station notices within this that its line is gone, and waits that long at most before it comes again.</summary>
    private const double ReconnectS = 10;

    /// <summary>Of what a return costs: handshake, admission and its binding; then the boot; then what follows it in the background.</summary>
    private const double AdmissionShare = 0.4, BootShare = 0.3;

    private const double LongestS = 3_600;

    /// <param name="returning">How many of the cell's stations come back.</param>
    /// <param name="size">The cell; a gateway less than it has are there to take them.</param>
    public static Storm Run(Size size, Costs costs, int returning, bool withoutOneGateway, int seed)
    {
        var left = withoutOneGateway ? size with { Gateways = size.Gateways - 1 } : size;
        var clock = new Clockwork(seed);
        var cell = new Cell(clock, left, costs);
        var handshakes = new int[left.Gateways];
        var registered = new List<double>(returning);
        var boots = new List<double>(returning);
        var away = 0;
        for (var n = 0; n < returning; n++)
        {
            var station = n;
            clock.After(clock.Random.NextDouble() * ReconnectS, () => Come(station, 0));
        }

        clock.Run(LongestS);
        if (registered.Count < returning) throw new InvalidOperationException($"{returning - registered.Count} of {returning} stations were not registered within {LongestS} s.");
        return new Storm(
            returning, Percentiles.Of(registered, 0.5), registered.Max(), Percentiles.Of(boots, 0.99), (double)away / returning, cell.Workers.Max(w => w.LongestQueue));

        void Come(int station, int attempt)
        {
            // Another attempt is another draw of the balancer.
            var place = cell.PlaceOf(station) with { Gateway = (station + (attempt * 7)) % left.Gateways };
            if (handshakes[place.Gateway] >= MaxHandshakes)
            {
                if (attempt == 0) away++;
                clock.After(RetryS * (1 + (clock.Random.NextDouble() / 2)), () => Come(station, attempt + 1));
                return;
            }

            handshakes[place.Gateway]++;
            cell.Call(place, AdmissionShare * costs.Return, _ =>
            {
                handshakes[place.Gateway]--;
                cell.Call(place, BootShare * costs.Return, took =>
                {
                    registered.Add(clock.Now);
                    boots.Add(took);
                    cell.Event(place, (1 - AdmissionShare - BootShare) * costs.Return, static _ => { });
                });
            });
        }
    }
}
