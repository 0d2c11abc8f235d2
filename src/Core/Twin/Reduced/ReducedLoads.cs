using Busbar.Core.Twin.Arithmetic;

namespace Busbar.Core.Twin.Reduced;

/// <summary>The bounds of a load as numbers of a kind.</summary>
internal readonly record struct LimitsOf<T>(T MinVoltageV, T MaxVoltageV, T MaxDischargeA, T MaxChargeA)
    where T : struct, IArithmetic<T>
{
    internal static LimitsOf<T> Of(in ReducedLimits l) => new(T.Of(l.MinVoltageV), T.Of(l.MaxVoltageV), T.Of(l.MaxDischargeA), T.Of(l.MaxChargeA));
}

/// <summary>From a load to the current that it draws. In here discharge is positive.</summary>
internal static class ReducedLoads
{
    /// <summary>Steps of Newton's method; the voltage bends so little that the last ones move nothing.</summary>
    private const int Iterations = 6;

    /// <summary>The current at which the cell has a voltage. The curve is concave away from rest: Newton's iterates run to it from one side.</summary>
    internal static T ForVoltage<T>(in Terminals<T> at, T voltageV, T dischargeA)
        where T : struct, IArithmetic<T>
    {
        for (var i = 0; i < Iterations; i++)
            dischargeA += (at.VoltageV(dischargeA) - voltageV) / at.ResistanceOhm(dischargeA);
        return dischargeA;
    }

    /// <summary>The current at which the cell gives a power, W. Beyond the greatest power that it has, some current too great: a bound takes over.</summary>
    internal static T ForPower<T>(in Terminals<T> at, T dischargeW)
        where T : struct, IArithmetic<T>
    {
        var open = at.PotentialV + at.SaltV;
        var current = dischargeW / open;
        var least = 0.1 * open;
        for (var i = 0; i < Iterations; i++)
        {
            var voltage = at.VoltageV(current);
            var slope = voltage - current * at.ResistanceOhm(current);
            slope = T.IfPositive(slope - least, slope, least);
            current += (dischargeW - current * voltage) / slope;
        }
        return current;
    }

    /// <summary>Keeps a current within bounds. A voltage beyond its bound stops the current that drives it there, and turns none round.</summary>
    /// <param name="at">The cell.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="dischargeA">The current wanted.</param>
    /// <param name="bound">The <see cref="ReducedBound"/> that bit.</param>
    internal static T Within<T>(in Terminals<T> at, in LimitsOf<T> limits, T dischargeA, out T bound)
        where T : struct, IArithmetic<T>
    {
        bound = T.Of((double)ReducedBound.None);
        var zero = T.Of(0);
        var over = dischargeA - limits.MaxDischargeA;
        bound = T.IfPositive(over, T.Of((double)ReducedBound.DischargeCurrent), bound);
        dischargeA = T.IfPositive(over, limits.MaxDischargeA, dischargeA);
        over = -(dischargeA + limits.MaxChargeA);
        bound = T.IfPositive(over, T.Of((double)ReducedBound.ChargeCurrent), bound);
        dischargeA = T.IfPositive(over, -limits.MaxChargeA, dischargeA);

        var voltage = at.VoltageV(dischargeA);
        var below = T.IfPositive(dischargeA, limits.MinVoltageV - voltage, zero);
        var above = T.IfPositive(-dischargeA, voltage - limits.MaxVoltageV, zero);
        var beyond = T.IfPositive(below, below, above);
        if (!T.AnyPositive(beyond)) return dischargeA;
        var target = T.IfPositive(below, limits.MinVoltageV, limits.MaxVoltageV);
        var held = ForVoltage(at, target, dischargeA);
        // At rest already beyond the bound: nothing flows.
        held = T.IfPositive(below, T.IfPositive(held, held, zero), T.IfPositive(-held, held, zero));
        bound = T.IfPositive(beyond, T.IfPositive(below, T.Of((double)ReducedBound.MinVoltage), T.Of((double)ReducedBound.MaxVoltage)), bound);
        return T.IfPositive(beyond, held, dischargeA);
    }
}
