using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Busbar.Cloud.Api;

/// <summary>Problem details for the refusals that the framework makes itself, without a body.</summary>
internal static class StatusPages
{
    public static Task AnswerAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var what = $"{http.Request.Method} {Problems.Quote(http.Request.Path)}";
        return Problems.Of(status, ReasonPhrases.GetReasonPhrase(status), status switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {what}. What there is: /openapi/v1.json.",
            StatusCodes.Status405MethodNotAllowed => $"{what} is not possible. Allowed: {http.Response.Headers.Allow}.",
            _ => $"{what} was refused.",
        }).ExecuteAsync(http);
    }
}
