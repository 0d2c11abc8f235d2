using System.Runtime.CompilerServices;

namespace Busbar.Links.Timing;

/// <summary>
/// One timer for all deadlines of a clock: a wheel of 1,024 slots, 100 ms each. An entry waits in the slot of its due time and costs
/// no timer of its own; the timer runs only while entries wait. Entries fire on the timer's thread, up to 100 ms late, never early.
/// Thread safe.
/// </summary>
/// <remarks>
/// Owners should be lazy: leave an entry armed when its reason goes away, look at the clock when it fires, and arm it again for
/// what is then the next deadline. A connection so touches the wheel once per deadline that comes near, not once per message.
/// </remarks>
public sealed class DeadlineWheel
{
    /// <summary>Length of a slot: how late an entry may fire.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private const int SlotCount = 1024;

    private static readonly ConditionalWeakTable<TimeProvider, DeadlineWheel> Wheels = [];

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Entry?[] _slots = new Entry?[SlotCount];
    private readonly List<Entry> _due = [];
    private ITimer? _timer;
    private long _passed;
    private int _count;
    private bool _running;
    private bool _firing;

    private DeadlineWheel(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
    }

    /// <summary>The wheel of a clock; the same one for every caller.</summary>
    public static DeadlineWheel For(TimeProvider time) => Wheels.GetValue(time, static t => new DeadlineWheel(t));

    /// <summary>Entries that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    private long NowTick => _time.GetElapsedTime(_origin).Ticks / Tick.Ticks;

    /// <summary>Arms <paramref name="entry"/> for <paramref name="delay"/> from now, in place of what it was armed for.</summary>
    public void Schedule(Entry entry, TimeSpan delay)
    {
        var due = (_time.GetElapsedTime(_origin).Ticks + Math.Max(0, delay.Ticks) + Tick.Ticks - 1) / Tick.Ticks;
        lock (_gate)
        {
            Unlink(entry);
            Link(entry, due);
        }
    }

    /// <summary>Arms <paramref name="entry"/> unless it is armed for that time or sooner; then nothing is locked. What the entry looks at when it
    /// fires must be written before this call.</summary>
    public void ScheduleNoLaterThan(Entry entry, TimeSpan delay)
    {
        var due = (_time.GetElapsedTime(_origin).Ticks + Math.Max(0, delay.Ticks) + Tick.Ticks - 1) / Tick.Ticks;
        Interlocked.MemoryBarrier();
        if (entry.Slot >= 0 && entry.Due <= due) return;
        lock (_gate)
        {
            if (entry.Slot >= 0 && entry.Due <= due) return;
            Unlink(entry);
            Link(entry, due);
        }
    }

    /// <summary>Disarms <paramref name="entry"/>; it may be firing on another thread at this moment.</summary>
    public void Cancel(Entry entry)
    {
        lock (_gate) Unlink(entry);
    }

    private void Link(Entry entry, long due)
    {
        if (!_running)
        {
            _passed = NowTick;
            _running = true;
            _timer ??= CreateTimer();
            _timer.Change(Tick, Tick);
        }

        entry.Due = Math.Max(due, _passed + 1);
        entry.Slot = (int)(entry.Due % SlotCount);
        entry.Previous = null;
        entry.Next = _slots[entry.Slot];
        if (entry.Next is not null) entry.Next.Previous = entry;
        _slots[entry.Slot] = entry;
        _count++;
    }

    private void Unlink(Entry entry)
    {
        if (entry.Slot < 0) return;
        if (entry.Previous is null) _slots[entry.Slot] = entry.Next;
        else entry.Previous.Next = entry.Next;
        if (entry.Next is not null) entry.Next.Previous = entry.Previous;
        entry.Next = entry.Previous = null;
        entry.Slot = -1;
        _count--;
    }

    private ITimer CreateTimer()
    {
        using (ExecutionContext.SuppressFlow())
        {
            return _time.CreateTimer(static wheel => ((DeadlineWheel)wheel!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Turn()
    {
        lock (_gate)
        {
            if (_firing) return;
            _firing = true;
            CollectDue();
        }

        foreach (var entry in _due) entry.OnDue();
        lock (_gate)
        {
            _due.Clear();
            _firing = false;
            if (_count > 0 || !_running) return;
            _running = false;
            _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void CollectDue()
    {
        var now = NowTick;
        var from = Math.Max(_passed + 1, now - SlotCount + 1);
        for (var tick = from; tick <= now; tick++)
        {
            for (var entry = _slots[tick % SlotCount]; entry is not null;)
            {
                var next = entry.Next;
                if (entry.Due <= now)
                {
                    Unlink(entry);
                    _due.Add(entry);
                }

                entry = next;
            }
        }

        _passed = Math.Max(_passed, now);
    }

    /// <summary>Something that waits for a deadline. One entry can be armed for one time.</summary>
    public abstract class Entry
    {
        private long _due;
        private int _slot = -1;

        internal Entry? Next { get; set; }

        internal Entry? Previous { get; set; }

        internal long Due
        {
            get => Volatile.Read(ref _due);
            set => Volatile.Write(ref _due, value);
        }

        /// <summary>-1 while not armed.</summary>
        internal int Slot
        {
            get => Volatile.Read(ref _slot);
            set => Volatile.Write(ref _slot, value);
        }

        /// <summary>The deadline has come. Runs on the timer's thread and must neither block nor throw.</summary>
        protected internal abstract void OnDue();
    }
}
