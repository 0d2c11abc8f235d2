using Busbar.Core.Units;

namespace Busbar.Plant.Control.Guns;

/// <summary>The limits of those beside a gun: one for each source.</summary>
internal sealed class GunLimitTable
{
    private readonly SortedDictionary<string, Limit> _bySource = new(StringComparer.Ordinal);

    /// <summary>All in force; a new list after each change.</summary>
    public IReadOnlyList<Limit> All { get; private set; } = [];

    /// <summary>Sets or takes one away; false when that changes nothing.</summary>
    public bool Set(LimitSet set)
    {
        var has = _bySource.TryGetValue(set.Source, out var old);
        if (set.Limit is { } limit)
        {
            if (has && old == limit) return false;
            _bySource[set.Source] = limit;
        }
        else if (!_bySource.Remove(set.Source)) return false;

        All = [.. _bySource.Values];
        return true;
    }
}
