namespace Busbar.Core.Power.Exact;

/// <summary>
/// Finds the best numbers of modules of each class for each gun by dynamic programming: gun after gun, over what is left of each class. It is exact because every
/// part of the objective is kept by adding the same gun to two partial solutions: counts and sums are, and so is the order of sorted fractions (leximin is
/// separable; H. Moulin, Axioms of Cooperative Decision Making, 1988, 2.3). Work: guns * states * choices, where the states are the product of (size + 1) over
/// the classes. Not thread safe; reuses its memory.
/// </summary>
internal sealed class CountProgram
{
    /// <summary>Two values that differ by less than this share of the larger are equal (the problem's own tolerance).</summary>
    internal const double Tolerance = 1e-6;

    private Layer _now = new();
    private Layer _next = new();
    private int[] _from = [];
    private int[] _radix = [];
    private int[] _digits = [];
    private int[] _taken = [];
    private double[] _merged = [];

    private ModuleClasses _classes = null!;
    private GunNeed[] _guns = [];
    private double _level;
    private bool _isCapped;

    /// <summary>How many states the classes have; too many when above what an <see cref="int"/> holds.</summary>
    public static long States(ModuleClasses classes)
    {
        var states = 1L;
        for (var k = 0; k < classes.Count && states < int.MaxValue; k++) states *= classes.Size(k) + 1;
        return states;
    }

    /// <summary>Solves.</summary>
    /// <param name="classes">The modules.</param>
    /// <param name="guns">What the guns need.</param>
    /// <param name="level">No gun gets a higher fraction; infinite without a site limit.</param>
    /// <param name="isCapped">Among equal fractions the least power is best instead of the most, which leaves the others the higher level.</param>
    /// <returns>Numbers by class and gun.</returns>
    public int[][] Solve(ModuleClasses classes, GunNeed[] guns, double level, bool isCapped)
    {
        (_classes, _guns, _level, _isCapped) = (classes, guns, level, isCapped);
        var states = (int)States(classes);
        Prepare(states);
        _now.Clear();
        _now.Reached[states - 1] = true;
        for (var g = 0; g < guns.Length; g++)
        {
            _next.Clear();
            for (var s = 0; s < states; s++)
                if (_now.Reached[s]) Expand(g, s, states);
            (_now, _next) = (_next, _now);
        }

        return Counts(Best(states), states);
    }

    private void Prepare(int states)
    {
        var width = Math.Max(1, _guns.Length);
        _now.Fit(states, width);
        _next.Fit(states, width);
        if (_from.Length < states * _guns.Length) _from = new int[states * _guns.Length];
        if (_merged.Length < width) _merged = new double[width];
        if (_radix.Length < _classes.Count) (_radix, _digits, _taken) = (new int[_classes.Count], new int[_classes.Count], new int[_classes.Count]);
        var radix = 1;
        for (var k = 0; k < _classes.Count; k++)
        {
            _radix[k] = radix;
            radix *= _classes.Size(k) + 1;
        }
    }

    /// <summary>Every sensible choice for a gun out of what is left.</summary>
    private void Expand(int g, int state, int states)
    {
        for (var k = 0; k < _classes.Count; k++) _digits[k] = state / _radix[k] % (_classes.Size(k) + 1);
        var gun = _guns[g];
        var targetW = gun.Target(_level);
        Choose(g, state, states, 0, 0, 0, 0, state, targetW);
    }

    private void Choose(int g, int state, int states, int k, double capacityW, int used, int changes, int left, double targetW)
    {
        if (k == _classes.Count)
        {
            if (IsWasteful(g, capacityW, used, targetW)) return;
            Offer(g, state, states, left, capacityW, used, changes, targetW);
            return;
        }

        var gun = _guns[g];
        var each = _classes.Capacity(k, g);
        var connected = _classes.Connected(k, g);
        var most = 0;
        if (each > 0 && gun.MayHaveModules)
        {
            var needed = targetW > 0 ? (int)Math.Min(int.MaxValue, Math.Ceiling((targetW / each) - Tolerance)) : 0;
            most = Math.Min(_digits[k], Math.Max(connected, Math.Max(needed, gun.WantsAModule ? 1 : 0)));
        }

        var least = gun.WantsAModule ? 1 : 0;
        for (var take = 0; take <= most; take++)
        {
            // Without the last one, which would be new, the gun has all that it needs.
            if (take > connected && used + take > least && capacityW + ((take - 1) * each) >= targetW) break;
            _taken[k] = take;
            Choose(g, state, states, k + 1, capacityW + (take * each), used + take, changes + Math.Abs(take - connected), left - (take * _radix[k]), targetW);
        }
    }

    /// <summary>A module that is new here and not needed makes every later part of the objective worse.</summary>
    private bool IsWasteful(int g, double capacityW, int used, double targetW)
    {
        if (used <= (_guns[g].WantsAModule ? 1 : 0)) return false;
        for (var k = 0; k < _classes.Count; k++)
            if (_taken[k] > _classes.Connected(k, g) && capacityW - _classes.Capacity(k, g) >= targetW) return true;
        return false;
    }

