namespace Busbar.Hub.Settings;

/// <summary>A setting that stops the start: which key, what it says, what is allowed.</summary>
public sealed class SettingException(string key, string? value, string allowed)
    : Exception($"Setting {key} is {(value is null ? "missing" : $"\"{value}\"")}: {allowed}")
{
    /// <summary>Key with colons, e.g. <c>Ocpp:Port</c>.</summary>
    public string Key { get; } = key;
}
