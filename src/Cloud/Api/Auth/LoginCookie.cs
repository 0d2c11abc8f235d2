using System.Security.Claims;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Busbar.Cloud.Api;

/// <summary>The login cookie: HttpOnly, SameSite=Strict, sliding. Held against the user's row on every request, so that a change of role or password counts at once.</summary>
internal static class LoginCookie
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Name = "busbar";

    public static void Configure(CookieAuthenticationOptions cookie, ApiOptions options)
    {
        cookie.Cookie.Name = Name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.IsEssential = true;
        cookie.ExpireTimeSpan = options.SessionLifetime;
        cookie.SlidingExpiration = true;
        cookie.Events.OnRedirectToLogin = static context => Problems.Of(
            StatusCodes.Status401Unauthorized, "Not logged in", "Log in with POST /api/v1/session and send the cookie that it sets.")
            .ExecuteAsync(context.HttpContext);
        cookie.Events.OnRedirectToAccessDenied = static context => Problems.Of(
            StatusCodes.Status403Forbidden, "Not allowed",
            $"This needs a higher role than {Roles.Of(context.HttpContext.User)}. Roles are viewer, operator and admin; an admin can change them.")
            .ExecuteAsync(context.HttpContext);
        cookie.Events.OnValidatePrincipal = ValidateAsync;
    }

    public static Task SignInAsync(HttpContext http, UserRow user) => http.SignInAsync(
        Scheme,
        Roles.Principal(Scheme, user.Name, user.Role, new Claim(Roles.StampClaim, Accounts.Stamp(user))),
        new AuthenticationProperties { IsPersistent = true });

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<Accounts>();
        var user = await accounts.FindAsync(Roles.NameOf(context.Principal!), context.HttpContext.RequestAborted);
        if (user is not null && context.Principal!.FindFirstValue(Roles.StampClaim) == Accounts.Stamp(user)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}
