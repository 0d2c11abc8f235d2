namespace Busbar.Core.Power.Exact;

/// <summary>
/// For many modules that differ: raises the gun with the lowest fraction by one module, along an augmenting path where all its modules are taken, until no gun can
/// be raised. With modules that are alike at each gun they reach, whatever their wiring, this is the optimum of fractions and power: the numbers of modules that a
/// wiring allows are a polymatroid, and raising the lowest is best there (A. Federgruen, H. Groenevelt, The greedy procedure for resource allocation problems, Oper.
/// Res. 34, 1986). With others it is a good start that exchanges improve, and not proven.
/// </summary>
internal sealed class LevelFill(AllocationProblem problem, GunNeed[] guns)
{
    private readonly int[] _moduleGun = Filled(problem.Modules.Count);
    private readonly double[] _capacityW = new double[guns.Length];
    private readonly double[,] _each = Capacities(problem);

    public (int[] ModuleGun, bool IsProven) Run()
    {
        var isFull = new bool[guns.Length];
        while (Lowest(isFull) is var gun and >= 0)
            if (!Raise(gun)) isFull[gun] = true;
        Exchange();
        return (_moduleGun, IsUniform() && problem.SiteLimit is null or { IsUnlimited: true });
    }

    private static int[] Filled(int count)
    {
        var none = new int[count];
        Array.Fill(none, AllocationProblem.None);
        return none;
    }

    private static double[,] Capacities(AllocationProblem problem)
    {
        var each = new double[problem.Modules.Count, problem.Guns.Count];
        for (var m = 0; m < problem.Modules.Count; m++)
            for (var g = 0; g < problem.Guns.Count; g++) each[m, g] = problem.Capacity(m, g);
        return each;
    }

    private bool IsUniform()
    {
        for (var g = 0; g < guns.Length; g++)
        {
            var one = 0.0;
            for (var m = 0; m < _moduleGun.Length; m++)
            {
                if (_each[m, g] <= 0) continue;
                if (one > 0 && CountProgram.Differ(one, _each[m, g])) return false;
                one = _each[m, g];
            }
        }

        return true;
    }

    /// <summary>The gun to raise next: running ones without a module, then the lowest fraction, then the one that gains most; -1 when all have what they can take.</summary>
    private int Lowest(bool[] isFull)
    {
        var best = -1;
        for (var g = 0; g < guns.Length; g++)
        {
            if (isFull[g] || guns[g].ScaleW <= 0 || _capacityW[g] >= guns[g].DemandW * (1 - CountProgram.Tolerance)) continue;
            if (best < 0 || Precedes(g, best)) best = g;
        }

        return best;
    }

    private bool Precedes(int a, int b)
    {
        var (low, other) = (Fraction(a, _capacityW[a]), Fraction(b, _capacityW[b]));
        if (CountProgram.Differ(low, other)) return low < other;
        if (_capacityW[a] <= 0 && guns[a].WantsAModule != guns[b].WantsAModule) return guns[a].WantsAModule;
        var (next, otherNext) = (Fraction(a, _capacityW[a] + Largest(a)), Fraction(b, _capacityW[b] + Largest(b)));
        return CountProgram.Differ(next, otherNext) ? next > otherNext : (next - low) * guns[a].ScaleW > (otherNext - other) * guns[b].ScaleW;
    }

    private double Fraction(int gun, double capacityW) => Math.Min(capacityW, guns[gun].DemandW) / guns[gun].ScaleW;

    private double Largest(int gun)
    {
        var largest = 0.0;
        for (var m = 0; m < _moduleGun.Length; m++) largest = Math.Max(largest, _each[m, gun]);
        return largest;
    }

    /// <summary>One more module for a gun: a free one, or one of another gun that gets a replacement, and so on.</summary>
    private bool Raise(int gun)
    {
        var cameFrom = new int[guns.Length];
        var byModule = new int[guns.Length];
        Array.Fill(cameFrom, -2);
        cameFrom[gun] = -1;
        var open = new Queue<int>([gun]);
        while (open.TryDequeue(out var at))
        {
            var free = FreeFor(at);
            if (free >= 0)
            {
                Give(free, at);
                for (var g = at; cameFrom[g] >= 0; g = cameFrom[g])
                {
                    var module = byModule[g];
                    Take(module);
                    Give(module, cameFrom[g]);
                }

                return true;
            }

            for (var m = 0; m < _moduleGun.Length; m++)
            {
                if (_moduleGun[m] is not (var owner and >= 0) || _each[m, at] <= 0 || cameFrom[owner] != -2) continue;
                (cameFrom[owner], byModule[owner]) = (at, m);
                open.Enqueue(owner);
            }
        }

        return false;
    }

    /// <summary>A free module: the one that the gun has now, or the strongest, idle ones first.</summary>
    private int FreeFor(int gun)
    {
        var best = -1;
        for (var m = 0; m < _moduleGun.Length; m++)
        {
            if (_moduleGun[m] >= 0 || _each[m, gun] <= 0) continue;
            if (problem.CurrentGun(m) == gun) return m;
            if (best < 0 || _each[m, gun] > _each[best, gun] || (_each[m, gun] == _each[best, gun] && problem.CurrentGun(m) < 0 && problem.CurrentGun(best) >= 0)) best = m;
        }

        return best;
    }

    private void Give(int module, int gun)
    {
        _moduleGun[module] = gun;
        _capacityW[gun] += _each[module, gun];
    }

    private void Take(int module)
    {
        _capacityW[_moduleGun[module]] -= _each[module, _moduleGun[module]];
        _moduleGun[module] = AllocationProblem.None;
    }

    /// <summary>Modules go back to the guns that they are connected to where another of the same worth can take their place.</summary>
    private void Exchange()
    {
        for (var m = 0; m < _moduleGun.Length; m++)
        {
            var (home, at) = (problem.CurrentGun(m), _moduleGun[m]);
            if (home < 0 || at == home || _each[m, home] <= 0) continue;
            for (var other = 0; other < _moduleGun.Length; other++)
            {
                if (_moduleGun[other] != home || problem.CurrentGun(other) == home || _each[other, home] != _each[m, home]) continue;
                if (at >= 0 && (_each[other, at] <= 0 || _each[other, at] != _each[m, at])) continue;
                (_moduleGun[m], _moduleGun[other]) = (home, at);
                break;
            }
        }
    }
}
