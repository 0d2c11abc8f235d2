using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Client.Internal;

/// <summary>One topic filter and those who subscribed to it: the server knows a filter once, however many ask for it. Under the client's lock.</summary>
internal sealed class Route
{
    public Route(string filter, uint id)
    {
        (Filter, Id, Bytes) = (filter, id, Encoding.UTF8.GetBytes(filter));
        IsShared = MqttTopic.TryParseShared(Bytes, out _, out var inner);
        Pattern = IsShared ? inner.ToArray() : Bytes;
    }

    public string Filter { get; }

    /// <summary>Subscription identifier, where the server takes one.</summary>
    public uint Id { get; }

    public byte[] Bytes { get; }

    /// <summary>What topics are matched against: the filter without <c>$share/group/</c>.</summary>
    public byte[] Pattern { get; }

    public bool IsShared { get; }

    public List<MqttSubscriptionHandle> Handles { get; } = [];

    /// <summary>What the server is asked for: the newest subscriber's wishes, with the highest QoS of all.</summary>
    public MqttSubscriptionOptions Options { get; set; } = MqttSubscriptionOptions.Default;

    /// <summary>The server has it, with these options.</summary>
    public bool IsGranted { get; set; }
}
