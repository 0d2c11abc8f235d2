using System.Globalization;
using System.Text.Json;
using Busbar.Plant.Configuration;

namespace Busbar.Plant.Vesec;

/// <summary>
/// Payloads: a bare number or text, or JSON <c>{"value": ..., "ts": ...}</c>, a demand also with <c>"voltage"</c>. Anything else is refused as a whole: a key that is
/// passed over could have said that the value is in another unit. Pure.
/// </summary>
internal static class VesecPayloads
{
    /// <summary>Largest payload, bytes.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Highest demand that is no slip of a unit, kW; what is above the gun's own limit is bounded by it, not refused.</summary>
    public const double MaxDemandKw = 10_000;

    /// <summary>Longest status, characters.</summary>
    public const int MaxStatus = 64;

    /// <summary>Numbers of <c>ts</c> from here on are milliseconds, below it seconds: as seconds it is the year 5138.</summary>
    private const double FirstMilliseconds = 1e11;

    private const string Shape = "{\"value\": ..., \"ts\": ...}";

    /// <summary>Understands a payload.</summary>
    /// <param name="kind">What its topic is about.</param>
    /// <param name="gun">The gun: its voltages.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="error">What is wrong, with the value and what is allowed; empty when nothing is.</param>
    /// <returns>What it says; null when there is an error.</returns>
    public static VesecPayload? Parse(VesecKind kind, GunPlan gun, ReadOnlySpan<byte> payload, out string error)
    {
        if (payload.Length > MaxBytes) return Refuse($"the payload has {payload.Length} bytes", $"up to {MaxBytes}", out error);
        if (!VesecText.TryRead(payload, out var text)) return Refuse($"the payload is {VesecText.Shown(payload)}", "UTF-8", out error);
        text = text.Trim();
        if (text.Length == 0) return Refuse("the payload is empty", $"{Allowed(kind)}, or {Shape}", out error);
        if (text[0] == '{') return ParseJson(kind, gun, payload, out error);
        return kind == VesecKind.Status ? Status(text, out error) : Number(kind, text, out error);
    }

    private static VesecPayload? Number(VesecKind kind, string text, out string error)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Number(kind, number, VesecText.Shown(text), out error);
        return Refuse($"{Name(kind)} is {VesecText.Shown(text)}", Allowed(kind), out error);
    }

    private static VesecPayload? Number(VesecKind kind, double number, string shown, out string error)
    {
        error = "";
        if (double.IsFinite(number) && number >= 0 && number <= (kind == VesecKind.Soc ? 100 : MaxDemandKw)) return new VesecPayload(number + 0.0);
        return Refuse($"{Name(kind)} is {shown}", Allowed(kind), out error);
    }

    private static VesecPayload? Status(string text, out string error)
    {
        error = "";
        if (text.Length is >= 1 and <= MaxStatus && !text.Any(char.IsControl)) return new VesecPayload(0, text);
        return Refuse($"status is {VesecText.Shown(text)}", Allowed(VesecKind.Status), out error);
    }

    private static VesecPayload? ParseJson(VesecKind kind, GunPlan gun, ReadOnlySpan<byte> payload, out string error)
    {
        var (value, voltage, at) = ((VesecPayload?)null, (double?)null, (DateTimeOffset?)null);
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 4 });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                var shown = Shown(ref reader);
                switch (key)
                {
                    case "value" when value is null:
                        value = reader.TokenType switch
                        {
                            JsonTokenType.String when kind == VesecKind.Status => Status(reader.GetString()!.Trim(), out error),
                            JsonTokenType.Number when kind != VesecKind.Status => Number(kind, reader.GetDouble(), shown, out error),
                            _ => Refuse($"value is {shown}", kind == VesecKind.Status ? "a string" : $"a number: {Allowed(kind)}", out error),
                        };
                        if (value is null) return null;
                        break;
                    case "voltage" when kind == VesecKind.Demand && voltage is null:
                        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var volts) || !(volts >= gun.MinV && volts <= gun.MaxV))
                            return Refuse($"voltage is {shown}", string.Create(CultureInfo.InvariantCulture, $"{gun.MinV} to {gun.MaxV} V on {gun.Id}"), out error);
                        voltage = volts;
                        break;
                    case "ts" when at is null:
                        if ((at = Time(ref reader)) is null) return Refuse($"ts is {shown}", "Unix time as a number, in seconds or milliseconds, or ISO 8601 as a string", out error);
                        break;
                    default:
                        return Refuse($"the key {VesecText.Shown(key)} is unknown or there twice", kind == VesecKind.Demand ? "value, voltage and ts" : "value and ts", out error);
                }
            }

            while (reader.Read())
            {
                // To the end: what follows the object is an error of the reader.
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Invalid operation: a surrogate without its other half. Format: a number beyond double.
            return Refuse($"the payload is {VesecText.Shown(payload)}", Shape, out error);
        }

        error = "";
        return value is { } read ? read with { VoltageV = voltage, At = at } : Refuse($"the payload is {VesecText.Shown(payload)}", $"{Shape}, with value", out error);
    }

    private static string Shown(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => VesecText.Shown(reader.GetString()!),
        _ => VesecText.Shown(reader.ValueSpan).Trim('"'),
    };

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number) || !(number >= 0)) return null;
        var seconds = number >= FirstMilliseconds ? number / 1000 : number;
        return seconds < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    private static string Name(VesecKind kind) => kind switch
    {
        VesecKind.Soc => "soc",
        VesecKind.Demand => "demand",
        _ => "status",
    };

    private static string Allowed(VesecKind kind) => kind switch
    {
        VesecKind.Soc => "0 to 100 (%)",
        VesecKind.Demand => string.Create(CultureInfo.InvariantCulture, $"0 to {MaxDemandKw} (kW)"),
        _ => $"1 to {MaxStatus} characters of text",
    };

    private static VesecPayload? Refuse(string what, string allowed, out string error)
    {
        error = $"{what}; allowed: {allowed}.";
        return null;
    }
}
