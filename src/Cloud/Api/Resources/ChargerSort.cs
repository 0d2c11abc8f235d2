using Busbar.Cloud.Cms;

namespace Busbar.Cloud.Api;

/// <summary>States that stations can be asked for by, and how they rank.</summary>
internal static class ChargerStatus
{
    public static readonly (string Word, Func<StationView, bool> Has)[] Choices =
    [
        ("connected", station => station.Connected),
        ("disconnected", station => !station.Connected),
        ("charging", IsCharging),
        ("faulted", IsFaulted),
        ("alarm", station => station.OpenAlarms > 0),
    ];

    public static bool IsCharging(StationView station) => HasConnector(station, "Charging");

    public static bool IsFaulted(StationView station) => HasConnector(station, "Faulted");

    /// <summary>What needs a person comes first: faulted or in alarm, charging, connected, disconnected.</summary>
    public static int Rank(StationView station) =>
        IsFaulted(station) || station.OpenAlarms > 0 ? 0 : IsCharging(station) ? 1 : station.Connected ? 2 : 3;

    private static bool HasConnector(StationView station, string status)
    {
        foreach (var connector in station.Connectors)
            if (connector.Status == status) return true;
        return false;
    }
}

/// <summary>Orders of stations.</summary>
internal static class ChargerSort
{
    public static readonly RowSort<StationView> ById = RowSort<StationView>.ById(station => station.Id);

    public static readonly (string Word, RowSort<StationView> Sort)[] Choices =
    [
        ("id", ById),
        ("vendor", new(station => new(0, station.Vendor ?? "", station.Id))),
        ("lastSeen", new(station => new(station.LastSeenAt?.ToUnixTimeMilliseconds() ?? 0, "", station.Id))),
        ("power", new(station => new(station.PowerW is { } powerW && double.IsFinite(powerW) ? powerW : double.MinValue, "", station.Id))),
        ("status", new(station => new(ChargerStatus.Rank(station), "", station.Id))),
    ];
}
