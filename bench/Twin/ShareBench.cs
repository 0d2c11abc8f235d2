using System.Diagnostics;
using Busbar.Core.Battery;
using Busbar.Core.Twin;
using Busbar.Core.Twin.Models;
using Busbar.Core.Twin.Numerics;

namespace Busbar.Bench.Twin;

/// <summary>Where the time of a discharge goes. A stopwatch stands between the solver and the model; what the watch itself takes is measured and taken off.</summary>
internal static class ShareBench
{
    /// <summary>The model with a watch before each of its doors.</summary>
    private sealed class Watched(CellModel model) : IStiffSystem
    {
        internal long RatesTicks, FactorTicks, SolveTicks, Calls;

        public int Count => model.Count;
        public ReadOnlySpan<double> Mass => model.Mass;
        public bool FactorsCheaply => model.FactorsCheaply;

        public bool Rates(double timeS, ReadOnlySpan<double> state, Span<double> rates)
        {
            var before = Stopwatch.GetTimestamp();
            var good = model.Rates(timeS, state, rates);
            RatesTicks += Stopwatch.GetTimestamp() - before;
            Calls++;
            return good;
        }

        public bool Factor(double timeS, ReadOnlySpan<double> state, double c)
        {
            var before = Stopwatch.GetTimestamp();
            var good = model.Factor(timeS, state, c);
            FactorTicks += Stopwatch.GetTimestamp() - before;
            Calls++;
            return good;
        }

        public void Solve(Span<double> rightHandSide)
        {
            var before = Stopwatch.GetTimestamp();
            model.Solve(rightHandSide);
            SolveTicks += Stopwatch.GetTimestamp() - before;
            Calls++;
        }
    }

    public static void Run(double seconds)
    {
        Console.WriteLine($"{"1C discharge",-24} {"all, ms",8} {"functions",10} {"matrix",8} {"solution",9} {"control",8}");
        foreach (var set in new[] { "Chen2020", "Marquis2019", "Ai2020" })
            foreach (var model in Enum.GetValues<TwinModel>())
                Measure(ParameterSets.Get(set), model, seconds);
    }

    private static void Measure(CellParameters cell, TwinModel kind, double seconds)
    {
        Repeat(cell, kind, 0.3 * seconds);
        var (runs, all, watched) = Repeat(cell, kind, seconds);
        var empty = WatchTicks();
        // Each call is seen by its watch with about half of what the watch takes; the other half is seen by the whole.
        var share = watched.Calls * empty;
        var counted = all - 2 * share;
        double Percent(long ticks, double calls) => 100 * (ticks - calls * empty) / counted;
        var perDoor = watched.Calls / 3.0;
        var (functions, matrix, solution) = (Percent(watched.RatesTicks, perDoor), Percent(watched.FactorTicks, perDoor), Percent(watched.SolveTicks, perDoor));
        Console.WriteLine($"{cell.Name + " " + kind,-24} {counted * 1e3 / Stopwatch.Frequency / runs,8:0.000} {functions,8:0} % {matrix,6:0} % {solution,7:0} % {100 - functions - matrix - solution,6:0} %");
    }

    private static (int Runs, long Ticks, Watched Watched) Repeat(CellParameters cell, TwinModel kind, double seconds)
    {
        var options = new TwinOptions { Cell = cell, Model = kind, Mesh = TwinMesh.Standard };
        var (x, y) = ElectrodeHealth.Of(cell).At(1);
        var model = Meshes.Model(options);
        var watched = new Watched(model);
        var state = new double[model.Count];
        var (runs, ticks, all) = (0, 0L, Stopwatch.StartNew());
        while (all.Elapsed.TotalSeconds < seconds)
        {
            model.Hold(TwinLoad.Current(-cell.NominalCapacityAh), 0);
            model.Rest(x, y, state);
            model.Guess(0, state);
            var solver = new StiffSolver(watched, 1e-6, 1e-6);
            var before = Stopwatch.GetTimestamp();
            if (solver.Start(0, state, 1e5) != StepOutcome.Stepped) throw new InvalidOperationException("No start.");
            while (model.VoltageV(solver.State) > cell.MinVoltageV)
                if (solver.Step(1e5) != StepOutcome.Stepped) throw new InvalidOperationException("No step.");
            ticks += Stopwatch.GetTimestamp() - before;
            runs++;
        }
        return (runs, ticks, watched);
    }

    /// <summary>Half of what two looks at the clock take, in ticks.</summary>
    private static double WatchTicks()
    {
        const int Looks = 200_000;
        var before = Stopwatch.GetTimestamp();
        for (var i = 0; i < Looks; i++) _ = Stopwatch.GetTimestamp();
        return (double)(Stopwatch.GetTimestamp() - before) / Looks;
    }
}
