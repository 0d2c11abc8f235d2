using Busbar.Core.Battery.Files;

namespace Busbar.Core.Tests.Battery;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("2 ** 3 ** 2", 512)]
    [InlineData("-2 ** 2", -4)]
    [InlineData("2 ** -1", 0.5)]
    [InlineData("x ^ 2 - x / 4", 0.125)]
    [InlineData("(1 - x) * -x", -0.25)]
    [InlineData("8 - 4 - 2", 2)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("1.5e-1 * exp(0) + tanh(0) + cosh(0) - .15", 1)]
    [InlineData("np.sqrt(x * 2) + log10(100) + ln(1)", 3)]
    [InlineData("2*pi*x", Math.PI)]
    public void It_reckons_as_the_languages_do_that_write_such_files(string text, double expected) => Assert.Equal(expected, Expression.Parse(text).At(0.5), 12);

    [Theory]
    [InlineData("1.9793 * exp(-39.3631 * x) + 0.2482 - 0.0909 * tanh(29.8538 * (x - 0.1234)) - 0.04478 * tanh(14.9159 * (x - 0.2769)) - 0.0205 * tanh(30.4444 * (x - 0.6103))")]
    [InlineData("x ** 2.5 / (1 + sqrt(x)) - log(x) * sin(3 * x) + cos(x) / cosh(x) + sinh(x) * arctan(x) + abs(x - 0.22) - tan(x) ** x")]
    public void Slopes_are_those_of_the_differences(string text)
    {
        var e = Expression.Parse(text);
        for (var x = 0.05; x < 1; x += 0.05)
        {
            const double H = 1e-6;
            e.At(x, out var slope);
            Assert.Equal((e.At(x + H) - e.At(x - H)) / (2 * H), slope, 5);
        }
    }

    [Theory]
    [InlineData("", "is missing")]
    [InlineData("1 +", "is missing")]
    [InlineData("(1", "not closed")]
    [InlineData("1 2", "does not go on")]
    [InlineData("y", "\"y\" is not known")]
    [InlineData("__import__('os')", "\"__import__\" is not known")]
    [InlineData("exp 1", "in brackets")]
    [InlineData("1e999", "is no number")]
    [InlineData("1.2.3", "is no number")]
    public void What_is_no_expression_is_refused_with_the_place(string text, string expected)
    {
        var message = Assert.Throws<FormatException>(() => Expression.Parse(text)).Message;
        Assert.StartsWith("Character ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_depth_nor_length_can_be_abused()
    {
        Assert.Throws<FormatException>(() => Expression.Parse(new string('(', 10_000) + "1" + new string(')', 10_000)));
        Assert.Throws<FormatException>(() => Expression.Parse(new string('-', 10_000) + "1"));
        Assert.Throws<FormatException>(() => Expression.Parse(string.Concat(Enumerable.Repeat("1**", 3000)) + "1"));
        Assert.Throws<FormatException>(() => Expression.Parse(new string('1', 30_000)));
        Assert.Equal(1000, Expression.Parse(string.Concat(Enumerable.Repeat("1+", 999)) + "1").At(0));
    }

    [Fact]
    public void Random_text_is_read_or_refused_and_never_more()
    {
        var chance = new Random(7);
        const string Letters = "x12.e+-*/()^ tanhexpsqrt,;$\"";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Create(chance.Next(1, 30), chance, static (span, c) => { foreach (ref var l in span) l = Letters[c.Next(Letters.Length)]; });
            try
            {
                Expression.Parse(text).At(0.5, out _);
            }
            catch (FormatException)
            {
                // Refused with a reason, as it may be.
            }
        }
    }
}
