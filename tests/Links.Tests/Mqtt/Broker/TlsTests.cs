using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.Links.Mqtt.Broker;
using Busbar.Links.Tests.Support;
using Busbar.Wire.Mqtt;
using Busbar.Wire.Mqtt.Packets;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>TCP and TLS by real sockets.</summary>
public sealed class TlsTests
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    [Fact]
    public async Task A_port_on_TCP_serves()
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Broker.Port);
        var peer = PeerOn(socket.GetStream());
        peer.Send(BrokerPeer.Connect("tcp"));
        await peer.ReceiveAsync<ConnAckPacket>();
        await peer.SubscribeAsync("a");
        peer.Publish("a", "1");
        Assert.Equal("1", (await peer.ReceiveMessageAsync()).Payload);
        Assert.Equal(IPAddress.Loopback, host.Broker.Find("tcp")!.Value.Client.Connection!.Remote!.Address);
    }

    [Fact]
    public async Task A_client_that_breaks_the_standard_reads_why_before_the_end_of_the_stream()
    {
        await using var host = await BrokerHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Broker.Port);
        var peer = PeerOn(socket.GetStream());
        peer.Send(BrokerPeer.Connect("tcp"));
        await peer.ReceiveAsync<ConnAckPacket>();
        peer.SendRaw([0x36, 0x00, .. new byte[5000]]);
        Assert.Equal(MqttReasonCode.MalformedPacket, await peer.ExpectEndAsync());
    }

    [Fact]
    public async Task TLS_sends_the_whole_chain_and_a_client_certificate_is_shown_to_access()
    {
        using var folder = new TempFolder();
        using var certificates = new Certificates(folder.Path);
        await using var host = await BrokerHost.StartAsync(certificates.Options);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Broker.TlsPort!.Value);
        await using var tls = await certificates.OpenAsync(socket, certificates.Client);
        var peer = PeerOn(tls);
        peer.Send(BrokerPeer.Connect("tls"));
        await peer.ReceiveAsync<ConnAckPacket>();
        Assert.Equal("CN=device-7", Assert.Single(host.Access.Asked).Certificate!.Subject);
        peer.Publish("a", "1", MqttQos.AtLeastOnce, 1);
        await peer.ReceiveAsync<PubAckPacket>();
    }

    [Fact]
    public async Task A_client_certificate_of_another_authority_is_not_believed_and_none_is_left_to_access()
    {
        using var folder = new TempFolder();
        using var certificates = new Certificates(folder.Path);
        await using var host = await BrokerHost.StartAsync(certificates.Options);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Broker.TlsPort!.Value);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var tls = await certificates.OpenAsync(socket, certificates.Stranger);
            var refused = PeerOn(tls);
            refused.Send(BrokerPeer.Connect("stranger"));
            await refused.ReceiveAsync<ConnAckPacket>();
        });

        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, host.Broker.TlsPort!.Value);
        await using var without = await certificates.OpenAsync(second, null);
        var peer = PeerOn(without);
        peer.Send(BrokerPeer.Connect("nobody"));
        await peer.ReceiveAsync<ConnAckPacket>();
        Assert.Null(Assert.Single(host.Access.Asked).Certificate);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_the_start_and_names_the_setting()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => BrokerHost.StartAsync(BrokerHost.Options with { CertificateFile = "/no/such.pem", TlsPort = 0 }));
        Assert.Contains("Mqtt:CertificateFile is /no/such.pem", e.Message, StringComparison.Ordinal);
    }

    private static BrokerPeer PeerOn(Stream stream) => new(new StreamEnds(stream));

    private sealed class StreamEnds(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }

    /// <summary>An authority, an intermediate of it that signed the server, a client of it, and a client of another.</summary>
    private sealed class Certificates : IDisposable
    {
        private readonly X509Certificate2 _root = Make("CN=root", null, "", isAuthority: true);
        private readonly X509Certificate2 _other = Make("CN=other", null, "", isAuthority: true);

        public Certificates(string folder)
        {
            using var intermediate = Make("CN=intermediate", _root, "", isAuthority: true);
            using var server = Make("CN=localhost", intermediate, "1.3.6.1.5.5.7.3.1");
            Client = Make("CN=device-7", _root, "1.3.6.1.5.5.7.3.2");
            Stranger = Make("CN=stranger", _other, "1.3.6.1.5.5.7.3.2");
            var chain = Path.Combine(folder, "server.pem");
            var key = Path.Combine(folder, "server.key");
            var authority = Path.Combine(folder, "authority.pem");
            File.WriteAllText(chain, server.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem() + "\n");
            File.WriteAllText(key, server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(authority, _root.ExportCertificatePem());
            Options = BrokerHost.Options with { TlsPort = 0, CertificateFile = chain, KeyFile = key, ClientAuthorityFile = authority };
        }

        public MqttBrokerOptions Options { get; }

        public X509Certificate2 Client { get; }

        public X509Certificate2 Stranger { get; }

        /// <summary>Trusts the root alone, so the server must send its intermediate.</summary>
        public async Task<SslStream> OpenAsync(TcpClient socket, X509Certificate2? client)
        {
            var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => client!,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _root },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            });
            return tls;
        }

        public void Dispose()
        {
            foreach (var one in new[] { _root, _other, Client, Stranger }) one.Dispose();
        }

        private static X509Certificate2 Make(string name, X509Certificate2? issuer, string usage, bool isAuthority = false)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
            if (usage.Length > 0) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
            if (name == "CN=localhost")
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddDnsName("localhost");
                request.CertificateExtensions.Add(names.Build());
            }

            if (issuer is null) return request.CreateSelfSigned(From, From.AddDays(30));
            using var made = request.Create(issuer, From, From.AddDays(20), RandomNumberGenerator.GetBytes(8));
            using var withKey = made.CopyWithPrivateKey(key);
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
