using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Api;

/// <summary>The processes that work together.</summary>
/// <param name="Broker">Whether a broker is between them; false in a single process.</param>
/// <param name="Shards">Into how many shards the stations are divided; 0 in a single process.</param>
/// <param name="Processes">Every process that was heard of within two minutes, by roles and id.</param>
/// <param name="Queues">What waits in the broker; empty in a single process.</param>
internal sealed record ClusterShape(bool Broker, int Shards, ProcessShape[] Processes, QueueState[] Queues);

/// <summary>A process.</summary>
/// <param name="Roles">What it does, such as gateway; several with commas.</param>
/// <param name="Ready">Whether it can do its work, as its /health/ready says.</param>
/// <param name="Trouble">What keeps it from that; null while nothing does.</param>
/// <param name="Stations">Stations that are connected to it; null for a process without a gateway.</param>
/// <param name="Shards">Shards that it has; empty for a process that is no worker.</param>
/// <param name="SilentS">Since it was last heard; it speaks every five seconds.</param>
/// <param name="Here">Whether it is the one that answers.</param>
internal sealed record ProcessShape(
    string Id, string Roles, string Machine, int ProcessId, string Version, DateTimeOffset StartedAt, bool Ready, string? Trouble, int? Stations,
    IReadOnlyList<int> Shards, double SilentS, bool Here)
{
    public static ProcessShape Of(ProcessNews news, TimeSpan silent, bool here) => new(
        news.Id, news.Roles, news.Machine, news.ProcessId, news.Version, news.StartedAt, news.IsReady, news.Trouble, news.Stations, news.Shards,
        Math.Round(silent.TotalSeconds, 1), here);
}
