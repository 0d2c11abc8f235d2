namespace Busbar.Core.Power.Exact;

/// <summary>Modules that are alike for every gun, counted together. A class is all that the search sees; which of its modules goes where is decided at the end.</summary>
internal sealed class ModuleClasses
{
    private readonly List<List<int>> _members = [];
    private readonly double[][] _capacity;
    private readonly int[][] _connected;

    /// <summary>Counts the modules of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="tree">Modules on different feeders are then of different classes; null: feeders do not matter.</param>
    public ModuleClasses(AllocationProblem problem, FeederTree? tree = null)
    {
        var guns = problem.Guns.Count;
        var capacities = new List<double[]>();
        for (var m = 0; m < problem.Modules.Count; m++)
        {
            var row = new double[guns];
            for (var g = 0; g < guns; g++) row[g] = problem.Capacity(m, g);
            if (!row.AsSpan().ContainsAnyExcept(0.0)) continue;
            var at = capacities.FindIndex(known => known.AsSpan().SequenceEqual(row));
            if (tree is not null) at = Enumerable.Range(0, capacities.Count).FirstOrDefault(k => tree.Leaf(_members[k][0]) == tree.Leaf(m) && capacities[k].AsSpan().SequenceEqual(row), -1);
            if (at < 0)
            {
                at = capacities.Count;
                capacities.Add(row);
                _members.Add([]);
            }

            _members[at].Add(m);
        }

        _capacity = [.. capacities];
        _connected = new int[_capacity.Length][];
        for (var k = 0; k < _capacity.Length; k++)
        {
            _connected[k] = new int[guns];
            foreach (var m in _members[k])
                if (problem.CurrentGun(m) is var gun and >= 0) _connected[k][gun]++;
        }
    }

    public int Count => _capacity.Length;

    public int Size(int k) => _members[k].Count;

    /// <summary>A module of the class.</summary>
    public int First(int k) => _members[k][0];

    /// <summary>The class of a module; -1 when it can feed no gun.</summary>
    public int Of(int module) => _members.FindIndex(members => members.Contains(module));

    /// <summary>Most power of one module of the class at a gun, W.</summary>
    public double Capacity(int k, int gun) => _capacity[k][gun];

    /// <summary>Modules of the class that feed the gun now.</summary>
    public int Connected(int k, int gun) => _connected[k][gun];

    /// <summary>Gives every gun its numbers of modules: first those that it has, then idle ones, then those that others give up.</summary>
    public int[] Assign(AllocationProblem problem, int[][] counts)
    {
        var moduleGun = new int[problem.Modules.Count];
        Array.Fill(moduleGun, AllocationProblem.None);
        for (var k = 0; k < Count; k++)
        {
            var missing = (int[])counts[k].Clone();
            foreach (var m in _members[k])
            {
                if (problem.CurrentGun(m) is not (var gun and >= 0) || missing[gun] == 0) continue;
                moduleGun[m] = gun;
                missing[gun]--;
            }

            var free = _members[k].Where(m => moduleGun[m] < 0).OrderBy(m => problem.CurrentGun(m) >= 0).GetEnumerator();
            for (var g = 0; g < missing.Length; g++)
            {
                for (; missing[g] > 0 && free.MoveNext(); missing[g]--) moduleGun[free.Current] = g;
            }
        }

        return moduleGun;
    }
}
