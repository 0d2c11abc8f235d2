namespace Busbar.Bench.Scale.Simulation;

/// <summary>Percentiles of many values.</summary>
internal static class Percentiles
{
    public static double Of(List<double> values, double share)
    {
        if (values.Count == 0) return 0;
        values.Sort();
        return values[(int)Math.Ceiling((values.Count - 1) * share)];
    }

    public static double Ms(List<double> seconds, double share) => Of(seconds, share) * 1e3;
}
