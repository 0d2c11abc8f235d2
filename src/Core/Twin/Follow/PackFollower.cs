using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Follow;

/// <summary>
/// Keeps a pack's twin in step: a <see cref="CellFollower"/> for each part of the pack that its telemetry tells apart (<see cref="PackSight"/>). Groups in series carry
/// one current, so each is found by its own voltage; cells in parallel within a group have one voltage and are one. What tabs, bars and contactors drop is taken off
/// before. One thread at a time.
/// </summary>
public sealed class PackFollower
{
    private readonly PackFollowOptions _options;
    private readonly CellFollower[] _followers;
    private readonly FollowEstimate[] _estimates;
    private readonly double[] _currentA;
    private readonly double _newAh;

    /// <summary>Makes a follower that has seen nothing yet.</summary>
    /// <param name="options">The pack.</param>
    /// <param name="sight">How far into it the measurements to come let one see.</param>
    /// <exception cref="ArgumentException">An option or the parameter set is wrong; the message says what and why.</exception>
    public PackFollower(PackFollowOptions options, PackSight sight)
    {
        _options = PackFollowOptions.Checked(options);
        (Sight, Count) = (sight, CountOf(options, sight));
        var model = new ReducedCell(new ReducedOptions { Cell = options.Each.Cell });
        _followers = new CellFollower[Count];
        for (var i = 0; i < Count; i++) _followers[i] = new CellFollower(options.Each, model);
        _estimates = new FollowEstimate[Count];
        _currentA = new double[options.Strings];
        _newAh = model.Window(options.Each.Health with { CapacityFactor = 1 }).CapacityAh;
    }

    /// <summary>How far into the pack it sees.</summary>
    public PackSight Sight { get; }

    /// <summary>Units that are followed by themselves.</summary>
    public int Count { get; }

    /// <summary>Units that would be followed by themselves in a pack with such telemetry.</summary>
    public static int CountOf(PackFollowOptions options, PackSight sight)
    {
        ArgumentNullException.ThrowIfNull(options);
        return sight switch
        {
            PackSight.Groups => options.Strings * options.Series,
            PackSight.Strings => options.Strings,
            _ => 1,
        };
    }

    /// <summary>What is believed of one of the units.</summary>
    /// <param name="index">From 0, string by string.</param>
    public PackUnit Unit(int index)
    {
        var place = PlaceOf(index);
        return new PackUnit(place.String, place.Group, AhOf(index), AhBandOf(index), _estimates[index], _followers[index].Reason());
    }

    /// <summary>What is believed of all of them.</summary>
    public IEnumerable<PackUnit> Units() => Enumerable.Range(0, Count).Select(Unit);

    /// <summary>Takes in a measurement.</summary>
    /// <exception cref="ArgumentException">It has another number of strings or groups than the pack.</exception>
    public PackEstimate Step(PackRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Matches(nameof(row.StringCurrentA), row.StringCurrentA.Length, _options.Strings, Sight != PackSight.Whole && _options.Strings > 1);
        Matches(nameof(row.StringTemperatureK), row.StringTemperatureK.Length, _options.Strings, isNeeded: false);
        Matches(nameof(row.GroupVoltageV), row.GroupVoltageV.Length, _options.Strings * _options.Series, Sight == PackSight.Groups);
        Divide(row);
        var isLate = true;
        for (var i = 0; i < Count; i++)
        {
            var s = Math.Max(0, PlaceOf(i).String);
            var cellA = _currentA[s] / _options.Parallel;
            var estimate = _followers[i].Step(row.TimeS, cellA, VoltageOf(row, i, s), row.StringTemperatureK.Length > 0 && Sight != PackSight.Whole ? row.StringTemperatureK[s] : row.TemperatureK);
            if (estimate.Verdict == FollowVerdict.Late) continue;
            (_estimates[i], isLate) = (estimate, false);
        }
        return Whole(isLate);
    }

    /// <summary>Everything that is known, unit by unit, to go on from after a restart.</summary>
    public IReadOnlyList<FollowSnapshot> Save() => Array.ConvertAll(_followers, f => f.Save());

    /// <summary>Goes on from snapshots.</summary>
    /// <exception cref="ArgumentException">They are of another pack or another set, or hold what is no number.</exception>
    public void Load(IReadOnlyList<FollowSnapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        if (snapshots.Count != Count) throw new ArgumentException($"There are {snapshots.Count} snapshots; this pack has {Count} units.", nameof(snapshots));
        for (var i = 0; i < Count; i++) _followers[i].Load(snapshots[i]);
    }

