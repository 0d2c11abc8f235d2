namespace Busbar.Core.Power.Exact;

/// <summary>
/// Branch and bound over what each gun takes. A part of the guns decided, the others share what is left as if modules could be split (<see cref="FeederFlow"/>): where
/// that is no better than the best so far, nothing below it is. First the best so far is improved by deciding two guns anew, the others as they are. It is exact when
/// it ends within its effort; otherwise the best so far stands. Not thread safe; for one problem.
/// </summary>
internal sealed class BranchSearch
{
    private readonly Choices _choices;
    private readonly GunNeed[] _guns;
    private readonly FeederTree _tree;
    private readonly FeederFlow _flow;
    private readonly int[] _order;
    private readonly Choice[] _taken;
    private readonly bool[] _isDecided;
    private readonly int[] _left;
    private readonly double[] _powerW;
    private readonly double[] _leafW;
    private UInt128 _nodes;
    private int _effort;

    public BranchSearch(Choices choices, GunNeed[] guns, FeederTree tree, int effort)
    {
        (_choices, _guns, _tree, _effort) = (choices, guns, tree, effort);
        _flow = new FeederFlow(tree, guns, choices.Classes.Count);
        _order = [.. Enumerable.Range(0, guns.Length).OrderByDescending(g => guns[g].ScaleW)];
        _taken = new Choice[guns.Length];
        _isDecided = new bool[guns.Length];
        _left = [.. Enumerable.Range(0, choices.Classes.Count).Select(choices.Classes.Size)];
        _powerW = new double[guns.Length];
        _leafW = new double[tree.Count];
        Best = new Choice[guns.Length];
        BestMerit = null!;
    }

    /// <summary>The best so far.</summary>
    public Choice[] Best { get; private set; }

    /// <summary>What it is worth.</summary>
    public Merit BestMerit { get; private set; }

