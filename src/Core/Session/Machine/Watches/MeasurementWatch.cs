namespace Busbar.Core.Session.Machine.Watches;

/// <summary>A gun that is not measured does not work: soon when something may flow, later when not.</summary>
internal sealed class MeasurementWatch(Gun gun)
{
    public TimeSpan? Deadline => gun.Phase.WatchesMeasurement || gun.Has(FaultCode.MeasurementStale) ? null : (gun.Facts.MeasuredAt ?? gun.StartedAt) + MaxAge;

    private TimeSpan MaxAge => gun.Output.Commanded == true || gun.Output.IsClosed || gun.Driven.On ? gun.Settings.MeasurementMaxAge : gun.Settings.MeasurementMaxAgeIdle;

    public void Watch()
    {
        if (Machine.Deadline.Is(Deadline, gun.Now))
            gun.Fail(FaultCode.MeasurementStale, $"The output has not been measured for {MaxAge.TotalMilliseconds} ms.");
    }
}
