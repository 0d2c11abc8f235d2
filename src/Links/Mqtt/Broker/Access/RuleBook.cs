namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>All rules by whom they are for, and what follows from them for one identity. Immutable; thread safe.</summary>
internal sealed class RuleBook
{
    /// <summary>Whom a rule for everyone is for.</summary>
    public const string Everyone = "*";

    /// <summary>Whom a rule for clients without a name is for, and their name.</summary>
    public const string Nobody = "anonymous";

    /// <summary>The name by which the broker knows programs in its own process; no user may have it, for a session belongs to a name.</summary>
    public const string Program = "busbar";

    /// <summary>The group that may read <c>$SYS</c>.</summary>
    public const string Admins = "admins";

    /// <summary>In front of the name of a group.</summary>
    public const string GroupPrefix = "group:";

    /// <summary>In front of the name in a certificate.</summary>
    public const string CertificatePrefix = "cert:";

    /// <summary>Variable: the client identifier.</summary>
    public const string ClientIdVariable = "clientId";

    /// <summary>Variable: the name of the identity.</summary>
    public const string UserVariable = "user";

    /// <summary>What the broker tells of itself; nobody may publish there.</summary>
    public const string SystemTopics = "$SYS/#";

    private static readonly MqttRuleOptions ReadSystemTopics = new() { Who = GroupPrefix + Admins, Topic = SystemTopics, Allow = TopicAccess.Subscribe };

    /// <summary>Once there are rules: what the broker hands out as response information (3.2.2.3.14) must be of use.</summary>
    private static readonly MqttRuleOptions ReadOwnAnswers = new() { Who = Everyone, Topic = "$response/{clientId}/#", Allow = TopicAccess.Subscribe };

    /// <summary>While there are no rules.</summary>
    private static readonly MqttRuleOptions[] Anything =
    [
        new() { Who = Everyone, Topic = "#" },
        new() { Who = Everyone, Topic = "$response/#" },
    ];

    private readonly Dictionary<string, List<Rule>> _rules = new(StringComparer.Ordinal);

    /// <summary>Takes rules that have been checked.</summary>
    public RuleBook(IReadOnlyList<MqttRuleOptions> rules)
    {
        IsOpen = rules.Count == 0;
        foreach (var rule in (IEnumerable<MqttRuleOptions>)[ReadSystemTopics, .. IsOpen ? Anything : [ReadOwnAnswers], .. rules])
        {
            if (!_rules.TryGetValue(rule.Who, out var list)) _rules[rule.Who] = list = [];
            list.Add(new Rule(TopicTemplate.Read(rule.Topic), rule.Allow));
        }
    }

    /// <summary>There are no rules: everything is allowed to whoever is let in.</summary>
    public bool IsOpen { get; }

    /// <summary>What is allowed to one who is all of <paramref name="who"/>, everyone included.</summary>
    public (TopicRules Publish, TopicRules Subscribe) For(IEnumerable<string> who, Func<string, string?> valueOf)
    {
        var publish = new List<TopicLevel[]>();
        var subscribe = new List<TopicLevel[]>();
        foreach (var rule in who.Append(Everyone).SelectMany(one => _rules.GetValueOrDefault(one) ?? []))
        {
            if (rule.Topic.Bind(valueOf) is not { } pattern) continue;
            if (rule.Allow.HasFlag(TopicAccess.Publish)) publish.Add(pattern);
            if (rule.Allow.HasFlag(TopicAccess.Subscribe)) subscribe.Add(pattern);
        }

        return (new TopicRules(publish), new TopicRules(subscribe));
    }

    private readonly record struct Rule(TopicTemplate Topic, TopicAccess Allow);
}
