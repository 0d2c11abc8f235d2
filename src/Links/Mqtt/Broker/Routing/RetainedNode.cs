namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>A topic level of the kept messages. Changed under the tree's lock; <see cref="Message"/> may be read by anyone.</summary>
internal sealed class RetainedNode(byte[] level, RetainedNode? parent) : LevelNode<RetainedNode>(level, parent)
{
    private BrokerMessage? _message;

    /// <summary>What is kept for the topic that ends here; null for nothing.</summary>
    public BrokerMessage? Message
    {
        get => Volatile.Read(ref _message);
        set => Volatile.Write(ref _message, value);
    }

    /// <summary>It waits in the queue of messages that expire.</summary>
    public bool Expiring { get; set; }
}

/// <summary>A kept message as a subscription found it; when the topic has another one by the time it is sent, the subscriber has had that one already.</summary>
internal readonly record struct Retained(RetainedNode Node, BrokerMessage Message)
{
    public bool IsCurrent => Node.Message == Message;
}
