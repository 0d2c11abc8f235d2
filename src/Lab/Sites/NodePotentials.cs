namespace Busbar.Lab.Sites;

/// <summary>Kirchhoff in one island: potentials of nodes joined by equal resistances of 1, for given currents into the nodes.</summary>
internal static class NodePotentials
{
    /// <summary>Solves by Gauss; the first node is the reference. Islands are small, and this is asked only when a contactor opens.</summary>
    public static Dictionary<int, double> Solve(List<int> members, List<(int From, int To)> edges, double[] injectedA)
    {
        var index = members.Select((n, i) => (n, i)).ToDictionary(x => x.n, x => x.i);
        var size = members.Count;
        var a = new double[size, size + 1];
        foreach (var (from, to) in edges)
        {
            if (!index.TryGetValue(from, out var f) || !index.TryGetValue(to, out var t)) continue;
            a[f, f]++;
            a[t, t]++;
            a[f, t]--;
            a[t, f]--;
        }

        for (var i = 0; i < size; i++) a[i, size] = injectedA[members[i]];
        for (var j = 0; j <= size; j++) a[0, j] = 0;
        a[0, 0] = 1;
        for (var k = 0; k < size; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < size; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            for (var j = 0; j <= size; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            for (var i = 0; i < size; i++)
            {
                if (i == k || a[i, k] == 0) continue;
                var factor = a[i, k] / a[k, k];
                for (var j = k; j <= size; j++) a[i, j] -= factor * a[k, j];
            }
        }

        return members.Select((n, i) => (n, v: a[i, size] / a[i, i])).ToDictionary(x => x.n, x => x.v);
    }
}
