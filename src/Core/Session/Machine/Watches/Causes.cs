namespace Busbar.Core.Session.Machine.Watches;

/// <summary>Faults that are there as long as their cause, and whether it still is.</summary>
internal static class Causes
{
    // So that a gun at its limit does not go on and off.
    private const double HysteresisC = 5;

    /// <summary>Raises what has begun.</summary>
    public static void Watch(Gun gun)
    {
        if (gun.Facts.EmergencyStop) gun.Fail(FaultCode.EmergencyStop, "The emergency stop is pressed.");
        if (gun.Facts.OutOfService is { } why) gun.Fail(FaultCode.OutOfService, why);
        if (gun.Facts.TemperatureC is { } t && t >= gun.Settings.MaxTemperatureC)
            gun.Fail(FaultCode.OverTemperature, $"Gun or cable has {t:0.0} degC; allowed: less than {gun.Settings.MaxTemperatureC} degC.");
    }

    /// <summary>Whether the cause is still there.</summary>
    public static bool Persists(Gun gun, FaultCode code) => code switch
    {
        FaultCode.EmergencyStop => gun.Facts.EmergencyStop,
        FaultCode.OutOfService => gun.Facts.OutOfService is not null,
        FaultCode.OverTemperature => gun.Facts.TemperatureC is { } t && t > gun.Settings.DerateFromC - HysteresisC,
        FaultCode.MeasurementStale => !gun.IsFresh(gun.Settings.MeasurementMaxAge),
        _ => !gun.IsTouchSafe,
    };
}
