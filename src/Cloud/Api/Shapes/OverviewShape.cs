using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>The overview as the live view sends it: without history. Members as in <see cref="FleetOverview"/>.</summary>
internal sealed record LiveOverviewShape(
    int Stations, int Connected, int Charging, int Faulted, double PowerW, int OpenTransactions, double EnergyTodayWh, int OpenAlarms,
    int UnacknowledgedAlarms, AlarmSeverity? WorstAlarm, double MessagesPerSecond)
{
    public static LiveOverviewShape Of(FleetOverview fleet) => new(
        fleet.Stations, fleet.Connected, fleet.Charging, fleet.Faulted, fleet.PowerW, fleet.OpenTransactions, fleet.EnergyTodayWh,
        fleet.OpenAlarms, fleet.UnacknowledgedAlarms, fleet.WorstAlarm, fleet.MessagesPerSecond);
}
