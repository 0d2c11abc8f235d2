namespace Busbar.Wire.Mqtt.Formatters;

/// <summary>Names for the words of a fault, made once.</summary>
internal static class MqttNames
{
    private static readonly string[] Types = [.. Enumerable.Range(0, 16).Select(t => ((MqttPacketType)t).ToString().ToUpperInvariant())];

    private static readonly string[] Properties = [.. Enumerable.Range(0, 64).Select(p => ((PropertyId)p).ToString())];

    /// <summary>CONNECT, CONNACK...</summary>
    public static string Of(MqttPacketType type) => Types[(int)type & 15];

    /// <summary>Who sends.</summary>
    public static string Of(MqttRole role) => role == MqttRole.Client ? "client" : "server";

    /// <summary>SessionExpiryInterval, ReceiveMaximum...</summary>
    public static string Of(PropertyId id) => Properties[(int)id & 63];
}
