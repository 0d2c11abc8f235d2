using Busbar.Core.Power;

namespace Busbar.Core.Tests.Power;

/// <summary>Divides power under feeder limits by asking every set of guns what it can have together; for few guns.</summary>
internal static class FeederForce
{
    /// <summary>The best powers of the guns with a demand: all rise together, and a set that has all it can have stops.</summary>
    public static Dictionary<int, double> Powers(AllocationProblem problem, IReadOnlyList<int> moduleGun, int[] demanding, Dictionary<int, double> scale)
    {
        var mostW = new double[1 << demanding.Length];
        for (var set = 1; set < mostW.Length; set++) mostW[set] = ThroughTree(problem, moduleGun, demanding, set);
        var powerW = new double[demanding.Length];
        var stopped = 0;
        while (stopped != mostW.Length - 1)
        {
            var (level, tight) = (double.PositiveInfinity, 0);
            for (var set = 1; set < mostW.Length; set++)
            {
                var open = set & ~stopped;
                if (open == 0) continue;
                var at = Level(mostW[set], set);
                if (at < level) (level, tight) = (at, open);
                else if (at == level) tight |= open;
            }

            for (var i = 0; i < demanding.Length; i++)
            {
                if ((tight & (1 << i)) == 0) continue;
                powerW[i] = Wanted(i, level);
                stopped |= 1 << i;
            }

            if (double.IsPositiveInfinity(level)) break;
        }

        return Enumerable.Range(0, demanding.Length).ToDictionary(i => demanding[i], i => powerW[i]);

        double Wanted(int i, double level) => Math.Min(problem.Guns[demanding[i]].Demand.Value, level * scale[demanding[i]]);

        // The level at which a set wants what it can have; infinite when that is all its demand.
        double Level(double setW, int set)
        {
            var members = Enumerable.Range(0, demanding.Length).Where(i => (set & (1 << i)) != 0).ToArray();
            double At(double level) => members.Sum(i => (stopped & (1 << i)) != 0 ? powerW[i] : Wanted(i, level));
            if (At(double.MaxValue) <= setW) return double.PositiveInfinity;
            var (low, high) = (0.0, members.Where(i => (stopped & (1 << i)) == 0).Max(i => problem.Guns[demanding[i]].Demand.Value / scale[demanding[i]]));
            for (var n = 0; n < 60; n++)
            {
                var middle = (low + high) / 2;
                if (At(middle) > setW) high = middle;
                else low = middle;
            }

            return low;
        }
    }

    /// <summary>Most that the modules of a set of guns can send to the grid connection.</summary>
    private static double ThroughTree(AllocationProblem problem, IReadOnlyList<int> moduleGun, int[] demanding, int set)
    {
        return Math.Min(Below(AllocationProblem.None), problem.SiteLimit?.Value ?? double.PositiveInfinity);

        double Below(int feeder)
        {
            var sumW = 0.0;
            for (var m = 0; m < moduleGun.Count; m++)
            {
                var i = Array.IndexOf(demanding, moduleGun[m]);
                if (i >= 0 && (set & (1 << i)) != 0 && (problem.ModuleFeeder?[m] ?? AllocationProblem.None) == feeder) sumW += problem.Capacity(m, moduleGun[m]);
            }

            for (var f = 0; f < problem.Feeders!.Count; f++)
                if (problem.Feeders[f].Parent == feeder) sumW += Math.Min(Below(f), problem.Feeders[f].Limit.Value);
            return sumW;
        }
    }
}
