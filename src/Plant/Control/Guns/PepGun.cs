using Busbar.Core.Session;
using Busbar.Plant.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Control.Guns;

/// <summary>The SECC's door to a gun: what the server hears becomes mail for the gun's loop. Thread safe.</summary>
internal sealed class PepGun(GunLoop gun, PepConfiguration configuration) : IPepGun
{
    public PepConfiguration Configuration => configuration;

    public PepGunView View => PepToSession.View(gun.Status);

    public void SeccConnected() => Tell(new SeccConnected());

    public void SeccLost(string why) => Tell(new SeccLost(why));

    public void OnCableCheck(long ticket, in PepCableCheck request) => Tell(new CableCheckRequested(ticket, request.VoltageV));

    public void OnTargetValues(long ticket, in PepTargetValues request) => Tell(PepToSession.Target(ticket, request));

    public void OnContactors(long ticket, in PepContactorsStatus request) => Tell(new ContactorsRequested(ticket, request.Closed));

    public void OnReset(long ticket) => Tell(new ResetRequested(ticket));

    public void OnEvConnection(in PepEvConnection info) => Tell(PepToSession.Connection(info));

    public void OnChargingSession(in PepChargingSession info) => Tell(PepToSession.Vehicle(info));

    // A mailbox that is full has said so in the log; the SECC's request then runs into the answer's time-out, and a lost SECC into the watchdog of the session's measurements.
    private void Tell(GunEvent e) => gun.Post(new Told(e));
}
