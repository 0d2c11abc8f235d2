using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.Links.Mqtt.Client;
using Busbar.Links.Transport;
using Busbar.Links.WebSockets;

namespace Busbar.Links.Mqtt.Transport;

/// <summary>A connection that carries MQTT, and how to cut it from any thread.</summary>
internal sealed record MqttLine(IDuplexPipe Pipe, Action Abort);

/// <summary>Opens connections to one server over TCP, TLS or WebSocket. Certificates are read once. Thread safe.</summary>
internal sealed class MqttDialer : IDisposable
{
    private const string SubProtocol = "mqtt";

    /// <summary>A WebSocket message may carry many packets, and nothing tells the server how many: no lower limit than this, whatever that of packets is.</summary>
    private const int LeastMessageLimit = 16 * 1024 * 1024;

    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly X509Certificate2? _certificate;

    /// <exception cref="ArgumentException">A certificate file cannot be used; names the option.</exception>
    public MqttDialer(MqttClientOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        if (options.Server.Scheme is not ("mqtts" or "wss")) return;
        _tls = new SslClientAuthenticationOptions { TargetHost = options.Server.IdnHost };
        if (options.AuthorityFile is { } authorities)
        {
            var trusted = new X509Certificate2Collection();
            Read(nameof(options.AuthorityFile), authorities, () => trusted.ImportFromPemFile(authorities));
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trusted);
            _tls.CertificateChainPolicy = policy;
        }

        if (options.CertificateFile is not { } file) return;
        Read(nameof(options.CertificateFile), file, () =>
        {
            // TLS wants a key that was imported, not one that was read.
            using var pem = X509Certificate2.CreateFromPemFile(file, options.KeyFile);
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }, out _certificate);
        _tls.ClientCertificateContext = SslStreamCertificateContext.Create(_certificate!, additionalCertificates: null, offline: true);
    }

    /// <summary>Connects; the caller completes both directions of the pipe, or aborts.</summary>
    /// <exception cref="IOException">No connection, no TLS, or no WebSocket; the text says which.</exception>
    public async Task<MqttLine> ConnectAsync(CancellationToken ct)
    {
        try
        {
            return _options.Server.Scheme is "ws" or "wss" ? await UpgradeAsync(ct) : await ConnectTcpAsync(ct);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or WebSocketRefusedException or TimeoutException)
        {
            throw new IOException(e.Message, e);
        }
    }

    public void Dispose() => _certificate?.Dispose();

    private async Task<MqttLine> ConnectTcpAsync(CancellationToken ct)
    {
        var uri = _options.Server;
        var port = uri.Port > 0 ? uri.Port : uri.Scheme == "mqtts" ? 8883 : 1883;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (IPAddress.TryParse(uri.IdnHost, out var address)) await socket.ConnectAsync(address, port, ct);
            else await socket.ConnectAsync(uri.IdnHost, port, ct);
            if (_tls is null) return new MqttLine(new SocketPipe(socket), socket.Dispose);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(_tls, ct);
            return new MqttLine(new StreamPipe(tls), socket.Dispose);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<MqttLine> UpgradeAsync(CancellationToken ct)
    {
        var uri = _options.Server.AbsolutePath is "" or "/" ? new Uri(_options.Server, "/mqtt") : _options.Server;
        var options = new WebSocketClientOptions
        {
            SubProtocols = [SubProtocol],
            ConnectTimeout = _options.ConnectTimeout,
            Tls = _tls,
            Connection = new WebSocketOptions { MaxMessageBytes = Math.Max(LeastMessageLimit, _options.MaxPacketBytes), PingInterval = TimeSpan.Zero, SilenceLimit = TimeSpan.Zero, SilenceLimitWithoutPong = TimeSpan.Zero },
            Time = _time,
        };
        var socket = await WebSocketClient.ConnectAsync(uri, options, ct);
        return new MqttLine(new WebSocketPipe(socket), () => socket.Abort("The MQTT client cut the connection."));
    }

    private static void Read(string option, string file, Action read) => Read(option, file, () =>
    {
        read();
        return true;
    }, out _);

    private static void Read<T>(string option, string file, Func<T> read, out T? value)
    {
        try
        {
            value = read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"{option} is {file}, which cannot be used: {e.Message} Allowed: a PEM file; a certificate's key in it, or in {nameof(MqttClientOptions.KeyFile)}.", option, e);
        }
    }
}
