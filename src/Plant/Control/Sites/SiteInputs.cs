using Busbar.Core.Units;

namespace Busbar.Plant.Control.Sites;

/// <summary>The emergency stop: buttons, which release themselves, and people, whose word holds until somebody takes it back. Not thread safe.</summary>
internal sealed class StopSwitch
{
    private readonly SortedSet<string> _buttons = new(StringComparer.Ordinal);
    private string? _by;
    private string? _first;

    public bool IsActive => _buttons.Count > 0 || _by is not null;

    public IReadOnlyCollection<string> Buttons => _buttons;

    /// <summary>Who or what has stopped the site first; null: it is not stopped.</summary>
    public string? By => IsActive ? _by ?? _first : null;

    public void Press(string by) => _by ??= by;

    public void Release() => _by = null;

    public void Button(string source, bool active)
    {
        if (active && _buttons.Add(source) && _buttons.Count == 1) _first = source;
        else if (!active) _buttons.Remove(source);
    }
}

/// <summary>The limits on the whole site: one for each source, and the plan's. Not thread safe.</summary>
internal sealed class SiteLimits(double? planW)
{
    private readonly SortedDictionary<string, double> _bySource = new(StringComparer.Ordinal);

    /// <summary>The lowest; null: none.</summary>
    public Limit? Lowest { get; private set; } = planW is { } w ? Limit.Watts(w, GridConnection) : null;

    private const string GridConnection = "grid connection";

    /// <summary>The limit of a source, W; null: it has none.</summary>
    public double? Of(string source) => _bySource.TryGetValue(source, out var w) ? w : null;

    public void Set(string source, double? limitW)
    {
        if (limitW is { } w) _bySource[source] = w;
        else _bySource.Remove(source);
        Lowest = planW is { } plan ? Limit.Watts(plan, GridConnection) : null;
        foreach (var (name, value) in _bySource)
            if (Lowest is not { } lowest || value < lowest.Value) Lowest = Limit.Watts(value, name);
    }
}
