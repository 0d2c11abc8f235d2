namespace Busbar.Core.Twin.Arithmetic;

/// <summary>A double.</summary>
internal readonly struct One(double value) : IArithmetic<One>
{
    internal double Value { get; } = value;

    public static One Of(double value) => new(value);
    public static One operator +(One a, One b) => new(a.Value + b.Value);
    public static One operator -(One a, One b) => new(a.Value - b.Value);
    public static One operator *(One a, One b) => new(a.Value * b.Value);
    public static One operator /(One a, One b) => new(a.Value / b.Value);
    public static One operator +(One a, double b) => new(a.Value + b);
    public static One operator *(double a, One b) => new(a * b.Value);
    public static One operator -(One a) => new(-a.Value);
    public static One Sqrt(One a) => new(Math.Sqrt(a.Value));
    public static One Exp(One a) => new(Exp(a.Value));
    public static One Log(One a) => new(Log(a.Value));
    public static One Clamp(One a, double low, double high) => new(Math.Min(Math.Max(a.Value, low), high));
    public static One IfPositive(One test, One then, One otherwise) => test.Value > 0 ? then : otherwise;
    public static bool AnyPositive(One test) => test.Value > 0;
    public static One At(UniformTable table, One x) => new(table.At(x.Value, out _));

    internal static double Exp(double x)
    {
        x = Math.Min(Math.Max(x, -Series.ExpLimit), Series.ExpLimit);
        var whole = Math.Floor(x * Series.PerLn2 + 0.5);
        var rest = x - whole * Series.Ln2High - whole * Series.Ln2Low;
        double sum = 0;
        foreach (var c in Series.Exponential) sum = sum * rest + c;
        return sum * BitConverter.Int64BitsToDouble(((long)whole + Series.ExponentBias) << Series.MantissaBits);
    }

    internal static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (bits - Series.RootHalfBits) >> Series.MantissaBits;
        var mantissa = BitConverter.Int64BitsToDouble(bits - (exponent << Series.MantissaBits));
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        double sum = 0;
        foreach (var c in Series.Logarithm) sum = sum * square + c;
        var whole = (double)exponent;
        return whole * Series.Ln2High + (s * sum + whole * Series.Ln2Low);
    }
}
