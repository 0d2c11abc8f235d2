using Busbar.Links.Mqtt.Broker.Access;
using static Busbar.Links.Tests.Mqtt.Access.AccessFixture;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>Wrong settings stop the start with key, value and what is allowed.</summary>
public sealed class AccessSettingsTests
{
    public static TheoryData<string, MqttUserOptions> WrongUsers => new()
    {
        { "Users:1:Name is \"\"; allowed: 1 to 255 characters", User("") },
        { "Users:1:Name is \"a:b\"", User("a:b") },
        { "Users:1:Name is \"anonymous\"", User("anonymous") },
        { "Users:1:Name is \"busbar\"", User("busbar") },
        { "Users:1:Name is \"*\"", User("*") },
        { "Users:1:Name is \"first\"; allowed: a name that no user above has", User("first") },
        { "Users:1:PasswordHash is \"a text of 8 characters\"; allowed: null or pbkdf2-sha256$", new MqttUserOptions { Name = "u", PasswordHash = "in clear" } },
        { "Users:1:PasswordHash is missing", new MqttUserOptions { Name = "u" } },
        { "Users:1:Certificate is \"\"", User("u") with { Certificate = "" } },
        { "Users:1:Certificate is \"device\"; allowed: a name that no user above has", User("u") with { Certificate = "device" } },
        { "Users:1:Groups:0 is \"\"", User("u") with { Groups = [""] } },
        { "Users:1:ClientIds:1 is \"a*b\"; allowed: a client identifier", User("u") with { ClientIds = ["ok*", "a*b"] } },
        { "Users:1:Attributes:clientid is \"x\"", User("u") with { Attributes = new Dictionary<string, string> { ["clientid"] = "x" } } },
        { "Users:1:Attributes:a b is \"x\"", User("u") with { Attributes = new Dictionary<string, string> { ["a b"] = "x" } } },
        { "Users:1:Attributes:site is \"+\"", User("u") with { Attributes = new Dictionary<string, string> { ["site"] = "+" } } },
        { "Users:1:Attributes:site is \"\"", User("u") with { Attributes = new Dictionary<string, string> { ["site"] = "" } } },
    };

    public static TheoryData<string, MqttRuleOptions> WrongRules => new()
    {
        { "Rules:0:Who is \"\"; allowed: the name of one of Users, group:NAME", Rule("", "a") },
        { "Rules:0:Who is \"frist\"", Rule("frist", "a") },
        { "Rules:0:Who is \"group:none\"", Rule("group:none", "a") },
        { "Rules:0:Who is \"cert:\"", Rule("cert:", "a") },
        { "Rules:0:Allow is \"None\"; allowed: Publish, Subscribe or Both", Rule("*", "a", TopicAccess.None) },
        { "Rules:0:Topic is \"\"", Rule("*", "") },
        { "Rules:0:Topic is \"a/#/b\"; allowed: # is allowed as the last level only", Rule("*", "a/#/b") },
        { "Rules:0:Topic is \"a/b#\"", Rule("*", "a/b#") },
        { "Rules:0:Topic is \"a+/b\"", Rule("*", "a+/b") },
        { "Rules:0:Topic is \"a/{b\"", Rule("*", "a/{b") },
        { "Rules:0:Topic is \"a/b}\"", Rule("*", "a/b}") },
        { "Rules:0:Topic is \"a/{}\"", Rule("*", "a/{}") },
        { "Rules:0:Topic is \"{sitte}/#\"; allowed: the variables {site}, {clientId}, {user}; no user has the attribute sitte", Rule("*", "{sitte}/#") },
        { "Rules:0:Topic is \"$share/g/a\"", Rule("*", "$share/g/a") },
        { "Rules:0:Allow is \"Both\"; allowed: Subscribe, for $SYS is the broker's own", Rule("*", "$SYS/#") },
    };

    [Theory, MemberData(nameof(WrongUsers))]
    public void A_wrong_user_is_refused_by_name(string said, MqttUserOptions user) => Refused(said, [First, user]);

    [Theory, MemberData(nameof(WrongRules))]
    public void A_wrong_rule_is_refused_by_name(string said, MqttRuleOptions rule) => Refused(said, [First], rule);

    [Fact]
    public void A_password_in_clear_is_not_repeated_in_the_message()
    {
        var e = Assert.Throws<ArgumentException>(() => Make([new MqttUserOptions { Name = "u", PasswordHash = "hunter2" }]));
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_for_all_kinds_of_who_are_taken()
    {
        var access = Make([First], Rule("first", "a"), Rule("group:packs", "a"), Rule("group:admins", "a"), Rule("cert:any", "a"), Rule("anonymous", "a"), Rule("*", "{site}/{user}-x/{clientId}/+/#"), Rule("*", "$SYS/#", TopicAccess.Subscribe));
    }

    private static MqttUserOptions First => User("first") with { Certificate = "device", Groups = ["packs"], Attributes = new Dictionary<string, string> { ["site"] = "north" } };

    private static void Refused(string said, IReadOnlyList<MqttUserOptions> users, params MqttRuleOptions[] rules)
    {
        var e = Assert.Throws<ArgumentException>(() => Make(users, rules));
        Assert.StartsWith($"Setting Mqtt:Access:{said}", e.Message, StringComparison.Ordinal);
    }
}
