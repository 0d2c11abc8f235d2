using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Fit;

/// <summary>What telemetry can show at all, by its load alone, before anything is fitted.</summary>
internal static class FitEvidence
{
    /// <summary>Least share of the capacity that must flow for the capacity to show.</summary>
    private const double LeastSwing = 0.1;

    /// <summary>The same for the lithium that is lost: the electrodes' places against each other show over a wide range only.</summary>
    private const double LeastLithiumSwing = 0.3;

    /// <summary>Least change of the current, C-rate, for resistance and diffusion.</summary>
    private const double LeastChangeC = 0.1;

    private const double LeastAgeDays = 7;

    /// <summary>Slowest time with which a particle forgets, s: R^2/D over the square of the first root of tan x = x, 20.19.</summary>
    internal static double MemoryS(CellParameters cell)
    {
        static double Of(ElectrodeParameters e) => e.ParticleRadiusM * e.ParticleRadiusM / (e.DiffusivityM2PerS * 20.19);
        return Math.Max(Of(cell.Negative), Of(cell.Positive));
    }

    /// <summary>Rows at the start that do not count: none where the window begins at rest, else those of the time in which the particles forget what
    /// was before, four times their slowest.</summary>
    internal static int Settling(TelemetryWindow window, CellParameters cell)
    {
        const double QuietS = 120;
        var (small, half, count) = (0.02 * cell.NominalCapacityAh, 0, 0);
        while (count < window.Count && window.TimeS[count] - window.TimeS[0] <= QuietS && Math.Abs(window.CurrentA[count]) < small) count++;
        if (count >= 4 && (count == window.Count || window.TimeS[count] - window.TimeS[0] >= 0.25 * QuietS))
        {
            half = count / 2;
            var drift = window.VoltageV.AsSpan(half, count - half).Mean() - window.VoltageV.AsSpan(0, half).Mean();
            if (Math.Abs(drift) < 0.003) return 0;
        }
        else if (count > 0 && count < 4) return 0;
        var until = window.TimeS[0] + 4 * MemoryS(cell);
        var rows = 0;
        while (rows < window.Count && window.TimeS[rows] < until) rows++;
        return rows;
    }

    /// <summary>Why a parameter cannot show, and what load would show it; null when it may.</summary>
    internal static string? Against(FitParameter parameter, FitOptions options, IReadOnlyList<TelemetryWindow> windows)
    {
        var cell = options.Cell;
        var (nominal, memory) = (cell.NominalCapacityAh, MemoryS(cell));
        switch (parameter)
        {
            case FitParameter.Capacity when Swing(windows) / nominal is < LeastSwing and var swing:
                return $"the largest window moves {100 * swing:0.#} % of the nominal capacity, and the capacity shows from {100 * LeastSwing:0} % on, well from 50 %. "
                    + $"What would show it: {0.5 * nominal:0.##} Ah in one go without a gap, with rests at both ends.";
            case FitParameter.Resistance when Change(windows) / nominal is < LeastChangeC and var change:
                return $"the current changes by {change * nominal:0.###} A at most within a minute. What would show it: steps of {LeastChangeC * nominal:0.##} A or more, on and off.";
            case FitParameter.DiffusionTime when Calm(windows, nominal) / memory is < 0.5 and var calm:
                return $"after a change of {LeastChangeC * nominal:0.##} A or more the current stays for {calm * memory:0} s at most, and the particles of {cell.Name} need {memory:0} s. "
                    + $"What would show it: a rest of {2 * memory:0} s or more after a load.";
            case FitParameter.SeiRate when options.Sei == SeiLaw.None:
                return "no law of SEI growth is chosen. What would show it: a law, and windows some months apart.";
            case FitParameter.SeiRate when windows[^1].TimeS[^1] - windows[0].TimeS[0] < LeastAgeDays * 86400:
                return $"the telemetry spans {(windows[^1].TimeS[^1] - windows[0].TimeS[0]) / 86400:0.##} days. What would show it: two windows with half the capacity each, {LeastAgeDays} days apart at least, better half a year.";
            case FitParameter.SeiRate or FitParameter.LostLithium when Swing(windows) / nominal is < LeastLithiumSwing and var swing:
                return $"the largest window moves {100 * swing:0.#} % of the nominal capacity, and lost lithium shows from {100 * LeastLithiumSwing:0} % on. "
                    + $"What would show it: {0.5 * nominal:0.##} Ah in one go without a gap, with rests at both ends.";
            default:
                return null;
        }
    }

