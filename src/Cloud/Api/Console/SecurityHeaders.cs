using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Headers that keep a browser from doing with our pages what no page of ours asks for.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Scripts, fonts and connections from here only, no inline script, no frame around us. Style attributes are allowed: the component
    /// and chart libraries of the console position by them.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Sets them when the answer starts, since an error empties the headers that were set before it.</summary>
    public static Task SetAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state =>
        {
            Set((HttpContext)state);
            return Task.CompletedTask;
        }, http);
        return next(http);
    }

    private static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (ApiRoutes.IsReserved(http.Request.Path)) headers.CacheControl = "no-store";
    }
}
