using Busbar.Core.Twin.Numerics;

namespace Busbar.Core.Twin.Models;

/// <summary>The particles' modes: their rates, and their elimination from Newton's matrix. Where stress drives lithium, each particle diffuses at its own
/// rate; elsewhere one rate holds for all and whole rows are scaled at once.</summary>
internal sealed partial class PorousCells
{
    private readonly double[] _drive; // of each mode, and how fast it decays: scratch
    private readonly double[] _decay;
    private double[] _speed = [];
    private double[] _inverse = [];

    private bool EachItsOwn => Side.StressShare != 0;

    /// <summary>Rates of the modes under the reactions.</summary>
    internal void ModeRates(ReadOnlySpan<double> state, Span<double> rates)
    {
        var modes = Side.Modes;
        Scale(Side.FluxPerCurrent, modes.Drive, _drive);
        if (!EachItsOwn)
        {
            Scale(Side.DiffusionRate, modes.Rate, _decay);
            RowKernels.Decay(_drive, Reaction, _decay, state.Slice(FirstMode, ModeCount), rates.Slice(FirstMode, ModeCount));
            return;
        }
        Speeds(state);
        for (var k = 0; k < modes.Count; k++)
        {
            var to = rates.Slice(FirstMode + k * Count, Count);
            var from = state.Slice(FirstMode + k * Count, Count);
            for (var i = 0; i < Count; i++) to[i] = _drive[k] * Reaction[i] - _speed[i] * modes.Rate[k] * from[i];
        }
    }

    private static void Scale(double by, ReadOnlySpan<double> numbers, Span<double> to)
    {
        for (var k = 0; k < numbers.Length; k++) to[k] = by * numbers[k];
    }

    /// <summary>What a step with this c leaves of each mode, and of each reaction.</summary>
    internal void Factor(double c, ReadOnlySpan<double> state)
    {
        var modes = Side.Modes;
        if (EachItsOwn) Speeds(state);
        double answer = 0;
        for (var k = 0; k < modes.Count; k++)
        {
            ModeInverse[k] = 1 / (1 + c * Side.DiffusionRate * modes.Rate[k]);
            answer += modes.Surface[k] * modes.Drive[k] * ModeInverse[k];
        }
        for (var i = 0; i < Count; i++)
        {
            var own = EachItsOwn ? Answer(c, i) : answer;
            var left = 1 / (1 - PerSurface[i] * c * Side.FluxPerCurrent * own);
            (_netPerSurface[i], _netPerSalt[i], _netPerOver[i]) = (PerSurface[i] * left, PerSalt[i] * left, PerOver[i] * left);
        }
    }

    /// <summary>What the surface of one particle answers to its flux, each mode with what a step leaves of it.</summary>
    private double Answer(double c, int i)
    {
        var modes = Side.Modes;
        double answer = 0;
        for (var k = 0; k < modes.Count; k++)
        {
            var inverse = _inverse[k * Count + i] = 1 / (1 + c * _speed[i] * modes.Rate[k]);
            answer += modes.Surface[k] * modes.Drive[k] * inverse;
        }
        return answer;
    }

    private void Speeds(ReadOnlySpan<double> state)
    {
        if (_speed.Length == 0) (_speed, _inverse) = (new double[Count], new double[Count * Side.Modes.Count]);
        for (var i = 0; i < Count; i++) _speed[i] = Side.DiffusionRateAt(state[FirstMode + i], Surface[i]);
    }

    /// <summary>Turns the modes' right-hand side into their change at a still reaction, and notes what that does to the reaction.</summary>
    internal void Eliminate(Span<double> rightHandSide)
    {
        var modes = Side.Modes;
        if (!EachItsOwn) RowKernels.ScaleAndSum(ModeInverse, modes.Surface, rightHandSide.Slice(FirstMode, ModeCount), Known);
        else
        {
            var rows = rightHandSide.Slice(FirstMode, ModeCount);
            for (var i = 0; i < rows.Length; i++) rows[i] *= _inverse[i];
            RowKernels.Sum(modes.Surface, rows, Known);
        }
        for (var i = 0; i < Count; i++) Known[i] *= _netPerSurface[i];
    }

    /// <summary>Adds what the reaction's change, A/m2, does to the modes.</summary>
    internal void Restore(double c, ReadOnlySpan<double> reactionChange, Span<double> rightHandSide)
    {
        var modes = Side.Modes;
        Scale(c * Side.FluxPerCurrent, modes.Drive, _drive);
        if (!EachItsOwn)
        {
            for (var k = 0; k < modes.Count; k++) _drive[k] *= ModeInverse[k];
            RowKernels.AddScaled(_drive, reactionChange, rightHandSide.Slice(FirstMode, ModeCount));
            return;
        }
        for (var k = 0; k < modes.Count; k++)
        {
            var b = rightHandSide.Slice(FirstMode + k * Count, Count);
            for (var i = 0; i < Count; i++) b[i] += _drive[k] * _inverse[k * Count + i] * reactionChange[i];
        }
    }
}
