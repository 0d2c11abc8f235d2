using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Cms;

/// <summary>The fleet in figures. Immutable snapshot.</summary>
/// <param name="Stations">Stations that are kept.</param>
/// <param name="Connected">Of these, with an open socket.</param>
/// <param name="Charging">Connected stations with a connector that charges.</param>
/// <param name="Faulted">Connected stations with a connector, or as a whole, in fault.</param>
/// <param name="PowerW">Last measured active import power of the connected stations, in W.</param>
/// <param name="OpenTransactions">Transactions that have not stopped.</param>
/// <param name="EnergyTodayWh">Energy of transactions since 00:00 UTC by register difference, in Wh. After a restart the transactions that started today are counted whole.</param>
/// <param name="OpenAlarms">Alarms that have not cleared.</param>
/// <param name="UnacknowledgedAlarms">Of these, not acknowledged.</param>
/// <param name="WorstAlarm">Severity of the worst open alarm; null when none is open.</param>
/// <param name="MessagesPerSecond">Calls of stations per second, over the last ten seconds.</param>
/// <param name="Power">Power of the last hour, a point each 10 s, oldest first, as far as this process has seen it.</param>
public sealed record FleetOverview(
    int Stations, int Connected, int Charging, int Faulted, double PowerW, int OpenTransactions, double EnergyTodayWh, int OpenAlarms,
    int UnacknowledgedAlarms, AlarmSeverity? WorstAlarm, double MessagesPerSecond, IReadOnlyList<FleetPower> Power);

/// <summary>Fleet power at a time, in W.</summary>
/// <param name="At">When, our time.</param>
/// <param name="PowerW">Sum over the fleet, W.</param>
public readonly record struct FleetPower(DateTimeOffset At, double PowerW);
