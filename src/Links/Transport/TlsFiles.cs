using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Busbar.Links.Transport;

/// <summary>Certificates of servers from PEM files.</summary>
public static class TlsFiles
{
    /// <summary>The first certificate of a file, with its private key, as TLS wants it.</summary>
    /// <param name="file">PEM with the certificate, and those of its issuers after it.</param>
    /// <param name="keyFile">PEM with the private key; null: it stands in <paramref name="file"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">There is no certificate, no key, or one that is not the other's.</exception>
    public static X509Certificate2 WithKey(string file, string? keyFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(file, keyFile);

        // TLS wants a key that was imported, not one that was read.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Every certificate of a file, one or more.</summary>
    /// <param name="file">PEM.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CryptographicException">There is none in it.</exception>
    public static X509Certificate2Collection All(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        if (all.Count == 0) throw new CryptographicException("It holds no certificate.");
        return all;
    }
}
