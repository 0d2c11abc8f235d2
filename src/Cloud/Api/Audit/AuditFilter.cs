using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Api;

/// <summary>
/// Enters into the audit log what operators and admins do: every request that changes something and asks for one of these roles, whatever came of it, but for
/// those that were not understood (400, 404, 413, 415), which changed nothing. No endpoint has to think of it.
/// </summary>
internal sealed class AuditFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint() is not RouteEndpoint endpoint || !Concerns(endpoint, http.Request.Method)) return await next(context);
        var audit = http.RequestServices.GetRequiredService<AuditLog>();
        try
        {
            var answer = await next(context);
            var status = (answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
            var problem = (answer as IValueHttpResult)?.Value as ProblemDetails;
            if (IsUnderstood(status)) await audit.AddAsync(EntryOf(http, endpoint, status, problem?.Title));
            return answer;
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            var (status, outcome) = e switch
            {
                OperationCanceledException => (StatusCodes.Status499ClientClosedRequest, "Given up by whoever asked; it may have been done"),
                StoreUnavailableException or BusUnavailableException => (StatusCodes.Status503ServiceUnavailable, null),
                _ => (StatusCodes.Status500InternalServerError, (string?)null),
            };
            await audit.AddAsync(EntryOf(http, endpoint, status, outcome));
            throw;
        }
    }

    /// <summary>An entry for what this request did; its time is given when it is added.</summary>
    private static AuditRow EntryOf(HttpContext http, RouteEndpoint endpoint, int status, string? outcome)
    {
        var note = AuditNote.Of(http);
        return new AuditRow(
            0, default, Roles.NameOf(http.User), http.Connection.RemoteIpAddress?.ToString(), note.Kind ?? NameOf(endpoint), note.Target ?? TargetOf(http, endpoint),
            note.DetailJson ?? DetailOf(http, endpoint, note.Target is null ? null : TargetOf(http, endpoint)), status, note.Outcome ?? outcome);
    }

    private static bool Concerns(Endpoint endpoint, string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(rule => rule.Policy is Roles.Operator or Roles.Admin);

    private static bool IsUnderstood(int status) => status is not (
        StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType);

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText ?? "";

    /// <summary>What the address names, such as "depot/GUN1".</summary>
    private static string? TargetOf(HttpContext http, RouteEndpoint endpoint)
    {
        var names = endpoint.RoutePattern.Parameters.Where(parameter => parameter.Name != "action").Select(parameter => http.Request.RouteValues[parameter.Name]?.ToString());
        var target = string.Join('/', names);
        return target.Length == 0 ? null : target;
    }

    private static string? DetailOf(HttpContext http, RouteEndpoint endpoint, string? id) =>
        AuditDetail.Of(endpoint.Metadata.GetMetadata<InputShape>()?.Body, BodyShape.Body(http), id);
}
