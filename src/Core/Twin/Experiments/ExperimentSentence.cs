using System.Globalization;
using System.Text.RegularExpressions;
using Busbar.Core.Battery;

namespace Busbar.Core.Twin.Experiments;

/// <summary>Understands one sentence: a verb, and clauses with at, for and until.</summary>
internal static partial class ExperimentSentence
{
    internal static ExperimentStep Parse(string text, CellParameters cell)
    {
        var match = Shape().Match(text);
        if (!match.Success) throw Wrong(text, "a sentence begins with Discharge, Charge, Rest or Hold, and goes on with at, for, until");
        var (verb, at, during, until) = (match.Groups["verb"].Value.ToUpperInvariant(), Clause(match, "at"), Clause(match, "for"), Clause(match, "until"));
        var stop = new TwinStop { DurationS = during is null ? null : DurationS(during, text) };
        switch (verb)
        {
            case "REST":
                if (at is not null || until is not null || during is null) throw Wrong(text, "a rest has a duration and nothing else, as in \"Rest for 1 hour\"");
                return new(text, TwinLoad.Current(0), stop);
            case "HOLD":
                if (at is null || Quantity(at, cell, text) is not (var volts, 'V')) throw Wrong(text, "a hold has a voltage, as in \"Hold at 4.2 V until C/50\"");
                if (until is null && during is null) throw Wrong(text, "a hold needs an end: until a current, or for a duration");
                foreach (var (value, unit) in Limits(until, cell, text))
                    stop = unit switch
                    {
                        'A' => stop with { MinCurrentA = value },
                        'T' => stop with { MaxTemperatureK = value },
                        _ => throw Wrong(text, "a hold runs until a current or a temperature, as in \"until C/50\" or \"until 50 mA\""),
                    };
                return new(text, TwinLoad.Voltage(volts), stop);
            default:
                var charges = verb == "CHARGE";
                if (at is null) throw Wrong(text, "a rate is missing, as in \"Discharge at 1C until 2.5 V\"");
                stop = charges ? stop with { MaxVoltageV = cell.MaxVoltageV } : stop with { MinVoltageV = cell.MinVoltageV };
                foreach (var (value, unit) in Limits(until, cell, text))
                    stop = (unit, charges) switch
                    {
                        ('V', true) => stop with { MaxVoltageV = value },
                        ('V', false) => stop with { MinVoltageV = value },
                        ('%', true) => stop with { MaxSocPct = value },
                        ('%', false) => stop with { MinSocPct = value },
                        ('T', _) => stop with { MaxTemperatureK = value },
                        _ => throw Wrong(text, "a charge or discharge runs until a voltage, a state of charge or a temperature, as in \"until 2.5 V\", \"until 20 %\" or \"until 45 degC\""),
                    };
                return new(text, Load(at, charges, cell, text), stop);
        }
    }

    private static TwinLoad Load(string at, bool charges, CellParameters cell, string text)
    {
        var (value, unit) = Quantity(at, cell, text);
        var sign = charges ? 1 : -1;
        return unit switch
        {
            'A' => TwinLoad.Current(sign * value),
            'W' => TwinLoad.Power(sign * value),
            'O' when !charges => TwinLoad.Resistance(value),
            _ => throw Wrong(text, charges ? "a charge has a C-rate, a current or a power" : "a discharge has a C-rate, a current, a power or a resistance"),
        };
    }

    /// <summary>What stands after until, one or several with "or" between them; none when nothing does.</summary>
    private static IEnumerable<(double Value, char Unit)> Limits(string? until, CellParameters cell, string text) =>
        until is null ? [] : Or().Split(until).Select(words => Quantity(words, cell, text));

    /// <summary>A number with its unit: in A, V, W, O (ohm), % (state of charge) or T (temperature, K).</summary>
    private static (double Value, char Unit) Quantity(string words, CellParameters cell, string text)
    {
        if (Fraction().Match(words) is { Success: true } fraction) return (cell.NominalCapacityAh / Number(fraction.Groups["number"].Value, text), 'A');
        var match = Amount().Match(words);
        if (!match.Success) throw Wrong(text, $"\"{words}\" is no quantity; allowed: 1C, C/5, 2 A, 500 mA, 4.2 V, 10 W, 2 ohm, 20 %, 45 degC");
        var number = Number(match.Groups["number"].Value, text);
        return match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "C" => (number * cell.NominalCapacityAh, 'A'),
            "A" => (number, 'A'),
            "MA" => (1e-3 * number, 'A'),
            "V" => (number, 'V'),
            "MV" => (1e-3 * number, 'V'),
            "W" => (number, 'W'),
            "MW" => (1e-3 * number, 'W'),
            "KW" => (1e3 * number, 'W'),
            "OHM" or "OHMS" => (number, 'O'),
            "%" when number <= 100 => (number, '%'),
            "%" => throw Wrong(text, $"{number} % is no state of charge; allowed: above 0 to 100 %"),
            "DEGC" or "\u00b0C" => (number + Physics.ZeroCelsiusK, 'T'),
            var unit => throw Wrong(text, $"\"{unit}\" is no unit; allowed: C, A, mA, V, mV, W, mW, kW, ohm"),
        };
    }

    private static double DurationS(string words, string text)
    {
        var match = Amount().Match(words);
        double? unit = !match.Success ? null : match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "S" or "SEC" or "SECOND" or "SECONDS" => 1,
            "MIN" or "MINUTE" or "MINUTES" => 60,
            "H" or "HOUR" or "HOURS" => 3600,
            "D" or "DAY" or "DAYS" => 86400,
            _ => null,
        };
        return unit is { } seconds ? seconds * Number(match.Groups["number"].Value, text) : throw Wrong(text, $"\"{words}\" is no duration; allowed: a number with s, minutes, hours or days");
    }

    private static double Number(string digits, string text) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
            ? number : throw Wrong(text, $"\"{digits}\" is no number above 0");

    private static string? Clause(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value.Trim() : null;

    private static FormatException Wrong(string text, string allowed) => new($"\"{text}\" is not understood: {allowed}.");

    [GeneratedRegex(@"^\s*(?<verb>discharge|charge|rest|hold)(\s+at\s+(?<at>.+?))?(\s+for\s+(?<for>.+?))?((\s+or)?\s+until\s+(?<until>.+?))?\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^C\s*/\s*(?<number>[0-9.eE+-]+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^(?<number>[0-9.]+([eE][+-]?[0-9]+)?)\s*(?<unit>[A-Za-z%\u00b0]+?)(\s*SoC)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Amount();

    [GeneratedRegex(@"\s+or\s+(?:until\s+)?", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Or();
}
