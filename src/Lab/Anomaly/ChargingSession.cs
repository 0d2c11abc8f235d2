using Busbar.Core.Anomaly;

namespace Busbar.Lab.Anomaly;

/// <summary>
/// One charging session in time steps: a module that goes a share of its remaining way each second towards the lowest of
/// the limit and what the vehicle takes (constant current, then a falling one), and a meter that reads it. What goes wrong
/// is planned before it runs.
/// </summary>
internal sealed class ChargingSession(TraceRandom random, double levelA, double lengthS)
{
    private const double StepS = 0.1;

    private readonly List<TraceCommand> _commands = [];
    private readonly List<LabelledInterval> _labels = [];
    private readonly List<(double AtS, Action What)> _plan = [];
    private readonly double _taperS = random.Between(600, 1500);
    private Orders _given = new(false, double.PositiveInfinity);
    private Orders _heard = new(false, double.PositiveInfinity);
    private bool _isDeaf;
    private double _flowingA;

    /// <summary>The source of chance.</summary>
    public TraceRandom Random => random;

    /// <summary>The current that the vehicle takes at first.</summary>
    public double LevelA => levelA;

    /// <summary>Length of the session.</summary>
    public double LengthS => lengthS;

    /// <summary>What reads the current.</summary>
    public Meter Meter { get; } = new(random, levelA, lengthS);

    /// <summary>Share of the remaining way per second; the lab's module has 0.2.</summary>
    public double RampPerS { get; } = random.Chance(0.6) ? 0.2 : random.Between(0.07, 0.4);

    /// <summary>When the vehicle begins to take less: from a third of the session on, or never.</summary>
    public double TaperFromS { get; } = random.Between(0.35, 1.1) * lengthS;

    /// <summary>Adds to what the module wants to give: time in s to A.</summary>
    public Func<double, double>? SetPointErrorA { get; set; }

    /// <summary>Adds to what flows: time in s to A.</summary>
    public Func<double, double>? FlowErrorA { get; set; }

    /// <summary>While true the module hears no command; afterwards it obeys the last one.</summary>
    public bool IsDeaf
    {
        get => _isDeaf;
        set
        {
            _isDeaf = value;
            if (!value) _heard = _given;
        }
    }

    /// <summary>The current that the vehicle takes at a time.</summary>
    public double DemandA(double atS) => atS < TaperFromS ? levelA : levelA * Math.Exp(-(atS - TaperFromS) / _taperS);

    /// <summary>Plans something.</summary>
    public void Do(double atS, Action what) => _plan.Add((atS, what));

    /// <summary>Plans a command, which the trace will hold.</summary>
    public void Command(double atS, CommandKind kind, double? limitA = null)
    {
        _commands.Add(new TraceCommand(TimeSpan.FromSeconds(atS), kind, limitA));
        Do(atS, () =>
        {
            _given = new Orders(kind switch { CommandKind.Start => true, CommandKind.Stop => false, _ => _given.Running }, limitA ?? _given.LimitA);
            if (!_isDeaf) _heard = _given;
        });
    }

    /// <summary>Says what is wrong where.</summary>
    public void Label(FindingKind kind, double fromS, double toS) =>
        _labels.Add(new LabelledInterval(kind, TimeSpan.FromSeconds(fromS), TimeSpan.FromSeconds(Math.Min(toS, lengthS))));

    /// <summary>Runs the plan.</summary>
    public LabelledTrace Run(string name)
    {
        var plan = _plan.OrderBy(p => p.AtS).ToList();
        var next = 0;
        for (var i = 0; i * StepS < lengthS; i++)
        {
            var t = i * StepS;
            for (; next < plan.Count && plan[next].AtS <= t; next++) plan[next].What();
            var target = _heard.Running ? Math.Min(_heard.LimitA, DemandA(t)) : 0;
            if (target > 0) target += SetPointErrorA?.Invoke(t) ?? 0;
            _flowingA += (target - _flowingA) * (1 - Math.Pow(1 - RampPerS, StepS));
            var flowing = target > 0 ? _flowingA + (FlowErrorA?.Invoke(t) ?? 0) : _flowingA;
            Meter.Look(t, flowing, _given.Running ? _given.LimitA : double.PositiveInfinity);
        }

        return new LabelledTrace(name, Meter.Samples, [.. _commands.OrderBy(c => c.At)], _labels);
    }

    private readonly record struct Orders(bool Running, double LimitA);
}
