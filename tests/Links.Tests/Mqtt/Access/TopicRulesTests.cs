using System.Text;
using Busbar.Links.Mqtt.Broker.Access;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>A filter is allowed when the rules together allow every topic that it can match.</summary>
public sealed class TopicRulesTests
{
    /// <summary>Levels of random topics; "z" stands for all texts that no pattern names.</summary>
    private static readonly string[] Alphabet = ["a", "b", "", "$s", "z"];

    /// <summary>Random patterns have three levels and perhaps # behind: topics of more levels tell them apart no better.</summary>
    private const int Deepest = 4;

    private static readonly string[][] Topics = [.. Enumerable.Range(1, Deepest).SelectMany(Words).Where(topic => topic.Length > 0).Select(topic => topic.Split('/'))];

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "", false)]
    [InlineData("a", "a/", false)]
    [InlineData("a/", "a/", true)]
    [InlineData("a", "+", false)]
    [InlineData("+", "a", true)]
    [InlineData("+", "+", true)]
    [InlineData("+", "#", false)]
    [InlineData("#", "#", true)]
    [InlineData("+/#", "#", true)]
    [InlineData("#", "a/+/#", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/#", true)]
    [InlineData("a/#", "a/b/+", true)]
    [InlineData("a/#", "+/b", false)]
    [InlineData("a/+", "a/#", false)]
    [InlineData("a/+/#", "a/#", false)]
    [InlineData("a;a/+/#", "a/#", true)]
    [InlineData("a;a/+;a/+/+/#", "a/#", true)]
    [InlineData("a;a/+/+/#", "a/#", false)]
    [InlineData("#", "$SYS", false)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("+/#", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/#", true)]
    [InlineData("$SYS/+", "$SYS/x", true)]
    [InlineData("$SYS/#", "#", false)]
    [InlineData("a/$x", "a/$x", true)]
    [InlineData("a/+", "a/$x", true)]
    [InlineData("/+", "/+", true)]
    [InlineData("+/+", "/+", true)]
    [InlineData("+/a;b/#", "b/+", true)]
    [InlineData("/+/#", "/#", true)]
    public void Examples(string rules, string filter, bool covered) => Assert.Equal(covered, Rules(rules.Split(';')).Covers(Encoding.UTF8.GetBytes(filter)));

    [Fact]
    public void No_rules_allow_nothing() => Assert.False(Rules().Covers("a"u8));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Containment_agrees_with_matching_every_topic_by_brute_force(int seed)
    {
        var random = new Random(seed);
        var (covered, refused) = (0, 0);
        for (var round = 0; round < 1500; round++)
        {
            var patterns = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pattern(random)).ToArray();
            var filter = Pattern(random);
            var expected = Topics.Where(topic => Matches(filter, topic)).All(topic => patterns.Any(pattern => Matches(pattern, topic)));
            Assert.True(
                expected == Rules(patterns).Covers(Encoding.UTF8.GetBytes(filter)),
                $"{filter} in {string.Join(" ; ", patterns)}: {expected} by brute force (seed {seed}, round {round})");
            if (expected) covered++;
            else refused++;
        }

        Assert.True(covered > 150 && refused > 150, $"{covered} covered, {refused} refused: the test does not see both sides.");
    }

    [Fact]
    public void Hundreds_of_patterns_are_followed_side_by_side()
    {
        var rules = Rules([.. Enumerable.Range(0, 700).Select(i => $"site/{i}/+")]);
        Assert.True(rules.Covers("site/0/x"u8));
        Assert.True(rules.Covers("site/63/x"u8));
        Assert.True(rules.Covers("site/64/+"u8));
        Assert.True(rules.Covers("site/699/x"u8));
        Assert.False(rules.Covers("site/700/x"u8));
        Assert.False(rules.Covers("site/+/x"u8));
        Assert.False(rules.Covers("site/699/x/y"u8));
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var rules = Rules(["pulsebms/north/+/telemetry", "pulsebms/north/pack-7/#", "vesec/+/soc/#"]);
        Assert.Equal(200, Allowed(rules, 100));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var allowed = Allowed(rules, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20_000, allowed);
    }

    private static int Allowed(TopicRules rules, int times)
    {
        var allowed = 0;
        for (var i = 0; i < times; i++)
        {
            if (rules.Covers("pulsebms/north/pack-7/telemetry"u8)) allowed++;
            if (rules.Covers("vesec/gun-1/soc/#"u8)) allowed++;
        }

        return allowed;
    }

    private static TopicRules Rules(params string[] patterns) => new([.. patterns.Select(pattern => TopicTemplate.Read(pattern).Bind(static _ => null)!)]);

    private static string Pattern(Random random)
    {
        // "z" never: it is the text that no pattern names.
        var levels = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(3) == 0 ? "+" : Alphabet[random.Next(Alphabet.Length - 1)]).ToList();
        if (random.Next(3) == 0) levels.Add("#");
        if (random.Next(12) == 0) levels = ["#"];
        return string.Join('/', levels) is { Length: > 0 } text ? text : "a";
    }

    private static IEnumerable<string> Words(int levels) => levels == 1
        ? Alphabet
        : Words(levels - 1).SelectMany(head => Alphabet.Select(level => $"{head}/{level}"));

    /// <summary>4.7 of the standard, written without regard to speed.</summary>
    private static bool Matches(string filter, string[] topic)
    {
        if (topic[0].StartsWith('$') && (filter[0] is '+' or '#')) return false;
        return Levels(filter.Split('/'), topic);

        static bool Levels(ReadOnlySpan<string> filter, ReadOnlySpan<string> topic)
        {
            if (filter is ["#"]) return true;
            if (topic.IsEmpty) return filter.IsEmpty;
            return !filter.IsEmpty && (filter[0] == "+" || filter[0] == topic[0]) && Levels(filter[1..], topic[1..]);
        }
    }
}
