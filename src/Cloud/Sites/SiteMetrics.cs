using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Sites;

/// <summary>
/// Sums over all sites, under the meter <c>Busbar.Site</c>, read when somebody scrapes. No ids as labels: what is wrong where is for the API to tell.
/// Thread safe.
/// </summary>
internal sealed class SiteMetrics : IDisposable
{
    public const string MeterName = "Busbar.Site";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _commands;

    /// <param name="sites">Where to look; null when no site reports to this process, and then only commands are there, at nothing.</param>
    public SiteMetrics(ISites? sites)
    {
        _commands = _meter.CreateCounter<long>("busbar.site.commands", "{command}", "Commands of operators to sites, by command and outcome.");
        if (sites is null) return;
        _meter.CreateObservableGauge("busbar.site.sites", () => Split(sites, site => site.Online, "online"), "{site}", "Sites, by whether their controller reports.");
        Sum("busbar.site.guns", "{gun}", "Guns of all sites.", site => site.Guns);
        Sum("busbar.site.guns.charging", "{gun}", "Guns that charge.", site => site.Charging);
        Sum("busbar.site.modules", "{module}", "Power modules of all sites.", site => site.Modules);
        Sum("busbar.site.faults", "{fault}", "Guns in fault, modules faulted or lost, contactors welded or stuck open, together.", site => site.Faults);
        Sum("busbar.site.emergency_stops", "{site}", "Sites whose emergency stop is active.", site => site.EmergencyStop ? 1 : 0);
        _meter.CreateObservableGauge("busbar.site.power", () => Power(sites.List()), "W", "Power of all sites: demand, allocated, delivered, capacity, limit.");

        void Sum(string name, string unit, string description, Func<SiteSummaryView, long> number) =>
            _meter.CreateObservableGauge(name, () => sites.List().Sum(number), unit, description);
    }

    public void Command(SiteCommand command, SiteOutcome outcome) =>
        _commands.Add(1, new("command", command.GetType().Name), new("outcome", outcome.ToString()));

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Split(ISites sites, Func<SiteSummaryView, bool> isSo, string label)
    {
        var all = sites.List();
        var yes = all.LongCount(isSo);
        return [new(yes, new KeyValuePair<string, object?>(label, "true")), new(all.Count - yes, new KeyValuePair<string, object?>(label, "false"))];
    }

    private static IEnumerable<Measurement<double>> Power(IReadOnlyList<SiteSummaryView> sites) =>
    [
        Of("demand", sites.Sum(site => site.Totals.DemandW)), Of("allocated", sites.Sum(site => site.Totals.AllocatedW)),
        Of("delivered", sites.Sum(site => site.Totals.DeliveredW)), Of("capacity", sites.Sum(site => site.Totals.CapacityW)),
        Of("limit", sites.Sum(site => site.Limit.ValueW)),
    ];

    private static Measurement<double> Of(string kind, double watts) => new(watts, new KeyValuePair<string, object?>("kind", kind));
}
