using Busbar.Core.Units;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.ChargePoints;

/// <summary>
/// Hardware with a controller of its own behind it, which divides the power among the connectors and brings sessions to their end in
/// its own time. Commands are called like those of <see cref="IChargePointHardware"/>.
/// </summary>
public interface IControllerHardware : IChargePointHardware
{
    /// <summary>
    /// Takes what the charging profiles allow, in the unit in which the profile was written and with the profile as its source; in
    /// place of <see cref="IChargePointHardware.SetLimitA"/>, which is not called. Called when it changes.
    /// </summary>
    /// <param name="connectorId">The connector; 0 for all together.</param>
    /// <param name="limit">The limit; null: the profiles allow everything.</param>
    bool SetLimit(int connectorId, Limit? limit);

    /// <summary>Brings the session of a transaction to its end.</summary>
    /// <param name="connectorId">The connector.</param>
    /// <param name="reason">Why; <see cref="StopReason.HardReset"/> and <see cref="StopReason.Reboot"/> want it at once.</param>
    /// <returns>True: it has ended. False: it will, and <see cref="SessionEnded"/> follows when no current flows any more; the
    /// transaction, and with it the last reading, waits for that, but not for ever.</returns>
    bool End(int connectorId, StopReason reason);

    /// <summary>ChangeAvailability: the connector may be used or not. Called when no transaction runs on it.</summary>
    void SetAvailability(int connectorId, bool isOperative);
}
