namespace Busbar.Core.Session.Machine;

/// <summary>When the output contactor may be closed: with permission, and without voltage behind it.</summary>
internal static class Closing
{
    /// <summary>CP and PP permit; else the request is refused (R41).</summary>
    public static bool IsPermitted(Gun gun, GunRequest request)
    {
        if (!gun.IsFresh(gun.Settings.MeasurementMaxAge))
        {
            gun.Refuse(request, RefusalCode.NotMeasured, $"The output was not measured in the last {gun.Settings.MeasurementMaxAge.TotalMilliseconds} ms; its contactor stays open.");
            return false;
        }

        if (gun.Facts.Permits) return true;
        gun.Refuse(request, RefusalCode.NoPermission, "CP and PP do not permit; allowed: CP in state C or D and PP valid.");
        return false;
    }

    /// <summary>The output is without voltage; else the request is refused.</summary>
    public static bool IsWithoutVoltage(Gun gun, GunRequest request)
    {
        if (gun.IsTouchSafe) return true;
        gun.Refuse(request, RefusalCode.OutputLive, $"The output has {gun.Facts.VoltageV:0} V; its contactor closes below {gun.Settings.TouchSafeV} V.");
        return false;
    }

    /// <summary>Closes and answers, or refuses.</summary>
    public static bool TryClose(Gun gun, ContactorsRequested request)
    {
        if (!IsPermitted(gun, request) || !IsWithoutVoltage(gun, request)) return false;
        gun.Answer(request);
        gun.Output.Switch(close: true);
        return true;
    }
}
