using System.Text;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>Topic names and filters (4.7, 4.8.2).</summary>
public sealed class MqttTopicTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("/finance")]
    [InlineData("$SYS/broker/uptime")]
    [InlineData("Accounts payable")]
    [InlineData("°C/é")]
    [InlineData("\uFEFFa")]
    public void A_name_without_wildcards_is_a_name(string name) => Assert.True(MqttTopic.IsName(Encoding.UTF8.GetBytes(name), out _));

    [Theory]
    [InlineData("", "MQTT-4.7.3-1")]
    [InlineData("a/+", "MQTT-4.7.0-1")]
    [InlineData("a#", "MQTT-4.7.0-1")]
    [InlineData("a\0b", "MQTT-4.7.3-2")]
    public void What_is_not_a_name_is_refused_by_clause(string name, string clause)
    {
        Assert.False(MqttTopic.IsName(Encoding.UTF8.GetBytes(name), out var fault));
        Assert.Equal((MqttReasonCode.TopicNameInvalid, clause), (fault.Code, fault.Clause));
    }

    [Fact]
    public void Bad_utf8_and_too_many_bytes_are_neither_name_nor_filter()
    {
        byte[] surrogate = [0xED, 0xA0, 0x80];
        byte[] longest = [.. Enumerable.Repeat((byte)'a', 65_535)];
        byte[] tooLong = [.. longest, (byte)'a'];
        Assert.True(MqttTopic.IsName(longest, out _) && MqttTopic.IsFilter(longest, out _));
        Assert.False(MqttTopic.IsName(surrogate, out var fault));
        Assert.Equal("MQTT-1.5.4-1", fault.Clause);
        Assert.False(MqttTopic.IsFilter(surrogate, out fault));
        Assert.Equal((MqttReasonCode.TopicFilterInvalid, "MQTT-1.5.4-1"), (fault.Code, fault.Clause));
        Assert.False(MqttTopic.IsName(tooLong, out fault));
        Assert.Equal("MQTT-4.7.3-3", fault.Clause);
        Assert.False(MqttTopic.IsFilter(tooLong, out fault));
        Assert.Equal("MQTT-4.7.3-3", fault.Clause);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("+/+")]
    [InlineData("a/#")]
    [InlineData("/#")]
    [InlineData("+/a/#")]
    [InlineData("a//+")]
    [InlineData("$SYS/#")]
    [InlineData("$share")]
    [InlineData("$shared/x/#")]
    [InlineData("$share/g/a")]
    [InlineData("$share/g//")]
    [InlineData("$share/g/+/#")]
    public void A_filter_with_wildcards_where_they_may_stand_is_a_filter(string filter) => Assert.True(MqttTopic.IsFilter(Encoding.UTF8.GetBytes(filter), out _));

    [Theory]
    [InlineData("", "MQTT-4.7.3-1")]
    [InlineData("a\0", "MQTT-4.7.3-2")]
    [InlineData("a#", "MQTT-4.7.1-1")]
    [InlineData("a/#/b", "MQTT-4.7.1-1")]
    [InlineData("#/", "MQTT-4.7.1-1")]
    [InlineData("##", "MQTT-4.7.1-1")]
    [InlineData("a+", "MQTT-4.7.1-2")]
    [InlineData("+a/b", "MQTT-4.7.1-2")]
    [InlineData("a/b+/c", "MQTT-4.7.1-2")]
    [InlineData("++", "MQTT-4.7.1-2")]
    [InlineData("$share/", "MQTT-4.8.2-1")]
    [InlineData("$share//a", "MQTT-4.8.2-1")]
    [InlineData("$share/g", "MQTT-4.8.2-2")]
    [InlineData("$share/g/", "MQTT-4.8.2-2")]
    [InlineData("$share/g+/a", "MQTT-4.8.2-2")]
    [InlineData("$share/#/a", "MQTT-4.8.2-2")]
    [InlineData("$share/g/a#", "MQTT-4.7.1-1")]
    public void What_is_not_a_filter_is_refused_by_clause(string filter, string clause)
    {
        Assert.False(MqttTopic.IsFilter(Encoding.UTF8.GetBytes(filter), out var fault));
        Assert.Equal((MqttReasonCode.TopicFilterInvalid, clause), (fault.Code, fault.Clause));
    }

    [Theory]
    [InlineData("sport/tennis/player1", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sports", false)]
    [InlineData("#", "a", true)]
    [InlineData("#", "/", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+/+/#", "a", false)]
    [InlineData("+/#", "a", true)]
    [InlineData("a//b", "a//b", true)]
    [InlineData("a/+/b", "a//b", true)]
    [InlineData("a/b", "a/b/", false)]
    [InlineData("a/b/", "a/b", false)]
    [InlineData("a", "A", false)]
    [InlineData("#", "$SYS/broker", false)]
    [InlineData("+/broker", "$SYS/broker", false)]
    [InlineData("$SYS/#", "$SYS/broker", true)]
    [InlineData("$SYS/+", "$SYS/broker", true)]
    [InlineData("a/#", "a/$x", true)]
    [InlineData("+/x", "a$/x", true)]
    public void A_filter_matches_as_the_standard_says(string filter, string name, bool matches) =>
        Assert.Equal(matches, MqttTopic.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void Matching_agrees_with_a_plain_comparison_of_levels()
    {
        var random = new Random(47);
        string[] filterLevels = ["a", "b", "", "$s", "+"];
        string[] nameLevels = ["a", "b", "", "$s"];
        var matched = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var filter = random.GetItems(filterLevels, random.Next(1, 5));
            if (random.Next(3) == 0) filter[^1] = "#";
            var name = random.GetItems(nameLevels, random.Next(1, 5));
            var (f, n) = (string.Join('/', filter), string.Join('/', name));
            if (f.Length == 0 || n.Length == 0) continue;
            var expected = MatchesPlainly(filter, name);
            if (expected) matched++;
            Assert.True(expected == MqttTopic.Matches(Encoding.UTF8.GetBytes(f), Encoding.UTF8.GetBytes(n)), $"{f} and {n}");
        }

        Assert.InRange(matched, 500, 19_000);
    }

    [Theory]
    [InlineData("$share/g/a/+", "g", "a/+")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/g h/#", "g h", "#")]
    public void A_shared_filter_comes_apart(string filter, string group, string inner)
    {
        Assert.True(MqttTopic.TryParseShared(Encoding.UTF8.GetBytes(filter), out var g, out var i));
        Assert.Equal((group, inner), (Encoding.UTF8.GetString(g), Encoding.UTF8.GetString(i)));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("$share")]
    [InlineData("$share/g")]
    [InlineData("$share//a")]
    [InlineData("$SHARE/g/a")]
    public void What_is_not_shared_does_not(string filter) => Assert.False(MqttTopic.TryParseShared(Encoding.UTF8.GetBytes(filter), out _, out _));

    private static bool MatchesPlainly(string[] filter, string[] name)
    {
        if (name[0].StartsWith('$') && filter[0] is ("+" or "#")) return false;
        for (var i = 0; i < filter.Length; i++)
        {
            if (filter[i] == "#") return true;
            if (i == name.Length) return false;
            if (filter[i] != "+" && filter[i] != name[i]) return false;
        }

        return filter.Length == name.Length;
    }
}
