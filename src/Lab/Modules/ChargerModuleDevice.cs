using Busbar.Links.Can;
using Busbar.Links.Timing;
using Busbar.Wire.Can;

namespace Busbar.Lab.Modules;

/// <summary>
/// The charger module on a bus: takes 0x200, 0x201 and 0x210, ticks every second and publishes its current as 0x300. One
/// loop owns the state; <see cref="State"/> may be read from anywhere.
/// </summary>
/// <param name="bus">The bus; stays the caller's.</param>
/// <param name="time">The clock of the lab.</param>
public sealed class ChargerModuleDevice(ICanBus bus, TimeProvider time)
{
    // After a long stall the module does not replay every missed second, it goes on from now.
    private const int MostTicksAtOnce = 5;

    private volatile ChargerModuleState _state = ChargerModuleState.Initial;
    private long _ticks;
    private long _unsent;

    /// <summary>What the module knows now.</summary>
    public ChargerModuleState State => _state;

    /// <summary>Ticks since the start.</summary>
    public long Ticks => Interlocked.Read(ref _ticks);

    /// <summary>Messages that the bus did not take.</summary>
    public long Unsent => Interlocked.Read(ref _unsent);

    /// <summary>Runs the module until it is cancelled or its bus closes.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var frames = bus.Subscribe();
        var start = time.GetTimestamp();
        var next = ChargerModule.Tick;
        var state = ChargerModuleState.Initial;
        Task<bool>? readable = null;
        while (!ct.IsCancellationRequested)
        {
            while (frames.TryRead(out var received))
                if (LabModule.TryRead(received.Frame, out var message)) state = ChargerModule.Apply(state, message);
            state = TickUntil(time.GetElapsedTime(start), ref next, state);
            _state = state;

            readable ??= frames.WaitToReadAsync(ct).AsTask();
            var wait = next - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Waiting.ForEitherAsync(readable, wait, time, ct);
            if (!readable.IsCompleted) continue;
            if (readable.IsCanceled || !await readable) return;
            readable = null;
        }
    }

    private ChargerModuleState TickUntil(TimeSpan now, ref TimeSpan next, ChargerModuleState state)
    {
        for (var done = 0; next <= now; done++)
        {
            if (done == MostTicksAtOnce)
            {
                next = now + ChargerModule.Tick;
                break;
            }

            state = ChargerModule.Step(state);
            if (!bus.TrySend(LabModule.Current(state.PublishedA))) Interlocked.Increment(ref _unsent);
            Interlocked.Increment(ref _ticks);
            next += ChargerModule.Tick;
        }

        return state;
    }
}
