using System.Globalization;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Vesec;

/// <summary>Which topic belongs to which gun: <c>vesec/{gun_id}/{type}/{device}</c>. Immutable; thread safe.</summary>
internal sealed class VesecNumbering
{
    /// <summary>Types that this side publishes.</summary>
    public const string State = "state", Allocation = "allocation";

    /// <summary>Filter of everything that has the shape, also what is misspelt.</summary>
    public const string Filter = "vesec/+/+/+";

    /// <summary>The site itself. Not under <see cref="Filter"/>.</summary>
    public const string SiteTopic = "vesec/site/state";

    private readonly int _gunsPerDevice;
    private readonly int _guns;
    private readonly int _devices;

    public VesecNumbering(SitePlan plan)
    {
        _gunsPerDevice = plan.Vesec?.GunsPerDevice ?? new VesecPlan().GunsPerDevice;
        _guns = plan.Guns.Count;
        _devices = (_guns - 1) / _gunsPerDevice + 1;
        Devices = [.. Enumerable.Range(0, _guns).Select(g => $"D{g / _gunsPerDevice + 1}")];
        GunIds = [.. Enumerable.Range(0, _guns).Select(g => g % _gunsPerDevice + 1)];
    }

    /// <summary>Device of each gun of the plan, such as <c>D2</c>.</summary>
    public IReadOnlyList<string> Devices { get; }

    /// <summary>Number of each gun of the plan on its device, from 1.</summary>
    public IReadOnlyList<int> GunIds { get; }

    /// <summary>A topic of a gun.</summary>
    public string Topic(int gun, string type) => $"vesec/{GunIds[gun]}/{type}/{Devices[gun]}";

    /// <summary>Whether it is a topic that this side publishes; those come back from some brokers.</summary>
    public static bool IsOut(string topic) => topic.Split('/') is ["vesec", _, State or Allocation, _];

    /// <summary>Understands a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="error">What is wrong with it, with what is allowed; empty when nothing is.</param>
    /// <returns>The gun and the type; null when there is an error.</returns>
    public VesecTopic? Parse(string topic, out string error)
    {
        if (topic.Split('/') is not ["vesec", var gunId, var type, var device]) return Refuse("the topic", topic, "vesec/{gun_id}/{soc,demand,status}/{device}", out error);
        VesecKind? kind = type switch
        {
            "soc" => VesecKind.Soc,
            "demand" => VesecKind.Demand,
            "status" => VesecKind.Status,
            _ => null,
        };
        if (kind is null) return Refuse("the message type", type, "soc, demand or status", out error);
        if (!device.StartsWith('D') || Number(device.AsSpan(1)) is not { } d || d > _devices) return Refuse("the device", device, _devices == 1 ? "D1" : $"D1 to D{_devices}", out error);
        var first = (d - 1) * _gunsPerDevice;
        var guns = Math.Min(_gunsPerDevice, _guns - first);
        if (Number(gunId) is not { } n || n > guns) return Refuse("gun_id", gunId, (guns == 1 ? "1" : $"1 to {guns}") + $" on {device}", out error);
        error = "";
        return new VesecTopic(first + n - 1, kind.Value);
    }

    private static VesecTopic? Refuse(string what, string value, string allowed, out string error)
    {
        error = $"{what} is {VesecText.Shown(value)}; allowed: {allowed}.";
        return null;
    }

    /// <summary>A number from 1 without sign and leading zeros, so that a gun has one topic and not several.</summary>
    private static int? Number(ReadOnlySpan<char> text) =>
        text.Length is >= 1 and <= 6 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
