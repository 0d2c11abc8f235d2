using static Busbar.Wire.Mqtt.MqttReasonCode;

namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>Which reason codes a packet may carry, packet by packet.</summary>
internal static class ReasonCodes
{
    /// <summary>3.2.2.2, table 3-1.</summary>
    public static bool InConnAck(MqttReasonCode code) => code is Success or UnspecifiedError or MalformedPacket or ProtocolError
        or ImplementationSpecificError or UnsupportedProtocolVersion or ClientIdentifierNotValid or BadUserNameOrPassword or NotAuthorized
        or ServerUnavailable or ServerBusy or Banned or BadAuthenticationMethod or TopicNameInvalid or PacketTooLarge or QuotaExceeded
        or PayloadFormatInvalid or RetainNotSupported or QosNotSupported or UseAnotherServer or ServerMoved or ConnectionRateExceeded;

    /// <summary>3.4.2.1, 3.5.2.1, 3.6.2.1 and 3.7.2.1: an answer to a PUBLISH, or to an identifier.</summary>
    public static bool InAck(MqttPacketType type, MqttReasonCode code) => type is MqttPacketType.PubAck or MqttPacketType.PubRec
        ? code is Success or NoMatchingSubscribers or UnspecifiedError or ImplementationSpecificError or NotAuthorized or TopicNameInvalid
            or PacketIdentifierInUse or QuotaExceeded or PayloadFormatInvalid
        : code is Success or PacketIdentifierNotFound;

    /// <summary>3.9.3 and 3.11.3, tables 3-8 and 3-9: an answer to a topic filter.</summary>
    public static bool InFilterAck(MqttPacketType type, MqttReasonCode code) => type == MqttPacketType.SubAck
        ? code is Success or GrantedQos1 or GrantedQos2 or UnspecifiedError or ImplementationSpecificError or NotAuthorized or TopicFilterInvalid
            or PacketIdentifierInUse or QuotaExceeded or SharedSubscriptionsNotSupported or SubscriptionIdentifiersNotSupported
            or WildcardSubscriptionsNotSupported
        : code is Success or NoSubscriptionExisted or UnspecifiedError or ImplementationSpecificError or NotAuthorized or TopicFilterInvalid
            or PacketIdentifierInUse;

    /// <summary>3.14.2.1, table 3-10: what either end may say.</summary>
    private static bool InDisconnectOfBoth(MqttReasonCode code) => code is Success or UnspecifiedError or MalformedPacket or ProtocolError
        or ImplementationSpecificError or TopicNameInvalid or ReceiveMaximumExceeded or TopicAliasInvalid or PacketTooLarge
        or MessageRateTooHigh or QuotaExceeded or AdministrativeAction or PayloadFormatInvalid;

    /// <summary>3.14.2.1, table 3-10; a failed re-authentication (4.12.1) may end with bad authentication method, as table 2-6 has it.</summary>
    public static bool InDisconnect(MqttRole sender, MqttReasonCode code) => InDisconnectOfBoth(code) || (sender == MqttRole.Client
        ? code is DisconnectWithWillMessage
        : code is NotAuthorized or ServerBusy or ServerShuttingDown or BadAuthenticationMethod or KeepAliveTimeout or SessionTakenOver
            or TopicFilterInvalid or RetainNotSupported or QosNotSupported or UseAnotherServer or ServerMoved
            or SharedSubscriptionsNotSupported or ConnectionRateExceeded or MaximumConnectTime or SubscriptionIdentifiersNotSupported
            or WildcardSubscriptionsNotSupported);

    /// <summary>3.15.2.1, table 3-11.</summary>
    public static bool InAuth(MqttRole sender, MqttReasonCode code) =>
        code == ContinueAuthentication || code == (sender == MqttRole.Server ? Success : ReAuthenticate);
}
