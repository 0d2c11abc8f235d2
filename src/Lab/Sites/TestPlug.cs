using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Sites;

/// <summary>
/// A test plug in a gun, for an SECC that is not the lab's: the pilot is in state C, and behind it hangs a load that takes what it is given. It connects when the
/// insulation has been tested and the voltage then rests, as a vehicle does after its pre-charge, and opens when no current flows any more. Moved by the site's loop.
/// </summary>
public sealed class TestPlug() : Ev(new EvTraits { Id = "test plug", ResistanceOhm = 0.1 }, 50)
{
    /// <summary>It holds this much less than the voltage that it connects at, so that current flows at that voltage, V; within what a vehicle tolerates (20 V).</summary>
    private const double BelowV = 15;

    /// <summary>Voltages that are less than this apart are one that rests, V.</summary>
    private const double RestV = 3;

    /// <summary>No load below it, V: IEC 61851-23 has no vehicle below 150 V.</summary>
    private const double LowestV = 140;

    private static readonly TimeSpan RestsFor = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(2);

    private bool _isTested;
    private IsolationState _isolation;
    private double _heldV;
    private double _restV;
    private TimeSpan _restSince;
    private TimeSpan _flowAt;

    /// <inheritdoc/>
    public override double OpenCircuitV => _heldV;

    /// <summary>What happens before a step.</summary>
    /// <param name="now">Time of the lab.</param>
    /// <param name="isolation">How the insulation test of the gun stands.</param>
    /// <param name="isJoined">The output contactor is closed.</param>
    public void Advance(TimeSpan now, IsolationState isolation, bool isJoined)
    {
        // The controller may be content before the test's time is over, and end it: what counts is that one ran.
        _isTested = isJoined && (_isTested || (_isolation == IsolationState.Running && isolation is not (IsolationState.Running or IsolationState.Fault)));
        _isolation = isolation;
        if (!_isTested || (!IsConnected && isolation == IsolationState.Running))
        {
            IsConnected = false;
            _restSince = now;
            return;
        }

        if (IsConnected)
        {
            if (CurrentA >= SitePhysics.ZeroA) _flowAt = now;
            else if (now - _flowAt > IdleFor) IsConnected = false;
            return;
        }

        if (InletV < LowestV || Math.Abs(InletV - _restV) > RestV)
        {
            _restV = InletV;
            _restSince = now;
        }
        else if (now - _restSince >= RestsFor)
        {
            _heldV = InletV - BelowV;
            _flowAt = now;
            IsConnected = true;
        }
    }
}
