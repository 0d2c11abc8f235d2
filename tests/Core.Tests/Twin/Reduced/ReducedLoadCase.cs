using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Reduced;

/// <summary>The loads over which the reduced model is held against the full one.</summary>
internal static class ReducedLoadCase
{
    internal static readonly string[] Names = ["0.2C", "1C", "charge", "pulses", "drive"];

    internal static double InitialSoc(string name) => name switch { "charge" => 0.05, "pulses" or "drive" => 0.8, _ => 1 };

    internal static CurrentProfile Profile(string name, double oneC)
    {
        var (times, currents) = (new List<double>(), new List<double>());
        void Hold(double seconds, double rate)
        {
            var from = times.Count == 0 ? 0 : times[^1];
            times.AddRange([from, from + seconds]);
            currents.AddRange([oneC * rate, oneC * rate]);
        }
        var seed = 7u;
        double Next() => (seed = seed * 1664525 + 1013904223) / 4294967296.0;
        switch (name)
        {
            case "0.2C": Hold(20000, -0.2); break;
            case "1C": Hold(4000, -1); break;
            case "charge": Hold(3300, 1); break;
            case "pulses":
                for (var i = 0; i < 6; i++)
                {
                    Hold(60, -2);
                    Hold(240, 0);
                    Hold(30, 1.5);
                    Hold(120, 0);
                }
                break;
            default:
                for (var i = 0; i < 180; i++) Hold(5 + Math.Floor(10 * Next()), 2.2 * Next() - 1.4);
                break;
        }
        return new CurrentProfile(times.ToArray(), currents.ToArray());
    }

    /// <summary>Root mean square and greatest difference of the voltages, mV, and the greatest of the temperatures, K, at the end of every second.</summary>
    internal static (double RmseMv, double WorstMv, double WorstK, int Points) Against(TwinModel model, TwinMesh mesh, string set, string load, TwinThermal thermal)
    {
        var cell = ParameterSets.Get(set);
        var (soc, profile) = (InitialSoc(load), Profile(load, cell.NominalCapacityAh));
        var full = new TwinSimulator(new TwinOptions { Cell = cell, Model = model, Mesh = mesh, InitialSoc = soc, Thermal = thermal });
        var trace = new TwinTrace();
        full.Run(TwinLoad.Along(profile), new TwinStop { MinVoltageV = cell.MinVoltageV, MaxVoltageV = cell.MaxVoltageV + 0.1 }, 1, trace);

        var reduced = new ReducedCell(new ReducedOptions { Cell = cell, Thermal = thermal });
        var state = new double[reduced.Count];
        reduced.Rest(ReducedHealth.New, soc, cell.ReferenceTemperatureK, state);
        double time = 0, sum = 0, worst = 0, worstK = 0;
        var (points, piece) = (0, 0);
        foreach (var p in trace.Points)
        {
            // Of two points at a jump the first one is before it.
            if (p.TimeS != Math.Floor(p.TimeS) || p.TimeS <= time) continue;
            double current = 0;
            for (; time < p.TimeS; time++)
            {
                while (profile.TimeS[piece + 1] <= time) piece++;
                current = profile.CurrentA[piece];
                reduced.Step(state, ReducedHealth.New, current, 1, cell.ReferenceTemperatureK);
            }
            var off = 1e3 * Math.Abs(reduced.VoltageV(state, ReducedHealth.New, current) - p.VoltageV);
            (sum, worst, worstK, points) = (sum + off * off, Math.Max(worst, off), Math.Max(worstK, Math.Abs(state[reduced.TemperatureAt] - p.TemperatureK)), points + 1);
        }
        return (Math.Sqrt(sum / points), worst, worstK, points);
    }
}
