using Busbar.Cloud.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary><c>/dead-letters</c>: events of stations that no worker could take. A process whose bus is its own has none.</summary>
internal static class DeadLettersResource
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/dead-letters").WithTags("Dead letters");
        letters.MapGet("", (Delegate)ListAsync).Takes(Paging.Limit).ForOperators()
            .Describe<DeadLettersShape>("listDeadLetters", "The oldest events that could not be taken, and how many there are.");
        letters.MapPost("/{id}/replay", ReplayAsync).ForAdmins()
            .DescribeEmpty(
                "replayDeadLetter", "Gives an event to the workers again, behind what its station has sent since. If it fails again, it comes back as another letter.",
                StatusCodes.Status404NotFound);
        letters.MapDelete("/{id}", DiscardAsync).ForAdmins()
            .DescribeEmpty("discardDeadLetter", "Deletes an event that could not be taken; it is lost then.", StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext http)
    {
        var limit = Paging.Limit.Read(http);
        if (Letters(http) is not { } dead) return Results.Json(new DeadLettersShape(false, 0, []));
        var (letters, count) = await dead.ListAsync(limit, http.RequestAborted);
        return Results.Json(new DeadLettersShape(true, count, [.. letters.Select(DeadLetterShape.Of)]));
    }

    private static Task<IResult> ReplayAsync(string id, HttpContext http) => DoAsync(http, id, "replays", static (dead, letter, ct) => dead.ReplayAsync(letter, ct));

    private static Task<IResult> DiscardAsync(string id, HttpContext http) => DoAsync(http, id, "discards", static (dead, letter, ct) => dead.DiscardAsync(letter, ct));

    /// <summary>The log says who did it: an event that is discarded leaves no other trace.</summary>
    private static async Task<IResult> DoAsync(HttpContext http, string id, string verb, Func<IDeadLetters, string, CancellationToken, ValueTask<bool>> act)
    {
        if (Letters(http) is not { } dead || !await act(dead, id, http.RequestAborted)) return Problems.NotFound($"There is no dead letter {Problems.Quote(id)}.");
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DeadLettersResource))
            .DeadLetterTreated(Roles.NameOf(http.User), verb, id);
        return Results.NoContent();
    }

    private static IDeadLetters? Letters(HttpContext http) => http.RequestServices.GetService<IDeadLetters>();
}
