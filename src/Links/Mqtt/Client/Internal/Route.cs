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
    public MqttSubscriptionOptions Options { get; private set; } = MqttSubscriptionOptions.Default;

    /// <summary>How often somebody subscribed to it. Each time the server is asked anew, and its answer counts for all wishes until then.</summary>
    public int Wishes { get; private set; }

    /// <summary>The server has it, with these options.</summary>
    public bool IsGranted { get; set; }

    /// <summary>The server has it, with these options or older ones.</summary>
    public bool IsThere { get; set; }

    /// <summary>The server has been asked for it, so its session may have it.</summary>
    public bool WasAsked { get; set; }

    public MqttSubscriptionHandle Add(MqttClient client, MqttSubscriptionOptions options)
    {
        var handle = new MqttSubscriptionHandle(client, this, options, ++Wishes);
        Handles.Add(handle);
        CombineOptions();
        IsGranted = false;
        return handle;
    }

    public void CombineOptions() => Options = Handles[^1].Options with { Qos = Handles.Max(handle => handle.Options.Qos) };
}
