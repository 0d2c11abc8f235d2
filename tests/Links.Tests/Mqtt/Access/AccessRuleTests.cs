using Busbar.Links.Mqtt.Broker.Access;
using static Busbar.Links.Tests.Mqtt.Access.AccessFixture;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>What users, groups, certificates and strangers may do by the rules.</summary>
public sealed class AccessRuleTests
{
    [Fact]
    public async Task Without_rules_whoever_is_let_in_uses_every_topic_but_those_of_the_broker()
    {
        var access = Make([User("alice"), User("root") with { Groups = ["admins"] }]);
        var alice = await access.AdmitAsync("alice");
        Assert.True(access.MayPublish(alice, "any/topic"));
        Assert.True(access.MaySubscribe(alice, "#"));
        Assert.True(access.MayPublish(alice, "$response/other/x"));
        Assert.False(access.MaySubscribe(alice, "$SYS/#"));
        Assert.False(access.MaySubscribe(alice, "$SYS/broker/uptime"));
        Assert.True(access.MaySubscribe(await access.AdmitAsync("root"), "$SYS/#"));
    }

    [Theory]
    [InlineData(AnonymousAccess.Loopback, true)]
    [InlineData(AnonymousAccess.Always, false)]
    public async Task Without_rules_anonymous_clients_of_this_machine_see_the_broker_and_others_do_not(AnonymousAccess anonymous, bool local)
    {
        var access = Make(new MqttAccessOptions { Anonymous = anonymous });
        var identity = (await access.LoginAsync(Credentials(from: local ? null : Abroad))).Identity!;
        Assert.True(access.MayPublish(identity, "any/topic"));
        Assert.True(access.MaySubscribe(identity, "#"));
        Assert.Equal(local, access.MaySubscribe(identity, "$SYS/#"));
    }

    [Fact]
    public async Task Nobody_publishes_to_the_topics_of_the_broker()
    {
        var access = Make([User("root") with { Groups = ["admins"] }]);
        var root = await access.AdmitAsync("root");
        Assert.False(access.MayPublish(root, "$SYS/broker/uptime"));
        Assert.False(access.MayPublish(root, "$SYS"));
        Assert.False(access.MayPublish((await access.LoginAsync(Credentials())).Identity!, "$SYS/x"));
    }

    [Fact]
    public async Task Once_there_are_rules_everything_else_is_refused()
    {
        var access = Make([User("alice"), User("bob")], Rule("alice", "a/#", TopicAccess.Publish), Rule("alice", "b/+", TopicAccess.Subscribe));
        var alice = await access.AdmitAsync("alice");
        Assert.True(access.MayPublish(alice, "a/x/y"));
        Assert.False(access.MaySubscribe(alice, "a/x/y"));
        Assert.True(access.MaySubscribe(alice, "b/+"));
        Assert.False(access.MayPublish(alice, "b/x"));
        Assert.False(access.MaySubscribe(alice, "b/#"));
        Assert.False(access.MaySubscribe(alice, "#"));

        var bob = await access.AdmitAsync("bob");
        Assert.False(access.MayPublish(bob, "a/x"));
        var anonymous = (await access.LoginAsync(Credentials())).Identity!;
        Assert.False(access.MayPublish(anonymous, "a/x"));
        Assert.False(access.MaySubscribe(anonymous, "$SYS/#"));
    }

    [Fact]
    public async Task Rules_hold_for_users_groups_strangers_and_everyone()
    {
        var access = Make(
            [User("alice") with { Groups = ["packs", "night"] }],
            Rule("alice", "own"), Rule("group:packs", "packs"), Rule("group:night", "night"), Rule("*", "all"), Rule("anonymous", "street"));
        var alice = await access.AdmitAsync("alice");
        Assert.All(["own", "packs", "night", "all"], topic => Assert.True(access.MayPublish(alice, topic)));
        Assert.False(access.MayPublish(alice, "street"));
        var anonymous = (await access.LoginAsync(Credentials())).Identity!;
        Assert.All(["all", "street"], topic => Assert.True(access.MayPublish(anonymous, topic)));
        Assert.All(["own", "packs", "night"], topic => Assert.False(access.MayPublish(anonymous, topic)));
    }

    [Fact]
    public async Task Variables_are_filled_in_for_each_login()
    {
        var access = Make(
            [User("alice") with { Attributes = Attributes(("Site", "north")) }],
            Rule("*", "pulsebms/{site}/{clientId}/#"), Rule("*", "users/{user}-{clientid}"));
        var pack = await access.AdmitAsync("alice", "pack-7");
        Assert.True(access.MayPublish(pack, "pulsebms/north/pack-7/telemetry"));
        Assert.True(access.MaySubscribe(pack, "pulsebms/north/pack-7/#"));
        Assert.True(access.MayPublish(pack, "users/alice-pack-7"));
        Assert.False(access.MayPublish(pack, "pulsebms/south/pack-7/telemetry"));
        Assert.False(access.MayPublish(pack, "pulsebms/north/pack-8/telemetry"));
        Assert.False(access.MaySubscribe(pack, "pulsebms/+/pack-7/#"));
        Assert.False(access.MayPublish(pack, "pulsebms/{site}/pack-7/telemetry"));

        var stranger = (await access.LoginAsync(Credentials(clientId: "pack-7"))).Identity!;
        Assert.False(access.MayPublish(stranger, "pulsebms/north/pack-7/telemetry"));
        Assert.True(access.MayPublish(stranger, "users/anonymous-pack-7"));
    }

    [Theory]
    [InlineData("+", "site/+/x")]
    [InlineData("#", "site/#")]
    [InlineData("a/b", "site/a/b/x")]
    [InlineData("+/x", "site/a/x")]
    [InlineData("", "site//x")]
    [InlineData("a+", "site/a+/x")]
    public async Task A_value_never_widens_a_rule(string clientId, string wanted)
    {
        var access = Make([User("alice")], Rule("*", "site/{clientId}/#"));
        var identity = await access.AdmitAsync("alice", clientId);
        Assert.False(access.MaySubscribe(identity, wanted));
        Assert.False(access.MayPublish(identity, "site/a/x"));
    }

    [Fact]
    public async Task A_value_does_not_reach_the_topics_of_the_broker()
    {
        var access = Make([User("alice")], Rule("*", "{clientId}/#"), Rule("*", "x/{clientId}"));
        var identity = await access.AdmitAsync("alice", "$SYS");
        Assert.False(access.MaySubscribe(identity, "$SYS/#"));
        Assert.True(access.MaySubscribe(identity, "x/$SYS"));
    }

    [Fact]
    public async Task With_rules_a_client_still_reads_the_answers_to_its_requests()
    {
        var access = Make([User("alice")], Rule("*", "requests", TopicAccess.Publish));
        var identity = await access.AdmitAsync("alice", "c7");
        Assert.True(access.MaySubscribe(identity, "$response/c7/#"));
        Assert.False(access.MaySubscribe(identity, "$response/c8/#"));
        Assert.False(access.MaySubscribe(identity, "$response/+/#"));
        Assert.False(access.MayPublish(identity, "$response/c8/1"));
    }

    [Fact]
    public void An_identity_of_somebody_elses_making_may_nothing()
    {
        var access = Make(new MqttAccessOptions());
        var stranger = new MqttIdentity("anonymous", "c1");
        Assert.False(access.MayPublish(stranger, "a"));
        Assert.False(access.MaySubscribe(stranger, "a"));
    }

    private static Dictionary<string, string> Attributes(params (string Name, string Value)[] all) => all.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal);
}
