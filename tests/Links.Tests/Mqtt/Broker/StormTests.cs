using System.Buffers;
using System.Collections.Concurrent;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>Many clients that come, go, break and take each other over, on real threads.</summary>
public sealed class StormTests
{
    private const int Publishers = 4;
    private const int Subscribers = 4;
    private const int Messages = 300;

    [Theory]
    [InlineData(MqttQos.AtLeastOnce, false)]
    [InlineData(MqttQos.ExactlyOnce, false)]
    [InlineData(MqttQos.AtLeastOnce, true)]
    [InlineData(MqttQos.ExactlyOnce, true)]
    public async Task Through_broken_connections_nothing_is_lost_QoS_2_comes_once_and_the_order_stays(MqttQos qos, bool stored)
    {
        await using var host = await BrokerHost.StartAsync(store: stored ? new FakeStore { IsImmediate = true } : null);
        var subscribers = Enumerable.Range(0, Subscribers).Select(i => new Subscriber(host, $"s{i}", i, qos)).ToArray();
        foreach (var one in subscribers) await one.StartAsync();
        var receiving = subscribers.Select(one => Task.Run(one.RunAsync)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(i => Task.Run(() => PublishAsync(host, i, qos)))).SoonAsync();
        await Task.WhenAll(receiving).SoonAsync();
        foreach (var one in subscribers)
        {
            for (var publisher = 0; publisher < Publishers; publisher++)
            {
                var got = one.Got[publisher];
                Assert.Equal(Enumerable.Range(0, Messages), got.Distinct());
                if (qos == MqttQos.ExactlyOnce) Assert.Equal(Messages, got.Count);
            }

            Assert.Equal(0, host.Broker.Find(one.ClientId)!.Value.Client.Dropped);
        }
    }

    /// <summary>Publishes one after the other, over connections that break before the acknowledgement now and then.</summary>
    private static async Task PublishAsync(BrokerHost host, int number, MqttQos qos)
    {
        var random = new Random(number);
        BrokerPeer? peer = null;
        for (var i = 0; i < Messages; i++)
        {
            var id = (ushort)((i % 1000) + 1);
            var again = false;
            var received = false;
            while (true)
            {
                peer ??= await ReconnectAsync(host, $"p{number}");
                if (!received) peer.Publish($"storm/{number}", $"{i}", qos, id, p => p.Dup = again);
                again = true;
                if (random.Next(20) == 0)
                {
                    peer.Drop();
                    peer = null;
                    continue;
                }

                if (qos == MqttQos.AtLeastOnce)
                {
                    if (await peer.ReceiveAsync() is PubAckPacket) break;
                    peer = null;
                    continue;
                }

                if (!received && await peer.ReceiveAsync() is not PubRecPacket)
                {
                    peer = null;
                    continue;
                }

                received = true;
                peer.Ack(MqttPacketType.PubRel, id);
                if (random.Next(20) == 0)
                {
                    peer.Drop();
                    peer = null;
                    continue;
                }

                if (await peer.ReceiveAsync() is PubCompPacket) break;
                peer = null;
            }
        }
    }

    private static Task<BrokerPeer> ReconnectAsync(BrokerHost host, string id) =>
        host.ConnectAsync(id, c => (c.CleanStart, c.SessionExpiryS, c.ReceiveMaximum) = (false, 3600, 8));

    private sealed class Subscriber(BrokerHost host, string clientId, int seed, MqttQos qos)
    {
        private readonly Random _random = new(100 + seed);
        private readonly HashSet<ushort> _unreleased = [];
        private BrokerPeer? _peer;

        public string ClientId => clientId;

        public List<int>[] Got { get; } = [.. Enumerable.Range(0, Publishers).Select(_ => new List<int>())];

        private bool IsDone => Got.All(one => one.Count > 0 && one.Max() == Messages - 1 && one.Distinct().Count() == Messages);

        public async Task StartAsync()
        {
            _peer = await ReconnectAsync(host, clientId);
            await _peer.SubscribeAsync("storm/+", qos);
        }

        public async Task RunAsync()
        {
            while (!IsDone || _unreleased.Count > 0)
            {
                _peer ??= await ReconnectAsync(host, clientId);
                switch (await _peer.ReceiveAsync())
                {
                    case Received message:
                        Take(message);
                        if (_random.Next(15) == 0) Break();
                        else _peer.Ack(qos == MqttQos.AtLeastOnce ? MqttPacketType.PubAck : MqttPacketType.PubRec, message.Id);
                        break;
                    case PubRelPacket release:
                        _unreleased.Remove(release.PacketId);
                        if (_random.Next(15) == 0) Break();
                        else _peer.Ack(MqttPacketType.PubComp, release.PacketId);
                        break;
                    default:
                        _peer = null;
                        break;
                }
            }
        }

        private void Take(Received message)
        {
            if (qos == MqttQos.ExactlyOnce && !_unreleased.Add(message.Id)) return;
            var publisher = int.Parse(message.Topic.AsSpan("storm/".Length));
            var number = int.Parse(message.Payload);
            var got = Got[publisher];
            if (got.Contains(number))
            {
                Assert.Equal(MqttQos.AtLeastOnce, qos);
                return;
            }

            Assert.Equal(got.Count, number);
            got.Add(number);
        }

        private void Break()
        {
            _peer!.Drop();
            _peer = null;
        }
    }
}
