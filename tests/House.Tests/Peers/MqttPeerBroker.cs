using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Busbar.House.Tests.Running;
using Busbar.Tests;

namespace Busbar.House.Tests.Peers;

/// <summary>
/// A broker for peers, on free ports of the loopback. Users <c>alice</c> and <c>boss</c> have the password <c>secret</c>; boss may use every topic, alice and
/// the holder of the client certificate <c>peers/#</c>, nobody else may connect; the TLS port wants a certificate and nothing else.
/// </summary>
internal abstract class MqttPeerBroker : IAsyncDisposable
{
    protected MqttPeerBroker(string folder, MqttCertificates certificates)
    {
        Folder = folder;
        Certificates = certificates;
    }

    public string Folder { get; }

    public MqttCertificates Certificates { get; }

    /// <summary>MQTT as it is.</summary>
    public int Port { get; protected set; }

    /// <summary>MQTT over TLS.</summary>
    public int TlsPort { get; protected set; }

    /// <summary>MQTT over WebSocket.</summary>
    public int WebSocketPort { get; protected set; }

    /// <summary>A subscription that is not allowed is refused, not granted and never served.</summary>
    protected abstract bool RefusesSubscriptions { get; }

    /// <summary>All of it for the peers' scripts; gives the file.</summary>
    public string WriteSettings()
    {
        var file = Path.Combine(Folder, "settings.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            tcp = Port,
            ws = WebSocketPort,
            tls = TlsPort,
            authority = Certificates.AuthorityFile,
            certificate = Certificates.ClientFile,
            key = Certificates.ClientKeyFile,
            refusesSubscriptions = RefusesSubscriptions,
        }));
        return file;
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>Debian's mosquitto: proves that a peer's script says what the standard says before it judges us.</summary>
internal sealed class MosquittoBroker : MqttPeerBroker
{
    public const string Program = "/usr/sbin/mosquitto";

    private readonly Process _process;

    private MosquittoBroker(string folder, MqttCertificates certificates)
        : base(folder, certificates)
    {
        (Port, TlsPort, WebSocketPort) = (FreePort.Tcp(), FreePort.Tcp(), FreePort.Tcp());
        var passwords = Path.Combine(folder, "passwords");
        File.WriteAllText(passwords, "alice:secret\nboss:secret\n");
        using (var hash = Process.Start("/usr/bin/mosquitto_passwd", ["-U", passwords])) hash.WaitForExit();
        File.WriteAllText(Path.Combine(folder, "acl"), $"user alice\ntopic readwrite peers/#\nuser {MqttCertificates.Client}\ntopic readwrite peers/#\nuser boss\ntopic readwrite #\n");
        var configuration = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(configuration, $"""
            user {Environment.UserName}
            allow_anonymous false
            password_file {passwords}
            acl_file {Path.Combine(folder, "acl")}
            persistence false
            log_dest none
            listener {Port} 127.0.0.1
            listener {WebSocketPort} 127.0.0.1
            protocol websockets
            listener {TlsPort} 127.0.0.1
            cafile {certificates.AuthorityFile}
            certfile {certificates.ServerFile}
            keyfile {certificates.ServerKeyFile}
            require_certificate true
            use_identity_as_username true

            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", configuration]))!;
    }

    protected override bool RefusesSubscriptions => false;

    public static async Task<MosquittoBroker> StartAsync(string folder, MqttCertificates certificates)
    {
        var broker = new MosquittoBroker(folder, certificates);
        foreach (var port in (int[])[broker.Port, broker.TlsPort, broker.WebSocketPort])
            await Until.TrueAsync(() => Answers(port), $"mosquitto listens on {port}");
        return broker;
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
