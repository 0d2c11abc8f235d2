namespace Busbar.Bench.Scale.Simulation;

/// <summary>Cores that take work in the order in which it comes. Times of work are exponential around their mean.</summary>
internal sealed class Servers(Clockwork clock, string name, int count)
{
    private readonly Queue<(double At, double WorkS, Action Then)> _waiting = new();
    private int _busy;

    public string Name => name;

    /// <summary>Seconds of work done.</summary>
    public double WorkedS { get; private set; }

    /// <summary>How long each piece of work waited, in seconds.</summary>
    public List<double> WaitsS { get; } = [];

    public int Cores => count;

    public int LongestQueue { get; private set; }

    public void Do(double meanS, Action then)
    {
        var work = meanS > 0 ? clock.Exponential(meanS) : 0;
        if (_busy < count)
        {
            Begin(clock.Now, work, then);
            return;
        }

        _waiting.Enqueue((clock.Now, work, then));
        LongestQueue = Math.Max(LongestQueue, _waiting.Count);
    }

    private void Begin(double cameAt, double workS, Action then)
    {
        _busy++;
        WaitsS.Add(clock.Now - cameAt);
        WorkedS += workS;
        clock.After(workS, () =>
        {
            _busy--;
            if (_waiting.TryDequeue(out var next)) Begin(next.At, next.WorkS, next.Then);
            then();
        });
    }
}
