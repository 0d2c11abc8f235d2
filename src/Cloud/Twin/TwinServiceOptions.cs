namespace Busbar.Cloud.Twin;

/// <summary>Settings of simulations over the network, section <c>Twin</c>. Immutable; read once at start.</summary>
public sealed record TwinServiceOptions
{
    /// <summary>Simulations at once, 1 to 64; default 1, so that they take one core at most.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>Simulations that may wait for their turn, 0 to 1,000; default 8. Those beyond are refused at once.</summary>
    public int Waiting { get; init; } = 8;

    /// <summary>How long one may take, 100 ms to 10 min; default 20 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Most points of one, and most rows of telemetry that one brings, 100 to 1,000,000; default 50,000.</summary>
    public int MaxPoints { get; init; } = 50_000;

    /// <summary>Most steps of the integrator, 1,000 to 100 million; default 5 million.</summary>
    public long MaxSteps { get; init; } = 5_000_000;

    /// <summary>What is wrong, a sentence each, naming the key, the value and what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Range(nameof(AtOnce), AtOnce, 1, 64);
        Range(nameof(Waiting), Waiting, 0, 1000);
        Range(nameof(MaxPoints), MaxPoints, 100, 1_000_000);
        Range(nameof(MaxSteps), MaxSteps, 1000, 100_000_000);
        Range(nameof(Deadline), Deadline, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        return faults;

        void Range<T>(string key, T value, T from, T to)
            where T : IComparable<T>
        {
            if (value.CompareTo(from) < 0 || value.CompareTo(to) > 0) faults.Add($"Twin:{key} is {value}; allowed: {from} to {to}.");
        }
    }
}
