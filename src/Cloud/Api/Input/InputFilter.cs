using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>What an endpoint takes: endpoint metadata.</summary>
internal sealed record InputShape(IReadOnlyList<QueryParameter> Query, BodyShape? Body)
{
    public static InputShape Nothing { get; } = new([], null);
}

/// <summary>Checks query string and body of every endpoint against its <see cref="InputShape"/> before the handler runs; 400 lists every fault at once.</summary>
internal sealed class InputFilter : IEndpointFilter
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var shape = http.GetEndpoint()?.Metadata.GetMetadata<InputShape>() ?? InputShape.Nothing;
        var faults = CheckQuery(http.Request.Query, shape.Query);
        if (faults.Count > 0) return Problems.BadInput(faults);
        return shape.Body is { } body && await CheckBodyAsync(http, body) is { } refusal ? refusal : await next(context);
    }

    private static Dictionary<string, string[]> CheckQuery(IQueryCollection query, IReadOnlyList<QueryParameter> parameters)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            var parameter = parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
            var fault = parameter is null ? $"There is no such parameter here. {Allowed(parameters)}"
                : values.Count > 1 ? $"It is given {values.Count} times. Give it once."
                : values.ToString() is { Length: > 0 } text ? parameter.Rule.Fault(text) : null;
            if (fault is not null) faults[parameter?.Name ?? name] = [fault];
        }

        return faults;
    }

    private static string Allowed(IReadOnlyList<QueryParameter> parameters) =>
        parameters.Count == 0 ? "This address takes none." : $"Allowed: {string.Join(", ", parameters.Select(p => p.Name))}.";

    private static async ValueTask<IResult?> CheckBodyAsync(HttpContext http, BodyShape shape)
    {
        var (utf8, refusal) = await RequestBody.ReadAsync(http, shape.MaxBytes, http.RequestAborted);
        if (refusal is not null) return refusal;
        if (utf8.Length == 0)
        {
            if (!shape.MayBeEmpty) return Problems.BadInput("body", "It is missing. Give a JSON object.");
            utf8 = "{}"u8.ToArray();
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException e)
        {
            return Problems.BadInput("body", $"It is not JSON: {e.Message}");
        }

        http.Response.RegisterForDispose(document);
        var faults = shape.Check(http, document.RootElement);
        return faults.Count > 0 ? Problems.BadInput(faults) : null;
    }
}

/// <summary>Declares what an endpoint takes.</summary>
internal static class InputExtensions
{
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params QueryParameter[] query) =>
        endpoint.WithMetadata(new InputShape(query, null));

    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, BodyShape body) =>
        endpoint.WithMetadata(new InputShape([], body));
}
