namespace Busbar.Cloud.Bus;

/// <summary>What a process of the cluster says of itself, every five seconds.</summary>
/// <param name="Id">Unique per process and start.</param>
/// <param name="Roles">What it does, such as <c>gateway</c> or <c>cms</c>; several with commas.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="ProcessId">Number of the process on its machine.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="IsReady">Whether it can do its work, as <c>/health/ready</c> says.</param>
/// <param name="Trouble">What keeps it from that; null while nothing does.</param>
/// <param name="Stations">Stations that are connected to it; null for a process without a gateway.</param>
/// <param name="Shards">Shards that it has, ascending; empty for a process that is no worker.</param>
public sealed record ProcessNews(
    string Id, string Roles, string Machine, int ProcessId, string Version, DateTimeOffset StartedAt, bool IsReady, string? Trouble, int? Stations,
    IReadOnlyList<int> Shards);
