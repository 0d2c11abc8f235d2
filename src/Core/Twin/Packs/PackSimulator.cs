using System.Globalization;
using System.Runtime.InteropServices;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Packs;

/// <summary>
/// A pack under loads: every cell a reduced SPMe of its own, joined by tabs, bars and contactors, with balancing. It owns all the memory it needs: a step allocates
/// nothing. Not safe for several threads at once.
/// </summary>
public sealed class PackSimulator
{
    /// <summary>Longest time for which the division of the current is held, s: cells in parallel even out their charge in minutes, and steps well below that are stable.</summary>
    private const double LongestHoldS = 5;

    private const int LimitPasses = 3;

    private readonly PackOptions _options;
    private readonly ReducedCell _model;
    private readonly PackNetwork _network;
    private readonly HealthOf<One>[] _health;
    private readonly ElectrodeHealth[] _window;
    private readonly double[] _states;
    private readonly double[] _ambientOffsetK;
    private readonly PackPlace[] _place;
    private readonly double _nominalAh;
    private readonly PackDerating _charge;
    private readonly PackDerating _discharge;

    /// <summary>Makes a pack at rest with its contactors closed.</summary>
    /// <exception cref="ArgumentException">The pack is wired wrongly or a value is out of range; the message names them all, with the physical reason.</exception>
    public PackSimulator(PackOptions options)
    {
        _options = PackChecks.Checked(options);
        _model = new ReducedCell(new ReducedOptions { Cell = options.Cell, Thermal = options.Thermal, Sei = options.Sei });
        _network = new PackNetwork(options);
        (_charge, _discharge) = (new PackDerating(options.Bounds.ChargeDerating), new PackDerating(options.Bounds.DischargeDerating));
        CellCount = _network.CellA.Length;
        (_health, _window, _ambientOffsetK, _place) = (new HealthOf<One>[CellCount], new ElectrodeHealth[CellCount], new double[CellCount], new PackPlace[CellCount]);
        _states = new double[CellCount * _model.Count];
        AmbientK = options.StartK;
        _nominalAh = options.Cell.NominalCapacityAh * options.Strings.Sum(s => s.Groups[0].Cells);
        Array.Fill(_network.IsClosed, true);
        Place();
        Build();
        See();
        _network.Solve(TwinLoadKind.Current, 0);
        if (Inrush() is { } fault) throw new ArgumentException(fault, nameof(options));
    }

    /// <summary>Cells of all strings.</summary>
    public int CellCount { get; }

    /// <summary>Time since the start, s.</summary>
    public double TimeS { get; private set; }

    /// <summary>Temperature of the surroundings, K.</summary>
    public double AmbientK { get; set; }

    /// <summary>Energy into the terminals, Wh; out of them counts below 0.</summary>
    public double EnergyWh { get; private set; }

    /// <summary>Energy lost in tabs, bars and contactors, Wh.</summary>
    public double WiringLossWh { get; private set; }

    /// <summary>Energy that balancing has turned to heat, Wh.</summary>
    public double BleedLossWh { get; private set; }

    /// <summary>Whether a load is cut to <see cref="ChargeLimit"/> and <see cref="DischargeLimit"/>, as a management and what obeys it would. Default false: it is followed.</summary>
    public bool KeepsBounds { get; set; }

    /// <summary>Opens or closes the contactors of a string while the pack carries nothing. Strings of unlike voltage drive a current through each other.</summary>
    /// <param name="index">The string, from 0.</param>
    /// <param name="isClosed">True closes them.</param>
    /// <exception cref="ArgumentException">There is no such string, or more than <see cref="PackBounds.InrushC"/> would flow between strings; then its contactors stay as they were.</exception>
    public void Connect(int index, bool isClosed)
    {
        if (index < 0 || index >= _options.Strings.Count) throw new ArgumentException($"index is {index}; the pack has strings 0 to {_options.Strings.Count - 1}.", nameof(index));
        var before = _network.IsClosed[index];
        _network.IsClosed[index] = isClosed;
        _network.Solve(TwinLoadKind.Current, 0);
        if (!isClosed || before || Inrush() is not { } fault) return;
        _network.IsClosed[index] = before;
        _network.Solve(TwinLoadKind.Current, 0);
        throw new ArgumentException(fault, nameof(index));
    }

