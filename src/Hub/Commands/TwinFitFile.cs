using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Forecast;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Hub.Commands;

/// <summary>What <c>busbar twin fit</c> leaves in a file, and <c>busbar twin forecast</c> begins with.</summary>
internal static class TwinFitFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IEnumerable<string> Names => TwinWords.FitParameters.Select(w => w.Word);

    public static string Name(FitParameter parameter) => TwinWords.FitParameters.First(w => w.Value == parameter).Word;

    public static IReadOnlyList<FitParameter> Parameters(string words) =>
        [.. words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(w => Parameter(w, "--parameters"))];

    public static string Write(string set, SeiLaw sei, string source, CleanTelemetry clean, FitReport report)
    {
        var estimates = new JsonArray();
        foreach (var e in report.Estimates)
            estimates.Add(new JsonObject
            {
                ["parameter"] = Name(e.Parameter),
                ["value"] = e.Value,
                ["low"] = e.Low,
                ["high"] = e.High,
                ["standardDeviation"] = e.StandardDeviation,
                ["refusal"] = e.Refusal,
            });
        var profiles = new JsonArray();
        foreach (var p in report.Profiles)
        {
            var points = new JsonArray();
            foreach (var (value, rise) in p.Points) points.Add(new JsonObject { ["value"] = value, ["rise"] = rise });
            profiles.Add(new JsonObject { ["parameter"] = Name(p.Parameter), ["low"] = p.Low, ["high"] = p.High, ["note"] = p.Note, ["points"] = points });
        }
        var windows = new JsonArray();
        foreach (var w in report.Windows)
            windows.Add(new JsonObject { ["startS"] = w.StartS, ["rows"] = w.Rows, ["used"] = w.Used, ["socPct"] = w.SocPct, ["socSdPct"] = w.SocSdPct, ["rmseV"] = w.RmseV });
        var notes = new JsonArray();
        foreach (var n in clean.Notes) notes.Add(new JsonObject { ["line"] = n.Number, ["reason"] = n.Reason });
        return new JsonObject
        {
            ["set"] = set,
            ["sei"] = sei.ToString(),
            ["telemetry"] = source,
            ["rows"] = clean.Rows,
            ["kept"] = clean.Kept,
            ["faults"] = clean.Faults,
            ["notes"] = notes,
            ["estimates"] = estimates,
            ["profiles"] = profiles,
            ["covariance"] = new JsonArray([.. report.Covariance.Select(v => (JsonNode)v)]),
            ["capacityAh"] = report.CapacityAh,
            ["capacityLowAh"] = report.CapacityIntervalAh?.Low,
            ["capacityHighAh"] = report.CapacityIntervalAh?.High,
            ["currentGain"] = report.CurrentSensor.Gain,
            ["currentOffsetA"] = report.CurrentSensor.OffsetA,
            ["between"] = report.Between.ToString(),
            ["windows"] = windows,
            ["noiseV"] = report.NoiseV,
            ["weakenedShare"] = report.WeakenedShare,
            ["memoryFactor"] = report.MemoryFactor,
            ["iterations"] = report.Iterations,
            ["isConverged"] = report.IsConverged,
        }.ToJsonString(Indented) + "\n";
    }

    /// <summary>Where a forecast begins after a fit; what it refused is as in a new cell, and uncertain.</summary>
    /// <exception cref="FormatException">The file is no fit, or one of another set; file and field are named.</exception>
    public static ForecastStart Start(string text, string file, CellParameters cell, ReducedOptions model)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file}, line {e.LineNumber + 1}: it is no JSON: {e.Message}", e);
        }
        if (root?["set"] is not JsonValue set || !set.TryGetValue<string>(out var name)) throw new FormatException($"{file}: set is missing; it is the name of a parameter set.");
        if (!string.Equals(name, cell.Name, StringComparison.OrdinalIgnoreCase)) throw new FormatException($"{file}: set is {name}, and --set is {cell.Name}.");
        if (root["estimates"] is not JsonArray list) throw new FormatException($"{file}: estimates is missing; it is a list.");
        var start = new ForecastStart { Model = model };
        var health = start.Health;
        for (var i = 0; i < list.Count; i++)
        {
            var parameter = Parameter(list[i]?["parameter"]?.GetValue<string>() ?? "", $"{file}: estimates[{i}].parameter");
            var shown = list[i]!["refusal"] is null;
            var sd = shown ? Number("standardDeviation") : 0.2;
            var value = shown ? Number("value") : double.NaN;
            switch (parameter)
            {
                case FitParameter.Capacity:
                    start = start with { CapacitySd = sd };
                    if (shown) health = health with { CapacityFactor = value };
                    break;
                case FitParameter.Resistance:
                    start = start with { ResistanceSd = sd };
                    if (shown) health = health with { ResistanceFactor = value };
                    break;
                case FitParameter.DiffusionTime:
                    start = start with { DiffusionTimeSd = sd };
                    if (shown) health = health with { DiffusionTimeFactor = value };
                    break;
                case FitParameter.SeiRate:
                    start = start with { SeiRateSd = sd };
                    if (shown) health = health with { SeiRateFactor = value };
                    break;
                case FitParameter.LostLithium:
                    if (shown) health = health with { LostLithium = value };
                    break;
            }

            double Number(string field) => list[i]![field] is JsonValue v && v.TryGetValue<double>(out var number)
                ? number
                : throw new FormatException($"{file}: estimates[{i}].{field} is {list[i]![field]?.ToJsonString() ?? "missing"}; it is a number.");
        }
        try
        {
            return ForecastStart.Checked(start with { Health = health });
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"{file}: {e.Message}", e);
        }
    }

    private static FitParameter Parameter(string word, string where)
    {
        foreach (var (name, parameter) in TwinWords.FitParameters)
            if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase)) return parameter;
        throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{where} is \"{word}\"; allowed: {string.Join(", ", Names)}."));
    }
}
