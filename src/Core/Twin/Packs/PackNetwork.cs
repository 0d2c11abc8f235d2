using System.Runtime.InteropServices;
using Busbar.Core.Twin.Arithmetic;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Twin.Packs;

/// <summary>
/// How the current divides. Around a current every cell is a source with a resistor; sources in parallel and in series join to one (Thévenin), so that a pack of any size
/// is solved in one pass up and one pass down, and Newton's method repeats it with the cells' resistances at the currents found. Not safe for several threads at once.
/// </summary>
internal sealed class PackNetwork
{
    private const int MostPasses = 20;

    private readonly PackOptions _options;
    private readonly Terminals<One>[] _at;
    private readonly double[] _cellA;
    private readonly double[] _sourceV;
    private readonly double[] _cellOhm;
    private readonly double[] _groupV;
    private readonly double[] _groupOhm;
    private readonly double[] _groupShortA;
    private readonly double[] _bleedSiemens;
    private readonly double[] _stringV;
    private readonly double[] _stringOhm;
    private readonly double[] _stringA;
    private readonly int[] _firstGroup;
    private readonly int[] _firstCell;

    internal PackNetwork(PackOptions options)
    {
        _options = options;
        var (strings, groups) = (options.Strings.Count, options.Strings.Sum(s => s.Groups.Count));
        (_firstGroup, _firstCell) = (new int[strings + 1], new int[groups + 1]);
        var (group, cell) = (0, 0);
        for (var s = 0; s < strings; s++)
        {
            _firstGroup[s] = group;
            foreach (var one in options.Strings[s].Groups)
            {
                _firstCell[group++] = cell;
                cell += one.Cells;
            }
        }
        (_firstGroup[strings], _firstCell[groups]) = (group, cell);
        _at = new Terminals<One>[cell];
        (_cellA, _sourceV, _cellOhm) = (new double[cell], new double[cell], new double[cell]);
        (_groupV, _groupOhm, _groupShortA, _bleedSiemens) = (new double[groups], new double[groups], new double[groups], new double[groups]);
        (_stringV, _stringOhm, _stringA) = (new double[strings], new double[strings], new double[strings]);
        IsClosed = new bool[strings];
    }

    /// <summary>Which strings are connected.</summary>
    internal bool[] IsClosed { get; }

    /// <summary>Groups of a string: from this one up to the next string's.</summary>
    internal ReadOnlySpan<int> FirstGroup => _firstGroup;

    /// <summary>Cells of a group: from this one up to the next group's.</summary>
    internal ReadOnlySpan<int> FirstCell => _firstCell;

    /// <summary>Currents of the cells, A; positive charges.</summary>
    internal ReadOnlySpan<double> CellA => _cellA;

    internal ReadOnlySpan<double> StringA => _stringA;
    internal ReadOnlySpan<double> GroupV => _groupV;

    /// <summary>Voltage of a string with nothing flowing, V, the mean of each group's cells; whether its contactors are closed or not.</summary>
    internal double OpenV(int s)
    {
        double sum = 0;
        for (var g = _firstGroup[s]; g < _firstGroup[s + 1]; g++)
        {
            double group = 0;
            for (var c = _firstCell[g]; c < _firstCell[g + 1]; c++) group += _at[c].VoltageV(new One(0)).Value;
            sum += group / (_firstCell[g + 1] - _firstCell[g]);
        }
        return sum;
    }

    internal double VoltageV { get; private set; }
    internal double CurrentA { get; private set; }

    /// <summary>The pack as one source and one resistor around the currents found.</summary>
    internal (double SourceV, double Ohm) Pack { get; private set; }

    internal ref readonly Terminals<One> At(int cell) => ref _at[cell];

    internal double CellV(int cell) => _at[cell].VoltageV(new One(-_cellA[cell])).Value;

    /// <summary>Switches the resistor across a group.</summary>
    internal void Bleed(int group, double siemens) => _bleedSiemens[group] = siemens;

    internal double BleedA(int group) => _bleedSiemens[group] * _groupV[group];

    /// <summary>Voltage of a group as a management measures it: with its resistor off for the moment.</summary>
    internal double PausedV(int group) => _groupV[group] + BleedA(group) * _groupOhm[group];

    internal bool IsBled(int group) => _bleedSiemens[group] > 0;

