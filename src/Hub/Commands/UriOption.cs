using System.CommandLine;

namespace Busbar.Hub.Commands;

/// <summary>Options that take an absolute address.</summary>
internal static class UriOption
{
    public static Option<Uri> Create(string name, string description, string defaultValue) => new(name)
    {
        Description = $"{description} Default {defaultValue}",
        DefaultValueFactory = _ => new Uri(defaultValue),
        CustomParser = r => Parse(name, r)!,
    };

    public static Option<Uri?> Create(string name, string description) => new(name) { Description = description, CustomParser = r => Parse(name, r) };

    private static Uri? Parse(string name, System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "ws" or "wss") return uri;
        result.AddError($"{name} is \"{text}\"; allowed: an address such as ws://127.0.0.1:9000/ocpp or http://127.0.0.1:8080.");
        return null;
    }
}
