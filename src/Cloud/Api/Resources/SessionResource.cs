using Busbar.Cloud.Store;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary><c>/session</c>: log in, ask who is logged in, log out.</summary>
internal sealed class SessionResource
{
    private const string Wrong = "User or password is wrong.";

    private static readonly BodyField<string> User = new("user", Rules.Text(1, 64), "Name of the user, without case.", required: true);
    private static readonly BodyField<string> Password = new("password", Rules.Secret(1, 256), "Password.", required: true);
    private static readonly BodyShape Login = new("Login", User, Password);

    public static void Map(IEndpointRouteBuilder api)
    {
        var session = api.MapGroup("/session").WithTags("Session");
        session.MapPost("", LogInAsync).Takes(Login).AllowAnonymous()
            .Describe<SessionShape>("logIn", "Logs in: sets the cookie that every other request is known by.", StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);
        session.MapGet("", Get).Describe<SessionShape>("getSession", "Who is logged in.");
        session.MapDelete("", (Delegate)LogOutAsync).AllowAnonymous().DescribeEmpty("logOut", "Logs out: removes the cookie.");
    }

    private static async Task<IResult> LogInAsync(HttpContext http, Accounts accounts, LoginGuard guard, ApiMetrics metrics, AuditLog audit, TimeProvider time, ILogger<SessionResource> log)
    {
        var (name, address, ct) = (User.Read(http), http.Connection.RemoteIpAddress, http.RequestAborted);
        if (guard.Wait(address, name) is { } wait)
        {
            metrics.Login("locked");
            return Problems.Later(StatusCodes.Status429TooManyRequests, "Too many failed logins", $"Try again in {Math.Ceiling(wait.TotalSeconds)} s.", wait);
        }

        try
        {
            var user = await accounts.VerifyAsync(name, Password.Read(http), ct);
            if (user is null)
            {
                guard.Failed(address, name);
                metrics.Login("wrong");
                log.LoginFailed(Problems.Quote(name), address);
                return Problems.Of(StatusCodes.Status401Unauthorized, "Not logged in", Wrong);
            }

            guard.Succeeded(address, name);
            metrics.Login("good");
            await LoginCookie.SignInAsync(http, user);
            await audit.AddAsync(Entry(user.Name, http, "logIn"));
            await NoteLoginAsync(accounts, user with { LastLoginAt = time.GetUtcNow() }, log, ct);
            return Results.Json(new SessionShape(user.Name, user.Role, Demo: false));
        }
        catch (TimeoutException e)
        {
            return Problems.Later(StatusCodes.Status503ServiceUnavailable, "Too many logins at once", e.Message, TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>When the store takes no writes one can still log in, to see why.</summary>
    private static async ValueTask NoteLoginAsync(Accounts accounts, UserRow user, ILogger log, CancellationToken ct)
    {
        try
        {
            await accounts.SaveAsync(user, ct);
        }
        catch (StoreUnavailableException e)
        {
            log.LoginTimeNotKept(user.Name, e.Message);
        }
    }

    private static IResult Get(HttpContext http) =>
        Results.Json(new SessionShape(Roles.NameOf(http.User), Roles.Of(http.User) ?? default, http.User.HasClaim(claim => claim.Type == Roles.DemoClaim)));

    private static AuditRow Entry(string user, HttpContext http, string kind) =>
        new(0, default, user, http.Connection.RemoteIpAddress?.ToString(), kind, null, null, http.Response.StatusCode, null);

    private static async Task<IResult> LogOutAsync(HttpContext http, AuditLog audit)
    {
        if (Roles.Of(http.User) is not null && !http.User.HasClaim(claim => claim.Type == Roles.DemoClaim)) await audit.AddAsync(Entry(Roles.NameOf(http.User), http, "logOut"));
        await http.SignOutAsync(LoginCookie.Scheme);
        return Results.NoContent();
    }
}
