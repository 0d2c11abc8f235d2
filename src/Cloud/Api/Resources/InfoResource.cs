using Busbar.Cloud.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Busbar.Cloud.Api;

/// <summary><c>/info</c>: what this program is. The only read without login, so that a console can tell where it is before it asks for one.</summary>
internal static class InfoResource
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/info", Get)
        .Describe<InfoShape>("getInfo", "What this program is, and the server's time.")
        .WithTags("Busbar").AllowAnonymous();

    private static IResult Get(ApiOptions options, ApiClock clock) =>
        Results.Json(new InfoShape("Busbar", ProcessSelf.Version, options.Demo, clock.StartedAt, clock.Now, options.OcppPort()));
}

/// <summary>The wall clock, and when this program started.</summary>
internal sealed class ApiClock(TimeProvider time)
{
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public DateTimeOffset Now => time.GetUtcNow();
}
