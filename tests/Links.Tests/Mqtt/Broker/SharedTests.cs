using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>Shared subscriptions (4.8.2).</summary>
public sealed class SharedTests
{
    [Fact]
    public async Task Members_take_turns_and_other_groups_and_subscribers_get_everything()
    {
        await using var host = await BrokerHost.StartAsync();
        var one = await host.ConnectAsync("one");
        var two = await host.ConnectAsync("two");
        var other = await host.ConnectAsync("other");
        var all = await host.ConnectAsync("all");
        await one.SubscribeAsync("$share/g/jobs/#");
        await two.SubscribeAsync("$share/g/jobs/#");
        await other.SubscribeAsync("$share/h/jobs/#");
        await all.SubscribeAsync("jobs/+");
        for (var i = 0; i < 10; i++) await host.Broker.PublishAsync(new("jobs/x", BrokerPeer.Utf8($"{i}")), CancellationToken.None);
        var shares = new List<string>();
        for (var i = 0; i < 5; i++) shares.AddRange([(await one.ReceiveMessageAsync()).Payload, (await two.ReceiveMessageAsync()).Payload]);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), shares.Order(StringComparer.Ordinal));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"{i}", (await other.ReceiveMessageAsync()).Payload);
            Assert.Equal($"{i}", (await all.ReceiveMessageAsync()).Payload);
        }

        await one.ExpectNothingAsync();
        await two.ExpectNothingAsync();
        Assert.Equal((4, 3), (host.Broker.View().Subscriptions, host.Broker.View().SharedSubscriptions));
    }

    [Fact]
    public async Task Who_is_away_gets_nothing_while_another_member_is_there_and_everything_when_nobody_is()
    {
        await using var host = await BrokerHost.StartAsync();
        var away = await host.ConnectAsync("away", c => c.SessionExpiryS = 60);
        await away.SubscribeAsync("$share/g/jobs", MqttQos.AtLeastOnce);
        away.Drop();
        var there = await host.ConnectAsync("there");
        await there.SubscribeAsync("$share/g/jobs", MqttQos.AtLeastOnce);
        await Until.TrueAsync(() => host.Broker.View().Connections == 1, "one is away");
        for (var i = 0; i < 4; i++) await PublishAsync(host, $"{i}", MqttQos.AtLeastOnce);
        for (var i = 0; i < 4; i++) Assert.Equal($"{i}", (await there.ReceiveMessageAsync()).Payload);
        await there.UnsubscribeAsync("$share/g/jobs");
        await PublishAsync(host, "later", MqttQos.AtLeastOnce);
        var back = await host.ConnectAsync("away", c => (c.CleanStart, c.SessionExpiryS) = (false, 60));
        Assert.Equal("later", (await back.ReceiveMessageAsync()).Payload);
    }

    [Fact]
    public async Task A_member_whose_window_is_full_is_passed_over()
    {
        await using var host = await BrokerHost.StartAsync();
        var busy = await host.ConnectAsync("busy", c => c.ReceiveMaximum = 1);
        var free = await host.ConnectAsync("free");
        await busy.SubscribeAsync("$share/g/jobs", MqttQos.AtLeastOnce);
        await free.SubscribeAsync("$share/g/jobs", MqttQos.AtLeastOnce);
        for (var i = 0; i < 10; i++) await PublishAsync(host, $"{i}", MqttQos.AtLeastOnce);
        await busy.ReceiveMessageAsync();
        for (var i = 0; i < 9; i++) await free.ReceiveMessageAsync();
        await busy.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_a_member_leaves_behind_goes_to_another_but_for_QoS_2_that_was_begun()
    {
        await using var host = await BrokerHost.StartAsync();
        var leaver = await host.ConnectAsync("leaver", c => c.ReceiveMaximum = 2);
        await leaver.SubscribeAsync("$share/g/jobs", MqttQos.ExactlyOnce);
        await PublishAsync(host, "one", MqttQos.AtLeastOnce);
        await PublishAsync(host, "two", MqttQos.ExactlyOnce);
        await PublishAsync(host, "waits", MqttQos.ExactlyOnce);
        await leaver.ReceiveMessageAsync();
        await leaver.ReceiveMessageAsync();
        var heir = await host.ConnectAsync("heir");
        await heir.SubscribeAsync("$share/g/jobs", MqttQos.ExactlyOnce);
        leaver.Drop();
        Assert.Equal("one", (await heir.ReceiveMessageAsync()).Payload);
        Assert.Equal("waits", (await heir.ReceiveMessageAsync()).Payload);
        await heir.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_shared_subscription_gets_no_kept_messages()
    {
        await using var host = await BrokerHost.StartAsync();
        await host.Broker.PublishAsync(new("jobs", BrokerPeer.Utf8("kept")) { Retain = true }, CancellationToken.None);
        var one = await host.ConnectAsync("one");
        await one.SubscribeAsync("$share/g/jobs");
        await one.ExpectNothingAsync();
    }

    private static ValueTask PublishAsync(BrokerHost host, string payload, MqttQos qos) =>
        host.Broker.PublishAsync(new("jobs", BrokerPeer.Utf8(payload)) { Qos = qos }, CancellationToken.None);
}
