namespace Busbar.Core.Session.Machine;

/// <summary>Requests: what is wrong with them in every phase, then the phase.</summary>
internal static class Requests
{
    public static void Handle(Gun gun, GunRequest request)
    {
        if (gun.Phase.Id == SessionPhase.Transition || (gun.Phase.Id == SessionPhase.Fault && !gun.WindDown!.IsDone))
        {
            if (request is ResetRequested) gun.ResetPending = true;
            gun.Refuse(request, RefusalCode.InTransition, "The gun is on its way to standby; ask again when it is operative.");
            return;
        }

        switch (request)
        {
            case TargetRequested target when IsGood(gun, target): gun.Phase.OnTarget(target); break;
            case CableCheckRequested check when IsGood(gun, check): gun.Phase.OnCableCheck(check); break;
            case ContactorsRequested contactors: gun.Phase.OnContactors(contactors); break;
            case ResetRequested reset: gun.Phase.OnReset(reset); break;
        }
    }

    private static bool IsGood(Gun gun, TargetRequested target)
    {
        var s = gun.Settings;
        var mustDrive = target.Phase is RequestedPhase.PreCharge or RequestedPhase.Charge;
        if (!(target.VoltageV >= 0 && target.VoltageV <= s.MaxVoltageV) || (mustDrive && target.VoltageV > 0 && target.VoltageV < s.MinVoltageV))
        {
            gun.Refuse(target, RefusalCode.VoltageOutOfRange, $"targetVoltage is {target.VoltageV} V; allowed: 0 or {s.MinVoltageV} to {s.MaxVoltageV} V.");
            return false;
        }

        if (double.IsFinite(target.CurrentA)) return true;
        gun.Refuse(target, RefusalCode.CurrentNotANumber, $"targetCurrent is {target.CurrentA}; allowed: a finite number of amperes.");
        return false;
    }

    private static bool IsGood(Gun gun, CableCheckRequested check)
    {
        if (check.VoltageV > 0 && double.IsFinite(check.VoltageV) && TestVoltage.Of(check.VoltageV, gun.Settings.MaxVoltageV) >= gun.Settings.MinVoltageV) return true;
        gun.Refuse(check, RefusalCode.VoltageOutOfRange, $"voltage is {check.VoltageV} V; allowed: a vehicle's highest voltage that this gun, {gun.Settings.MinVoltageV} to {gun.Settings.MaxVoltageV} V, can test.");
        return false;
    }
}
