using System.Text;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Routing;
using Busbar.Links.Mqtt.Broker.Sessions;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>The trees against the rule that says whether one filter matches one name.</summary>
public sealed class RoutingTests
{
    private static readonly string[] Levels = ["", "a", "b", "soc", "$SYS", "long level with more than eight bytes", "äöü"];

    private static BrokerCore Core() =>
        new(new MqttBrokerOptions(), new MqttBrokerServices(new FakeTime(), NullLoggerFactory.Instance, new FakeAccess()));

    private static string Filter(Random random)
    {
        var levels = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(4) == 0 ? "+" : Levels[random.Next(Levels.Length)]).ToList();
        if (random.Next(3) == 0) levels[^1] = "#";
        var filter = string.Join('/', levels);
        return filter.Length == 0 ? "/" : filter;
    }

    private static string Name(Random random)
    {
        var name = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Levels[random.Next(Levels.Length)]));
        return name.Length == 0 ? "/" : name;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_subscription_tree_finds_exactly_the_filters_that_match_while_they_come_and_go(int seed)
    {
        var random = new Random(seed);
        var core = Core();
        var tree = core.Subscriptions;
        var sessions = Enumerable.Range(0, 5).Select(i => new Session(core, $"{i}", new("x", $"{i}"))).ToArray();
        var all = new Dictionary<(Session, string), Subscription>();
        for (var step = 0; step < 3_000; step++)
        {
            var key = (sessions[random.Next(sessions.Length)], Filter(random));
            if (all.Remove(key, out var old) && random.Next(2) == 0)
            {
                tree.Remove(old);
            }
            else
            {
                var made = new Subscription(key.Item1, key.Item2, new MqttSubscription(Utf8(key.Item2), MqttQos.AtMostOnce), 0);
                if (old is null) tree.Add(made);
                else tree.Replace(old, made);
                all.Add(key, made);
            }

            if (step % 10 != 0) continue;
            var name = Utf8(Name(random));
            var found = new MatchSet();
            tree.Match(name, found);
            var matched = found.Audiences.Where(a => a.Everyone is not null).SelectMany(a => a.Everyone!.Items.ToArray()).OfType<Subscription>().ToArray();
            Assert.Equal(all.Values.Where(s => MqttTopic.Matches(Utf8(s.Filter), name)).ToHashSet(), matched.ToHashSet());
            Assert.Equal(matched.Distinct().Count(), matched.Length);
        }

        Assert.Equal(all.Count, tree.Count);
        foreach (var one in all.Values) tree.Remove(one);
        var nothing = new MatchSet();
        tree.Match("a/b"u8, nothing);
        Assert.Empty(nothing.Audiences);
        Assert.Equal(0, tree.Count);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Kept_messages_are_found_by_exactly_the_filters_that_match(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTime();
        var tree = new RetainedTree(1_000_000, time, null);
        var kept = new Dictionary<string, BrokerMessage>(StringComparer.Ordinal);
        for (var step = 0; step < 2_000; step++)
        {
            var name = Name(random);
            if (random.Next(3) == 0)
            {
                kept.Remove(name);
                tree.Remove(Utf8(name), null);
            }
            else
            {
                kept[name] = new BrokerMessage { Topic = Utf8(name), Properties = [], Payload = [1] };
                Assert.True(tree.TrySet(kept[name], null));
            }

            if (step % 10 != 0) continue;
            var filter = Filter(random);
            var found = new List<Retained>();
            tree.Match(Utf8(filter), found);
            Assert.Equal(
                kept.Where(one => MqttTopic.Matches(Utf8(filter), Utf8(one.Key))).Select(one => one.Key).Order(StringComparer.Ordinal),
                found.Select(one => Encoding.UTF8.GetString(one.Message.Topic)).Order(StringComparer.Ordinal));
        }

        Assert.Equal((kept.Count, (long)kept.Count), (tree.Count, tree.Bytes));
    }

    [Fact]
    public void Kept_messages_beyond_the_limit_are_refused_until_others_have_expired()
    {
        var time = new FakeTime();
        var tree = new RetainedTree(1, time, null);
        Assert.True(tree.TrySet(new BrokerMessage { Topic = Utf8("a"), Properties = [], Payload = [1], ExpiresAt = time.TimestampIn(10) }, null));
        Assert.True(tree.TrySet(new BrokerMessage { Topic = Utf8("a"), Properties = [], Payload = [2], ExpiresAt = time.TimestampIn(20) }, null));
        Assert.False(tree.TrySet(new BrokerMessage { Topic = Utf8("b"), Properties = [], Payload = [1] }, null));
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.False(tree.TrySet(new BrokerMessage { Topic = Utf8("b"), Properties = [], Payload = [1] }, null));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(tree.TrySet(new BrokerMessage { Topic = Utf8("b"), Properties = [], Payload = [1] }, null));
        Assert.Equal(1, tree.Count);
    }

    [Fact]
    public void Topics_of_ten_thousand_levels_are_matched_without_deep_recursion()
    {
        var core = Core();
        var deep = string.Join('/', Enumerable.Repeat("+", 10_000));
        var session = new Session(core, "x", new("x", "x"));
        core.Subscriptions.Add(new Subscription(session, deep, new MqttSubscription(Utf8(deep), MqttQos.AtMostOnce), 0));
        var found = new MatchSet();
        core.Subscriptions.Match(Utf8(deep.Replace('+', 'a')), found);
        Assert.Single(found.Audiences);

        core.Retained.TrySet(new BrokerMessage { Topic = Utf8(deep.Replace('+', 'a')), Properties = [], Payload = [1] }, null);
        var kept = new List<Retained>();
        core.Retained.Match("#"u8, kept);
        Assert.Single(kept);
    }

    [Fact]
    public async Task Matching_goes_on_while_others_subscribe_and_never_misses_who_stays()
    {
        var core = Core();
        var stays = new Subscription(new Session(core, "stays", new("x", "x")), "a/b", new MqttSubscription(Utf8("a/b"), MqttQos.AtMostOnce), 0);
        core.Subscriptions.Add(stays);
        using var over = new CancellationTokenSource();
        var others = Task.Run(() =>
        {
            var random = new Random(6);
            var session = new Session(core, "others", new("x", "x"));
            var there = new List<Subscription>();
            while (!over.IsCancellationRequested)
            {
                if (there.Count > 100 || (there.Count > 0 && random.Next(2) == 0))
                {
                    core.Subscriptions.Remove(there[^1]);
                    there.RemoveAt(there.Count - 1);
                    continue;
                }

                var filter = random.Next(2) == 0 ? "a/b" : $"a/{random.Next(50)}";
                there.Add(new Subscription(session, filter, new MqttSubscription(Utf8(filter), MqttQos.AtMostOnce), 0));
                core.Subscriptions.Add(there[^1]);
            }
        });
        var found = new MatchSet();
        for (var i = 0; i < 100_000; i++)
        {
            found.Clear();
            core.Subscriptions.Match("a/b"u8, found);
            Assert.Contains(stays, Assert.Single(found.Audiences).Everyone!.Items.ToArray());
        }

        await over.CancelAsync();
        await others;
    }

    [Fact]
    public void Packet_identifiers_are_never_given_twice_at_a_time_and_found_again()
    {
        var random = new Random(7);
        var table = default(InFlightTable);
        var there = new Dictionary<ushort, long>();
        for (var step = 1; step <= 200_000; step++)
        {
            if (there.Count < 3_000 && random.Next(100) < (step / 20_000 % 2 == 0 ? 60 : 40))
            {
                ref var place = ref table.Add();
                place.Order = step;
                Assert.True(there.TryAdd(place.PacketId, step), "it is free");
            }
            else if (there.Count > 0)
            {
                var id = there.Keys.ElementAt(random.Next(Math.Min(there.Count, 20)));
                ref var place = ref table.Find(id);
                Assert.Equal(there[id], place.Order);
                table.Remove(ref place);
                there.Remove(id);
            }
        }

        Assert.Equal(there.Count, table.Count);
        Assert.Equal(there.OrderBy(one => one.Value).Select(one => one.Key), table.IdsInOrder());
    }

    [Fact]
    public void All_65535_packet_identifiers_can_be_under_way()
    {
        var table = default(InFlightTable);
        var ids = new HashSet<ushort>();
        for (var i = 0; i < ushort.MaxValue; i++) ids.Add(table.Add().PacketId);
        Assert.Equal(ushort.MaxValue, ids.Count);
        Assert.DoesNotContain((ushort)0, ids);
    }
}
