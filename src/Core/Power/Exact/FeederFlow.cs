namespace Busbar.Core.Power.Exact;

/// <summary>
/// The best powers under feeder limits, for guns whose modules are decided, and an upper bound for guns that may still take modules from those that are left (as if
/// these could be split). What flows through a tree is a polymatroid, so filling all guns level by level, each stopping where a cut is full, gives the best sorted
/// fractions and the most power at once. Not thread safe; reuses its memory.
/// </summary>
/// <param name="tree">The feeders.</param>
/// <param name="guns">What the guns need.</param>
/// <param name="classes">How many kinds of modules may be left.</param>
internal sealed class FeederFlow(FeederTree tree, GunNeed[] guns, int classes)
{
    private const int Source = 0;

    /// <summary>Less than this is lost in rounding, W.</summary>
    private const double Slack = 1e-6;

    private readonly FlowNetwork _network = new();
    private readonly bool[] _isSettled = new bool[guns.Length];
    private readonly bool[] _isInCut = new bool[guns.Length];
    private readonly double[] _known = new double[guns.Length];

    private int Sink => 1 + guns.Length + classes + tree.Count;

    /// <summary>Nobody has anything.</summary>
    public void Begin()
    {
        _network.Clear(Sink + 1);
        for (var g = 0; g < guns.Length; g++) _network.Arc(Source, 1 + g, 0);
        for (var f = 0; f < tree.Count; f++) _network.Arc(FeederNode(f), f == 0 ? Sink : FeederNode(tree.Parent(f)), tree.LimitW(f));
    }

    /// <summary>A gun has modules on a feeder.</summary>
    public void Give(int gun, int feeder, double capacityW) => _network.Arc(1 + gun, FeederNode(feeder), capacityW);

    /// <summary>Modules are left on a feeder, W of all of them.</summary>
    public void Leave(int kind, int feeder, double capacityW) => _network.Arc(ClassNode(kind), FeederNode(feeder), capacityW);

    /// <summary>A gun may take those.</summary>
    public void Reach(int gun, int kind, double capacityW) => _network.Arc(1 + gun, ClassNode(kind), capacityW);

    /// <summary>Fills.</summary>
    /// <param name="powerW">Power of each gun, W; complete when the answer is 0.</param>
    /// <param name="rival">Sorted fractions to be beaten; null: none.</param>
    /// <returns>Below 0: the fractions are worse than the rival's. Above 0: better. 0: the same, or no rival.</returns>
    public int Fill(double[] powerW, double[]? rival)
    {
        var active = 0;
        for (var g = 0; g < guns.Length; g++)
        {
            powerW[g] = 0;
            _isSettled[g] = guns[g].ScaleW <= 0;
            if (!_isSettled[g]) active++;
        }

        while (active > 0)
        {
            var level = Highest(powerW);
            var isStuck = Array.IndexOf(_isInCut, true) < 0;
            for (var g = 0; g < guns.Length; g++)
            {
                if (_isSettled[g] || (!isStuck && !_isInCut[g] && guns[g].DemandW > level * guns[g].ScaleW)) continue;
                powerW[g] = guns[g].Target(level);
                _isSettled[g] = true;
                active--;
            }

            if (rival is not null && Against(powerW, rival) is var better and not 0) return better;
        }

        return 0;
    }

    /// <summary>After <see cref="Fill"/>: whether a feeder, the grid connection included, keeps a gun from more.</summary>
    public bool IsHeldBy(int gun, int feeder, double[] powerW)
    {
        for (var g = 0; g < guns.Length; g++) _network.SetCapacity(2 * g, powerW[g]);
        _network.Flow(Source, Sink);
        _network.Mark(1 + gun);
        return _network.IsBeforeCut(FeederNode(feeder)) && _network.IsFull(2 * (guns.Length + feeder));
    }

    private int ClassNode(int kind) => 1 + guns.Length + kind;

    private int FeederNode(int feeder) => 1 + guns.Length + classes + feeder;

    /// <summary>The highest level that all unsettled guns can have together; the ones that keep it from rising are marked.</summary>
    private double Highest(double[] powerW)
    {
        Array.Clear(_isInCut);
        var level = 0.0;
        for (var g = 0; g < guns.Length; g++)
            if (!_isSettled[g]) level = Math.Max(level, guns[g].DemandW / guns[g].ScaleW);
        while (true)
        {
            var wantedW = 0.0;
            for (var g = 0; g < guns.Length; g++)
            {
                var w = _isSettled[g] ? powerW[g] : guns[g].Target(level);
                _network.SetCapacity(2 * g, w);
                wantedW += w;
            }

            var flowW = _network.Flow(Source, Sink);
            if (flowW >= wantedW - Math.Max(Slack, wantedW * 1e-10)) return level;
            var lower = LevelOfCut(powerW, flowW, level);
            if (!(lower < level * (1 - 1e-12))) return level;
            level = lower;
        }
    }

    /// <summary>The level at which the guns before the cut want what it lets through.</summary>
    private double LevelOfCut(double[] powerW, double flowW, double level)
    {
        var (throughW, scaleW) = (flowW, 0.0);
        for (var g = 0; g < guns.Length; g++)
        {
            _isInCut[g] = _network.IsBeforeCut(1 + g) && !_isSettled[g];
            if (_isInCut[g]) scaleW += guns[g].ScaleW;
            else if (_isSettled[g]) throughW -= powerW[g];
            else throughW -= guns[g].Target(level);
        }

        // Guns that have all they want below the level leave the rest to the others.
        if (throughW < Slack) return 0;
        var result = throughW / scaleW;
        for (var isSteady = false; !isSteady;)
        {
            var (restW, restScaleW) = (throughW, scaleW);
            for (var g = 0; g < guns.Length; g++)
            {
                if (!_isInCut[g] || guns[g].DemandW > result * guns[g].ScaleW) continue;
                restW -= guns[g].DemandW;
                restScaleW -= guns[g].ScaleW;
            }

            if (restScaleW <= scaleW * 1e-12) return result;
            var next = restW / restScaleW;
            isSteady = !(next > result * (1 + 1e-14));
            result = Math.Max(result, next);
        }

        return result;
    }

    private int Against(double[] powerW, double[] rival)
    {
        var count = 0;
        for (var g = 0; g < guns.Length; g++)
            if (_isSettled[g] && guns[g].ScaleW > 0) _known[count++] = powerW[g] / guns[g].ScaleW;
        _known.AsSpan(0, count).Sort();
        for (var i = 0; i < count; i++)
            if (CountProgram.Differ(_known[i], rival[i])) return _known[i] > rival[i] ? 1 : -1;
        return 0;
    }
}
