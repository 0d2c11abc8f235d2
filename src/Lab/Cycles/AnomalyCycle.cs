namespace Busbar.Lab.Cycles;

/// <summary>What the anomaly cycle needs from a central system. Implementations may throw only <see cref="CycleCommandException"/>.</summary>
public interface ICycleCommands
{
    /// <summary>Sets the highest current of the connector, whole amperes.</summary>
    Task SetLimitAsync(int limitA, CancellationToken ct);

    /// <summary>Starts a transaction.</summary>
    Task RemoteStartAsync(CancellationToken ct);

    /// <summary>Stops the transaction that the last start began.</summary>
    Task RemoteStopAsync(CancellationToken ct);
}

/// <summary>The central system, or the charge point behind it, did not do what the cycle asked; the text says why.</summary>
public sealed class CycleCommandException : Exception
{
    /// <summary>Refused by a peer.</summary>
    public CycleCommandException(string message)
        : base(message)
    {
    }

    /// <summary>The link broke.</summary>
    public CycleCommandException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>
/// System 2's anomaly cycle: limit 0 A, 2 s, limit 100 A, 1 s, remote start, 2 s, remote stop, 3 s, again. A step that fails is
/// told and the cycle goes on with the next, so that it finds its charge point again after a restart of either side.
/// </summary>
/// <param name="commands">The central system.</param>
/// <param name="time">The clock of the lab.</param>
/// <param name="log">Lines for people; null: none.</param>
public sealed class AnomalyCycle(ICycleCommands commands, TimeProvider time, Action<string>? log = null)
{
    /// <summary>The low limit, A (system 2).</summary>
    public const int LowA = 0;

    /// <summary>The high limit, A (system 2).</summary>
    public const int HighA = 100;

    /// <summary>Wait after the low limit (system 2).</summary>
    public static readonly TimeSpan AfterLow = TimeSpan.FromSeconds(2);

    /// <summary>Wait after the high limit (system 2).</summary>
    public static readonly TimeSpan AfterHigh = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the start (system 2).</summary>
    public static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(2);

    /// <summary>Wait after the stop (system 2).</summary>
    public static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(3);

    private long _rounds;

    /// <summary>Rounds completed.</summary>
    public long Rounds => Interlocked.Read(ref _rounds);

    /// <summary>Runs the cycle.</summary>
    /// <param name="rounds">How often; null: until cancelled.</param>
    /// <param name="ct">Ends it; then it returns.</param>
    public async Task RunAsync(int? rounds, CancellationToken ct)
    {
        try
        {
            while (rounds is null || Rounds < rounds)
            {
                await StepAsync($"limit {LowA} A", token => commands.SetLimitAsync(LowA, token), AfterLow, ct);
                await StepAsync($"limit {HighA} A", token => commands.SetLimitAsync(HighA, token), AfterHigh, ct);
                await StepAsync("remote start", commands.RemoteStartAsync, AfterStart, ct);
                await StepAsync("remote stop", commands.RemoteStopAsync, AfterStop, ct);
                Interlocked.Increment(ref _rounds);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ended by its owner.
        }
    }

    private async Task StepAsync(string name, Func<CancellationToken, Task> step, TimeSpan wait, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        try
        {
            await step(ct);
            log?.Invoke(name);
        }
        catch (CycleCommandException e)
        {
            log?.Invoke($"{name}: {e.Message}");
        }

        // The time that the command took is part of the wait, so the cycle keeps its eight seconds.
        var left = wait - time.GetElapsedTime(began);
        if (left > TimeSpan.Zero) await Task.Delay(left, time, ct);
    }
}