    /// <summary>Nothing has a higher lowest fraction; null when nobody has a demand.</summary>
    public double? LowestFractionBound { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="bound">Nothing is better; null when that is not known.</param>
    /// <returns>The best is proven.</returns>
    public bool Run(Choice[] start, Merit? bound)
    {
        Fill(null);
        LowestFractionBound = Lowest(Merit.Sorted(_guns, _powerW), bound?.Fractions);
        for (var g = 0; g < start.Length; g++) Take(g, start[g]);
        Best = [.. start];
        BestMerit = Measured();
        if (IsReached(bound)) return true;
        Improve(bound);
        if (IsReached(bound)) return true;
        for (var g = 0; g < start.Length; g++) GiveBack(g);
        Visit(_order, 0);
        return _effort > 0 && _choices.IsComplete;
    }

    private static double? Lowest(double[] split, double[]? ideal) => split.Length == 0 ? null : Math.Min(split[0], ideal?[0] ?? double.PositiveInfinity);

    private bool IsReached(Merit? bound) => bound is not null && BestMerit.Compare(bound) >= 0;

    /// <summary>Every two guns anew, until no two get better.</summary>
    private void Improve(Merit? bound)
    {
        var (isBetter, all) = (true, _effort);
        while (isBetter && _effort > all / 2)
        {
            isBetter = false;
            for (var a = 0; a < _order.Length; a++)
            {
                for (var b = a + 1; b < _order.Length; b++)
                {
                    var before = BestMerit;
                    int[] pair = [_order[a], _order[b]];
                    foreach (var g in pair) GiveBack(g);
                    var effort = _effort;
                    _effort = Math.Min(_effort, 1000);
                    var granted = _effort;
                    Visit(pair, 0);
                    _effort = effort - (granted - Math.Max(0, _effort));
                    foreach (var g in pair) Take(g, Best[g]);
                    isBetter |= BestMerit.Compare(before) > 0;
                    if (IsReached(bound) || _effort <= 0) return;
                }
            }
        }
    }

    private void Visit(int[] order, int depth)
    {
        if (depth == order.Length)
        {
            var merit = Measured();
            if (merit.Compare(BestMerit) <= 0) return;
            (BestMerit, Best) = (merit, [.. _taken]);
            return;
        }

        var gun = order[depth];
        foreach (var choice in Nearest(gun))
        {
            if (_effort <= 0) return;
            if ((choice.Nodes & _nodes) != 0 || !Fits(choice)) continue;
            Take(gun, choice);
            if (Promises()) Visit(order, depth + 1);
            GiveBack(gun);
        }
    }

    /// <summary>What the best so far has comes first.</summary>
    private IEnumerable<Choice> Nearest(int gun)
    {
        var best = Best[gun];
        yield return best;
        foreach (var choice in _choices.ByGun[gun])
            if (!ReferenceEquals(choice, best)) yield return choice;
    }

    private bool Fits(Choice choice)
    {
        for (var k = 0; k < _left.Length; k++)
            if (choice.Counts[k] > _left[k]) return false;
        return true;
    }

    private void Take(int gun, Choice choice)
    {
        for (var k = 0; k < _left.Length; k++) _left[k] -= choice.Counts[k];
        _nodes |= choice.Nodes;
        (_taken[gun], _isDecided[gun]) = (choice, true);
    }

    private void GiveBack(int gun)
    {
        var choice = _taken[gun];
        for (var k = 0; k < _left.Length; k++) _left[k] += choice.Counts[k];
        _nodes &= ~choice.Nodes;
        _isDecided[gun] = false;
    }

    /// <summary>Something below the present may be better than the best so far.</summary>
    private bool Promises()
    {
        _effort--;
        var (served, wanting, used) = (0, 0, 0);
        for (var g = 0; g < _guns.Length; g++)
        {
            if (_isDecided[g])
            {
                served += _guns[g].WantsAModule && _taken[g].Used > 0 ? 1 : 0;
                used += _taken[g].Used;
            }
            else if (_guns[g].WantsAModule)
            {
                wanting++;
            }
        }

        var more = Math.Min(wanting, _left.Sum());
        served += more;
        if (served != BestMerit.Served) return served > BestMerit.Served;
        var better = Fill(BestMerit.Fractions);
        if (better != 0) return better > 0;
        var sumW = _powerW.Sum();
        if (CountProgram.Differ(sumW, BestMerit.SumW)) return sumW > BestMerit.SumW;
        var changes = _choices.Changes(_taken, _isDecided, _left);
        return changes != BestMerit.Changes ? changes < BestMerit.Changes : used + more < BestMerit.Used;
    }

    private Merit Measured()
    {
        _effort--;
        Fill(null);
        var (served, used) = (0, 0);
        for (var g = 0; g < _guns.Length; g++)
        {
            served += _guns[g].WantsAModule && _taken[g].Used > 0 ? 1 : 0;
            used += _taken[g].Used;
        }

        return new Merit(served, Merit.Sorted(_guns, _powerW), _powerW.Sum(), _choices.Changes(_taken, _isDecided, _left), used);
    }

    private int Fill(double[]? rival)
    {
        var classes = _choices.Classes;
        _flow.Begin();
        var isAnyOpen = false;
        for (var g = 0; g < _guns.Length; g++)
        {
            if (!_isDecided[g])
            {
                isAnyOpen |= _guns[g].ScaleW > 0;
                continue;
            }

            Array.Clear(_leafW);
            for (var k = 0; k < _left.Length; k++) _leafW[_tree.Leaf(classes.First(k))] += _taken[g].Counts[k] * classes.Capacity(k, g);
            for (var f = 0; f < _leafW.Length; f++)
                if (_leafW[f] > 0) _flow.Give(g, f, _leafW[f]);
        }

        for (var k = 0; isAnyOpen && k < _left.Length; k++)
        {
            if (_left[k] == 0) continue;
            var mostW = 0.0;
            for (var g = 0; g < _guns.Length; g++)
            {
                if (_isDecided[g] || classes.Capacity(k, g) <= 0) continue;
                mostW = Math.Max(mostW, classes.Capacity(k, g));
                _flow.Reach(g, k, _left[k] * classes.Capacity(k, g));
            }

            _flow.Leave(k, _tree.Leaf(classes.First(k)), _left[k] * mostW);
        }

        return _flow.Fill(_powerW, rival);
    }
}
