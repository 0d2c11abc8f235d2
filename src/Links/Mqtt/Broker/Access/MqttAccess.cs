using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>
/// Access by users, certificates and rules of the settings. A certificate, where it counts as identity, is all that is looked at; then user
/// name and password; then anonymous. Thread safe; the topic questions allocate nothing.
/// </summary>
public sealed class MqttAccess : IMqttAccess
{
    /// <summary>Longest name in a certificate that is taken; RFC 5280 allows 64 for a common name, and URIs are longer.</summary>
    private const int MaxNameLength = 255;

    private readonly MqttAccessOptions _options;
    private readonly FrozenDictionary<string, MqttUserOptions> _byName;
    private readonly FrozenDictionary<string, MqttUserOptions> _byCertificate;
    private readonly RuleBook _rules;
    private readonly PasswordVerifier _passwords = new();
    private readonly Lazy<string> _hashOfNobody = new(static () => MqttPassword.Hash(RandomNumberGenerator.GetBytes(32)));
    private readonly (TopicRules Publish, TopicRules Subscribe) _openToStrangers;
    private readonly (TopicRules Publish, TopicRules Subscribe) _openToThisMachine;

    /// <summary>Reads users and rules.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="log">Told who may connect.</param>
    /// <exception cref="ArgumentException">A setting is not allowed; the message names its key, its value and what is allowed.</exception>
    public MqttAccess(MqttAccessOptions options, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _byName = options.Users.ToFrozenDictionary(user => user.Name, StringComparer.Ordinal);
        _byCertificate = options.Users.Where(user => user.Certificate is not null).ToFrozenDictionary(user => user.Certificate!, StringComparer.Ordinal);
        _rules = new RuleBook(options.Rules);
        _openToStrangers = _rules.For([RuleBook.Nobody], static _ => null);
        _openToThisMachine = _rules.For([RuleBook.Nobody, RuleBook.GroupPrefix + RuleBook.Admins], static _ => null);
        log.AccessRead(options.Users.Count, options.Rules.Count, options.Anonymous);
        if (options is { Anonymous: AnonymousAccess.Always, Rules.Count: 0 }) log.OpenToAll();
    }

    /// <summary>Slow hashes of passwords computed so far.</summary>
    internal long SlowHashes => _passwords.SlowHashes;

