namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>Who may use the broker, and for what. Immutable once it runs. Section <c>Mqtt:Access</c> of the configuration.</summary>
public sealed record MqttAccessOptions
{
    /// <summary>Who is let in without a user name and a certificate. Default <see cref="AnonymousAccess.Loopback"/>.</summary>
    public AnonymousAccess Anonymous { get; init; } = AnonymousAccess.Loopback;

    /// <summary>What a verified client certificate says of who connects. Without <see cref="MqttBrokerOptions.ClientAuthorityFile"/> there are no
    /// certificates. Default <see cref="Access.CertificateIdentity.CommonName"/>.</summary>
    public CertificateIdentity CertificateIdentity { get; init; } = CertificateIdentity.CommonName;

    /// <summary>Users. Default none: then user names and passwords are not looked at.</summary>
    public IReadOnlyList<MqttUserOptions> Users { get; init; } = [];

    /// <summary>What is allowed to whom; everything else is refused. Default none: then whoever is let in may use every topic, but
    /// <c>$SYS</c>, which is for the group <c>admins</c> and for anonymous clients of this machine.</summary>
    public IReadOnlyList<MqttRuleOptions> Rules { get; init; } = [];

    /// <summary>Throws at the first setting that is not allowed, naming its key, its value and what is allowed.</summary>
    /// <exception cref="ArgumentException">A setting is not allowed.</exception>
    public void Validate() => MqttAccessCheck.Check(this);
}

/// <summary>From where clients that do not say who they are may connect.</summary>
public enum AnonymousAccess
{
    /// <summary>From nowhere.</summary>
    Never,

    /// <summary>From this machine, by the address of the connection: a proxy on this machine makes all its clients local.</summary>
    Loopback,

    /// <summary>From everywhere.</summary>
    Always,
}

/// <summary>Where the name of a client stands in its certificate.</summary>
public enum CertificateIdentity
{
    /// <summary>Nowhere: a certificate opens the connection and says nothing of who it is.</summary>
    None,

    /// <summary>The common name of the subject.</summary>
    CommonName,

    /// <summary>The first DNS name or, when there is none, the first URI of the subject alternative name (RFC 5280, 4.2.1.6).</summary>
    AlternativeName,
}

/// <summary>One user. Immutable.</summary>
public sealed record MqttUserOptions
{
    /// <summary>User name, 1 to 255 characters; compared exactly. Not <c>anonymous</c>, nor <c>busbar</c>, nor <c>*</c>, nor with <c>:</c> in it.</summary>
    public string Name { get; init; } = "";

    /// <summary>What <c>busbar mqtt hash-password</c> prints; null for a user that logs in with its certificate alone. Default null.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Name in the client certificate that is this user; null for none. Default null.</summary>
    public string? Certificate { get; init; }

    /// <summary>Groups that it is in, for rules. Members of <c>admins</c> may read <c>$SYS</c>. Default none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Client identifiers that it may connect as, each exact or a beginning with <c>*</c> behind it, such as <c>pack-*</c>; none for any.
    /// A rule with <c>{clientId}</c> is worth as much as this list. Default none.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>Variables for the topics of rules, such as <c>site</c>: letters, digits, <c>-</c> and <c>_</c>, compared without case. Default none.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One thing that is allowed. Immutable.</summary>
public sealed record MqttRuleOptions
{
    /// <summary>A user name, <c>group:NAME</c>, <c>cert:NAME</c> for whoever shows a certificate of that name, <c>anonymous</c>, or <c>*</c> for everyone
    /// who is let in.</summary>
    public string Who { get; init; } = "";

    /// <summary>
    /// Topics, with the wildcards of MQTT, and variables: <c>{clientId}</c>, <c>{user}</c> (the user name, or the name in the certificate), and the
    /// attributes of the user, such as <c>pulsebms/{site}/{clientId}/#</c>. The rule does not hold for a client that lacks a variable or
    /// whose value is empty or has <c>+</c>, <c>#</c> or <c>/</c> in it.
    /// </summary>
    public string Topic { get; init; } = "";

    /// <summary>What is allowed there. Default both.</summary>
    public TopicAccess Allow { get; init; } = TopicAccess.Both;
}

/// <summary>What may be done with a topic.</summary>
[Flags]
public enum TopicAccess
{
    /// <summary>Nothing; no rule may say this.</summary>
    None = 0,

    /// <summary>Publish to it.</summary>
    Publish = 1,

    /// <summary>Subscribe to it.</summary>
    Subscribe = 2,

    /// <summary>Publish and subscribe.</summary>
    Both = Publish | Subscribe,
}
