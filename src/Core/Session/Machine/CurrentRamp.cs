namespace Busbar.Core.Session.Machine;

/// <summary>A current that grows slowly and falls at once. Growing is away from 0, in either direction.</summary>
internal sealed class CurrentRamp
{
    private TimeSpan _at;

    /// <summary>Where it is, A.</summary>
    public double ValueA { get; private set; }

    /// <summary>It has not arrived.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Begins somewhere.</summary>
    public void Start(double valueA, TimeSpan now)
    {
        ValueA = valueA;
        _at = now;
        IsMoving = false;
    }

    /// <summary>One step towards what is wanted.</summary>
    public double Step(double wantedA, double upAPerS, TimeSpan now)
    {
        // What has been at rest begins to move now, not when it was last asked.
        var elapsed = IsMoving ? now - _at : TimeSpan.Zero;
        _at = now;
        if (ValueA != 0 && Math.Sign(wantedA) != Math.Sign(ValueA)) ValueA = 0;
        if (Math.Abs(wantedA) <= Math.Abs(ValueA)) ValueA = wantedA;
        else ValueA = Math.Sign(wantedA) * Math.Min(Math.Abs(wantedA), Math.Abs(ValueA) + (upAPerS * elapsed.TotalSeconds));
        IsMoving = ValueA != wantedA;
        return ValueA;
    }
}
