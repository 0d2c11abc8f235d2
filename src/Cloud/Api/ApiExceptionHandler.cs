using Busbar.Cloud.Bus;
using Busbar.Cloud.Store;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary>Turns what was thrown into a problem: a store that takes no writes and a worker that cannot be reached are 503; anything else is our error, 500 with a reference that the log has too.</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> log) : IExceptionHandler
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true;
        await Answer(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private IResult Answer(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case StoreUnavailableException:
                log.StoreUnavailable(http.Request.Method, http.Request.Path, exception.Message);
                return Problems.Later(
                    StatusCodes.Status503ServiceUnavailable, "The store is not available", $"Nothing was changed. {exception.Message}", StoreRetry);
            case BusUnavailableException:
                log.BusUnavailable(http.Request.Method, http.Request.Path, exception.Message);
                return Problems.Later(
                    StatusCodes.Status503ServiceUnavailable, "The central system is not available",
                    $"The process that has the station could not be reached, or gave no answer; what was asked may have been done. {exception.Message}", StoreRetry);
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, "The request is not valid", bad.Message);
            default:
                var reference = Guid.NewGuid().ToString("N")[..12];
                log.RequestFailed(exception, http.Request.Method, http.Request.Path, reference);
                return Problems.Of(
                    StatusCodes.Status500InternalServerError, "Busbar failed",
                    $"This is an error of Busbar, not of the request. The log has it under reference {reference}.", ("reference", reference));
        }
    }
}
