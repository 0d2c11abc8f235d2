using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Pep;

/// <summary>What the SECC may see of a gun at one moment.</summary>
/// <param name="Status">Measured, driven, contactors, isolation, operational. A value that must not be sent, NaN for one, makes the gun inoperative.</param>
/// <param name="InTransition">Every request is refused with "inoperative" (R39).</param>
/// <param name="IsDischarging">Current flows out of the vehicle: the status shows its magnitude, an event the direction (A7).</param>
public readonly record struct PepGunView(PepStatus Status, bool InTransition = false, bool IsDischarging = false);

/// <summary>
/// A gun as the PEP server needs it. The server calls from its sockets' threads, for one gun one call at a time; an implementation puts what it is told into the
/// gun's own mailbox and returns at once. Each ticket is answered once with <see cref="PepGunPort.Answer"/> or <see cref="PepGunPort.Refuse"/>, from any thread.
/// </summary>
public interface IPepGun
{
    /// <summary>Identity and limits, as the configuration response shows them.</summary>
    PepConfiguration Configuration { get; }

    /// <summary>The present view. Read every 200 ms and at every request; must not wait.</summary>
    PepGunView View { get; }

    /// <summary>An SECC is there, or reacts again.</summary>
    void SeccConnected();

    /// <summary>The SECC is gone, replaced or unresponsive: to standby.</summary>
    /// <param name="why">For the log.</param>
    void SeccLost(string why);

    /// <summary>Test the isolation.</summary>
    void OnCableCheck(long ticket, in PepCableCheck request);

    /// <summary>Drive a voltage and a current.</summary>
    void OnTargetValues(long ticket, in PepTargetValues request);

    /// <summary>Open or close the output contactors.</summary>
    void OnContactors(long ticket, in PepContactorsStatus request);

    /// <summary>Back to standby.</summary>
    void OnReset(long ticket);

    /// <summary>State of the vehicle at the outlet; no safety decision may rest on it (R25).</summary>
    void OnEvConnection(in PepEvConnection info);

    /// <summary>What the vehicle said of itself, all that is known on this connection.</summary>
    void OnChargingSession(in PepChargingSession info);
}
