using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Busbar.Core.Battery;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar twin set</c>: which parameter sets there are, and what is in one.</summary>
internal static class TwinSetCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("set", "Look at parameter sets.") { List(), Show() };

    private static Command List()
    {
        var command = new Command("list", "The sets that come along.");
        command.SetAction(async (r, _) =>
        {
            var output = r.InvocationConfiguration.Output;
            await output.WriteLineAsync($"{"name",-18} {"nominal",8} {"capacity",9} {"voltages",13}  heat  cracks  source");
            foreach (var cell in ParameterSets.All)
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{cell.Name,-18} {cell.NominalCapacityAh,5:0.00} Ah {ElectrodeHealth.Of(cell).CapacityAh,6:0.00} Ah {cell.MinVoltageV,5:0.00} to {cell.MaxVoltageV:0.00} V  {(cell.Thermal is null ? "no" : "yes"),-5} {(cell.Negative.Mechanics is null ? "no" : "yes"),-7} {cell.Source}"));
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("set") { Description = $"A name, {string.Join(", ", ParameterSets.All.Select(s => s.Name))}; or a JSON file, ours or BPX." };
        var json = new Option<bool>("--json") { Description = "As JSON, with numbers to their full precision." };
        var command = new Command("show", "Every parameter with its unit, and what can be simulated with the set.") { name, json };
        command.SetAction(async (r, ct) =>
        {
            var cell = await TwinOptionsOfCommands.CellAsync(r.GetValue(name)!, ct);
            var output = r.InvocationConfiguration.Output;
            if (r.GetValue(json)) await output.WriteLineAsync(Json(cell).ToJsonString(Indented));
            else await TellAsync(output, cell);
            return 0;
        });
        return command;
    }

    private static async Task TellAsync(TextWriter output, CellParameters cell)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{cell.Name}: {ElectrodeHealth.Of(cell).CapacityAh:0.000} Ah between its open-circuit voltages"));
        await output.WriteLineAsync($"source: {cell.Source}");
        await output.WriteLineAsync();
        foreach (var a in SetSheet.Abilities(cell)) await output.WriteLineAsync($"{(a.Can ? "can   " : "cannot")}  {a.What,-24} {a.Why}");
        await output.WriteLineAsync();
        foreach (var function in SetSheet.Values(cell).GroupBy(v => v.Field, StringComparer.Ordinal))
        {
            string Quantity(SetValue v, string format) => $"{v.Value.ToString(format, CultureInfo.InvariantCulture)} {v.Unit}".TrimEnd();
            var values = function.Select(v => v.At is { } at ? string.Create(CultureInfo.InvariantCulture, $"{Quantity(v, "G5")} at {at:G4}") : Quantity(v, "G8"));
            await output.WriteLineAsync($"{function.Key,-44} {string.Join(", ", values)}");
        }
    }

    private static JsonObject Json(CellParameters cell)
    {
        var values = new JsonArray();
        foreach (var v in SetSheet.Values(cell))
        {
            var one = new JsonObject { ["field"] = v.Field, ["value"] = v.Value, ["unit"] = v.Unit };
            if (v.At is { } at) one["at"] = at;
            values.Add(one);
        }
        var abilities = new JsonArray();
        foreach (var a in SetSheet.Abilities(cell)) abilities.Add(new JsonObject { ["what"] = a.What, ["can"] = a.Can, ["why"] = a.Why });
        return new JsonObject { ["name"] = cell.Name, ["source"] = cell.Source, ["capacityAh"] = ElectrodeHealth.Of(cell).CapacityAh, ["abilities"] = abilities, ["values"] = values };
    }
}
