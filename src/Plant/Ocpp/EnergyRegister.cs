namespace Busbar.Plant.Ocpp;

/// <summary>
/// The energy register of a connector, which only ever counts up, over a board's that may forget or be another board's after a repair. A step that no energy of
/// this gun explains, back or forth, is no energy: the register goes on from where it stood. Not thread safe.
/// </summary>
/// <param name="maxW">Most power of the gun, W.</param>
internal sealed class EnergyRegister(double maxW)
{
    // What may have flown unseen: a board that is not heard opens its output after a second, and readings come twice a second.
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(10);

    private long? _board;
    private long _offsetWh;
    private TimeSpan _heardAt;
    private bool _wasHeard;

    /// <summary>The register, Wh; 0 before the board was heard for the first time.</summary>
    public long Wh => (_board ?? 0) + _offsetWh;

    /// <summary>Steps that were not counted.</summary>
    public int Jumps { get; private set; }

    /// <summary>The board's register as it is heard, or that it is not.</summary>
    /// <param name="boardWh">The board's register, Wh; null: not heard.</param>
    /// <param name="now">A clock that only goes forward.</param>
    /// <returns>False: the board's register has jumped.</returns>
    public bool Hear(long? boardWh, TimeSpan now)
    {
        if (boardWh is not { } board)
        {
            _wasHeard = false;
            return true;
        }

        var isPlausible = true;
        if (_board is { } before)
        {
            var step = board - before;
            var most = maxW * ((_wasHeard ? now - _heardAt : TimeSpan.Zero) + Unseen).TotalHours;
            isPlausible = step >= 0 && step <= Math.Ceiling(most);
            if (!isPlausible)
            {
                _offsetWh -= step;
                Jumps++;
            }
        }

        (_board, _heardAt, _wasHeard) = (board, now, true);
        return isPlausible;
    }
}
