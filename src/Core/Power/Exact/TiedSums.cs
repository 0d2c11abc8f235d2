namespace Busbar.Core.Power.Exact;

/// <summary>
/// For the rare case that choices with the same best fractions differ in power, and the site's limit lies between the least and the most of them: keeps every sum
/// that the best fractions can have, and takes the largest within the limit. As <see cref="CountProgram"/>, without its economy. Pure.
/// </summary>
internal static class TiedSums
{
    /// <summary>Solves.</summary>
    /// <param name="classes">The modules.</param>
    /// <param name="guns">What the guns need.</param>
    /// <param name="level">No gun gets a higher fraction.</param>
    /// <param name="siteW">The site's limit, W.</param>
    /// <returns>Numbers by class and gun.</returns>
    public static int[][] Solve(ModuleClasses classes, GunNeed[] guns, double level, double siteW)
    {
        var sizes = Enumerable.Range(0, classes.Count).Select(classes.Size).ToArray();
        var now = new Dictionary<string, List<Partial>>(StringComparer.Ordinal) { [Key(sizes)] = [new Partial(0, [], 0, 0, 0, sizes, null)] };
        for (var g = 0; g < guns.Length; g++)
        {
            var next = new Dictionary<string, List<Partial>>(StringComparer.Ordinal);
            foreach (var partial in now.Values.SelectMany(list => list))
                foreach (var taken in Choices(classes, guns[g], g, partial.Left)) Offer(next, partial.With(classes, guns[g], g, taken, level));
            now = next;
        }

        Partial? best = null;
        foreach (var partial in now.Values.SelectMany(list => list).Where(p => p.SumW <= siteW * (1 + CountProgram.Tolerance)))
            if (best is null || partial.CompareWhole(best) > 0) best = partial;
        return best!.Counts(classes.Count, guns.Length);
    }

    private static string Key(int[] left) => string.Join(',', left);

    private static void Offer(Dictionary<string, List<Partial>> layer, Partial partial)
    {
        var key = Key(partial.Left);
        if (!layer.TryGetValue(key, out var there)) layer.Add(key, there = []);
        if (there.Count > 0)
        {
            var better = partial.CompareFractions(there[0]);
            if (better < 0) return;
            if (better > 0) there.Clear();
        }

        var same = there.FindIndex(p => !CountProgram.Differ(p.SumW, partial.SumW));
        if (same < 0) there.Add(partial);
        else if (partial.CompareWhole(there[same]) > 0) there[same] = partial;
    }

    private static List<int[]> Choices(ModuleClasses classes, GunNeed gun, int g, int[] left)
    {
        var choices = new List<int[]> { new int[classes.Count] };
        for (var k = 0; k < classes.Count; k++)
        {
            var (each, connected) = (classes.Capacity(k, g), classes.Connected(k, g));
            if (each <= 0 || !gun.MayHaveModules) continue;
            var needed = (int)Math.Min(left[k], Math.Ceiling((gun.DemandW / each) - CountProgram.Tolerance));
            var most = Math.Min(left[k], Math.Max(connected, Math.Max(needed, gun.WantsAModule ? 1 : 0)));
            foreach (var choice in choices.ToArray())
            {
                for (var take = 1; take <= most; take++)
                {
                    var more = (int[])choice.Clone();
                    more[k] = take;
                    choices.Add(more);
                }
            }
        }

        return choices;
    }

    private sealed record Partial(int Served, double[] Fractions, double SumW, int Changes, int Used, int[] Left, Partial? Before)
    {
        private int[] Taken { get; init; } = [];

        public Partial With(ModuleClasses classes, GunNeed gun, int g, int[] taken, double level)
        {
            var (capacityW, used, changes) = (0.0, 0, 0);
            var left = (int[])Left.Clone();
            for (var k = 0; k < taken.Length; k++)
            {
                capacityW += taken[k] * classes.Capacity(k, g);
                used += taken[k];
                changes += Math.Abs(taken[k] - classes.Connected(k, g));
                left[k] -= taken[k];
            }

            var powerW = Math.Min(capacityW, gun.Target(level));
            double[] fractions = gun.ScaleW > 0 ? [.. Fractions.Append(powerW / gun.ScaleW).Order()] : Fractions;
            return new Partial(Served + (gun.WantsAModule && used > 0 ? 1 : 0), fractions, SumW + powerW, Changes + changes, Used + used, left, this) { Taken = taken };
        }

        public int CompareFractions(Partial other)
        {
            if (Served != other.Served) return Served - other.Served;
            for (var i = 0; i < Fractions.Length; i++)
                if (CountProgram.Differ(Fractions[i], other.Fractions[i])) return Fractions[i] > other.Fractions[i] ? 1 : -1;
            return 0;
        }

        public int CompareWhole(Partial other)
        {
            if (CompareFractions(other) is var better and not 0) return better;
            if (CountProgram.Differ(SumW, other.SumW)) return SumW > other.SumW ? 1 : -1;
            return Changes != other.Changes ? other.Changes - Changes : other.Used - Used;
        }

        public int[][] Counts(int classes, int guns)
        {
            var counts = Enumerable.Range(0, classes).Select(_ => new int[guns]).ToArray();
            var partial = this;
            for (var g = guns - 1; g >= 0; g--, partial = partial.Before!)
                for (var k = 0; k < classes; k++) counts[k][g] = partial.Taken[k];
            return counts;
        }
    }
}