    private (int String, int Group) PlaceOf(int index) => Sight switch
    {
        PackSight.Groups => (index / _options.Series, index % _options.Series),
        PackSight.Strings => (index, -1),
        _ => (-1, -1),
    };

    private double AhOf(int index) => _estimates[index].CapacityFactor * _newAh * _options.Parallel;

    private double AhBandOf(int index) => _estimates[index].CapacityBand * _newAh * _options.Parallel;

    private static void Matches(string field, int count, int wanted, bool isNeeded)
    {
        if (count != wanted && (isNeeded || count != 0)) throw new ArgumentException($"{field} has {count} values; this pack has {wanted}{(isNeeded ? "" : ", or none")}.", field);
    }

    /// <summary>The current of each string. One that is missing is what the others leave of the pack's.</summary>
    private void Divide(PackRow row)
    {
        if (row.StringCurrentA.Length == 0 || Sight == PackSight.Whole)
        {
            Array.Fill(_currentA, row.CurrentA / _options.Strings);
            return;
        }
        row.StringCurrentA.CopyTo(_currentA, 0);
        var (missing, sum) = (-1, 0.0);
        for (var s = 0; s < _currentA.Length; s++)
        {
            if (!double.IsNaN(_currentA[s])) sum += _currentA[s];
            else if (missing >= 0) return;
            else missing = s;
        }
        if (missing >= 0) _currentA[missing] = row.CurrentA - sum;
    }

    /// <summary>The voltage of a cell without what the current drops on the way to it. Where the current was not measured, nothing is taken off.</summary>
    private double VoltageOf(PackRow row, int index, int s)
    {
        var stringA = double.IsNaN(_currentA[s]) ? 0 : _currentA[s];
        var tabV = stringA / _options.Parallel * _options.TabOhm;
        if (Sight == PackSight.Groups) return row.GroupVoltageV[index] - tabV;
        return (row.VoltageV - stringA * (_options.ContactorOhm + _options.Series * _options.BarOhm)) / _options.Series - tabV;
    }

    /// <summary>A string gives until its first group is empty and takes until its first is full; strings add up.</summary>
    private PackEstimate Whole(bool isLate)
    {
        var (lowest, highest, worst) = (0, 0, 0);
        for (var i = 1; i < Count; i++)
        {
            if (_estimates[i].SocPct < _estimates[lowest].SocPct) lowest = i;
            if (_estimates[i].SocPct > _estimates[highest].SocPct) highest = i;
            if (Rank(_estimates[i].Trust) > Rank(_estimates[worst].Trust)) worst = i;
        }
        var each = Sight == PackSight.Groups ? _options.Series : 1;
        var (emptyAh, fullAh, bandAh, capacityBandAh) = (0.0, 0.0, 0.0, 0.0);
        for (var first = 0; first < Count; first += each)
        {
            var (least, most) = (first, first);
            for (var i = first + 1; i < first + each; i++)
            {
                if (ToEmpty(i) < ToEmpty(least)) least = i;
                if (ToFull(i) < ToFull(most)) most = i;
            }
            var (toEmpty, toFull) = (ToEmpty(least), ToFull(most));
            (emptyAh, fullAh) = (emptyAh + toEmpty, fullAh + toFull);
            bandAh += Math.Max(BandOf(least), BandOf(most)) / 100 * (toEmpty + toFull);
            capacityBandAh += least == most
                ? AhBandOf(least)
                : double.Hypot(
                    double.Hypot(_estimates[least].SocPct * AhBandOf(least), (100 - _estimates[most].SocPct) * AhBandOf(most)),
                    double.Hypot(BandOf(least), BandOf(most)) * (toEmpty + toFull)) / 100;
        }
        // The mean cell of all strings stands for each of them.
        var times = Sight == PackSight.Whole ? _options.Strings : 1;
        var ah = emptyAh + fullAh;
        return new PackEstimate(
            _estimates[worst].TimeS, 100 * emptyAh / ah, 100 * bandAh / ah, times * ah, times * capacityBandAh, _estimates[lowest].SocPct, lowest,
            _estimates[highest].SocPct, highest, worst, isLate, _estimates[worst].Trust);

        double ToEmpty(int i) => _estimates[i].SocPct / 100 * AhOf(i);
        double ToFull(int i) => (1 - _estimates[i].SocPct / 100) * AhOf(i);
        double BandOf(int i) => _estimates[i].SocBandPct;
    }

    private static int Rank(FollowTrust trust) => trust switch
    {
        FollowTrust.Trusted => 0,
        FollowTrust.Settling => 1,
        FollowTrust.Doubtful => 2,
        _ => 3,
    };
}