    /// <summary>Why a parameter that was fitted is not believed; null when it is.</summary>
    internal static string? Doubt(FitParameter parameter, double standardDeviation, bool atBound, FitOptions options)
    {
        if (atBound) return "the search runs to its bound: this set, or this law, does not explain the telemetry with any allowed value.";
        var most = parameter switch
        {
            FitParameter.Capacity => 0.05,
            FitParameter.Resistance => 0.3,
            FitParameter.DiffusionTime => 0.35,
            FitParameter.SeiRate => 0.5,
            _ => 0.05,
        };
        if (standardDeviation <= most) return null;
        var nominal = options.Cell.NominalCapacityAh;
        return $"its standard deviation would be {100 * standardDeviation:0} %, and above {100 * most:0} % a value says nothing. What would show it: " + parameter switch
        {
            FitParameter.Capacity => $"{0.5 * nominal:0.##} Ah in one go without a gap, with rests at both ends.",
            FitParameter.Resistance => "larger and more steps of the current.",
            FitParameter.DiffusionTime => $"higher loads, each followed by a rest of {2 * MemoryS(options.Cell):0} s.",
            FitParameter.SeiRate => "windows further apart in time, with half the capacity each.",
            _ => "a discharge over the whole range, with rests.",
        };
    }

    /// <summary>The most charge between two moments of one window, Ah.</summary>
    private static double Swing(IReadOnlyList<TelemetryWindow> windows)
    {
        double most = 0;
        foreach (var w in windows)
        {
            double charge = 0, low = 0, high = 0;
            for (var k = 1; k < w.Count; k++)
            {
                charge += 0.5 * (w.CurrentA[k] + w.CurrentA[k - 1]) * (w.TimeS[k] - w.TimeS[k - 1]) / 3600;
                (low, high) = (Math.Min(low, charge), Math.Max(high, charge));
            }
            most = Math.Max(most, high - low);
        }
        return most;
    }

    /// <summary>The greatest change of the current between two rows of a minute or less, A.</summary>
    private static double Change(IReadOnlyList<TelemetryWindow> windows)
    {
        double most = 0;
        foreach (var w in windows)
            for (var k = 1; k < w.Count; k++)
                if (w.TimeS[k] - w.TimeS[k - 1] <= 60) most = Math.Max(most, Math.Abs(w.CurrentA[k] - w.CurrentA[k - 1]));
        return most;
    }

    /// <summary>The longest time for which the current stays after a change, s.</summary>
    private static double Calm(IReadOnlyList<TelemetryWindow> windows, double nominal)
    {
        double most = 0;
        foreach (var w in windows)
            for (var k = 1; k < w.Count; k++)
            {
                if (Math.Abs(w.CurrentA[k] - w.CurrentA[k - 1]) < LeastChangeC * nominal) continue;
                var end = k;
                while (end + 1 < w.Count && Math.Abs(w.CurrentA[end + 1] - w.CurrentA[k]) < 0.5 * LeastChangeC * nominal) end++;
                most = Math.Max(most, w.TimeS[end] - w.TimeS[k]);
            }
        return most;
    }

    private static double Mean(this Span<double> values)
    {
        double sum = 0;
        foreach (var v in values) sum += v;
        return values.Length == 0 ? 0 : sum / values.Length;
    }
}
