using System.Globalization;

namespace Busbar.Links.Can;

/// <summary>A bus address: <c>scheme:target?option=value&amp;...</c>.</summary>
internal sealed class CanAddress
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    private CanAddress(string text, string scheme, string target)
    {
        Text = text;
        Scheme = scheme;
        Target = target;
    }

    /// <summary>The whole address as given.</summary>
    public string Text { get; }

    public string Scheme { get; }

    public string Target { get; }

    /// <summary>The address without options.</summary>
    public string Name => $"{Scheme}:{Target}";

    /// <exception cref="CanBusException">The text is no address.</exception>
    public static CanAddress Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) throw new CanBusException($"'{text}' is not a CAN bus address. Allowed: {CanBuses.Supported}.");
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var end = question < 0 ? text.Length : question;
        if (end <= colon + 1) throw new CanBusException($"The CAN bus address '{text}' names no bus after '{text[..colon]}:'. Allowed: {CanBuses.Supported}.");

        var address = new CanAddress(text, text[..colon].ToLowerInvariant(), text[(colon + 1)..end]);
        if (question < 0) return address;
        foreach (var pair in text[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !address._options.TryAdd(pair[..equals], pair[(equals + 1)..]))
                throw new CanBusException($"'{pair}' in the CAN bus address '{text}' is not a new option of the form name=value.");
        }

        return address;
    }

    /// <summary>A whole-number option.</summary>
    /// <exception cref="CanBusException">Not a number, or out of range.</exception>
    public int Number(string name, int fallback, int min, int max)
    {
        if (!_options.Remove(name, out var text)) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        throw new CanBusException($"Option {name}={text} of the CAN bus address '{Text}' is not a number from {min} to {max}.");
    }

    /// <summary>A text option; null when absent.</summary>
    public string? Word(string name) => _options.Remove(name, out var text) ? text : null;

    /// <summary>Refuses options that nobody has asked for.</summary>
    /// <exception cref="CanBusException">There are some.</exception>
    public void RequireNoMoreOptions(string allowed)
    {
        if (_options.Count > 0)
            throw new CanBusException($"Option {_options.First().Key} of the CAN bus address '{Text}' is unknown. Allowed: {allowed}.");
    }
}
