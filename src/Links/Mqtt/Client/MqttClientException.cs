using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client;

/// <summary>The server refused, the link broke, or a limit of the server or of the client stands in the way; the text says which, and its value.</summary>
public sealed class MqttClientException : Exception
{
    internal MqttClientException(string message, MqttReasonCode? code = null, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The reason code of the refusal; null when the link broke before there was an answer.</summary>
    public MqttReasonCode? Code { get; }
}
