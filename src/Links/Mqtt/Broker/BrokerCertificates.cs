using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.Links.Transport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Busbar.Links.Mqtt.Broker;

/// <summary>The server's certificate with its chain, and the authorities whose client certificates are believed. Thread safe.</summary>
internal sealed class BrokerCertificates : IDisposable
{
    private readonly MqttBrokerOptions _options;
    private readonly X509Certificate2Collection _chain = [];
    private readonly X509Certificate2Collection _authorities = [];

    private BrokerCertificates(MqttBrokerOptions options, X509Certificate2 server) => (_options, Server) = (options, server);

    public X509Certificate2 Server { get; }

    /// <summary>Reads the files; null when there is no certificate, and so no TLS.</summary>
    /// <exception cref="ArgumentException">A file cannot be read or holds no certificate; names the setting.</exception>
    public static BrokerCertificates? Load(MqttBrokerOptions options)
    {
        if (options.CertificateFile is not { } file) return null;
        var loaded = new BrokerCertificates(options, Read(nameof(options.CertificateFile), file, () => TlsFiles.WithKey(file, options.KeyFile)));
        loaded._chain.AddRange(Read(nameof(options.CertificateFile), file, () => TlsFiles.All(file)));
        if (options.ClientAuthorityFile is { } authorities)
            loaded._authorities.AddRange(Read(nameof(options.ClientAuthorityFile), authorities, () => TlsFiles.All(authorities)));
        return loaded;
    }

    public void Configure(ListenOptions endpoint) => endpoint.UseHttps(new HttpsConnectionAdapterOptions
    {
        ServerCertificate = Server,
        ServerCertificateChain = _chain,
        HandshakeTimeout = _options.ConnectTimeout,
        ClientCertificateMode = _authorities.Count == 0 ? ClientCertificateMode.NoCertificate : ClientCertificateMode.AllowCertificate,
        ClientCertificateValidation = (certificate, _, _) => IsBelieved(certificate),
    });

    public void Dispose()
    {
        Server.Dispose();
        foreach (var one in _chain) one.Dispose();
        foreach (var one in _authorities) one.Dispose();
    }

    private static T Read<T>(string key, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"Setting Mqtt:{key} is {file}, which cannot be used: {e.Message} Allowed: a PEM file with certificates, and the key here or in Mqtt:KeyFile.", key, e);
        }
    }

    /// <summary>Does a certificate for clients lead to one of the authorities? The machine's own authorities do not count.</summary>
    private bool IsBelieved(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2", "Client authentication (RFC 5280, 4.2.1.12)"));
        return chain.Build(certificate);
    }
}
