using System.Diagnostics;
using System.Globalization;
using System.Text;
using Busbar.Core.Power;

namespace Busbar.Core.Tests.Power;

/// <summary>Problems too large for brute force, judged by GLPK's mixed-integer solver (Debian's glpk-utils): the lowest fraction, and the most power with it.</summary>
public sealed class GlpkJudgeTests
{
    private const string Solver = "/usr/bin/glpsol";

    [Theory]
    [InlineData(24, 12, 1, 0, 40)]
    [InlineData(24, 12, 2, 0, 20)]
    [InlineData(12, 6, 3, 0, 20)]
    [InlineData(144, 72, 1, 0, 3)]
    [InlineData(12, 6, 1, 3, 40)]
    [InlineData(12, 6, 2, 2, 20)]
    [InlineData(24, 12, 1, 2, 15)]
    public async Task The_lowest_fraction_and_the_most_power_with_it_are_those_of_the_solver(int modules, int guns, int kinds, int feeders, int count)
    {
        if (!File.Exists(Solver)) Assert.Skip("Debian's glpk-utils is not installed; scripts/setup-test.sh does it.");
        var random = new Random(7);
        var policy = AllocationPolicies.Get("exact");
        for (var i = 0; i < count; i++)
        {
            var problem = kinds == 1 ? Instances.Alike(random, modules, guns) : Instances.Kinds(random, modules, guns, kinds);
            if (feeders > 0) problem = Instances.Fed(random, problem, feeders);
            var demanding = Enumerable.Range(0, guns).Where(g => problem.Guns[g].Demand.Value > 0).ToArray();
            if (demanding.Length == 0) continue;
            var found = policy.Solve(problem);
            if (feeders == 0) Assert.True(found.IsProven);
            var lowest = demanding.Min(g => found.PowerW[g] / (problem.Guns[g].Weight * problem.Guns[g].Demand.Value));
            var judged = await SolveAsync(Model(problem, demanding, lowestFraction: null));
            Assert.Equal(judged, lowest, 1e-5);
            if (!found.IsProven) Assert.True(found.LowestFractionBound >= lowest * (1 - 1e-9));
            var mostW = await SolveAsync(Model(problem, demanding, lowest * (1 - 1e-7)));
            Assert.True(found.TotalW <= mostW * 1000 * (1 + 1e-5), $"problem {i}: {found.TotalW} W found, {mostW} kW is the most");
        }
    }

    /// <summary>
    /// CPLEX LP format; power in kW; how many modules of each kind (the same for every gun, wherever they are connected) go to each gun. Without a fraction
    /// it is maximised, with one the power is.
    /// </summary>
    private static string Model(AllocationProblem problem, int[] demanding, double? lowestFraction)
    {
        var kinds = problem.Modules.Select((m, i) => (Index: i, Kind: (m with { Id = "" }, Feeder: FeederOf(problem, i)))).GroupBy(m => m.Kind)
            .Select(k => (First: k.First().Index, Count: k.Count(), k.Key.Feeder)).ToArray();
        var text = new StringBuilder("Maximize\n obj: ");
        text.Append(lowestFraction is null ? "t" : string.Join(" + ", demanding.Select(g => $"p{g}"))).Append("\nSubject To\n");
        foreach (var g in demanding)
        {
            var scaleKw = problem.Guns[g].Weight * problem.Guns[g].Demand.Value / 1000;
            text.Append(CultureInfo.InvariantCulture, $" sum{g}: p{g} {string.Concat(Enumerable.Range(0, kinds.Length).Select(k => $" - q{k}_{g}"))} = 0\n");
            for (var k = 0; k < kinds.Length; k++) text.Append(CultureInfo.InvariantCulture, $" cap{k}_{g}: q{k}_{g} - {problem.Capacity(kinds[k].First, g) / 1000:R} n{k}_{g} <= 0\n");
            if (lowestFraction is { } fraction) text.Append(CultureInfo.InvariantCulture, $" low{g}: p{g} >= {fraction * scaleKw:R}\n");
            else text.Append(CultureInfo.InvariantCulture, $" low{g}: p{g} - {scaleKw:R} t >= 0\n");
        }

        for (var k = 0; k < kinds.Length; k++) text.Append(CultureInfo.InvariantCulture, $" kind{k}: {string.Join(" + ", demanding.Select(g => $"n{k}_{g}"))} <= {kinds[k].Count}\n");
        for (var f = 0; f < (problem.Feeders?.Count ?? 0); f++)
        {
            var below = Enumerable.Range(0, kinds.Length).Where(k => HangsOn(problem, kinds[k].Feeder, f)).SelectMany(k => demanding.Select(g => $"q{k}_{g}")).ToArray();
            if (below.Length > 0) text.Append(CultureInfo.InvariantCulture, $" feeder{f}: {string.Join(" + ", below)} <= {problem.Feeders![f].Limit.Value / 1000:R}\n");
        }

        if (problem.SiteLimit is { } site) text.Append(CultureInfo.InvariantCulture, $" site: {string.Join(" + ", demanding.Select(g => $"p{g}"))} <= {site.Value / 1000:R}\n");
        text.Append("Bounds\n");
        foreach (var g in demanding) text.Append(CultureInfo.InvariantCulture, $" 0 <= p{g} <= {problem.Guns[g].Demand.Value / 1000:R}\n");
        text.Append("General\n");
        for (var k = 0; k < kinds.Length; k++)
            foreach (var g in demanding) text.Append(CultureInfo.InvariantCulture, $" n{k}_{g}\n");
        return text.Append("End\n").ToString();
    }

    private static int FeederOf(AllocationProblem problem, int module) => problem.ModuleFeeder?[module] ?? AllocationProblem.None;

    private static bool HangsOn(AllocationProblem problem, int feeder, int above)
    {
        for (; feeder >= 0; feeder = problem.Feeders![feeder].Parent)
            if (feeder == above) return true;
        return false;
    }

    private static async Task<double> SolveAsync(string model)
    {
        var folder = Directory.CreateTempSubdirectory("glpk").FullName;
        try
        {
            var (input, output) = (Path.Combine(folder, "model.lp"), Path.Combine(folder, "solution.txt"));
            await File.WriteAllTextAsync(input, model, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(Solver, ["--lp", input, "--cuts", "--tmlim", "240", "-w", output]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var line = (await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken)).First(l => l.StartsWith("s mip", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(line[4] == "o", $"GLPK did not reach the optimum:\n{said}");
            return double.Parse(line[^1], CultureInfo.InvariantCulture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
