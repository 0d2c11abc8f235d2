using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Refusals as RFC 9457 problem details. Texts name the field, the value and what is allowed.</summary>
internal static class Problems
{
    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static IResult Conflict(string title, string detail) => Of(StatusCodes.Status409Conflict, title, detail);

    /// <summary>400 with a text per field.</summary>
    public static IResult BadInput(string field, string text) =>
        BadInput(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [text] });

    /// <inheritdoc cref="BadInput(string, string)"/>
    public static IResult BadInput(IReadOnlyDictionary<string, string[]> errors) => Of(
        StatusCodes.Status400BadRequest, "The request is not valid",
        string.Join(' ', errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}")),
        ("errors", new Dictionary<string, string[]>(errors, StringComparer.Ordinal)));

    /// <summary>Come back later: sets Retry-After, in whole seconds.</summary>
    public static IResult Later(int status, string title, string detail, TimeSpan retryAfter) =>
        new RetryAfterResult(Of(status, title, detail), retryAfter);

    public static IResult Of(int status, string title, string detail, params (string Name, object? Value)[] members) =>
        Results.Problem(statusCode: status, title: title, detail: detail, extensions: members.Select(member => KeyValuePair.Create(member.Name, member.Value)));

    /// <summary>A value as error texts quote it: shortened, without control characters.</summary>
    public static string Quote(string value)
    {
        const int most = 60;
        var shown = value.Length > most ? string.Concat(value.AsSpan(0, most), "…") : value;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '·' : c))}'";
    }

    private sealed class RetryAfterResult(IResult inner, TimeSpan retryAfter) : IResult, IStatusCodeHttpResult, IValueHttpResult
    {
        public int? StatusCode => ((IStatusCodeHttpResult)inner).StatusCode;

        public object? Value => ((IValueHttpResult)inner).Value;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString();
            return inner.ExecuteAsync(httpContext);
        }
    }
}
