using System.Globalization;
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

/// <summary>Where a station stands in an order: by number, then by text without case, then by id, so that no two stand at the same place.</summary>
internal readonly record struct ChargerKey(double Number, string Text, string Id) : IComparable<ChargerKey>
{
    public int CompareTo(ChargerKey other)
    {
        var byNumber = Number.CompareTo(other.Number);
        if (byNumber != 0) return byNumber;
        var byText = string.Compare(Text, other.Text, StringComparison.OrdinalIgnoreCase);
        return byText != 0 ? byText : string.CompareOrdinal(Id, other.Id);
    }

    public static bool operator <(ChargerKey left, ChargerKey right) => left.CompareTo(right) < 0;

    public static bool operator >(ChargerKey left, ChargerKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(ChargerKey left, ChargerKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ChargerKey left, ChargerKey right) => left.CompareTo(right) >= 0;
}

/// <summary>An order of stations. The key of a page is the place of its last row in the order, so it holds although rows come and go.</summary>
internal sealed class ChargerSort
{
    public static readonly ChargerSort ById = new(station => new(0, "", station.Id));

    public static readonly (string Word, ChargerSort Sort)[] Choices =
    [
        ("id", ById),
        ("vendor", new(station => new(0, station.Vendor ?? "", station.Id))),
        ("lastSeen", new(station => new(station.LastSeenAt?.ToUnixTimeMilliseconds() ?? 0, "", station.Id))),
        ("power", new(station => new(station.PowerW is { } powerW && double.IsFinite(powerW) ? powerW : double.MinValue, "", station.Id))),
        ("status", new(station => new(ChargerStatus.Rank(station), "", station.Id))),
    ];

    private const char Separator = '\n';

    private readonly Func<StationView, ChargerKey> _key;

    private ChargerSort(Func<StationView, ChargerKey> key) => _key = key;

    public ChargerKey KeyOf(StationView station) => _key(station);

    public string Cursor(ChargerKey key) =>
        this == ById ? key.Id : string.Join(Separator, key.Number.ToString("R", CultureInfo.InvariantCulture), key.Text, key.Id);

    public bool TryReadCursor(string cursor, out ChargerKey key)
    {
        key = new(0, "", cursor);
        if (this == ById) return true;
        var parts = cursor.Split(Separator);
        if (parts.Length != 3 || !double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        key = new(number, parts[1], parts[2]);
        return true;
    }
}
