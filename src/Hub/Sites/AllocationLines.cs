using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Busbar.Core.Power;

namespace Busbar.Hub.Sites;

/// <summary>Answers each instance with a line.</summary>
internal sealed class AllocationLines(string policy, TimeProvider time)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAllocationPolicy _policy = AllocationPolicies.Get(policy);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The answer to a line.</summary>
    /// <param name="line">The instance.</param>
    /// <param name="number">Its number, from 1.</param>
    public string Answer(string line, int number)
    {
        try
        {
            var instance = AllocationInstance.Parse(line);
            var problem = instance.ToProblem();
            var began = time.GetTimestamp();
            var found = _policy.Solve(problem);
            return Text(problem, found, instance.Contactors, time.GetElapsedTime(began));
        }
        catch (ArgumentException e)
        {
            var text = e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message;
            return Write(json =>
            {
                json.WriteString("error", text);
                json.WriteNumber("line", number);
            });
        }
    }

    private string Text(AllocationProblem problem, Allocation found, IReadOnlyList<IReadOnlyList<string>>? contactors, TimeSpan took) => Write(json =>
    {
        json.WriteStartArray("guns");
        for (var g = 0; g < problem.Guns.Count; g++)
        {
            json.WriteStartObject();
            json.WriteString("id", problem.Guns[g].Id);
            json.WriteNumber("powerW", Math.Round(found.PowerW[g], 3));
            json.WriteStartArray("modules");
            for (var m = 0; m < problem.Modules.Count; m++)
                if (found.ModuleGun[m] == g) json.WriteStringValue(problem.Modules[m].Id);
            json.WriteEndArray();
            json.WriteStartObject("limit");
            json.WriteNumber("valueW", Math.Round(found.Binding[g].Value, 3));
            json.WriteString("source", found.Binding[g].Source);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (contactors is not null) WriteClosed(json, contactors, found.Closed);
        json.WriteNumber("changedEdges", found.ChangedEdges);
        json.WriteNumber("totalW", Math.Round(found.TotalW, 3));
        json.WriteNumber("minFraction", Math.Round(LowestFraction(problem, found), 9));
        if (!found.IsProven) json.WriteBoolean("proven", false);
        if (found.LowestFractionBound is { } bound) json.WriteNumber("minFractionBound", Math.Round(bound, 9));
        json.WriteNumber("solveUs", Math.Round(took.TotalMicroseconds, 1));
    });

    private static void WriteClosed(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<string>> contactors, IReadOnlyList<bool> closed)
    {
        json.WriteStartArray("closed");
        for (var k = 0; k < contactors.Count; k++)
        {
            if (!closed[k]) continue;
            json.WriteStartArray();
            foreach (var end in contactors[k]) json.WriteStringValue(end);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>1 when nobody has a demand.</summary>
    private static double LowestFraction(AllocationProblem problem, Allocation found)
    {
        var lowest = double.PositiveInfinity;
        for (var g = 0; g < problem.Guns.Count; g++)
            if (problem.Guns[g] is { Demand.Value: > 0 } gun) lowest = Math.Min(lowest, found.PowerW[g] / (gun.Weight * gun.Demand.Value));
        return double.IsPositiveInfinity(lowest) ? 1 : lowest;
    }

    private string Write(Action<Utf8JsonWriter> members)
    {
        _bytes.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_bytes, Relaxed))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }
}
