using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>Who may connect, publish and subscribe. Thread safe; the topic questions are asked on the hot path and must not wait.</summary>
public interface IMqttAccess
{
    /// <summary>Is it who it says it is?</summary>
    /// <param name="credentials">What it showed.</param>
    /// <param name="ct">The connection ended, or its time is over.</param>
    ValueTask<AccessDecision> AuthenticateAsync(MqttCredentials credentials, CancellationToken ct);

    /// <summary>May this client publish to this topic name (UTF-8)?</summary>
    bool MayPublish(MqttIdentity identity, ReadOnlySpan<byte> topic);

    /// <summary>May this client subscribe to this filter (UTF-8, without <c>$share/group/</c>)? Every topic that the filter can match must be allowed.</summary>
    bool MaySubscribe(MqttIdentity identity, ReadOnlySpan<byte> filter);
}

/// <summary>What a client showed when it connected.</summary>
/// <param name="ClientId">Client identifier, the assigned one when it had none.</param>
/// <param name="UserName">Null for none.</param>
/// <param name="Password">Null for none.</param>
/// <param name="Certificate">Client certificate that TLS has verified; null for none.</param>
/// <param name="Remote">Where it connects from.</param>
public sealed record MqttCredentials(string ClientId, string? UserName, ReadOnlyMemory<byte>? Password, X509Certificate2? Certificate, IPAddress? Remote);

/// <summary>A client that was let in.</summary>
/// <param name="Name">User name, or the name in the certificate; <c>anonymous</c> for nobody.</param>
/// <param name="ClientId">Client identifier.</param>
public record MqttIdentity(string Name, string ClientId);

/// <summary>What came of it: an identity or a reason, never both.</summary>
/// <param name="Identity">Who it is; null when refused.</param>
/// <param name="Refusal">Why not, for the log; the client is told the reason code alone. Null when let in.</param>
public sealed record AccessDecision(MqttIdentity? Identity, string? Refusal);