    private void Offer(int g, int state, int states, int left, double capacityW, int used, int changes, double targetW)
    {
        var gun = _guns[g];
        var powerW = Math.Min(capacityW, targetW);
        var served = _now.Served[state] + (gun.WantsAModule && used > 0 ? 1 : 0);
        var sumW = _now.SumW[state] + powerW;
        changes += _now.Changes[state];
        used += _now.Used[state];
        var before = _now.Fractions(state);
        var count = _now.Length;
        if (gun.ScaleW > 0)
        {
            Insert(before[..count], powerW / gun.ScaleW);
            count++;
        }
        else
        {
            before[..count].CopyTo(_merged);
        }

        var merged = _merged.AsSpan(0, count);
        _next.Length = count;
        if (_next.Reached[left] && Compare(served, merged, sumW, changes, used, _next, left) <= 0) return;
        _next.Reached[left] = true;
        _next.Served[left] = served;
        merged.CopyTo(_next.Fractions(left));
        _next.SumW[left] = sumW;
        _next.Changes[left] = changes;
        _next.Used[left] = used;
        _from[(g * states) + left] = state;
    }

    private void Insert(ReadOnlySpan<double> sorted, double value)
    {
        var at = sorted.Length;
        while (at > 0 && sorted[at - 1] > value) at--;
        sorted[..at].CopyTo(_merged);
        _merged[at] = value;
        sorted[at..].CopyTo(_merged.AsSpan(at + 1));
    }

    /// <summary>Above 0 when the first is better than what a layer has at a state.</summary>
    private int Compare(int served, ReadOnlySpan<double> fractions, double sumW, int changes, int used, Layer layer, int state)
    {
        if (served != layer.Served[state]) return served - layer.Served[state];
        var other = layer.Fractions(state);
        for (var i = 0; i < fractions.Length; i++)
            if (Differ(fractions[i], other[i])) return fractions[i] > other[i] ? 1 : -1;
        if (Differ(sumW, layer.SumW[state])) return sumW > layer.SumW[state] != _isCapped ? 1 : -1;
        if (changes != layer.Changes[state]) return layer.Changes[state] - changes;
        return layer.Used[state] - used;
    }

    internal static bool Differ(double a, double b) => Math.Abs(a - b) > Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

    private int Best(int states)
    {
        var best = -1;
        for (var s = 0; s < states; s++)
        {
            if (!_now.Reached[s]) continue;
            if (best < 0 || Compare(_now.Served[s], _now.Fractions(s)[.._now.Length], _now.SumW[s], _now.Changes[s], _now.Used[s], _now, best) > 0) best = s;
        }

        return best;
    }

    private int[][] Counts(int state, int states)
    {
        var counts = new int[_classes.Count][];
        for (var k = 0; k < counts.Length; k++) counts[k] = new int[_guns.Length];
        for (var g = _guns.Length - 1; g >= 0; g--)
        {
            var before = _from[(g * states) + state];
            for (var k = 0; k < counts.Length; k++)
            {
                var size = _classes.Size(k) + 1;
                counts[k][g] = (before / _radix[k] % size) - (state / _radix[k] % size);
            }

            state = before;
        }

        return counts;
    }

    /// <summary>The best partial solution of each state, column by column.</summary>
    private sealed class Layer
    {
        private double[] _fractions = [];
        private int _width;

        public bool[] Reached { get; private set; } = [];

        public int[] Served { get; private set; } = [];

        public double[] SumW { get; private set; } = [];

        public int[] Changes { get; private set; } = [];

        public int[] Used { get; private set; } = [];

        /// <summary>Guns with a demand so far: how many of a state's fractions count.</summary>
        public int Length { get; set; }

        public Span<double> Fractions(int state) => _fractions.AsSpan(state * _width, _width);

        public void Fit(int states, int width)
        {
            if (Reached.Length < states) (Reached, Served, SumW, Changes, Used) = (new bool[states], new int[states], new double[states], new int[states], new int[states]);
            if (_fractions.Length < states * width) _fractions = new double[states * width];
            _width = width;
        }

        public void Clear()
        {
            Array.Clear(Reached);
            Array.Clear(Served);
            Array.Clear(SumW);
            Array.Clear(Changes);
            Array.Clear(Used);
            Length = 0;
        }
    }
}

/// <summary>What the search knows of a gun.</summary>
/// <param name="DemandW">Most power that it can take, W.</param>
/// <param name="ScaleW">Power that is the fraction 1, W: weight times demand; 0 for a gun without a demand, which has no fraction.</param>
/// <param name="WantsAModule">A session runs and has a demand.</param>
/// <param name="MayHaveModules">It has a demand, or a session that runs.</param>
internal readonly record struct GunNeed(double DemandW, double ScaleW, bool WantsAModule, bool MayHaveModules)
{
    /// <summary>What it may get when no fraction is above the level, W.</summary>
    public double Target(double level) => ScaleW > 0 ? Math.Min(DemandW, level * ScaleW) : 0;
}
