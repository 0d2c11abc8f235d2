namespace Busbar.Core.Twin.Output;

/// <summary>How far one run is from another.</summary>
/// <param name="Points">How many points were compared.</param>
/// <param name="RmseMv">Root of the mean square of the difference in voltage, mV.</param>
/// <param name="GreatestMv">Greatest difference in voltage, mV.</param>
/// <param name="AtS">Where it is, s.</param>
/// <param name="GreatestK">Greatest difference in temperature, K.</param>
/// <param name="EndS">End of the second less end of the first, s.</param>
public sealed record TwinComparison(int Points, double RmseMv, double GreatestMv, double AtS, double GreatestK, double EndS)
{
    /// <summary>Compares at the first's times within the second's span, the second linear between its points; at a jump side by side.</summary>
    /// <exception cref="ArgumentException">They have no time in common.</exception>
    public static TwinComparison Of(IReadOnlyList<TwinPoint> first, IReadOnlyList<TwinPoint> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (count, next) = (0, 0);
        double squares = 0, greatest = 0, greatestK = 0, at = 0;
        for (var i = 0; i < first.Count; i++)
        {
            var t = first[i].TimeS;
            while (next < second.Count && second[next].TimeS < t) next++;
            if (next == second.Count) break;
            // The second point of a jump is met by the second point of the other's.
            var after = i > 0 && first[i - 1].TimeS == t && next + 1 < second.Count && second[next + 1].TimeS == t ? next + 1 : next;
            if (second[after].TimeS > t && after == 0) continue;
            var (voltage, temperature) = At(second, after, t);
            var error = 1e3 * (voltage - first[i].VoltageV);
            squares += error * error;
            count++;
            if (Math.Abs(error) > greatest) (greatest, at) = (Math.Abs(error), t);
            greatestK = Math.Max(greatestK, Math.Abs(temperature - first[i].TemperatureK));
        }
        if (count == 0) throw new ArgumentException("The two runs have no time in common.", nameof(second));
        return new(count, Math.Sqrt(squares / count), greatest, at, greatestK, second[^1].TimeS - first[^1].TimeS);
    }

    private static (double VoltageV, double TemperatureK) At(IReadOnlyList<TwinPoint> points, int after, double t)
    {
        var b = points[after];
        if (b.TimeS == t) return (b.VoltageV, b.TemperatureK);
        var a = points[after - 1];
        var share = (t - a.TimeS) / (b.TimeS - a.TimeS);
        return (a.VoltageV + share * (b.VoltageV - a.VoltageV), a.TemperatureK + share * (b.TemperatureK - a.TemperatureK));
    }
}
