using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Busbar.Links.Mqtt.Broker.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Access;

/// <summary>Short words for access in tests.</summary>
internal static class AccessFixture
{
    public static readonly IPAddress Abroad = IPAddress.Parse("192.0.2.7");

    /// <summary>Hash of the password "secret" with few rounds.</summary>
    public static readonly string SecretHash = MqttPassword.Hash("secret"u8, MqttPassword.MinRounds);

    public static MqttAccess Make(MqttAccessOptions options) => new(options, NullLogger.Instance);

    public static MqttAccess Make(IReadOnlyList<MqttUserOptions> users, params IReadOnlyList<MqttRuleOptions> rules) => Make(new MqttAccessOptions { Users = users, Rules = rules });

    public static MqttUserOptions User(string name) => new() { Name = name, PasswordHash = SecretHash };

    public static MqttRuleOptions Rule(string who, string topic, TopicAccess allow = TopicAccess.Both) => new() { Who = who, Topic = topic, Allow = allow };

    public static MqttCredentials Credentials(string? user = null, string? password = null, string clientId = "c1", IPAddress? from = null, X509Certificate2? certificate = null) =>
        new(clientId, user, password is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(password), certificate, from ?? IPAddress.Loopback);

    public static async Task<AccessDecision> LoginAsync(this MqttAccess access, MqttCredentials credentials) =>
        await access.AuthenticateAsync(credentials, TestContext.Current.CancellationToken);

    /// <summary>Logs in with the password "secret" and must be let in.</summary>
    public static async Task<MqttIdentity> AdmitAsync(this MqttAccess access, string user, string clientId = "c1")
    {
        var decision = await access.LoginAsync(Credentials(user, "secret", clientId, Abroad));
        Assert.Null(decision.Refusal);
        return decision.Identity!;
    }

    public static bool MayPublish(this MqttAccess access, MqttIdentity identity, string topic) => access.MayPublish(identity, Encoding.UTF8.GetBytes(topic));

    public static bool MaySubscribe(this MqttAccess access, MqttIdentity identity, string filter) => access.MaySubscribe(identity, Encoding.UTF8.GetBytes(filter));

    public static X509Certificate2 Certificate(string subject, string? dns = null, string? uri = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (uri is not null) names.AddUri(new Uri(uri));
        if (dns is not null) names.AddDnsName(dns);
        if (dns is not null || uri is not null) request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
