namespace Busbar.Core.Battery.Files;

/// <summary>
/// A function of x written as text, as parameter files have them: numbers, x, + - * / ** ^, brackets, and the functions of <see cref="Names"/>. It is read once into
/// a list of instructions; nothing else can be said in it, and nothing is executed. Evaluation gives the exact slope along (forward differentiation) and
/// allocates nothing. Immutable; safe from any thread.
/// </summary>
public sealed partial class Expression
{
    private const int MostCharacters = 20_000;
    private const int MostDepth = 64;

    private enum Code : byte { Number, X, Add, Subtract, Multiply, Divide, Power, Negate, Exp, Log, Log10, Sqrt, Abs, Sin, Cos, Tan, Sinh, Cosh, Tanh, Atan }

    /// <summary>The functions that are known.</summary>
    public static IReadOnlyList<string> Names { get; } = ["exp", "log", "log10", "sqrt", "abs", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan"];

    private readonly (Code Code, double Value)[] _code;

    private Expression((Code, double)[] code) => _code = code;

    /// <summary>True when x does not occur in it.</summary>
    public bool IsConstant => Array.TrueForAll(_code, c => c.Code != Code.X);

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It cannot be read; the text says where and what is allowed.</exception>
    public static Expression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters) throw new FormatException($"An expression of {text.Length} characters; allowed: {MostCharacters}.");
        var parser = new Parser(text);
        return new Expression(parser.All());
    }

    /// <summary>The value at <paramref name="x"/>.</summary>
    public double At(double x) => At(x, out _);

    /// <summary>The value at <paramref name="x"/> and its slope there; not a number where the expression has no value.</summary>
    public double At(double x, out double slope)
    {
        Span<double> value = stackalloc double[MostDepth];
        Span<double> slopes = stackalloc double[MostDepth];
        var top = -1;
        foreach (var (code, number) in _code)
        {
            if (code is Code.Number or Code.X)
            {
                top++;
                (value[top], slopes[top]) = code == Code.X ? (x, 1) : (number, 0);
                continue;
            }
            if (code is >= Code.Add and <= Code.Power)
            {
                top--;
                (value[top], slopes[top]) = Two(code, value[top], slopes[top], value[top + 1], slopes[top + 1]);
                continue;
            }
            var (v, perV) = One(code, value[top]);
            (value[top], slopes[top]) = (v, perV * slopes[top]);
        }
        slope = slopes[0];
        return value[0];
    }

    private static (double Value, double Slope) Two(Code code, double a, double da, double b, double db) => code switch
    {
        Code.Add => (a + b, da + db),
        Code.Subtract => (a - b, da - db),
        Code.Multiply => (a * b, da * b + a * db),
        Code.Divide => (a / b, (da - a / b * db) / b),
        _ => (Math.Pow(a, b), (b == 0 ? 0 : b * Math.Pow(a, b - 1) * da) + (db == 0 ? 0 : Math.Pow(a, b) * Math.Log(a) * db)),
    };

    private static (double Value, double Slope) One(Code code, double a)
    {
        switch (code)
        {
            case Code.Negate: return (-a, -1);
            case Code.Exp:
                var e = Math.Exp(a);
                return (e, e);
            case Code.Log: return (Math.Log(a), 1 / a);
            case Code.Log10: return (Math.Log10(a), 1 / (a * Math.Log(10)));
            case Code.Sqrt:
                var root = Math.Sqrt(a);
                return (root, 0.5 / root);
            case Code.Abs: return (Math.Abs(a), a < 0 ? -1 : 1);
            case Code.Sin: return (Math.Sin(a), Math.Cos(a));
            case Code.Cos: return (Math.Cos(a), -Math.Sin(a));
            case Code.Tan:
                var tan = Math.Tan(a);
                return (tan, 1 + tan * tan);
            case Code.Sinh: return (Math.Sinh(a), Math.Cosh(a));
            case Code.Cosh: return (Math.Cosh(a), Math.Sinh(a));
            case Code.Tanh:
                var tanh = Math.Tanh(a);
                return (tanh, 1 - tanh * tanh);
            default: return (Math.Atan(a), 1 / (1 + a * a));
        }
    }
}
