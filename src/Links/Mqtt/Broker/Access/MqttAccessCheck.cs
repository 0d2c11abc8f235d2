namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>Checks the settings of access. What is wrong is named by key, value and what is allowed.</summary>
internal static class MqttAccessCheck
{
    private const string Section = "Mqtt:Access";
    private const int MaxUsers = 100_000;
    private const int MaxRules = TopicRules.MaxPatterns - 16;
    private const int MaxNameLength = 255;

    private static readonly string[] Reserved = [RuleBook.ClientIdVariable, RuleBook.UserVariable];

    /// <summary>Throws at the first setting that is not allowed.</summary>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public static void Check(MqttAccessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(Enum.IsDefined(options.Anonymous), "Anonymous", options.Anonymous, string.Join(", ", Enum.GetNames<AnonymousAccess>()));
        Require(Enum.IsDefined(options.CertificateIdentity), "CertificateIdentity", options.CertificateIdentity, string.Join(", ", Enum.GetNames<CertificateIdentity>()));
        Require(options.Users.Count <= MaxUsers, "Users", $"a list of {options.Users.Count}", $"at most {MaxUsers}");
        Require(options.Rules.Count <= MaxRules, "Rules", $"a list of {options.Rules.Count}", $"at most {MaxRules}");

        var names = new HashSet<string>(StringComparer.Ordinal);
        var certificates = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Users.Count; i++) CheckUser($"Users:{i}", options.Users[i], names, certificates);

        var groups = options.Users.SelectMany(user => user.Groups).Append(RuleBook.Admins).ToHashSet(StringComparer.Ordinal);
        var variables = options.Users.SelectMany(user => user.Attributes.Keys).Concat(Reserved).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Rules.Count; i++) CheckRule($"Rules:{i}", options.Rules[i], names, groups, variables);
    }

    private static void CheckUser(string key, MqttUserOptions user, HashSet<string> names, HashSet<string> certificates)
    {
        Require(
            IsName(user.Name) && !user.Name.Contains(':', StringComparison.Ordinal) && user.Name is not (RuleBook.Nobody or RuleBook.Program or RuleBook.Everyone),
            $"{key}:Name", user.Name, $"1 to {MaxNameLength} characters without control characters and ':', not \"{RuleBook.Nobody}\", \"{RuleBook.Program}\" or \"{RuleBook.Everyone}\"");
        Require(names.Add(user.Name), $"{key}:Name", user.Name, "a name that no user above has");
        Require(user.PasswordHash is null || MqttPassword.IsHash(user.PasswordHash), $"{key}:PasswordHash", Hidden(user.PasswordHash), $"null or {MqttPassword.Allowed}");
        Require(user.PasswordHash is not null || user.Certificate is not null, $"{key}:PasswordHash", null, $"{MqttPassword.Allowed}, when there is no Certificate either");
        Require(user.Certificate is null || IsName(user.Certificate), $"{key}:Certificate", user.Certificate, $"null or 1 to {MaxNameLength} characters without control characters");
        Require(user.Certificate is null || certificates.Add(user.Certificate), $"{key}:Certificate", user.Certificate, "a name that no user above has as its certificate");
        for (var i = 0; i < user.Groups.Count; i++)
            Require(IsName(user.Groups[i]), $"{key}:Groups:{i}", user.Groups[i], $"1 to {MaxNameLength} characters without control characters");
        for (var i = 0; i < user.ClientIds.Count; i++)
            Require(
                IsName(user.ClientIds[i]) && user.ClientIds[i].IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == user.ClientIds[i].Length - 1),
                $"{key}:ClientIds:{i}", user.ClientIds[i], "a client identifier, or its beginning with one * behind it");
        foreach (var (name, value) in user.Attributes)
        {
            Require(
                TopicTemplate.IsName(name) && !Reserved.Contains(name, StringComparer.OrdinalIgnoreCase), $"{key}:Attributes:{name}", value,
                $"a name of letters, digits, - and _ that is not {string.Join(" or ", Reserved)}");
            Require(value.Length > 0 && value.AsSpan().IndexOfAny("+#/\0") < 0, $"{key}:Attributes:{name}", value, "a text that is not empty, without +, # and /, which would change what rules mean");
        }
    }

    private static void CheckRule(string key, MqttRuleOptions rule, HashSet<string> names, HashSet<string> groups, HashSet<string> variables)
    {
        var known = rule.Who is RuleBook.Everyone or RuleBook.Nobody || names.Contains(rule.Who)
            || (rule.Who.StartsWith(RuleBook.GroupPrefix, StringComparison.Ordinal) && groups.Contains(rule.Who[RuleBook.GroupPrefix.Length..]))
            || (rule.Who.StartsWith(RuleBook.CertificatePrefix, StringComparison.Ordinal) && rule.Who.Length > RuleBook.CertificatePrefix.Length);
        Require(known, $"{key}:Who", rule.Who, "the name of one of Users, group:NAME of one of their Groups, cert:NAME, anonymous, or *");
        Require(rule.Allow is TopicAccess.Publish or TopicAccess.Subscribe or TopicAccess.Both, $"{key}:Allow", rule.Allow, "Publish, Subscribe or Both");

        TopicTemplate topic;
        try
        {
            topic = TopicTemplate.Read(rule.Topic);
        }
        catch (FormatException e)
        {
            throw Wrong($"{key}:Topic", rule.Topic, e.Message);
        }

        foreach (var variable in topic.Variables)
            Require(variables.Contains(variable), $"{key}:Topic", rule.Topic, $"the variables {string.Join(", ", variables.Select(v => $"{{{v}}}"))}; no user has the attribute {variable}");
        Require(
            rule.Allow == TopicAccess.Subscribe || !(rule.Topic == "$SYS" || rule.Topic.StartsWith("$SYS/", StringComparison.Ordinal)), $"{key}:Allow", rule.Allow,
            "Subscribe, for $SYS is the broker's own");
    }

    /// <summary>It may be a password in clear, which does not belong into a log.</summary>
    private static string? Hidden(string? secret) => secret is null ? null : $"a text of {secret.Length} characters";

    private static bool IsName(string text) => text.Length is >= 1 and <= MaxNameLength && !text.Any(char.IsControl);

    private static void Require(bool good, string key, object? value, string allowed)
    {
        if (!good) throw Wrong(key, value, allowed);
    }

    private static ArgumentException Wrong(string key, object? value, string allowed) =>
        new($"Setting {Section}:{key} is {(value is null ? "missing" : $"\"{value}\"")}; allowed: {allowed.TrimEnd('.')}.", nameof(key));
}