    /// <inheritdoc/>
    public ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (_options.CertificateIdentity != CertificateIdentity.None && credentials.Certificate is { } certificate)
            return ValueTask.FromResult(ByCertificate(certificate, credentials));
        return credentials.UserName is { } name && _byName.Count > 0
            ? ByPasswordAsync(name, credentials, ct)
            : ValueTask.FromResult(Anonymous(credentials));
    }

    /// <inheritdoc/>
    public bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic) =>
        identity is Known { Publish: var rules } && !topic.StartsWith("$SYS"u8) && rules.Covers(topic);

    /// <inheritdoc/>
    public bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter) => identity is Known { Subscribe: var rules } && rules.Covers(filter);

    private AccessDecision ByCertificate(X509Certificate2 certificate, MqttCredentials credentials)
    {
        if (CertificateName.Of(certificate, _options.CertificateIdentity) is not { } name)
            return Refuse($"its certificate has no name where Mqtt:Access:CertificateIdentity ({_options.CertificateIdentity}) looks for it");
        if (_byCertificate.TryGetValue(name, out var user)) return Admit(user, credentials, RuleBook.CertificatePrefix + name);
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
            return Refuse($"the name in its certificate is {Shown(name)}; allowed: at most {MaxNameLength} characters without control characters");
        if (name is RuleBook.Nobody or RuleBook.Program || _byName.ContainsKey(name))
            return Refuse($"the name in its certificate, {Shown(name)}, is taken, or that of a user whose setting Certificate does not say so");
        return Admit(name, credentials, [RuleBook.CertificatePrefix + name], attributes: null);
    }

    private async ValueTask<AccessDecision> ByPasswordAsync(string name, MqttCredentials credentials, CancellationToken ct)
    {
        // A stranger costs the same time as a user, so that names cannot be found out by it.
        var hash = _byName.TryGetValue(name, out var user) ? user.PasswordHash : null;
        var verdict = await _passwords.VerifyAsync(hash is null ? "" : name, credentials.Password ?? default, hash ?? _hashOfNobody.Value, ct);
        if (verdict == PasswordVerdict.Busy) return Refuse("too many passwords wait to be verified");
        if (user is null) return Refuse($"there is no user {Shown(name)}");
        if (hash is null) return Refuse($"user {Shown(name)} has no password and logs in with its certificate");
        return verdict == PasswordVerdict.Right && credentials.Password is not null
            ? Admit(user, credentials)
            : Refuse($"the password of user {Shown(name)} is wrong");
    }

    private AccessDecision Anonymous(MqttCredentials credentials)
    {
        var here = IsThisMachine(credentials.Remote);
        if (_options.Anonymous != AnonymousAccess.Always && !(here && _options.Anonymous == AnonymousAccess.Loopback))
            return Refuse($"it shows neither a user name nor a certificate, and Mqtt:Access:Anonymous is {_options.Anonymous}");
        if (!_rules.IsOpen) return Admit(RuleBook.Nobody, credentials, [RuleBook.Nobody], attributes: null);
        var rules = here ? _openToThisMachine : _openToStrangers;
        return new AccessDecision(new Known(RuleBook.Nobody, credentials.ClientId, rules.Publish, rules.Subscribe), Refusal: null);
    }

    private AccessDecision Admit(MqttUserOptions user, MqttCredentials credentials, params IEnumerable<string> also)
    {
        if (user.ClientIds.Count > 0 && !user.ClientIds.Any(allowed => Fits(credentials.ClientId, allowed)))
            return Refuse($"user {Shown(user.Name)} connects as {Shown(credentials.ClientId)}; allowed by its ClientIds: {string.Join(", ", user.ClientIds)}");
        return Admit(user.Name, credentials, [user.Name, .. user.Groups.Select(group => RuleBook.GroupPrefix + group), .. also], user.Attributes);
    }

    private AccessDecision Admit(string name, MqttCredentials credentials, IEnumerable<string> who, IReadOnlyDictionary<string, string>? attributes)
    {
        var (publish, subscribe) = _rules.For(who, ValueOf);
        return new AccessDecision(new Known(name, credentials.ClientId, publish, subscribe), Refusal: null);

        string? ValueOf(string variable)
        {
            if (variable.Equals(RuleBook.ClientIdVariable, StringComparison.OrdinalIgnoreCase)) return credentials.ClientId;
            if (variable.Equals(RuleBook.UserVariable, StringComparison.OrdinalIgnoreCase)) return name;
            return attributes?.FirstOrDefault(attribute => variable.Equals(attribute.Key, StringComparison.OrdinalIgnoreCase)).Value;
        }
    }

    private static bool Fits(string clientId, string allowed) =>
        allowed.EndsWith('*') ? clientId.StartsWith(allowed[..^1], StringComparison.Ordinal) : clientId == allowed;

    private static bool IsThisMachine(IPAddress? remote) =>
        remote is not null && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);

    private static AccessDecision Refuse(string why) => new(Identity: null, why);

    /// <summary>What strangers send, fit for one line of a log.</summary>
    private static string Shown(string text)
    {
        const int Longest = 64;
        var cut = text.Length > Longest ? $"{text.AsSpan(0, Longest)}..." : text;
        return $"\"{string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c))}\"";
    }

    /// <summary>An identity with what it may do.</summary>
    private sealed record Known(string Name, string ClientId, TopicRules Publish, TopicRules Subscribe) : MqttIdentity(Name, ClientId);
}
