using System.Security.Claims;
using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Authorization;

namespace Busbar.Cloud.Api;

/// <summary>The three roles as authorisation policies: viewer &lt; operator &lt; admin.</summary>
internal static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Admin = "admin";

    /// <summary>Claim that ties a login to the password that it was made with.</summary>
    public const string StampClaim = "busbar.stamp";

    /// <summary>Claim of the user that demo mode makes.</summary>
    public const string DemoClaim = "busbar.demo";

    public static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(Viewer, policy => policy.RequireAssertion(context => Of(context.User) >= Role.Viewer));
        options.AddPolicy(Operator, policy => policy.RequireAssertion(context => Of(context.User) >= Role.Operator));
        options.AddPolicy(Admin, policy => policy.RequireAssertion(context => Of(context.User) >= Role.Admin));
    }

    /// <summary>The role of whoever asks; null when no one is logged in.</summary>
    public static Role? Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } && Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    /// <summary>The name for "acknowledged by" and the like.</summary>
    public static string NameOf(ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";

    public static ClaimsPrincipal Principal(string scheme, string name, Role role, params Claim[] more) => new(
        new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString()), .. more], scheme, ClaimTypes.Name, ClaimTypes.Role));
}
