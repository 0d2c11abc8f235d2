using Busbar.Core.Anomaly;

namespace Busbar.Core.Tests.Anomaly;

/// <summary>A hand-made session: a module that goes 20 % of its way each second, told what to do second by second.</summary>
internal sealed class Session
{
    private readonly CurrentMonitor _monitor;
    private readonly Random _random;
    private readonly TimeSpan _interval;
    private double _limitA = double.PositiveInfinity;
    private bool _running;

    public Session(CurrentMonitorOptions? options = null, int seed = 1, double intervalS = 1)
    {
        _monitor = new CurrentMonitor(options);
        _random = new Random(seed);
        _interval = TimeSpan.FromSeconds(intervalS);
    }

    public CurrentMonitor Monitor => _monitor;

    public List<Finding> Changes { get; } = [];

    public IEnumerable<Finding> Raised => Changes.Where(c => c.State == FindingState.Raised);

    public TimeSpan Now { get; set; }

    /// <summary>What flows.</summary>
    public double FlowingA { get; set; }

    /// <summary>What the vehicle takes.</summary>
    public double DemandA { get; set; } = 100;

    public double NoiseA { get; set; } = 0.5;

    /// <summary>Step of the reading; 0 for none.</summary>
    public double StepA { get; set; }

    /// <summary>A limit that comes with each sample and binds as well; null: none comes.</summary>
    public double? SampleLimitA { get; set; }

    public void Command(CommandKind kind, double? limitA = null)
    {
        if (limitA is { } l) _limitA = l;
        if (kind == CommandKind.Start) _running = true;
        if (kind == CommandKind.Stop) _running = false;
        _monitor.OnCommand(Now, kind, limitA);
    }

    /// <summary>Lets time pass and measures. What is measured may be changed: (since the start of this run in s, flowing with noise) to reading.</summary>
    public void Run(double seconds, Func<double, double, double>? measured = null)
    {
        var start = Now;
        while ((Now - start).TotalSeconds < seconds)
        {
            Now += _interval;
            var target = _running ? Math.Min(SampleLimitA ?? _limitA, DemandA) : 0;
            FlowingA += (target - FlowingA) * (1 - Math.Pow(0.8, _interval.TotalSeconds));
            var reading = FlowingA + (NoiseA * Normal());
            if (StepA > 0) reading = Math.Round(reading / StepA) * StepA;
            if (measured is not null) reading = measured((Now - start).TotalSeconds, reading);
            Measure(reading, SampleLimitA);
        }
    }

    public void Measure(double reading, double? limitA = null)
    {
        foreach (var change in _monitor.Step(new CurrentSample(Now, reading, limitA))) Changes.Add(change);
    }

    /// <summary>A session that charges quietly at 100 A under a limit of 120 A.</summary>
    public static Session Charging(CurrentMonitorOptions? options = null, int seed = 1, double intervalS = 1)
    {
        var session = new Session(options, seed, intervalS);
        session.Command(CommandKind.Limit, 120);
        session.Run(10);
        session.Command(CommandKind.Start);
        session.Run(Math.Max(120, 70 * intervalS));
        Assert.Empty(session.Changes);
        return session;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
