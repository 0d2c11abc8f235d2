using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>One log line per request that changes something or fails by our fault, and a measurement per request. Reads are logged at debug level.</summary>
internal sealed class RequestObserver(RequestDelegate next, ApiMetrics metrics, TimeProvider time, ILogger<RequestObserver> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var start = time.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            Observe(http, time.GetElapsedTime(start));
        }
    }

    private void Observe(HttpContext http, TimeSpan duration)
    {
        if (http.Request.Path.StartsWithSegments(ApiRoutes.Live, StringComparison.OrdinalIgnoreCase)) return; // It lasts as long as someone looks.
        var (method, status) = (Method(http.Request.Method), http.Response.StatusCode);
        metrics.Request(method, Route(http), status, duration);
        var level = status >= 500 ? LogLevel.Warning : method is "GET" or "HEAD" ? LogLevel.Debug : LogLevel.Information;
        if (!log.IsEnabled(level)) return;
        log.Log(
            level, "{Method} {Path} {Status} in {Milliseconds:0.0} ms, user {User}",
            method, http.Request.Path, status, duration.TotalMilliseconds, http.User.Identity?.Name ?? "-");
    }

    /// <summary>The template, not the path; where a handler failed, the endpoint is kept with its exception.</summary>
    private static string Route(HttpContext http)
    {
        var endpoint = http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "other";
    }

    /// <summary>Method names are the client's own text; a label must not be.</summary>
    private static string Method(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS" or "PATCH" ? method : "other";
}
