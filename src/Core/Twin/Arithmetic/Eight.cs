using System.Runtime.Intrinsics;

namespace Busbar.Core.Twin.Arithmetic;

/// <summary>Eight doubles side by side; where the processor has no such registers the runtime takes smaller ones.</summary>
internal readonly struct Eight(Vector512<double> value) : IArithmetic<Eight>
{
    /// <summary>How many.</summary>
    internal const int Lanes = 8;

    internal Vector512<double> Value { get; } = value;

    public static Eight Of(double value) => new(Vector512.Create(value));
    public static Eight operator +(Eight a, Eight b) => new(a.Value + b.Value);
    public static Eight operator -(Eight a, Eight b) => new(a.Value - b.Value);
    public static Eight operator *(Eight a, Eight b) => new(a.Value * b.Value);
    public static Eight operator /(Eight a, Eight b) => new(a.Value / b.Value);
    public static Eight operator +(Eight a, double b) => new(a.Value + Vector512.Create(b));
    public static Eight operator *(double a, Eight b) => new(Vector512.Create(a) * b.Value);
    public static Eight operator -(Eight a) => new(-a.Value);
    public static Eight Sqrt(Eight a) => new(Vector512.Sqrt(a.Value));

    public static Eight Exp(Eight a)
    {
        var x = Vector512.Min(Vector512.Max(a.Value, Vector512.Create(-Series.ExpLimit)), Vector512.Create(Series.ExpLimit));
        var whole = Vector512.Floor(x * Vector512.Create(Series.PerLn2) + Vector512.Create(0.5));
        var rest = x - whole * Vector512.Create(Series.Ln2High) - whole * Vector512.Create(Series.Ln2Low);
        var sum = Vector512<double>.Zero;
        foreach (var c in Series.Exponential) sum = sum * rest + Vector512.Create(c);
        var power = (Vector512.ConvertToInt64(whole) + Vector512.Create(Series.ExponentBias)) << Series.MantissaBits;
        return new(sum * power.AsDouble());
    }

    public static Eight Log(Eight a)
    {
        var bits = a.Value.AsInt64();
        var exponent = (bits - Vector512.Create(Series.RootHalfBits)) >> Series.MantissaBits;
        var mantissa = (bits - (exponent << Series.MantissaBits)).AsDouble();
        var one = Vector512.Create(1.0);
        var s = (mantissa - one) / (mantissa + one);
        var square = s * s;
        var sum = Vector512<double>.Zero;
        foreach (var c in Series.Logarithm) sum = sum * square + Vector512.Create(c);
        var whole = Vector512.ConvertToDouble(exponent);
        return new(whole * Vector512.Create(Series.Ln2High) + (s * sum + whole * Vector512.Create(Series.Ln2Low)));
    }

    public static Eight Clamp(Eight a, double low, double high) => new(Vector512.Min(Vector512.Max(a.Value, Vector512.Create(low)), Vector512.Create(high)));

    public static Eight IfPositive(Eight test, Eight then, Eight otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(test.Value, Vector512<double>.Zero), then.Value, otherwise.Value));

    public static bool AnyPositive(Eight test) => Vector512.GreaterThanAny(test.Value, Vector512<double>.Zero);

    public static Eight At(UniformTable table, Eight x)
    {
        var parts = Vector512.Create((double)UniformTable.Parts);
        var place = Vector512.Min(Vector512.Max(x.Value * parts, Vector512<double>.Zero), parts);
        var whole = Vector512.Min(Vector512.Floor(place), Vector512.Create(UniformTable.Parts - 1.0));
        var part = Vector512.ConvertToInt64(whole);
        var n = table.Nodes;
        int i0 = 2 * (int)part[0], i1 = 2 * (int)part[1], i2 = 2 * (int)part[2], i3 = 2 * (int)part[3];
        int i4 = 2 * (int)part[4], i5 = 2 * (int)part[5], i6 = 2 * (int)part[6], i7 = 2 * (int)part[7];
        var value = Vector512.Create(n[i0], n[i1], n[i2], n[i3], n[i4], n[i5], n[i6], n[i7]);
        var slope = Vector512.Create(n[i0 + 1], n[i1 + 1], n[i2 + 1], n[i3 + 1], n[i4 + 1], n[i5 + 1], n[i6 + 1], n[i7 + 1]);
        var next = Vector512.Create(n[i0 + 2], n[i1 + 2], n[i2 + 2], n[i3 + 2], n[i4 + 2], n[i5 + 2], n[i6 + 2], n[i7 + 2]);
        var nextSlope = Vector512.Create(n[i0 + 3], n[i1 + 3], n[i2 + 3], n[i3 + 3], n[i4 + 3], n[i5 + 3], n[i6 + 3], n[i7 + 3]);
        var u = place - whole;
        var two = Vector512.Create(2.0);
        var rise = next - value;
        var square = Vector512.Create(3.0) * rise - two * slope - nextSlope;
        var cube = slope + nextSlope - two * rise;
        return new(value + u * (slope + u * (square + u * cube)));
    }
}
