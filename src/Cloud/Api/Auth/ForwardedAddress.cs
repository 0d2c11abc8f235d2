using Busbar.Cloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>
/// Takes a trusted proxy's word for where a request comes from, so that failed logins are counted by the one who fails and not by the proxy that everybody
/// comes through. Anybody else's word changes nothing.
/// </summary>
internal sealed class ForwardedAddress(RequestDelegate next, ApiOptions options)
{
    private const string Header = "X-Forwarded-For";

    private readonly TrustedProxies _proxies = new(options.TrustedProxies);

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is { } peer && http.Request.Headers.TryGetValue(Header, out var values))
        {
            var list = values.SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            http.Connection.RemoteIpAddress = _proxies.AddressOf(TrustedProxies.Plain(peer), [.. list]);
        }

        return next(http);
    }
}
