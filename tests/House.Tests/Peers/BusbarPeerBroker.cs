using System.Text;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Mqtt.Broker.Access;
using Microsoft.Extensions.Logging.Abstractions;

namespace Busbar.House.Tests.Peers;

/// <summary>Our broker, in this process.</summary>
internal sealed class BusbarPeerBroker : MqttPeerBroker
{
    private readonly MqttBroker _broker;

    private BusbarPeerBroker(string folder, MqttCertificates certificates, MqttBroker broker)
        : base(folder, certificates)
    {
        _broker = broker;
        Port = WebSocketPort = broker.Port;
        TlsPort = broker.TlsPort!.Value;
    }

    protected override bool RefusesSubscriptions => true;

    public static async Task<BusbarPeerBroker> StartAsync(string folder, MqttCertificates certificates)
    {
        var hash = MqttPassword.Hash(Encoding.UTF8.GetBytes("secret"));
        var access = new MqttAccessOptions
        {
            Anonymous = AnonymousAccess.Never,
            Users = [new MqttUserOptions { Name = "alice", PasswordHash = hash }, new MqttUserOptions { Name = "boss", PasswordHash = hash }],
            Rules =
            [
                new MqttRuleOptions { Who = "alice", Topic = "peers/#" },
                new MqttRuleOptions { Who = $"cert:{MqttCertificates.Client}", Topic = "peers/#" },
                new MqttRuleOptions { Who = "boss", Topic = "#" },
            ],
        };
        var options = new MqttBrokerOptions
        {
            Port = 0,
            TlsPort = 0,
            Address = "127.0.0.1",
            CertificateFile = certificates.ServerFile,
            KeyFile = certificates.ServerKeyFile,
            ClientAuthorityFile = certificates.AuthorityFile,
        };
        var services = new MqttBrokerServices(TimeProvider.System, NullLoggerFactory.Instance, new MqttAccess(access, NullLogger.Instance));
        return new BusbarPeerBroker(folder, certificates, await MqttBroker.StartAsync(options, services, CancellationToken.None));
    }

    public override ValueTask DisposeAsync() => _broker.DisposeAsync();
}
