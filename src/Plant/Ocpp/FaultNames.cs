using Busbar.Core.Session;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Plant.Ocpp;

/// <summary>Faults and ends of sessions in the words of OCPP 1.6.</summary>
internal static class FaultNames
{
    /// <summary>The nearest error code (OCPP 1.6, 7.6); the fault's own name goes along as vendorErrorCode.</summary>
    public static ChargePointErrorCode Nearest(FaultCode code) => code switch
    {
        FaultCode.EmergencyStop or FaultCode.OutOfService => ChargePointErrorCode.OtherError,
        FaultCode.MeasurementStale or FaultCode.VoltageImplausible or FaultCode.CableCheckNotMeasured => ChargePointErrorCode.PowerMeterFailure,
        FaultCode.OverVoltageEmergency or FaultCode.OverVoltage => ChargePointErrorCode.OverVoltage,
        FaultCode.OverTemperature => ChargePointErrorCode.HighTemperature,
        FaultCode.ContactorStuckOpen or FaultCode.ContactorOpened or FaultCode.ContactorWelded or FaultCode.CurrentRemains => ChargePointErrorCode.PowerSwitchFailure,
        FaultCode.IsolationFault => ChargePointErrorCode.GroundFailure,
        _ => ChargePointErrorCode.InternalError,
    };

    /// <summary>Why the transaction of a session that ended by itself has ended (OCPP 1.6, 7.36).</summary>
    /// <param name="record">The session.</param>
    /// <param name="isVehicleThere">The vehicle is plugged still, as far as anybody says.</param>
    public static StopReason ReasonOf(SessionRecord record, bool isVehicleThere) => record.Reason switch
    {
        SessionEndReason.Fault when record.Fault?.Code == FaultCode.EmergencyStop => StopReason.EmergencyStop,
        SessionEndReason.Fault or SessionEndReason.SeccLost => StopReason.Other,
        SessionEndReason.Stopped => StopReason.Local,
        SessionEndReason.PermissionLost => StopReason.EVDisconnected,
        _ => isVehicleThere ? StopReason.Local : StopReason.EVDisconnected,
    };
}