    /// <summary>Why the strings that are closed may not be, with nothing flowing at the terminals; null when they may.</summary>
    private string? Inrush()
    {
        for (var s = 0; s < _options.Strings.Count; s++)
        {
            if (!_network.IsClosed[s]) continue;
            var most = _options.Bounds.InrushC * _options.Cell.NominalCapacityAh * _options.Strings[s].Groups[0].Cells;
            if (Math.Abs(_network.StringA[s]) <= most) continue;
            var into = _network.StringA[s] > 0;
            return string.Create(CultureInfo.InvariantCulture,
                $"Strings[{s}] is at {_network.OpenV(s):0.00} V and the bus at {_network.VoltageV:0.00} V: {Math.Abs(_network.StringA[s]):0} A would flow {(into ? "into" : "out of")} it when the contactors close; "
                + $"allowed: {most:0.#} A, Bounds.InrushC of {_options.Bounds.InrushC:0.##}. Bring the strings to one state of charge before, or close through a resistor.");
        }
        return null;
    }

    /// <summary>Current of a string, A; positive charges.</summary>
    /// <param name="index">The string, from 0.</param>
    public double StringCurrentA(int index) => _network.StringA[index];

    /// <summary>Where a cell is.</summary>
    /// <param name="cell">From 0 to <see cref="CellCount"/>, string by string and group by group.</param>
    public PackPlace PlaceOf(int cell) => _place[cell];

    /// <summary>Current of a cell, A; positive charges.</summary>
    public double CellCurrentA(int cell) => _network.CellA[cell];

    /// <summary>Voltage of a cell, V.</summary>
    public double CellVoltageV(int cell) => _network.CellV(cell);

    /// <summary>Temperature of a cell, K.</summary>
    public double CellTemperatureK(int cell) => _states[cell * _model.Count + _model.TemperatureAt];

    /// <summary>State of charge of a cell in its own window, %.</summary>
    public double CellSocPct(int cell) => 100 * _window[cell].Soc(_states[cell * _model.Count]);

    /// <summary>Capacity of a cell in its own window, Ah.</summary>
    public double CellCapacityAh(int cell) => _window[cell].CapacityAh;

    /// <summary>Holds a load for a time.</summary>
    /// <param name="load">Current, voltage or power, at the pack's terminals; a profile or a resistance is not taken.</param>
    /// <param name="dtS">The time, s, above 0. The load's current is found anew every five seconds.</param>
    /// <exception cref="ArgumentException">The load is none of the three, or the time is no time.</exception>
    public void Step(TwinLoad load, double dtS)
    {
        ArgumentNullException.ThrowIfNull(load);
        if (load.Profile is not null || load.Kind == TwinLoadKind.Resistance) throw new ArgumentException("The load of a pack is a current, a voltage or a power.", nameof(load));
        if (!(dtS > 0 && double.IsFinite(dtS))) throw new ArgumentException($"dtS is {dtS}; a step is above 0 s and finite.", nameof(dtS));
        var holds = Math.Max(1, (int)Math.Ceiling(dtS / LongestHoldS));
        for (var i = 0; i < holds; i++) Hold(load, dtS / holds);
    }

    /// <summary>What can be seen now, under the load that was last held.</summary>
    public PackPoint Now()
    {
        var (low, high, cold, hot) = (0, 0, 0, 0);
        for (var c = 1; c < CellCount; c++)
        {
            if (CellVoltageV(c) < CellVoltageV(low)) low = c;
            if (CellVoltageV(c) > CellVoltageV(high)) high = c;
            if (CellTemperatureK(c) < CellTemperatureK(cold)) cold = c;
            if (CellTemperatureK(c) > CellTemperatureK(hot)) hot = c;
        }
        var bled = 0;
        for (var g = 0; g < _network.GroupV.Length; g++) bled += _network.IsBled(g) ? 1 : 0;
        return new(TimeS, _network.CurrentA, _network.VoltageV, SocPct(), CellVoltageV(low), _place[low], CellVoltageV(high), _place[high],
            CellTemperatureK(cold), CellTemperatureK(hot), _place[hot], bled);
    }

