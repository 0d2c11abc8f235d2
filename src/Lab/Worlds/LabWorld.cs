using Busbar.ChargePoints;
using Busbar.Lab.Cycles;
using Busbar.Lab.Time;
using Busbar.Lab.Vehicles;

namespace Busbar.Lab.Worlds;

/// <summary>A whole world: charge points before a hub (the anomaly lab, if the plan has it, and simulated chargers with their vehicles), and sites for a site controller.</summary>
public static class LabWorld
{
    // Charge points of one site do not all start in the same instant.
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(150);

    /// <summary>Runs a world until cancelled.</summary>
    /// <param name="plan">The world.</param>
    /// <param name="url">Where charge points connect; the identity is appended.</param>
    /// <param name="api">A client of the hub's REST interface; null: no cycle runs.</param>
    /// <param name="pepUrl">Where the controller of the sites listens for SECCs, such as <c>ws://127.0.0.1:8765</c>; null: sites run without SECCs, so that no vehicle charges.</param>
    /// <param name="idTag">Tag of all drivers.</param>
    /// <param name="real">The real clock; that of the charge points is made from it by the plan's speed. Sites run on the real one, as their controller does.</param>
    /// <param name="log">Lines for people; null: none.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task RunAsync(WorldPlan plan, Uri url, HttpClient? api, Uri? pepUrl, string idTag, TimeProvider real, Action<string>? log, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(url);
        var time = ScaledTime.At(plan.Speed, real);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> parts = [];
        if (plan.Anomaly) parts.Add(RunAnomalyAsync(plan, url, api, idTag, time, real, log, stop.Token));
        parts.AddRange(plan.Chargers.Select((charger, index) => RunChargerAsync(charger, index, plan.Seed, url, idTag, time, real, log, stop.Token)));
        parts.AddRange(plan.Sites.Select(site => RunSiteAsync(site, plan.Seed, pepUrl, real, log, stop.Token)));
        try
        {
            await foreach (var ended in Task.WhenEach(parts))
            {
                await ended;
                if (!ct.IsCancellationRequested) log?.Invoke("a part of the world has ended; the others go on");
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private static Task RunAnomalyAsync(WorldPlan plan, Uri url, HttpClient? api, string idTag, TimeProvider time, TimeProvider real, Action<string>? log, CancellationToken ct)
    {
        var options = new AnomalyLabOptions { Url = url, Bus = plan.Bus };
        var commands = api is null ? null : new RestCycleCommands(api, options.Id, idTag);
        return AnomalyLab.RunAsync(options, commands, time, real, Named(options.Id, log), ct);
    }

    private static async Task RunSiteAsync(WorldSite site, int seed, Uri? pepUrl, TimeProvider real, Action<string>? log, CancellationToken ct)
    {
        await using var world = new LabSiteWorld(site, pepUrl, real, Named(site.Id, log), seed);
        await world.RunAsync(ct);
    }

    private static async Task RunChargerAsync(
        WorldCharger charger, int index, int seed, Uri url, string idTag, TimeProvider time, TimeProvider real, Action<string>? log, CancellationToken ct)
    {
        try
        {
            await Task.Delay(Stagger * index, real, ct);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var hardware = new SimulatedCharger(
            new SimulatedChargerOptions { Connectors = charger.Connectors, IsDc = charger.Dc, Seed = unchecked((seed * 1_000_003) + index), IdTags = [idTag], Pace = charger.Pace },
            time);
        var station = new ChargePoint(
            new ChargePointOptions
            {
                Id = charger.Id,
                Url = url,
                Model = charger.Dc ? "Simulated DC" : "Simulated AC",
                Configuration = new Dictionary<string, string>(StringComparer.Ordinal) { ["MeterValueSampleInterval"] = charger.MeterIntervalS.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            },
            hardware,
            time,
            real,
            Named(charger.Id, log));
        await station.RunAsync(ct);
    }

    private static Action<string> Named(string name, Action<string>? log) => log is null ? static _ => { } : line => log($"{name}: {line}");
}
