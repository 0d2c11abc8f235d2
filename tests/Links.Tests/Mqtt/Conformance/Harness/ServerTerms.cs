using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;

namespace Busbar.Links.Tests.Mqtt.Conformance.Harness;

/// <summary>What a test asks of our broker beyond its defaults.</summary>
internal sealed record ServerTerms
{
    public MqttBrokerOptions Options { get; init; } = new();

    /// <summary>Who may do what; null lets everybody do everything.</summary>
    public IMqttAccess? Access { get; init; }
}

/// <summary>Lets in whoever has the password <c>open</c> or none, and guards topics that begin with <c>closed/</c>.</summary>
internal sealed class Doorkeeper : IMqttAccess
{
    public MqttCredentials? Seen { get; private set; }

    public ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct)
    {
        Seen = credentials;
        return ValueTask.FromResult(credentials.Password is { } password && !password.Span.SequenceEqual("open"u8)
            ? new AccessDecision(null, "wrong password")
            : new AccessDecision(new(credentials.UserName ?? "anonymous", credentials.ClientId), null));
    }

    public bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic) => !topic.StartsWith("closed/"u8);

    public bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter) => !filter.StartsWith("closed/"u8);
}
