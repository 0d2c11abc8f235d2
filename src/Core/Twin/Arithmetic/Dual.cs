using System.Runtime.Intrinsics;

namespace Busbar.Core.Twin.Arithmetic;

/// <summary>A number with its slopes in up to eight directions: exact forward differentiation. What the directions are is up to whoever seeds them
/// (<see cref="Along"/>): states, parameters, the current.</summary>
internal readonly struct Dual(double value, Vector512<double> slopes) : IArithmetic<Dual>
{
    /// <summary>How many directions there are.</summary>
    internal const int Directions = 8;

    internal double Value { get; } = value;

    /// <summary>The derivative in each direction.</summary>
    internal Vector512<double> Slopes { get; } = slopes;

    /// <summary>A constant.</summary>
    public static Dual Of(double value) => new(value, Vector512<double>.Zero);

    /// <summary>An independent variable: slope 1 in <paramref name="direction"/> (0 to 7).</summary>
    internal static Dual Along(double value, int direction) => new(value, Vector512<double>.Zero.WithElement(direction, 1));

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Slopes + b.Slopes);
    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Slopes - b.Slopes);
    public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, a.Slopes * b.Value + b.Slopes * a.Value);

    public static Dual operator /(Dual a, Dual b)
    {
        var value = a.Value / b.Value;
        return new(value, (a.Slopes - b.Slopes * value) * (1 / b.Value));
    }

    public static Dual operator +(Dual a, double b) => new(a.Value + b, a.Slopes);
    public static Dual operator *(double a, Dual b) => new(a * b.Value, b.Slopes * a);
    public static Dual operator -(Dual a) => new(-a.Value, -a.Slopes);

    public static Dual Sqrt(Dual a)
    {
        var root = Math.Sqrt(a.Value);
        return new(root, a.Slopes * (0.5 / root));
    }

    public static Dual Exp(Dual a)
    {
        var e = One.Exp(a.Value);
        return new(e, a.Slopes * e);
    }

    public static Dual Log(Dual a) => new(One.Log(a.Value), a.Slopes * (1 / a.Value));

    public static Dual Clamp(Dual a, double low, double high) => a.Value < low ? Of(low) : a.Value > high ? Of(high) : a;

    public static Dual IfPositive(Dual test, Dual then, Dual otherwise) => test.Value > 0 ? then : otherwise;

    public static bool AnyPositive(Dual test) => test.Value > 0;

    public static Dual At(UniformTable table, Dual x)
    {
        var value = table.At(x.Value, out var slope);
        return new(value, x.Slopes * slope);
    }
}
