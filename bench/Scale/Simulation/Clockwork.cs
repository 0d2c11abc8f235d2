namespace Busbar.Bench.Scale.Simulation;

/// <summary>Events in the order of their time, those of one time in the order in which they were planned: the same seed gives the same run.</summary>
internal sealed class Clockwork(int seed)
{
    private readonly PriorityQueue<Action, (double At, long Number)> _planned = new();
    private long _number;

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    public Random Random { get; } = new(seed);

    public void After(double seconds, Action then) => _planned.Enqueue(then, (Now + seconds, _number++));

    /// <summary>Exponential, as the gaps between many independent stations' messages are.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Random.NextDouble());

    /// <summary>Runs until nothing is planned before the end.</summary>
    public void Run(double untilS)
    {
        while (_planned.TryPeek(out _, out var at) && at.At <= untilS)
        {
            Now = at.At;
            _planned.Dequeue()();
        }
    }
}
