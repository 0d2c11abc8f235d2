using Busbar.Core.Anomaly;

namespace Busbar.Cloud.Cms.Anomalies;

/// <summary>A finding, and the sample that brought it.</summary>
internal readonly record struct AnomalyEntry(Finding Finding, DateTimeOffset At, double CurrentA, double? LimitA);

/// <summary>What the samples of one message raised or cleared; nearly always empty, and then without an allocation.</summary>
internal struct AnomalyFindings
{
    private List<AnomalyEntry>? _entries;

    public readonly bool Any => _entries is not null;

    public readonly IReadOnlyList<AnomalyEntry> Entries => _entries ?? (IReadOnlyList<AnomalyEntry>)[];

    public void Add(in Finding finding, DateTimeOffset at, double currentA, double? limitA) =>
        (_entries ??= []).Add(new AnomalyEntry(finding, at, currentA, limitA));
}
