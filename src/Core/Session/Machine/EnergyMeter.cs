namespace Busbar.Core.Session.Machine;

/// <summary>Energy of a session, by trapezoids between measurements. A gap adds nothing: it is not known what flowed.</summary>
internal sealed class EnergyMeter
{
    private (double PowerW, TimeSpan At)? _last;

    /// <summary>Into the vehicle, Wh.</summary>
    public double IntoWh { get; private set; }

    /// <summary>Out of the vehicle, Wh, as an amount.</summary>
    public double BackWh { get; private set; }

    /// <summary>A new session.</summary>
    public void Restart()
    {
        IntoWh = 0;
        BackWh = 0;
        _last = null;
    }

    /// <summary>Takes a measurement.</summary>
    /// <param name="powerW">Power into the vehicle, W.</param>
    /// <param name="now">When.</param>
    /// <param name="maxGap">A longer time since the last one is a gap.</param>
    public void Take(double powerW, TimeSpan now, TimeSpan maxGap)
    {
        if (_last is { } last && now - last.At <= maxGap)
        {
            var wh = (last.PowerW + powerW) / 2 * (now - last.At).TotalHours;
            if (wh >= 0) IntoWh += wh;
            else BackWh -= wh;
        }

        _last = (powerW, now);
    }

    /// <summary>Nothing can flow any more.</summary>
    public void Pause() => _last = null;
}
