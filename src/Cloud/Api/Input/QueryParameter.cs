using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>A parameter of the query string. Declared once, it is checked before the handler runs and described in the OpenAPI document.</summary>
internal abstract class QueryParameter(string name, string description, ValueRule rule)
{
    public string Name => name;

    public string Description => description;

    public ValueRule Rule => rule;

    /// <summary>What OpenAPI names as the value without the parameter; null for none.</summary>
    public virtual object? Default => null;
}

/// <summary>An optional parameter; an empty value counts as absent.</summary>
internal class QueryParameter<T>(string name, ValueRule<T> rule, string description) : QueryParameter(name, description, rule)
    where T : notnull
{
    /// <summary>False when the parameter is absent. The value has been checked already.</summary>
    public bool TryRead(HttpContext http, out T value)
    {
        var text = http.Request.Query[Name].ToString();
        value = default!;
        return text.Length > 0 && rule.TryRead(text, out value!);
    }
}

/// <summary>A parameter with a default.</summary>
internal sealed class QueryParameterOr<T>(string name, ValueRule<T> rule, T fallback, object shownDefault, string description)
    : QueryParameter<T>(name, rule, description)
    where T : notnull
{
    public override object Default => shownDefault;

    public T Read(HttpContext http) => TryRead(http, out var value) ? value : fallback;
}

/// <summary>Reads optional parameters: null when absent.</summary>
internal static class QueryParameters
{
    public static T? Optional<T>(this QueryParameter<T> parameter, HttpContext http)
        where T : struct => parameter.TryRead(http, out var value) ? value : null;

    public static string? Optional(this QueryParameter<string> parameter, HttpContext http) =>
        parameter.TryRead(http, out var value) ? value : null;
}
