using Busbar.Wire.Can;
using Busbar.Wire.Can.Boards;

namespace Busbar.Plant.Boards;

/// <summary>
/// What both kinds of boards share: being heard and lost, the epoch. State changes under one lock, since commands come from other
/// threads than frames; events are raised after it is left, in the loop of the bus.
/// </summary>
public abstract class Board
{
    /// <summary>Silence after which a board counts as lost: five status frames of a contactor board (docs/boards.md).</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a command is repeated once the board has taken it; before, at every tick of the loop.</summary>
    internal static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(200);

    private TimeSpan _heardAt;
    private byte? _epoch;
    private byte? _counter;

    private protected Board(BoardBus bus, BoardConfig config)
    {
        Bus = bus;
        Config = config;
    }

    /// <summary>Its name.</summary>
    public string Id => Config.Id;

    /// <summary>Whether it is heard.</summary>
    public bool IsOnline { get; private set; }

    private protected BoardBus Bus { get; }

    private protected BoardConfig Config { get; }

    private protected Lock Gate { get; } = new();

    private protected byte Epoch => _epoch ?? 0;

    internal abstract CanFault? Take(in BoardId id, in CanFrame frame, TimeSpan now);

    internal void Tick(TimeSpan now)
    {
        bool lost;
        lock (Gate)
        {
            lost = IsOnline && now - _heardAt > LostAfter;
            if (lost)
            {
                IsOnline = false;
                Forget();
            }
            else
            {
                Repeat(now);
            }
        }

        if (!lost) return;
        Bus.CountLoss();
        Bus.Logger.BoardLost(Id, Bus.Name);
        RaiseLost();
    }

    /// <summary>Takes the sign of life of a status frame, under the lock. A counter that stands still is none: the board hangs.</summary>
    /// <returns>Null: no sign of life; else whether it has returned, and whether it has restarted.</returns>
    private protected (bool Returned, bool Restarted)? Hear(byte epoch, byte counter, TimeSpan now)
    {
        if (_counter == counter && _epoch == epoch) return null;
        _counter = counter;
        var restarted = _epoch is not null && _epoch != epoch;
        var returned = !IsOnline;
        _epoch = epoch;
        _heardAt = now;
        IsOnline = true;
        return (returned, restarted);
    }

    private protected void LogReturn(bool restarted) =>
        Bus.Logger.BoardReturned(Id, Bus.Name, restarted ? "started anew or tripped meanwhile, and forgotten what it was told" : "kept what it was told");

    private protected void Raise<T>(Action<T>? handlers, T e)
    {
        try
        {
            handlers?.Invoke(e);
        }
        catch (Exception x)
        {
            // A listener that fails must not stop the heartbeat of all boards.
            Bus.Logger.BoardListenerFailed(x, Id);
        }
    }

    /// <summary>Makes unknown what is not heard any more; under the lock.</summary>
    private protected abstract void Forget();

    /// <summary>Sends again what was told, if it is due; under the lock.</summary>
    private protected abstract void Repeat(TimeSpan now);

    private protected abstract void RaiseLost();
}
