using System.Globalization;
using Busbar.Wire.Can.Modules;

namespace Busbar.Lab.Modules;

/// <summary>A trouble of one simulated module, for a while: <c>ADDRESS:KIND[=VALUE][@FROM[-UNTIL]]</c> with times in seconds. Immutable.</summary>
/// <param name="Address">Which module.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Number">Value of the kinds that have one.</param>
/// <param name="Error">The error of the kind <c>error</c>.</param>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it ends; null: never.</param>
public sealed record ModuleFault(int Address, string Kind, double Number, ModuleErrorCode Error, TimeSpan From, TimeSpan? Until)
{
    private static readonly (string Kind, string? Value, double Min, double Max)[] Known =
    [
        ("silent", null, 0, 0), ("cut", null, 0, 0), ("dead", null, 0, 0), ("stubborn", null, 0, 0), ("refuses", null, 0, 0), ("restart", null, 0, 0),
        ("loss", "SHARE", 0, 1), ("late", "MS", 0, 60_000), ("temperature", "C", -50, 150), ("capability", "A", 0, 10_000),
        ("voltage", "FACTOR", 0, 10), ("current", "FACTOR", 0, 10), ("short", "BYTES", 1, 8), ("error", "NAME", 0, 0),
    ];

    /// <summary>All kinds with the names of their values, for help.</summary>
    public static string Kinds { get; } = string.Join(", ", Known.Select(k => k.Value is null ? k.Kind : $"{k.Kind}={k.Value}"));

    /// <summary>Reads one.</summary>
    /// <exception cref="ArgumentException">The text is none; says what is allowed.</exception>
    public static ModuleFault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (what, times) = Cut(text, '@');
        var (from, until) = times is null ? ("0", null) : Cut(times, '-');
        var (target, trouble) = Cut(what, ':');
        if (trouble is null || !int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var address))
            throw Wrong(text, "it does not begin with the address of a module and a colon");
        var (kind, value) = Cut(trouble, '=');
        var at = Array.FindIndex(Known, k => string.Equals(k.Kind, kind, StringComparison.Ordinal));
        if (at < 0) throw Wrong(text, $"there is no kind '{kind}'; allowed: {Kinds}");
        if (Known[at].Value is null != value is null) throw Wrong(text, value is null ? $"'{kind}' needs ={Known[at].Value}" : $"'{kind}' has no value");

        var number = 0.0;
        var error = default(ModuleErrorCode);
        if (kind == "error")
        {
            if (!Enum.TryParse(value, ignoreCase: true, out error) || !Enum.IsDefined(error) || char.IsAsciiDigit(value![0]))
                throw Wrong(text, $"'{value}' is no error; allowed: {string.Join(", ", Enum.GetNames<ModuleErrorCode>())}");
        }
        else if (value is not null)
        {
            number = ToNumber(value) ?? double.NaN;
            if (!(number >= Known[at].Min && number <= Known[at].Max))
                throw Wrong(text, string.Create(CultureInfo.InvariantCulture, $"'{value}' is not {Known[at].Min} to {Known[at].Max}"));
        }

        if (Seconds(from) is not { } begins) throw Wrong(text, $"'{from}' is no time in seconds");
        if (until is null) return new ModuleFault(address, kind, number, error, begins, null);
        return Seconds(until) is { } ends && ends > begins
            ? new ModuleFault(address, kind, number, error, begins, ends)
            : throw Wrong(text, $"'{until}' is no time in seconds after {from}");
    }

    /// <summary>Begins or ends it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isOn">Whether it is there from now on.</param>
    public void Apply(SimulatedModule module, bool isOn)
    {
        ArgumentNullException.ThrowIfNull(module);
        var troubles = module.Troubles;
        switch (Kind)
        {
            case "silent": troubles.IsSilent = isOn; break;
            case "cut": troubles.IsCut = isOn; break;
            case "dead": troubles.IsDead = isOn; break;
            case "stubborn": troubles.IsStubborn = isOn; break;
            case "refuses": troubles.Refuses = isOn; break;
            case "restart" when isOn: module.Restart(); break;
            case "loss": troubles.Loss = isOn ? Number : 0; break;
            case "late": troubles.AnswersLate = isOn ? TimeSpan.FromMilliseconds(Number) : TimeSpan.Zero; break;
            case "temperature": troubles.TemperatureC = isOn ? Number : null; break;
            case "capability": troubles.CapabilityA = isOn ? Number : null; break;
            case "voltage": troubles.VoltageFactor = isOn ? Number : 1; break;
            case "current": troubles.CurrentFactor = isOn ? Number : 1; break;
            case "short": troubles.ShortBy = isOn ? (int)Number : 0; break;
            case "error": troubles.Errors = isOn ? troubles.Errors.With(Error) : new ModuleErrorSet(troubles.Errors.Bits & ~default(ModuleErrorSet).With(Error).Bits); break;
            default: break;
        }
    }

    private static (string Before, string? After) Cut(string text, char at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, null) : (text[..i], text[(i + 1)..]);
    }

    private static double? ToNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(string text) => ToNumber(text) is { } seconds and >= 0 and <= 1e6 ? TimeSpan.FromSeconds(seconds) : null;

    private static ArgumentException Wrong(string text, string why) =>
        new($"The fault '{text}' is not ADDRESS:KIND[=VALUE][@FROM[-UNTIL]], such as 2:silent@10-20: {why}.", nameof(text));
}
