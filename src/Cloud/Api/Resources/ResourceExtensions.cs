using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>How endpoints are described, so that the OpenAPI document names every answer.</summary>
internal static class ResourceExtensions
{
    /// <summary>Names the operation and its good answer, and the problems that are its own; those of every operation are on the group.</summary>
    public static RouteHandlerBuilder Describe<TAnswer>(this RouteHandlerBuilder endpoint, string name, string summary, params int[] problems) =>
        endpoint.WithName(name).WithSummary(summary).Produces<TAnswer>().WithProblems(problems);

    /// <inheritdoc cref="Describe{TAnswer}"/>
    public static RouteHandlerBuilder DescribeEmpty(this RouteHandlerBuilder endpoint, string name, string summary, params int[] problems) =>
        endpoint.WithName(name).WithSummary(summary).Produces(StatusCodes.Status204NoContent).WithProblems(problems);

    /// <summary>Names the operation and the problems that are its own; its good answer is no single JSON value and is named by itself.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, params int[] problems) =>
        endpoint.WithName(name).WithSummary(summary).WithProblems(problems);

    public static RouteHandlerBuilder ForOperators(this RouteHandlerBuilder endpoint) => endpoint.RequireAuthorization(Roles.Operator);

    public static RouteHandlerBuilder ForAdmins(this RouteHandlerBuilder endpoint) => endpoint.RequireAuthorization(Roles.Admin);

    private static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, int[] problems)
    {
        foreach (var status in problems) endpoint.ProducesProblem(status);
        return endpoint;
    }
}
