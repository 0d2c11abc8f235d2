using Busbar.Links.Mqtt;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Tests.Mqtt.Broker;
using Busbar.Links.Tests.Support;
using Busbar.Tests;
using Busbar.Wire.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.Links.Tests.Mqtt.Client;

/// <summary>Our client over TLS, with and without a WebSocket in it.</summary>
public sealed class ClientTlsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mqtts")]
    [InlineData("wss")]
    public async Task A_server_that_is_not_vouched_for_or_has_another_name_gets_no_word_and_the_right_one_sees_our_certificate(string scheme)
    {
        using var folder = new TempFolder();
        using var certificates = new Certificates(folder.Path);
        await using var host = await BrokerHost.StartAsync(certificates.Options);
        var options = new MqttClientOptions
        {
            Server = new Uri($"{scheme}://localhost:{host.Broker.TlsPort}"),
            AuthorityFile = certificates.AuthorityFile,
            CertificateFile = certificates.ClientFile,
            KeyFile = certificates.ClientKeyFile,
        };
        MqttClientOptions[] wrong =
        [
            options with { AuthorityFile = null },
            options with { AuthorityFile = certificates.OtherAuthorityFile },
            options with { Server = new Uri($"{scheme}://127.0.0.1:{host.Broker.TlsPort}") },
        ];
        foreach (var one in wrong)
        {
            await using var stranger = new MqttClient(one, TimeProvider.System, NullLogger.Instance);
            await Assert.ThrowsAsync<MqttClientException>(() => stranger.ConnectAsync(Ct));
        }

        Assert.Empty(host.Access.Asked);
        await using var client = new MqttClient(options, TimeProvider.System, NullLogger.Instance);
        await client.ConnectAsync(Ct);
        Assert.Equal("CN=device-7", Assert.Single(host.Access.Asked).Certificate!.Subject);
        var got = new TaskCompletionSource<int>();
        await client.SubscribeAsync("t", (m, _) => { got.TrySetResult(m.Payload.Length); return default; }, ct: Ct);
        Assert.True((await client.PublishAsync(new MqttMessage("t", new byte[200_000]) { Qos = MqttQos.ExactlyOnce }, Ct)).IsDelivered);
        Assert.Equal(200_000, await got.Task.SoonAsync());
    }
}
