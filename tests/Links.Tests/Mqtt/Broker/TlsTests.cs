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
}
