using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Busbar.Cloud.Api;

/// <summary>Reads a whole JSON body, up to a limit.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of an ordinary body; the largest has a dozen short fields.</summary>
    public const int OrdinaryBytes = 64 * 1024;

    /// <summary>Most bytes of a command's payload: a SendLocalList of 10,000 entries at about 200 bytes each.</summary>
    public const int CommandBytes = 2 * 1024 * 1024;

    /// <summary>Most bytes of a body that brings telemetry: 50,000 rows at about 80 bytes each.</summary>
    public const int TelemetryBytes = 4 * 1024 * 1024;

    /// <summary>The body, or the refusal: 413 when it is over the limit, 415 when it does not say that it is JSON.</summary>
    public static async ValueTask<(byte[] Utf8, IResult? Refusal)> ReadAsync(HttpContext http, int maxBytes, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentLength > maxBytes) return ([], TooLarge(maxBytes));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes + 1L;
        var (utf8, complete) = await ReadAllAsync(request.BodyReader, maxBytes, ct);
        if (!complete) return ([], TooLarge(maxBytes));
        if (utf8.Length > 0 && !request.HasJsonContentType()) return ([], NotJson(request.ContentType));
        return (utf8, null);
    }

    private static async ValueTask<(byte[] Utf8, bool Complete)> ReadAllAsync(PipeReader reader, int maxBytes, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var buffer = read.Buffer;
            if (buffer.Length > maxBytes)
            {
                reader.AdvanceTo(buffer.End);
                return ([], false);
            }

            if (read.IsCompleted)
            {
                var utf8 = buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return (utf8, true);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static IResult TooLarge(int maxBytes) => Problems.Of(
        StatusCodes.Status413PayloadTooLarge, "The body is too large", $"It may have at most {maxBytes} bytes.");

    private static IResult NotJson(string? contentType) => Problems.Of(
        StatusCodes.Status415UnsupportedMediaType, "The body is not declared as JSON",
        $"Content-Type is {Problems.Quote(contentType ?? "")}. Give application/json; browsers cannot send that across origins unasked, which is what guards logins.");
}