    /// <summary>The greatest charge current just now.</summary>
    public PackLimit ChargeLimit() => Limit(1, _options.Bounds.ChargeC, _charge, _options.Cell.MaxVoltageV - _options.Bounds.MarginV);

    /// <summary>The greatest discharge current just now, as a number above 0.</summary>
    public PackLimit DischargeLimit() => Limit(-1, _options.Bounds.DischargeC, _discharge, _options.Cell.MinVoltageV + _options.Bounds.MarginV);

    /// <summary>
    /// Every cell's current follows the pack's in a straight line around the present one, so that its bounds become bounds on the pack's current; the least one holds. The
    /// division is looked at again at that current, where the cells' resistances are others, and put back as it was.
    /// </summary>
    private PackLimit Limit(int way, double rate, PackDerating derating, double boundV)
    {
        var presentA = _network.CurrentA;
        var limit = Straight(way, rate, derating, boundV);
        for (var i = 0; i < LimitPasses && limit.Bound != PackBound.Contactors; i++)
        {
            _network.Solve(TwinLoadKind.Current, way * limit.CurrentA);
            limit = Straight(way, rate, derating, boundV);
        }
        _network.Solve(TwinLoadKind.Current, presentA);
        return limit;
    }

    private PackLimit Straight(int way, double rate, PackDerating derating, double boundV)
    {
        var limit = new PackLimit(double.PositiveInfinity, PackBound.Contactors, default);
        for (var s = 0; s + 1 < _network.FirstGroup.Length; s++)
            for (var g = _network.FirstGroup[s]; g < _network.FirstGroup[s + 1]; g++)
                for (var c = _network.FirstCell[g]; c < _network.FirstCell[g + 1]; c++)
                {
                    var share = _network.ShareOf(s, g, c);
                    if (share <= 0) continue;
                    var allowed = derating.At(CellTemperatureK(c));
                    var bound = allowed < 1 ? PackBound.CellTemperature : PackBound.CellCurrent;
                    var mostA = rate * allowed * _options.Cell.NominalCapacityAh;
                    var (sourceV, ohm) = _network.CellSource(c);
                    var byVoltageA = way * (boundV - sourceV) / ohm;
                    if (byVoltageA < mostA) (mostA, bound) = (byVoltageA, PackBound.CellVoltage);
                    var packA = way * _network.CurrentA + (mostA - way * _network.CellA[c]) / share;
                    if (packA < limit.CurrentA) limit = new(Math.Max(0, packA), bound, _place[c]);
                }
        return double.IsFinite(limit.CurrentA) ? limit : limit with { CurrentA = 0 };
    }

    private void Drive(TwinLoad load)
    {
        _network.Solve(load.Kind, load.Value);
        if (!KeepsBounds || _network.CurrentA == 0) return;
        var way = Math.Sign(_network.CurrentA);
        var limit = way > 0 ? ChargeLimit() : DischargeLimit();
        if (way * _network.CurrentA > limit.CurrentA) _network.Solve(TwinLoadKind.Current, way * limit.CurrentA);
    }

    private void Hold(TwinLoad load, double dtS)
    {
        Drive(load);
        Count(dtS);
        var kernel = _model.Kernel;
        var numbers = MemoryMarshal.Cast<double, One>(_states.AsSpan());
        for (var c = 0; c < CellCount; c++)
            kernel.Step(numbers.Slice(c * kernel.Count, kernel.Count), _health[c], _network.At(c), new One(-_network.CellA[c]), new One(dtS), new One(AmbientK + _ambientOffsetK[c]));
        TimeS += dtS;
        See();
        Balance();
        Drive(load);
    }

    private void See() => _network.See(_model.Kernel, _states, _health);

