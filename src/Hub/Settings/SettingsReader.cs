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

    /// <summary>True or false.</summary>
    public bool Flag(string key) =>
        bool.TryParse(values[key], out var flag) ? flag : throw new SettingException(key, values[key], "true or false is needed.");

    /// <summary>A whole number between <paramref name="min"/> and <paramref name="max"/>, both included.</summary>
    public int Int(string key, int min, int max) =>
        int.TryParse(values[key], NumberStyles.Integer, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
            ? n
            : throw new SettingException(key, values[key], $"a whole number from {min} to {max} is needed.");

    /// <summary>
    /// A room's options from its section: every key of the section is a property of <typeparamref name="T"/>. Ranges are the room's own
    /// matter (its <c>Validate</c>); here a value only has to be of the property's type.
    /// </summary>
    public T Options<T>(string section)
        where T : class, new()
    {
        CheckItems(section, typeof(T));
        try
        {
            var options = new T();
            values.GetSection(section).Bind(options, binder => binder.BindNonPublicProperties = false);
            return options;
        }
        catch (InvalidOperationException e) when (e.InnerException is not null)
        {
            var key = values.GetSection(section).AsEnumerable().Select(p => p.Key).FirstOrDefault(k => e.Message.Contains($"'{k}'", StringComparison.OrdinalIgnoreCase)) ?? section;
            throw new SettingException(key, values[key], $"{Innermost(e).Message} `busbar settings` shows what is allowed.");
        }
    }

    /// <summary>Objects in lists: the defaults cannot name their keys, so they are held against the properties of their type.</summary>
    private void CheckItems(string section, Type options)
    {
        foreach (var list in options.GetProperties())
        {
            if (!list.PropertyType.IsGenericType || list.PropertyType.GetGenericTypeDefinition() != typeof(IReadOnlyList<>)) continue;
            var item = list.PropertyType.GetGenericArguments()[0];
            if (item == typeof(string)) continue;
            var keys = item.GetProperties().Where(p => p.CanWrite).Select(p => p.Name).ToArray();
            foreach (var key in values.GetSection($"{section}:{list.Name}").GetChildren().SelectMany(one => one.GetChildren()))
            {
                if (keys.Contains(key.Key, StringComparer.OrdinalIgnoreCase)) continue;
                throw new SettingException(key.Path, key.Value ?? "", $"there is no such setting; allowed are {string.Join(", ", keys)}.");
            }
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    /// <summary>An IP address to listen on.</summary>
    public IPAddress Address(string key) =>
        IPAddress.TryParse(values[key], out var address)
            ? address
            : throw new SettingException(key, values[key], "an IP address is needed, e.g. 127.0.0.1, 0.0.0.0 or ::.");
}
