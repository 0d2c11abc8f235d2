using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>Who is logged in.</summary>
internal sealed record SessionShape(string User, Role Role, bool Demo);

/// <summary>A user of the console, without secrets.</summary>
internal sealed record UserShape(string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt)
{
    public static UserShape Of(UserRow row) => new(row.Name, row.Role, row.CreatedAt, row.LastLoginAt);
}

/// <summary>What this program is.</summary>
/// <param name="OcppPort">Port that stations connect to; null while no gateway listens in this process.</param>
internal sealed record InfoShape(string Name, string Version, bool Demo, DateTimeOffset StartedAt, DateTimeOffset ServerTime, int? OcppPort);

/// <summary>Health in a word and check by check.</summary>
internal sealed record HealthShape(string Status, IReadOnlyList<HealthCheckShape> Checks);

/// <summary>One check; <paramref name="Detail"/> says why where it is not healthy.</summary>
internal sealed record HealthCheckShape(string Name, string Status, string? Detail);

/// <summary>A battery pack as lists show it.</summary>
internal sealed record PackShape(string Id);