    private void Count(double dtS)
    {
        var hours = dtS / 3600;
        EnergyWh += hours * _network.CurrentA * _network.VoltageV;
        var lossW = 0.0;
        for (var c = 0; c < CellCount; c++) lossW += _options.TabOhm * _network.CellA[c] * _network.CellA[c];
        for (var s = 0; s < _network.StringA.Length; s++)
            lossW += (_options.ContactorOhm + _options.BarOhm * (_network.FirstGroup[s + 1] - _network.FirstGroup[s])) * _network.StringA[s] * _network.StringA[s];
        WiringLossWh += hours * lossW;
        for (var g = 0; g < _network.GroupV.Length; g++) BleedLossWh += hours * _network.BleedA(g) * _network.GroupV[g];
    }

    private void Balance()
    {
        if (_options.Balancing is not { } balancing) return;
        var isCalm = Math.Abs(_network.CurrentA) <= balancing.MostC * _nominalAh;
        var leastV = balancing.LeastV ?? 0.5 * (_options.Cell.MinVoltageV + _options.Cell.MaxVoltageV);
        for (var s = 0; s + 1 < _network.FirstGroup.Length; s++)
        {
            var lowest = double.PositiveInfinity;
            for (var g = _network.FirstGroup[s]; g < _network.FirstGroup[s + 1]; g++) lowest = Math.Min(lowest, _network.PausedV(g));
            for (var g = _network.FirstGroup[s]; g < _network.FirstGroup[s + 1]; g++)
            {
                var above = _network.PausedV(g) - lowest;
                var isBled = isCalm && _network.PausedV(g) > leastV && above > (_network.IsBled(g) ? 0.5 : 1) * balancing.StartV;
                _network.Bleed(g, isBled ? 1 / balancing.BleedOhm : 0);
            }
        }
    }

    /// <summary>Until the first group of a string is empty, and until the first is full; strings add up.</summary>
    private double SocPct()
    {
        var (emptyAh, fullAh) = (0.0, 0.0);
        for (var s = 0; s + 1 < _network.FirstGroup.Length; s++)
        {
            var (toEmpty, toFull) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var g = _network.FirstGroup[s]; g < _network.FirstGroup[s + 1]; g++)
            {
                var (empty, full) = (0.0, 0.0);
                for (var c = _network.FirstCell[g]; c < _network.FirstCell[g + 1]; c++)
                {
                    var soc = CellSocPct(c) / 100;
                    (empty, full) = (empty + soc * _window[c].CapacityAh, full + (1 - soc) * _window[c].CapacityAh);
                }
                (toEmpty, toFull) = (Math.Min(toEmpty, empty), Math.Min(toFull, full));
            }
            (emptyAh, fullAh) = (emptyAh + toEmpty, fullAh + toFull);
        }
        return 100 * emptyAh / (emptyAh + fullAh);
    }

    private void Place()
    {
        for (var s = 0; s + 1 < _network.FirstGroup.Length; s++)
            for (var g = _network.FirstGroup[s]; g < _network.FirstGroup[s + 1]; g++)
                for (var c = _network.FirstCell[g]; c < _network.FirstCell[g + 1]; c++)
                    _place[c] = new(s, g - _network.FirstGroup[s], c - _network.FirstCell[g]);
    }

    private void Build()
    {
        var (spread, mean) = (_options.Spread, SecondLife.Of(_model, _options.StateOfHealth));
        var normal = new SeededNormal(spread.Seed);
        for (var c = 0; c < CellCount; c++)
        {
            var health = mean with
            {
                CapacityFactor = mean.CapacityFactor * (1 + spread.Capacity * normal.Next()),
                ResistanceFactor = mean.ResistanceFactor * (1 + spread.Resistance * normal.Next()),
            };
            var groups = _options.Strings[_place[c].String].Groups.Count;
            _ambientOffsetK[c] = groups > 1 ? spread.TemperatureK * _place[c].Group / (groups - 1) : 0;
            _health[c] = HealthOf<One>.Of(health);
            _window[c] = _model.Window(health);
            var soc = Math.Clamp((_options.Strings[_place[c].String].InitialSoc ?? _options.InitialSoc) + spread.Soc * normal.Next(), 0, 1);
            _model.Rest(health, soc, _options.StartK + _ambientOffsetK[c], _states.AsSpan(c * _model.Count, _model.Count));
        }
    }
}
