namespace Busbar.Wire.Mqtt;

/// <summary>User properties in order; a name may occur more than once (2.2.2.2). Reused from packet to packet. Not thread safe.</summary>
public sealed class MqttUserProperties
{
    private readonly List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> _items = [];

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>Name and value, both UTF-8.</summary>
    public (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value) this[int index] => _items[index];

    /// <summary>Adds one at the end; both must be well-formed UTF-8 without U+0000.</summary>
    public void Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) => _items.Add((name, value));

    /// <summary>Forgets all.</summary>
    public void Clear() => Packets.Reuse.Clear(_items);
}
