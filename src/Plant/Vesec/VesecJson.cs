using System.Buffers;
using System.Text.Json;
using Busbar.Core.Units;
using Busbar.Plant.Control;

namespace Busbar.Plant.Vesec;

/// <summary>What is published, as JSON. Numbers are rounded, so that noise of a measurement is no change. Pure.</summary>
internal static class VesecJson
{
    /// <summary>How a gun stands: <c>vesec/{gun_id}/state/{device}</c>.</summary>
    public static byte[] State(GunPicture gun) => Write(json =>
    {
        var (status, meter) = (gun.Status, gun.Meter);
        json.WriteString("gun", gun.Plan.Id);
        json.WriteString("phase", JsonNamingPolicy.CamelCase.ConvertName(status.Phase.ToString()));
        json.WriteBoolean("operative", status.IsOperative);
        Number(json, "voltageV", meter.VoltageV, 1);
        Number(json, "currentA", meter.CurrentA, 1);
        Number(json, "powerW", meter.PowerW, -1);
        Number(json, "energyWh", meter.EnergyWh, 0);
        Number(json, "socPct", status.SocPct, 1);
        Number(json, "temperatureC", meter.TemperatureC, 0);
        json.WritePropertyName("fault");
        if (status.Fault is { } fault)
        {
            json.WriteStartObject();
            json.WriteString("code", JsonNamingPolicy.CamelCase.ConvertName(fault.Code.ToString()));
            json.WriteString("text", fault.Text);
            json.WriteEndObject();
        }
        else json.WriteNullValue();
    });

    /// <summary>What a gun has been given: <c>vesec/{gun_id}/allocation/{device}</c>.</summary>
    /// <param name="gun">The gun.</param>
    /// <param name="demand">What its topics say; null: nothing, or it has an SECC.</param>
    public static byte[] Allocation(GunPicture gun, VesecDemand? demand) => Write(json =>
    {
        json.WriteString("gun", gun.Plan.Id);
        Number(json, "demandW", gun.Plan.HasSecc ? gun.Status.DemandW : demand?.DemandW ?? 0, 0);
        Number(json, "allocatedW", gun.AllocatedW, 0);
        json.WriteStartArray("modules");
        foreach (var module in gun.Modules) json.WriteStringValue(module);
        json.WriteEndArray();
        LimitOf(json, gun.Limit);
    });

    /// <summary>The site: <c>vesec/site/state</c>.</summary>
    public static byte[] Site(string id, SitePicture site) => Write(json =>
    {
        json.WriteString("site", id);
        json.WriteBoolean("online", true);
        json.WriteBoolean("emergencyStop", site.EmergencyStop.IsActive);
        json.WriteString("policy", site.Policy);
        Number(json, "demandW", site.Totals.DemandW, 0);
        Number(json, "allocatedW", site.Totals.AllocatedW, 0);
        Number(json, "deliveredW", site.Totals.DeliveredW, -1);
        Number(json, "capacityW", site.Totals.CapacityW, 0);
        LimitOf(json, site.Limit);
    });

    /// <summary>The site is not there; also the last will, which the broker publishes for it.</summary>
    public static byte[] Offline(string id) => Write(json =>
    {
        json.WriteString("site", id);
        json.WriteBoolean("online", false);
    });

    /// <summary>The same object with the time as its last member.</summary>
    public static byte[] Stamped(byte[] content, DateTimeOffset at)
    {
        var stamp = System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $",\"ts\":\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\"}}"));
        return [.. content.AsSpan(0, content.Length - 1), .. stamp];
    }

    private static void LimitOf(Utf8JsonWriter json, Limit limit)
    {
        json.WriteStartObject("limit");
        Number(json, "valueW", limit.Value, 0);
        json.WriteString("source", limit.Source);
        json.WriteEndObject();
    }

    /// <summary>Digits behind the point; -1 for whole tens. What is no number is null.</summary>
    private static void Number(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is not { } number || !double.IsFinite(number)) json.WriteNull(name);
        else json.WriteNumber(name, (digits >= 0 ? Math.Round(number, digits) : Math.Round(number / 10) * 10) + 0.0);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
