namespace Busbar.Links.Mqtt.Broker.Storage;

/// <summary>What an acknowledged message survives.</summary>
public enum MqttDurability
{
    /// <summary>A loss of power: the disk has it before it is acknowledged.</summary>
    Full,

    /// <summary>The death of the process, kill -9 included, but perhaps not of the machine: the disk is told to write a little later. Faster on slow disks.</summary>
    Normal,
}

/// <summary>Settings of <see cref="SqliteMqttStore"/>.</summary>
public sealed record MqttStoreOptions
{
    /// <summary>What an acknowledged message survives. Key <c>Mqtt:Durability</c>. Default <see cref="MqttDurability.Full"/>.</summary>
    public MqttDurability Durability { get; init; } = MqttDurability.Full;
}

/// <summary>The store cannot start: the folder, the file or its version is not usable. The text names the file and what to do.</summary>
public sealed class MqttStoreException(string message, Exception? inner = null) : Exception(message, inner);
