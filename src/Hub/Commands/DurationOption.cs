using System.CommandLine;
using System.Globalization;

namespace Busbar.Hub.Commands;

/// <summary>Options that are a length of time.</summary>
internal static class DurationOption
{
    /// <summary>An option such as <c>10s</c>, <c>500ms</c>, <c>5min</c>, <c>2h</c>.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            foreach (var (unit, seconds) in ((string, double)[])[("ms", 0.001), ("min", 60), ("s", 1), ("h", 3600)])
            {
                if (text.EndsWith(unit, StringComparison.Ordinal)
                    && double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0)
                    return TimeSpan.FromSeconds(number * seconds);
            }

            result.AddError($"{name} is \"{text}\"; allowed: a number with ms, s, min or h, such as 10s.");
            return null;
        },
    };
}
