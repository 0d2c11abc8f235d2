namespace Busbar.Core.Twin;

/// <summary>The points of a run, in order of time; at a jump of the load two of them have one time. Not safe for several threads at once.</summary>
public sealed class TwinTrace
{
    private readonly List<TwinPoint> _points;

    /// <summary>Makes an empty trace.</summary>
    /// <param name="capacity">How many points to make room for, 0 or more; it grows when needed.</param>
    public TwinTrace(int capacity = 1024) => _points = new List<TwinPoint>(capacity);

    /// <summary>The points.</summary>
    public IReadOnlyList<TwinPoint> Points => _points;

    internal void Add(in TwinPoint point) => _points.Add(point);
}
