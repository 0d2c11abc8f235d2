using System.Globalization;
using System.Text;
using Busbar.Core.Power;

namespace Busbar.Bench.Allocation;

/// <summary>A day at six guns and nine modules of 40 kW under each policy: the same vehicles, minute by minute.</summary>
internal static class DayBench
{
    private const int Guns = 6;
    private const int Modules = 9;
    private const int Minutes = 24 * 60;

    public static void Run(bool isShort, string? plot)
    {
        var minutes = isShort ? 60 : Minutes;
        var day = Day(new Random(1), minutes);
        Console.WriteLine("| policy | demanding guns without a module | lowest served share, mean | Jain index, mean | energy against exact | switchings |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var lowest = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var exactWh = 0.0;
        foreach (var name in AllocationPolicies.Names)
        {
            var result = Play(AllocationPolicies.Get(name), day);
            if (name == "exact") exactWh = result.EnergyWh;
            lowest[name] = result.Lowest;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {100 * result.Starved:0.0} % | {result.MeanLowest:0.000} | {result.MeanJain:0.000} | {100 * result.EnergyWh / exactWh:0.0} % | {result.Switchings} |"));
        }

        if (plot is not null) File.WriteAllText(plot, Plot(lowest["exact"], lowest["highest-demand-first"]));
    }

    /// <summary>Demand of each gun in each minute, W: vehicles come at random, charge along a falling curve, and leave.</summary>
    private static double[][] Day(Random random, int minutes)
    {
        var day = new double[minutes][];
        var (leftMin, firstMin, peakW) = (new int[Guns], new int[Guns], new double[Guns]);
        for (var t = 0; t < minutes; t++)
        {
            day[t] = new double[Guns];
            var rush = 0.02 + (0.05 * Math.Exp(-Math.Pow((t - 720) / 240.0, 2)));
            for (var g = 0; g < Guns; g++)
            {
                if (leftMin[g] == 0 && random.NextDouble() < rush) (leftMin[g], firstMin[g], peakW[g]) = (random.Next(15, 60), t, random.Next(40, 241) * 1000.0);
                if (leftMin[g] == 0) continue;
                leftMin[g]--;
                day[t][g] = peakW[g] * Math.Max(0.25, 1 - ((t - firstMin[g]) / 50.0));
            }
        }

        return day;
    }

    private static (double Starved, double MeanLowest, double MeanJain, double EnergyWh, int Switchings, double[] Lowest) Play(IAllocationPolicy policy, double[][] day)
    {
        PowerModule[] modules = [.. Enumerable.Range(0, Modules).Select(i => new PowerModule($"M{i + 1}", 40_000, 133, 150, 1000))];
        IReadOnlyList<int>? current = null;
        var (starved, demanding, jain, energyWh, switchings) = (0, 0, new List<double>(), 0.0, 0);
        var lowest = new double[day.Length];
        for (var t = 0; t < day.Length; t++)
        {
            var problem = new AllocationProblem { Modules = modules, Guns = [.. day[t].Select((demandW, g) => Sites.Gun(g, demandW, 400))], Current = current };
            var found = policy.Solve(problem);
            current = found.ModuleGun;
            switchings += found.ChangedEdges;
            energyWh += found.TotalW / 60;
            var shares = Enumerable.Range(0, Guns).Where(g => day[t][g] > 0).Select(g => found.PowerW[g] / day[t][g]).ToArray();
            demanding += shares.Length;
            starved += shares.Count(s => s <= 0);
            lowest[t] = shares.Length == 0 ? 1 : shares.Min();
            if (shares.Length > 0) jain.Add(shares.Sum() * shares.Sum() / (shares.Length * Math.Max(1e-12, shares.Sum(s => s * s))));
        }

        return ((double)starved / demanding, lowest.Average(), jain.Average(), energyWh, switchings, lowest);
    }

    private static string Plot(double[] exact, double[] drawn)
    {
        const int Width = 960, Height = 300, Left = 50, Bottom = 40;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (var i = 0; i <= 4; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - 10}\" y1=\"{Y(i / 4.0)}\" y2=\"{Y(i / 4.0)}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(i / 4.0) + 4}\" text-anchor=\"end\">{25 * i} %</text>\n");
        for (var h = 0; h <= 24; h += 3) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(h * 60.0)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{h}:00</text>\n");
        Line(drawn, "#b45309");
        Line(exact, "#0f766e");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\"><tspan fill=\"#0f766e\">exact</tspan> and <tspan fill=\"#b45309\">highest-demand-first</tspan>: served share of the worst-served gun, mean of 15 minutes</text>\n</svg>\n");
        return svg.ToString();

        double X(double minute) => Left + (minute / Minutes * (Width - Left - 10));
        double Y(double share) => Height - Bottom - (share * (Height - Bottom - 10));
        void Line(double[] values, string colour)
        {
            var points = values.Chunk(15).Select((chunk, i) => string.Create(CultureInfo.InvariantCulture, $"{X((i * 15) + 7.5):0.#},{Y(chunk.Average()):0.#}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" points=\"{string.Join(' ', points)}\"/>\n");
        }
    }
}
