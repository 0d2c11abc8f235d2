using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Where things are. Every other path belongs to the console.</summary>
internal static class ApiRoutes
{
    public const string V1 = "/api/v1";
    public const string Live = "/live";
    public const string OpenApi = "/openapi";
    public const string Health = "/health";
    public const string Metrics = "/metrics";

    private static readonly PathString[] Reserved = ["/api", Live, OpenApi, Health, Metrics];

    /// <summary>Whether a path is for programs, so that the console's page is no answer to it.</summary>
    public static bool IsReserved(PathString path) =>
        Array.Exists(Reserved, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));
}
