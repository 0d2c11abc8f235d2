namespace Busbar.Cloud.Cms.Fleet;

/// <summary>Fleet power of the last hour, a point each ten seconds. Thread safe.</summary>
internal sealed class PowerHistory
{
    private const int Most = 360;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<FleetPower> _points = new(Most);
    private DateTimeOffset _due;

    public void Tick(DateTimeOffset now, double powerW)
    {
        lock (_gate)
        {
            if (now < _due && _due - now <= Step) return;
            _due = now + Step;
            if (_points.Count == Most) _points.Dequeue();
            _points.Enqueue(new FleetPower(now, powerW));
        }
    }

    public IReadOnlyList<FleetPower> Points()
    {
        lock (_gate) return [.. _points];
    }
}
