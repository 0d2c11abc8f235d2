namespace Busbar.Core.Session.Machine.Watches;

/// <summary>CP and PP must permit as long as a procedure runs (R42). The board opens by itself; the session follows.</summary>
internal static class PermissionWatch
{
    public static void Watch(Gun gun)
    {
        if (gun.Facts.Permits) return;
        if (gun.Phase.Id is SessionPhase.Transition or SessionPhase.Fault)
        {
            gun.WindDown!.Escalate();
            return;
        }

        if (!gun.IsProcedure) return;
        if (gun.Driven.On) gun.Tell(NoticeSeverity.Warning, "PermissionLost", $"CP and PP permit no more in phase {gun.Phase.Id}; the output is switched off.");
        gun.End(SessionEndReason.PermissionLost, "CP and PP permit no more", isEmergency: true);
    }
}
