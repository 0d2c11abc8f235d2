namespace Busbar.Core.Twin;

/// <summary>Watches the limits of a load. A limit that holds at the start already counts only once it has been left, except where the load drives
/// the cell further beyond it.</summary>
internal struct StopWatcher
{
    private readonly TwinStop _stop;
    private TwinEndReason _crossed;

    internal StopWatcher(TwinStop stop, TwinLoad load)
    {
        _stop = stop;
        DurationS = Math.Min(stop.DurationS ?? double.PositiveInfinity, load.Profile?.EndS ?? double.PositiveInfinity);
        _crossed = TwinEndReason.Duration;
        if (!(DurationS > 0)) throw new ArgumentException($"DurationS is {stop.DurationS}; it is above 0 s.", nameof(stop));
        foreach (var (name, value) in ((string, double?)[])
        [
            (nameof(stop.MinVoltageV), stop.MinVoltageV), (nameof(stop.MaxVoltageV), stop.MaxVoltageV), (nameof(stop.MinCurrentA), stop.MinCurrentA),
            (nameof(stop.MaxTemperatureK), stop.MaxTemperatureK), (nameof(stop.MinSocPct), stop.MinSocPct), (nameof(stop.MaxSocPct), stop.MaxSocPct),
        ])
            if (value is { } v && !double.IsFinite(v)) throw new ArgumentException($"{name} is {v}; a limit is a finite number.", nameof(stop));
        if (double.IsInfinity(DurationS)) DurationS = Longest;
    }

    /// <summary>A load without an end of its own is taken off after ten years.</summary>
    private const double Longest = 3.2e8;

    internal double DurationS { get; }

    /// <summary>Judges the first point: a load that begins at or beyond its limit ends at once.</summary>
    internal TwinEnd? Begin(in TwinPoint point) => Crossed(point) is null ? null : End(point);

    /// <summary>The first limit that is met or passed.</summary>
    internal TwinEndReason? Crossed(in TwinPoint point)
    {
        for (var reason = TwinEndReason.MinVoltage; reason <= TwinEndReason.MaxSoc; reason++)
            if (Distance(point, reason) <= 0)
            {
                _crossed = reason;
                return reason;
            }
        return null;
    }

    /// <summary>How far a point is inside the limit that was crossed; 0 or less beyond it.</summary>
    internal readonly double Distance(in TwinPoint point) => Distance(point, _crossed);

    internal readonly TwinEnd End(in TwinPoint point)
    {
        var text = _crossed switch
        {
            TwinEndReason.MinVoltage => $"The voltage fell to {_stop.MinVoltageV} V.",
            TwinEndReason.MaxVoltage => $"The voltage rose to {_stop.MaxVoltageV} V.",
            TwinEndReason.MinCurrent => $"The current fell to {_stop.MinCurrentA} A.",
            TwinEndReason.MaxTemperature => $"The temperature rose to {_stop.MaxTemperatureK} K.",
            TwinEndReason.MinSoc => $"The state of charge fell to {_stop.MinSocPct} %.",
            _ => $"The state of charge rose to {_stop.MaxSocPct} %.",
        };
        return new TwinEnd(_crossed, text, point);
    }

    private readonly double Distance(in TwinPoint point, TwinEndReason reason) => reason switch
    {
        TwinEndReason.MinVoltage => point.VoltageV - _stop.MinVoltageV ?? double.PositiveInfinity,
        TwinEndReason.MaxVoltage => _stop.MaxVoltageV - point.VoltageV ?? double.PositiveInfinity,
        TwinEndReason.MinCurrent => Math.Abs(point.CurrentA) - _stop.MinCurrentA ?? double.PositiveInfinity,
        TwinEndReason.MaxTemperature => _stop.MaxTemperatureK - point.TemperatureK ?? double.PositiveInfinity,
        TwinEndReason.MinSoc => point.SocPct - _stop.MinSocPct ?? double.PositiveInfinity,
        _ => _stop.MaxSocPct - point.SocPct ?? double.PositiveInfinity,
    };
}
