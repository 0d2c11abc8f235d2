using System.Net;
using System.Security.Claims;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>
/// Demo mode: whoever sits at this machine is user "demo", role admin, without login. Only the connection's own remote address
/// counts, never a header; the Host header must name this machine, so that a web page that points its own name at 127.0.0.1 (DNS
/// rebinding) gets nothing; a request that came through a proxy on this machine is not from this machine.
/// </summary>
internal sealed class DemoAccess(RequestDelegate next, ApiOptions options)
{
    public const string Scheme = "Demo";

    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    public Task InvokeAsync(HttpContext http)
    {
        if (options.Demo && Roles.Of(http.User) is null && IsLocal(http))
            http.User = Roles.Principal(Scheme, "demo", Role.Admin, new Claim(Roles.DemoClaim, "true"));
        return next(http);
    }

    /// <summary>Whether the request comes from a program on this machine that asked for this machine.</summary>
    public static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !Array.Exists(ProxyHeaders, http.Request.Headers.ContainsKey);
}
