using Busbar.Core.Twin;
using Busbar.Core.Twin.Packs;

namespace Busbar.Cloud.Twin;

/// <summary>
/// Runs simulations for those who ask over the network, a few at a time, none of them for long: a question about a cell must not cost the fleet its answers. Thread safe.
/// </summary>
public sealed class TwinService : IDisposable
{
    /// <summary>Time in the cell between two looks at the clock, s, where nobody wants points: some tens of steps of the integrator.</summary>
    private const double LookEveryS = 600;

    private readonly TwinServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _room;
    private int _asked;

    /// <param name="options">Bounds.</param>
    /// <param name="time">For the deadline of a simulation.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names the setting, its value and what is allowed.</exception>
    public TwinService(TwinServiceOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } faults) throw new ArgumentException(string.Join(' ', faults), nameof(options));
        (_options, _time, _room) = (options, time, new SemaphoreSlim(options.AtOnce));
    }

    /// <summary>Runs a simulation of a cell on a thread of its own.</summary>
    /// <exception cref="TwinBusyException">Too many are waiting already.</exception>
    /// <exception cref="TwinTooLargeException">It takes longer, or gives more points, than one request may have.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any longer.</exception>
    public Task<TwinResult> RunAsync(TwinOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return InTurnAsync(() => Run(order, ct), ct);
    }

    /// <summary>Runs a simulation of a pack on a thread of its own.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<PackResult> RunPackAsync(PackOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return InTurnAsync(() => RunPack(order, ct), ct);
    }

    /// <summary>Does other work on cells (a fit, a forecast) on a thread of its own. What is done looks at its token, which ends with the deadline.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<T> WorkAsync<T>(Func<CancellationToken, T> work, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        return InTurnAsync(() => Work(work, ct), ct);
    }

    /// <summary>Refuses more rows, points or cells by points than one request may have.</summary>
    /// <param name="name">What they are, for the message.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="times">How many times <see cref="TwinServiceOptions.MaxPoints"/> are allowed.</param>
    /// <exception cref="TwinTooLargeException">There are more.</exception>
    public void Admit(string name, long count, int times = 1)
    {
        if (count > (long)times * _options.MaxPoints)
            throw new TwinTooLargeException($"There are {count} {name}; allowed: {(long)times * _options.MaxPoints}, {(times == 1 ? "as many as" : $"{times} times what")} Twin:MaxPoints allows.");
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> run, CancellationToken ct)
    {
        try
        {
            if (Interlocked.Increment(ref _asked) > _options.AtOnce + _options.Waiting)
                throw new TwinBusyException($"{_options.AtOnce} simulations run and {_options.Waiting} wait, as many as Twin:AtOnce and Twin:Waiting allow.");
            await _room.WaitAsync(ct);
            try
            {
                return await Task.Run(run, ct);
            }
            finally
            {
                _room.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    private T Work<T>(Func<CancellationToken, T> work, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            return work(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TwinTooLargeException($"It takes longer than {_options.Deadline.TotalSeconds:0.#} s, as long as Twin:Deadline allows. Give fewer rows, cells or cases, or a shorter time.");
        }
    }

    private PackResult RunPack(PackOrder order, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        var pack = new PackSimulator(order.Options) { KeepsBounds = order.KeepsBounds };
        var (points, ends) = (new List<PackMoment>(), new List<PackStepEnd>());
        Note(pack.Now());
        foreach (var step in order.Steps)
            ends.Add(PackRun.Run(pack, order.Options, step, order.PeriodS, Note));
        return new(points, ends, pack, _time.GetElapsedTime(began));

        void Note(PackPoint point)
        {
            points.Add(new(point, pack.ChargeLimit(), pack.DischargeLimit()));
            Check(began, points.Count, order.PeriodS, point.TimeS, ct);
        }
    }

    private TwinResult Run(TwinOrder order, CancellationToken ct)
    {
        var began = _time.GetTimestamp();
        var simulator = new TwinSimulator(order.Options with { MaxSteps = _options.MaxSteps }) { CountsThroughput = true };
        var points = double.IsFinite(order.PeriodS) ? new TwinTrace() : null;
        var (ends, cycles, regular) = (new List<TwinStepEnd>(), new List<TwinCycleEnd>(), true);
        simulator.Noted = _ => Check();
        for (var cycle = 1; cycle <= order.Cycles && regular; cycle++)
        {
            ends.Clear();
            foreach (var step in order.Steps)
            {
                Check();
                var end = simulator.Run(step.Load, step.Stop, points is null ? LookEveryS : order.PeriodS, points ?? new TwinTrace());
                if (end.Reason == TwinEndReason.TooManySteps)
                    throw new TwinTooLargeException($"The integrator took {_options.MaxSteps} steps, as many as Twin:MaxSteps allows, and was at {end.Point.TimeS:0} s. Ask for fewer cycles or a simpler model.");
                ends.Add(new(step.Text, end.Reason, end.Text, end.Point));
                if (end.IsRegular) continue;
                regular = false;
                break;
            }

            if (regular) cycles.Add(Row(cycle, simulator));
        }

        return new(points?.Points ?? [], ends, cycles, regular, simulator.Unknowns, simulator.Work.Steps, _time.GetElapsedTime(began));

        void Check() => this.Check(began, points?.Points.Count ?? 0, order.PeriodS, simulator.TimeS, ct);
    }

    private void Check(long began, int points, double periodS, double timeS, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (points > _options.MaxPoints)
            throw new TwinTooLargeException($"A point every {periodS:0.###} s gives more than {_options.MaxPoints} points, as many as Twin:MaxPoints allows. Take a longer period.");
        if (_time.GetElapsedTime(began) > _options.Deadline)
            throw new TwinTooLargeException($"It takes longer than {_options.Deadline.TotalSeconds:0.#} s, as long as Twin:Deadline allows; it was at {timeS:0} s. Ask for fewer cells or cycles, a shorter experiment or a simpler model.");
    }

    private static TwinCycleEnd Row(int cycle, TwinSimulator simulator)
    {
        var now = simulator.HealthNow;
        return new(cycle, simulator.TimeS, now, 100 * (1 - now.LithiumAh / simulator.Health.LithiumAh), simulator.Ageing, simulator.ThroughputAh);
    }
}
