using System.Buffers;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>Random and mutated packets against the broker, with a healthy neighbour beside them. BUSBAR_FUZZ says how many; without it, a short run.</summary>
public sealed class FuzzTests
{
    private const int Short = 20_000;

    private static int Packets => int.TryParse(Environment.GetEnvironmentVariable("BUSBAR_FUZZ"), out var packets) ? packets : Short;

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V50)]
    public async Task Whatever_comes_no_connection_fails_here_none_stays_and_the_neighbour_notices_nothing(MqttVersion version)
    {
        var random = new Random(version == MqttVersion.V50 ? 50 : 311);
        await using var host = await BrokerHost.StartAsync(BrokerHost.Options with { MaxPacketBytes = 4096, MaxSessionExpiry = TimeSpan.Zero });
        var neighbour = await host.ConnectAsync("neighbour");
        await neighbour.SubscribeAsync("neighbour/only");
        var samples = Samples(version);
        for (var sent = 0; sent < Packets;)
        {
            var peer = host.Open();
            peer.SpeakAs(version);
            if (random.Next(10) > 0) peer.SendRaw(samples[0]);
            for (var i = random.Next(1, 12); i > 0; i--, sent++)
                peer.SendRaw(random.Next(5) > 0 ? samples[random.Next(1, samples.Length - 1)] : Mutate(samples[random.Next(samples.Length)], random));

            await peer.FinishAsync();
            if (random.Next(100) == 0)
            {
                neighbour.Publish("neighbour/only", "here");
                Assert.Equal("here", (await neighbour.ReceiveMessageAsync()).Payload);
            }
        }

        await Until.TrueAsync(() => host.Broker.View().Connections == 1, "all but the neighbour are gone");
        Assert.Equal((1, 1), (host.Broker.View().Sessions, host.Broker.View().Subscriptions));
        await host.EndedAsync(allBut: 1);
        neighbour.Publish("neighbour/only", "still here");
        Assert.Equal("still here", (await neighbour.ReceiveMessageAsync()).Payload);
        Assert.Empty(host.Failures);
        var handled = host.Broker.View().Totals.PacketsIn;
        Assert.True(handled > Packets / 3, $"Only {handled} packets were good enough to be handled.");
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        if (random.Next(20) == 0)
        {
            var noise = new byte[random.Next(1, 60)];
            random.NextBytes(noise);
            return noise;
        }

        var mutated = (byte[])sample.Clone();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            switch (random.Next(4))
            {
                case 0: mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutated[random.Next(mutated.Length)] = (byte)random.Next(256); break;
                case 2: mutated = mutated[..random.Next(1, mutated.Length + 1)]; break;
                default:
                    var at = random.Next(mutated.Length);
                    mutated = [.. mutated[..at], (byte)random.Next(256), .. mutated[at..]];
                    break;
            }
        }

        return mutated;
    }

    /// <summary>One good packet of every kind; the first is CONNECT.</summary>
    private static byte[][] Samples(MqttVersion version)
    {
        var v50 = version == MqttVersion.V50;
        var connect = BrokerPeer.Connect("fuzz", c =>
        {
            c.Version = version;
            c.Will = new MqttWill { Topic = BrokerPeer.Utf8("will/x"), Payload = BrokerPeer.Utf8("gone") };
            if (v50) (c.ReceiveMaximum, c.TopicAliasMaximum) = (3, 2);
        });
        var publish = new PublishPacket { Topic = BrokerPeer.Utf8("fuzz/a"), Payload = BrokerPeer.Utf8("0123456789"), Qos = MqttQos.AtLeastOnce, PacketId = 5 };
        var twice = new PublishPacket { Topic = BrokerPeer.Utf8("fuzz/b"), Payload = BrokerPeer.Utf8("0123456789"), Qos = MqttQos.ExactlyOnce, PacketId = 6, Retain = true };
        if (v50)
        {
            (publish.TopicAlias, publish.MessageExpiryS, publish.ContentType) = (1, 10, BrokerPeer.Utf8("text"));
            publish.UserProperties.Add(BrokerPeer.Utf8("k"), BrokerPeer.Utf8("v"));
        }

        var subscribe = new SubscribePacket { PacketId = 7, SubscriptionId = v50 ? 3u : 0u };
        subscribe.Subscriptions.Add(new MqttSubscription(BrokerPeer.Utf8("fuzz/#"), MqttQos.ExactlyOnce));
        subscribe.Subscriptions.Add(new MqttSubscription(BrokerPeer.Utf8("$share/g/fuzz/+"), MqttQos.AtLeastOnce));
        var unsubscribe = new UnsubscribePacket { PacketId = 8 };
        unsubscribe.Filters.Add(BrokerPeer.Utf8("fuzz/#"));
        return
        [
            Bytes(to => MqttPacketWriter.Write(to, version, connect)),
            Bytes(to => MqttPacketWriter.Write(to, version, publish)),
            Bytes(to => MqttPacketWriter.Write(to, version, twice)),
            Bytes(to => MqttPacketWriter.Write(to, version, subscribe)),
            Bytes(to => MqttPacketWriter.Write(to, version, unsubscribe)),
            Bytes(to => MqttPacketWriter.Write(to, version, new PubAckPacket { PacketId = 1 })),
            Bytes(to => MqttPacketWriter.Write(to, version, new PubRecPacket { PacketId = 2 })),
            Bytes(to => MqttPacketWriter.Write(to, version, new PubRelPacket { PacketId = 6 })),
            Bytes(to => MqttPacketWriter.Write(to, version, new PubCompPacket { PacketId = 2 })),
            Bytes(to => MqttPacketWriter.WritePingReq(to)),
            Bytes(to => MqttPacketWriter.Write(to, version, new DisconnectPacket())),
        ];
    }

    private static byte[] Bytes(Func<IBufferWriter<byte>, int> write)
    {
        var to = new ArrayBufferWriter<byte>();
        write(to);
        return to.WrittenSpan.ToArray();
    }
}
