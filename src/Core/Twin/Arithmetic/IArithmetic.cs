namespace Busbar.Core.Twin.Arithmetic;

/// <summary>
/// What the reduced model asks of a number. The model is written once over it and runs with <see cref="One"/> (a double), <see cref="Eight"/> (eight
/// doubles side by side) and <see cref="Dual"/> (a double with its slopes). The first two do the same operations in the same order, none of them
/// contracted, so that a lane of eight equals the double to the last bit.
/// </summary>
/// <typeparam name="T">The number itself.</typeparam>
internal interface IArithmetic<T>
    where T : struct, IArithmetic<T>
{
    static abstract T Of(double value);

    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator /(T a, T b);
    static abstract T operator +(T a, double b);
    static abstract T operator *(double a, T b);
    static abstract T operator -(T a);

    static abstract T Sqrt(T a);

    /// <summary>The exponential, of an argument kept between -708 and 708; within 2 units in the last place.</summary>
    static abstract T Exp(T a);

    /// <summary>The natural logarithm of a normal number above 0; within 1e-16 + 2 units in the last place.</summary>
    static abstract T Log(T a);

    /// <summary><paramref name="a"/> kept between two bounds; beyond them its slope is 0.</summary>
    static abstract T Clamp(T a, double low, double high);

    /// <summary><paramref name="then"/> where <paramref name="test"/> is above 0, else <paramref name="otherwise"/>.</summary>
    static abstract T IfPositive(T test, T then, T otherwise);

    /// <summary>True when <paramref name="test"/> is above 0 in any lane.</summary>
    static abstract bool AnyPositive(T test);

    /// <summary>The value of a tabulated function.</summary>
    static abstract T At(UniformTable table, T x);
}
