namespace Busbar.Wire.Mqtt.Packets;

/// <summary>What a message carries besides topic and payload and what a server passes on unchanged: the same for PUBLISH and for a will.</summary>
internal interface IMqttContent
{
    byte PayloadFormat { get; set; }

    ReadOnlyMemory<byte>? ContentType { get; set; }

    ReadOnlyMemory<byte>? ResponseTopic { get; set; }

    ReadOnlyMemory<byte>? CorrelationData { get; set; }

    MqttUserProperties UserProperties { get; }
}
