namespace Busbar.Core.Session.Machine.Watches;

/// <summary>All who measure the driven output must agree: more than 50 V apart for 30 s is a fault, because nobody knows then who is right.</summary>
internal sealed class PlausibilityWatch(Gun gun)
{
    private TimeSpan? _since;

    public TimeSpan? Deadline => gun.Has(FaultCode.VoltageImplausible) ? null : _since + gun.Settings.PlausibleTime;

    public void Watch()
    {
        var (low, lowName) = (gun.Facts.VoltageV, "meter");
        var (high, highName) = (low, lowName);
        foreach (var source in gun.Facts.Sources)
        {
            if (!double.IsFinite(source.VoltageV)) continue;
            if (source.VoltageV < low) (low, lowName) = (source.VoltageV, source.Name);
            if (source.VoltageV > high) (high, highName) = (source.VoltageV, source.Name);
        }

        _since = gun.Driven.On && high - low > gun.Settings.PlausibleSpreadV ? _since ?? gun.Now : null;
        if (Machine.Deadline.Is(Deadline, gun.Now))
            gun.Fail(FaultCode.VoltageImplausible, $"{highName} measures {high:0} V and {lowName} {low:0} V for {gun.Settings.PlausibleTime.TotalSeconds} s; allowed: {gun.Settings.PlausibleSpreadV} V apart.");
    }
}
