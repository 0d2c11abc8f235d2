using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>
/// Refuses what another site's page asks a browser to do here: anything that changes something, and the live view (WebSockets know no
/// same-origin policy). Browsers name the page's origin; programs that are no browsers send none and pass. Comes on top of the
/// SameSite cookie and the JSON content type, and is the only guard in demo mode, which has no cookie.
/// </summary>
internal sealed class SameOriginGuard(RequestDelegate next, ApiOptions options)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var guarded = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            || request.Path.StartsWithSegments(ApiRoutes.Live, StringComparison.OrdinalIgnoreCase);
        if (!guarded || IsOurs(request)) return next(http);
        return Problems.Of(
            StatusCodes.Status403Forbidden, "Another site's page asked for this",
            $"Origin {Problems.Quote(request.Headers.Origin.ToString())} is not allowed. Allowed: this address itself, and the origins of the setting Http:AllowedOrigins.")
            .ExecuteAsync(http);
    }

    private bool IsOurs(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return !string.Equals(request.Headers["Sec-Fetch-Site"], "cross-site", StringComparison.OrdinalIgnoreCase);
        if (options.AllowedOrigins.Any(allowed => origin.Equals(allowed.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.Authority.Equals(WithoutDefaultPort(request.Host, uri), StringComparison.OrdinalIgnoreCase);
    }

    private static string? WithoutDefaultPort(HostString host, Uri origin) =>
        host.Port is { } port && port == (origin.Scheme == "https" ? 443 : 80) ? host.Host : host.Value;
}
