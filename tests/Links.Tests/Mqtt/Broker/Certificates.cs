using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.Links.Mqtt.Broker;

namespace Busbar.Links.Tests.Mqtt.Broker;

/// <summary>An authority, an intermediate of it that signed the server, a client of it, and a client of another.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

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
        AuthorityFile = Path.Combine(folder, "authority.pem");
        OtherAuthorityFile = Path.Combine(folder, "other.pem");
        ClientFile = Path.Combine(folder, "client.pem");
        ClientKeyFile = Path.Combine(folder, "client.key");
        File.WriteAllText(chain, server.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem() + "\n");
        File.WriteAllText(key, server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(AuthorityFile, _root.ExportCertificatePem());
        File.WriteAllText(OtherAuthorityFile, _other.ExportCertificatePem());
        File.WriteAllText(ClientFile, Client.ExportCertificatePem());
        File.WriteAllText(ClientKeyFile, Client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Options = BrokerHost.Options with { TlsPort = 0, CertificateFile = chain, KeyFile = key, ClientAuthorityFile = AuthorityFile };
    }

    public MqttBrokerOptions Options { get; }

    /// <summary>PEM of the authority of server and client.</summary>
    public string AuthorityFile { get; }

    /// <summary>PEM of the authority that signed neither.</summary>
    public string OtherAuthorityFile { get; }

    /// <summary>PEM of <see cref="Client"/>.</summary>
    public string ClientFile { get; }

    /// <summary>PEM of its private key.</summary>
    public string ClientKeyFile { get; }

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
