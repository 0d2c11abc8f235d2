using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>The parameters <c>from</c> (inclusive) and <c>to</c> (exclusive).</summary>
internal static class TimeRange
{
    public static readonly QueryParameter<DateTimeOffset> From = new("from", Rules.Time, "From this time on.");
    public static readonly QueryParameter<DateTimeOffset> To = new("to", Rules.Time, "Before this time.");

    public static bool TryRead(HttpContext http, out DateTimeOffset? from, out DateTimeOffset? to, [NotNullWhen(false)] out IResult? refusal)
    {
        (from, to, refusal) = (From.Optional(http), To.Optional(http), null);
        if (from is null || to is null || from < to) return true;
        refusal = Problems.BadInput("to", $"{to:O} is not after from, which is {from:O}.");
        return false;
    }
}