    /// <summary>Takes the cells as their states are now.</summary>
    internal void See(ReducedKernel kernel, ReadOnlySpan<double> states, ReadOnlySpan<HealthOf<One>> healths)
    {
        var numbers = MemoryMarshal.Cast<double, One>(states);
        for (var c = 0; c < _at.Length; c++) _at[c] = kernel.At(numbers.Slice(c * kernel.Count, kernel.Count), healths[c]);
    }

    /// <summary>Divides a load. Power beyond the greatest that the pack has is that greatest.</summary>
    /// <param name="kind">Current, voltage or power.</param>
    /// <param name="value">In A, V or W; positive charges.</param>
    internal void Solve(TwinLoadKind kind, double value)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            Join();
            CurrentA = CurrentOf(kind, value);
            VoltageV = Pack.SourceV + (double.IsFinite(Pack.Ohm) ? Pack.Ohm * CurrentA : 0);
            if (Divide() < 1e-10) return;
        }
    }

    /// <summary>How much of a change of the pack's current a cell takes.</summary>
    internal double ShareOf(int s, int group, int cell) => IsClosed[s] ? Pack.Ohm / _stringOhm[s] * (_groupOhm[group] / _cellOhm[cell]) : 0;

    /// <summary>The cell's own voltage around the current found: source and slope, without its tab.</summary>
    internal (double SourceV, double Ohm) CellSource(int cell) => (_sourceV[cell], _cellOhm[cell] - _options.TabOhm);

    /// <summary>Up: from cells to the pack.</summary>
    private void Join()
    {
        var (packSiemens, packA) = (0.0, 0.0);
        for (var s = 0; s < _stringV.Length; s++)
        {
            var (sourceV, ohm) = (0.0, _options.ContactorOhm + _options.BarOhm * (_firstGroup[s + 1] - _firstGroup[s]));
            for (var g = _firstGroup[s]; g < _firstGroup[s + 1]; g++)
            {
                var (siemens, shortA) = (_bleedSiemens[g], 0.0);
                for (var c = _firstCell[g]; c < _firstCell[g + 1]; c++)
                {
                    var discharge = new One(-_cellA[c]);
                    var slope = _at[c].ResistanceOhm(discharge).Value;
                    (_sourceV[c], _cellOhm[c]) = (_at[c].VoltageV(discharge).Value - slope * _cellA[c], slope + _options.TabOhm);
                    siemens += 1 / _cellOhm[c];
                    shortA += _sourceV[c] / _cellOhm[c];
                }
                (_groupShortA[g], _groupOhm[g]) = (shortA, 1 / siemens);
                sourceV += shortA / siemens;
                ohm += 1 / siemens;
            }
            (_stringV[s], _stringOhm[s]) = (sourceV, ohm);
            if (!IsClosed[s]) continue;
            packSiemens += 1 / ohm;
            packA += sourceV / ohm;
        }
        Pack = packSiemens > 0 ? (packA / packSiemens, 1 / packSiemens) : (0, double.PositiveInfinity);
    }

    private double CurrentOf(TwinLoadKind kind, double value)
    {
        var (source, ohm) = Pack;
        if (!double.IsFinite(ohm)) return 0;
        switch (kind)
        {
            case TwinLoadKind.Current:
                return value;
            case TwinLoadKind.Voltage:
                return (value - source) / ohm;
            default:
                var root = source * source + 4 * ohm * value;
                return root > 0 ? 2 * value / (source + Math.Sqrt(root)) : -source / (2 * ohm);
        }
    }

    /// <summary>Down: from the pack to cells. The greatest change of a cell's current, A over 1 A and the current.</summary>
    private double Divide()
    {
        var change = 0.0;
        for (var s = 0; s < _stringV.Length; s++)
        {
            _stringA[s] = IsClosed[s] ? (VoltageV - _stringV[s]) / _stringOhm[s] : 0;
            for (var g = _firstGroup[s]; g < _firstGroup[s + 1]; g++)
            {
                _groupV[g] = (_groupShortA[g] + _stringA[s]) * _groupOhm[g];
                for (var c = _firstCell[g]; c < _firstCell[g + 1]; c++)
                {
                    var current = (_groupV[g] - _sourceV[c]) / _cellOhm[c];
                    change = Math.Max(change, Math.Abs(current - _cellA[c]) / (1 + Math.Abs(current)));
                    _cellA[c] = current;
                }
            }
        }
        return change;
    }
}
