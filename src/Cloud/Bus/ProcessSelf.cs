using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Busbar.Cloud.Bus;

/// <summary>This process, as it tells others of itself. Thread safe.</summary>
/// <param name="roles">What it does.</param>
/// <param name="checks">Whether it can.</param>
/// <param name="time">When it began.</param>
public sealed class ProcessSelf(string roles, HealthCheckService checks, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Version of the program, without its commit.</summary>
    public static string Version { get; } =
        typeof(ProcessSelf).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Machine, process and a random part.</summary>
    public string Id { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Stations that are connected here; null for a process without a gateway.</summary>
    public Func<int?> Stations { get; init; } = static () => null;

    /// <summary>Shards that this process has.</summary>
    public Func<IReadOnlyList<int>> Shards { get; init; } = static () => [];

    /// <summary>What is to be told now.</summary>
    public async ValueTask<ProcessNews> DescribeAsync(CancellationToken ct)
    {
        var report = await checks.CheckHealthAsync(ct);
        var troubles = report.Entries.Where(check => check.Value.Status == HealthStatus.Unhealthy).Select(check => $"{check.Key}: {check.Value.Description ?? "not healthy"}");
        var trouble = string.Join(' ', troubles);
        return new ProcessNews(
            Id, roles, Environment.MachineName, Environment.ProcessId, Version, _startedAt, report.Status != HealthStatus.Unhealthy, trouble.Length == 0 ? null : trouble,
            Stations(), Shards());
    }
}
