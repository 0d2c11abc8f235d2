using Busbar.Wire.Can;

namespace Busbar.Lab.Sites;

/// <summary>
/// The electronics of a power module on a site's bus: takes frames, and each step sets what its terminals shall do and reads what they
/// do. A family at byte level implements it. Called from the site's one loop.
/// </summary>
public interface ISiteModule
{
    /// <summary>Takes a frame from the bus that it hangs on; ignores those of others.</summary>
    void Take(in CanFrame frame, TimeSpan now);

    /// <summary>Lets time pass: ramps, answers, faults.</summary>
    /// <param name="now">Time of the lab.</param>
    /// <param name="terminals">Its output: set on, voltage and current; read voltage and current.</param>
    /// <param name="send">Takes each frame that it sends.</param>
    void Step(TimeSpan now, SiteSource terminals, Action<CanFrame> send);
}

/// <summary>A module without a bus that is set by hand, with ramps: for tests of the physics and of what is above it.</summary>
public sealed class DirectModule : ISiteModule
{
    private TimeSpan _last;

    /// <summary>Whether it shall be on.</summary>
    public bool IsOn { get; set; }

    /// <summary>Voltage that it shall regulate to, V.</summary>
    public double VoltageV { get; set; }

    /// <summary>Current that it shall not pass, A.</summary>
    public double CurrentA { get; set; }

    /// <summary>Whether it has failed: its output is off at once, whatever it was told.</summary>
    public bool HasFailed { get; set; }

    /// <summary>How fast its voltage rises, V/s. Default 500.</summary>
    public double RampVPerS { get; init; } = 500;

    /// <summary>How fast its current rises, A/s; it falls ten times as fast. Default 50.</summary>
    public double RampAPerS { get; init; } = 50;

    /// <inheritdoc/>
    public void Take(in CanFrame frame, TimeSpan now)
    {
    }

    /// <inheritdoc/>
    public void Step(TimeSpan now, SiteSource terminals, Action<CanFrame> send)
    {
        ArgumentNullException.ThrowIfNull(terminals);
        var dtS = (now - _last).TotalSeconds;
        _last = now;
        if (!IsOn || HasFailed)
        {
            terminals.IsOn = false;
            terminals.SetVoltageV = terminals.SetCurrentA = 0;
            return;
        }

        // It starts from the voltage that it finds, so that an output that is live is not pulled about.
        if (!terminals.IsOn) terminals.SetVoltageV = Math.Min(terminals.VoltageV, VoltageV);
        terminals.IsOn = true;
        terminals.SetVoltageV = Math.Min(VoltageV, terminals.SetVoltageV + (RampVPerS * dtS));
        terminals.SetCurrentA = CurrentA >= terminals.SetCurrentA
            ? Math.Min(CurrentA, terminals.SetCurrentA + (RampAPerS * dtS))
            : Math.Max(CurrentA, terminals.SetCurrentA - (10 * RampAPerS * dtS));
    }
}
