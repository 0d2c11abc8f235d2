using Busbar.Cloud.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Api;

/// <summary><c>/users</c>: who may use the console.</summary>
internal sealed class UsersResource
{
    private static readonly ValueRule<string> NameRule = Rules.Text(1, 64);
    private static readonly BodyField<Role> RoleField = new("role", Rules.Choice<Role>(), "What the user may do; each role includes those before it.", required: true);
    private static readonly BodyField<string> Password = new("password", Rules.Secret(10, 256), "New password; required for a new user, else absent leaves it.");
    private static readonly BodyShape Edit = new("UserEdit", RoleField, Password);

    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users").RequireAuthorization(Roles.Admin);
        users.MapGet("", ListAsync).Takes(Paging.Limit, Paging.AfterText).Describe<UserShape[]>("listUsers", "Users by name.");
        users.MapPut("/{name}", SaveAsync).Takes(Edit)
            .Describe<UserShape>("saveUser", "Adds a user, or sets role and password. Logins made before a change end.", StatusCodes.Status409Conflict);
        users.MapDelete("/{name}", DeleteAsync)
            .DescribeEmpty("deleteUser", "Removes a user and ends the user's logins.", StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(HttpContext http, Accounts accounts)
    {
        var users = await accounts.AllAsync(http.RequestAborted);
        return Paging.Slice(http, users.OrderBy(user => user.Name, StringComparer.Ordinal), user => user.Name, UserShape.Of);
    }

    private static async Task<IResult> SaveAsync(string name, HttpContext http, Accounts accounts, TimeProvider time, ILogger<UsersResource> log)
    {
        if (NameRule.Fault(name) is { } fault) return Problems.BadInput("name", fault);
        var ct = http.RequestAborted;
        var known = await accounts.FindAsync(name, ct);
        var (role, password) = (RoleField.Read(http), Password.Optional(http));
        if (known is null && password is null) return Problems.BadInput("password", $"It is missing, and {Problems.Quote(name)} is a new user. Give {Password.Rule.Allowed}.");
        if (role != Role.Admin && await IsLastAdminAsync(accounts, known, ct)) return LastAdmin(known!.Name);
        var hash = password is null ? known!.PasswordHash : await accounts.HashAsync(password, ct);
        var user = known is null ? new UserRow(name, role, hash, time.GetUtcNow(), LastLoginAt: null) : known with { Role = role, PasswordHash = hash };
        await accounts.SaveAsync(user, ct);
        log.UserSaved(user.Name, role.ToString(), password is null ? "" : " with a new password", Roles.NameOf(http.User));
        return Results.Json(UserShape.Of(user));
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, Accounts accounts, ILogger<UsersResource> log)
    {
        var ct = http.RequestAborted;
        if (await accounts.FindAsync(name, ct) is not { } user) return Problems.NotFound($"There is no user {Problems.Quote(name)}.");
        if (await IsLastAdminAsync(accounts, user, ct)) return LastAdmin(user.Name);
        await accounts.DeleteAsync(user.Name, ct);
        log.UserRemoved(user.Name, Roles.NameOf(http.User));
        return Results.NoContent();
    }

    private static async ValueTask<bool> IsLastAdminAsync(Accounts accounts, UserRow? user, CancellationToken ct) =>
        user is { Role: Role.Admin } && (await accounts.AllAsync(ct)).Count(other => other.Role == Role.Admin) == 1;

    private static IResult LastAdmin(string name) =>
        Problems.Conflict("The last admin must stay", $"{name} is the only user with role Admin; without one nobody could manage users. Make another one first.");
}
