using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Mqtt.Broker.Routing;

/// <summary>A shared subscription (4.8.2): of those who share a name and a filter, one gets each message. Thread safe to read; the tree writes.</summary>
internal sealed class SharedGroup(byte[] name)
{
    private Roster? _members;
    private uint _turn;

    /// <summary>Share name, UTF-8.</summary>
    public byte[] Name { get; } = name;

    /// <summary>Members, those that are not connected included.</summary>
    public int Count => Volatile.Read(ref _members)?.Live ?? 0;

    public void Add(Subscription member) => Volatile.Write(ref _members, Roster.With(_members, member));

    public void Remove(Subscription member) => Volatile.Write(ref _members, _members?.Without(member));

    public void Replace(Subscription old, Subscription next) => _members?.Replace(old, next);

    /// <summary>Who gets the next message: by turns the members that are connected and have room, then those connected, then, when it must not be
    /// lost, those that are not. Null when nobody can take it.</summary>
    /// <param name="qos">QoS of the message: with 1 or 2 it may wait for a member that wants that too and is not connected.</param>
    public Subscription? Choose(MqttQos qos)
    {
        if (Volatile.Read(ref _members) is not { } roster) return null;
        var members = roster.Items;
        if (members.IsEmpty) return null;
        Subscription? busy = null;
        Subscription? away = null;
        var start = (int)(Interlocked.Increment(ref _turn) % (uint)members.Length);
        for (var i = 0; i < members.Length; i++)
        {
            var at = start + i;
            var member = members[at < members.Length ? at : at - members.Length];
            if (member is null) continue;
            if (!member.Session.IsOnline) away ??= member.Qos != MqttQos.AtMostOnce && qos != MqttQos.AtMostOnce ? member : null;
            else if (!member.Session.HasRoom) busy ??= member;
            else return member;
        }

        return busy ?? away;
    }

    public override string ToString() => Encoding.UTF8.GetString(Name);
}
