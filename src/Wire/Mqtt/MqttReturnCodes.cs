namespace Busbar.Wire.Mqtt;

/// <summary>Between the reason codes of a 5.0 CONNACK and the return codes of a 3.1.1 CONNACK. Thread safe.</summary>
public static class MqttReturnCodes
{
    /// <summary>The reason code that means the same; an unknown return code is an unspecified error.</summary>
    public static MqttReasonCode ToReasonCode(MqttConnectReturnCode code) => code switch
    {
        MqttConnectReturnCode.Accepted => MqttReasonCode.Success,
        MqttConnectReturnCode.UnacceptableProtocolVersion => MqttReasonCode.UnsupportedProtocolVersion,
        MqttConnectReturnCode.IdentifierRejected => MqttReasonCode.ClientIdentifierNotValid,
        MqttConnectReturnCode.ServerUnavailable => MqttReasonCode.ServerUnavailable,
        MqttConnectReturnCode.BadUserNameOrPassword => MqttReasonCode.BadUserNameOrPassword,
        MqttConnectReturnCode.NotAuthorized => MqttReasonCode.NotAuthorized,
        _ => MqttReasonCode.UnspecifiedError,
    };

    /// <summary>
    /// The return code that comes nearest: being busy, moved, or out of quota is "server unavailable", being banned is "not authorized". False when
    /// there is none, such as for a malformed packet: then a 3.1.1 connection is closed without CONNACK (3.1.1, MQTT-3.2.2-6).
    /// </summary>
    public static bool TryToReturnCode(MqttReasonCode code, out MqttConnectReturnCode returnCode)
    {
        MqttConnectReturnCode? found = code switch
        {
            MqttReasonCode.Success => MqttConnectReturnCode.Accepted,
            MqttReasonCode.UnsupportedProtocolVersion => MqttConnectReturnCode.UnacceptableProtocolVersion,
            MqttReasonCode.ClientIdentifierNotValid => MqttConnectReturnCode.IdentifierRejected,
            MqttReasonCode.ServerUnavailable or MqttReasonCode.ServerBusy or MqttReasonCode.QuotaExceeded or MqttReasonCode.UseAnotherServer
                or MqttReasonCode.ServerMoved or MqttReasonCode.ConnectionRateExceeded or MqttReasonCode.UnspecifiedError
                or MqttReasonCode.ImplementationSpecificError => MqttConnectReturnCode.ServerUnavailable,
            MqttReasonCode.BadUserNameOrPassword => MqttConnectReturnCode.BadUserNameOrPassword,
            MqttReasonCode.NotAuthorized or MqttReasonCode.Banned or MqttReasonCode.BadAuthenticationMethod => MqttConnectReturnCode.NotAuthorized,
            _ => null,
        };
        returnCode = found.GetValueOrDefault();
        return found is not null;
    }
}
