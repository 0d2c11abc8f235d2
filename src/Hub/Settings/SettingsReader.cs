using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Busbar.Hub.Settings;

/// <summary>Typed access to the settings; every getter states what is allowed and throws <see cref="SettingException"/> otherwise.</summary>
public sealed class SettingsReader(IConfiguration values)
{
    /// <summary>Text; null when the setting is null or empty.</summary>
    public string? Text(string key) => values[key] is { Length: > 0 } text ? text : null;

    /// <summary>Text that must be there.</summary>
    public string RequiredText(string key) => Text(key) ?? throw new SettingException(key, values[key], "a text is needed.");

    /// <summary>A whole number between <paramref name="min"/> and <paramref name="max"/>, both included.</summary>
    public int Int(string key, int min, int max) =>
        int.TryParse(values[key], NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
            ? n
            : throw new SettingException(key, values[key], $"a whole number from {min} to {max} is needed.");

    /// <summary>A number of seconds as a duration.</summary>
    public TimeSpan Seconds(string key, double min, double max) => TimeSpan.FromSeconds(Number(key, min, max, "seconds"));

    /// <summary>A number of days as a duration.</summary>
    public TimeSpan Days(string key, double min, double max) => TimeSpan.FromDays(Number(key, min, max, "days"));

    /// <summary>A number between <paramref name="min"/> and <paramref name="max"/>, both included.</summary>
    public double Number(string key, double min, double max, string unit) =>
        double.TryParse(values[key], NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
            ? n
            : throw new SettingException(key, values[key], $"a number of {unit} from {min} to {max} is needed.");

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(string key) =>
        bool.TryParse(values[key], out var flag) ? flag : throw new SettingException(key, values[key], "true or false is needed.");

    /// <summary>One of the names of <typeparamref name="T"/>, without case.</summary>
    public T OneOf<T>(string key)
        where T : struct, Enum =>
        Enum.TryParse<T>(values[key], ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new SettingException(key, values[key], $"one of {string.Join(", ", Enum.GetNames<T>())} is needed.");

    /// <summary>An IP address to listen on.</summary>
    public IPAddress Address(string key) =>
        IPAddress.TryParse(values[key], out var address)
            ? address
            : throw new SettingException(key, values[key], "an IP address is needed, e.g. 127.0.0.1, 0.0.0.0 or ::.");
}
