using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Busbar.Wire.Ocpp.V16;
using HashAlgorithm = Busbar.Wire.Ocpp.V16.HashAlgorithm;

namespace Busbar.ChargePoints.Internal;

/// <summary>
/// Root certificates that the central system installs, and the key pair and certificate of the station itself (security
/// extension of OCPP 1.6, chapters 4 and 5). The lab keeps them and answers for them; it does not build trust on them. Not
/// thread safe.
/// </summary>
internal sealed class CertificateStore(string stationId) : IDisposable
{
    /// <summary>Most root certificates kept (CertificateStoreMaxLength).</summary>
    public const int Capacity = 16;

    private readonly List<(CertificateUse Use, X509Certificate2 Certificate)> _roots = [];
    private ECDsa? _key;

    public InstallCertificateStatus Install(CertificateUse use, string pem)
    {
        if (_roots.Count >= Capacity) return InstallCertificateStatus.Rejected;
        if (Parse(pem) is not { } certificate) return InstallCertificateStatus.Failed;
        if (!_roots.Exists(r => r.Use == use && r.Certificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))) _roots.Add((use, certificate));
        else certificate.Dispose();
        return InstallCertificateStatus.Accepted;
    }

    public CertificateHashData[] Find(CertificateUse use) => [.. _roots.Where(r => r.Use == use).Select(r => Hash(r.Certificate, HashAlgorithm.SHA256))];

    public DeleteCertificateStatus Delete(CertificateHashData wanted)
    {
        var index = _roots.FindIndex(r => Matches(r.Certificate, wanted));
        if (index < 0) return DeleteCertificateStatus.NotFound;
        _roots[index].Certificate.Dispose();
        _roots.RemoveAt(index);
        return DeleteCertificateStatus.Accepted;
    }

    /// <summary>A signing request for a fresh key pair (ECDSA on P-256), PEM.</summary>
    /// <param name="organisation">The operator (CpoName).</param>
    public string MakeSigningRequest(string organisation)
    {
        _key?.Dispose();
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(stationId);
        name.AddOrganizationName(organisation);
        return new CertificateRequest(name.Build(), _key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    /// <summary>A certificate chain for the last signing request: accepted when its first certificate is for that key.</summary>
    public CertificateSignedStatus Accept(string chainPem)
    {
        if (_key is null) return CertificateSignedStatus.Rejected;
        using var certificate = Parse(chainPem);
        return certificate is not null && certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_key.ExportSubjectPublicKeyInfo())
            ? CertificateSignedStatus.Accepted
            : CertificateSignedStatus.Rejected;
    }

    /// <summary>Whether a PEM text holds a certificate.</summary>
    public static bool IsCertificate(string pem)
    {
        using var certificate = Parse(pem);
        return certificate is not null;
    }

    public void Dispose()
    {
        foreach (var (_, certificate) in _roots) certificate.Dispose();
        _roots.Clear();
        _key?.Dispose();
        _key = null;
    }

    private static X509Certificate2? Parse(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static bool Matches(X509Certificate2 certificate, CertificateHashData wanted)
    {
        var own = Hash(certificate, wanted.HashAlgorithm);
        return IsSameHex(own.IssuerNameHash, wanted.IssuerNameHash) && IsSameHex(own.IssuerKeyHash, wanted.IssuerKeyHash) && IsSameHex(own.SerialNumber, wanted.SerialNumber);
    }

    private static bool IsSameHex(string one, string other) => string.Equals(one.TrimStart('0'), other.TrimStart('0'), StringComparison.OrdinalIgnoreCase);

    // As in RFC 6960, 4.1.1: the issuer's name in DER, and its public key without tag and length. A root is its own issuer.
    private static CertificateHashData Hash(X509Certificate2 certificate, HashAlgorithm algorithm) => new()
    {
        HashAlgorithm = algorithm,
        IssuerNameHash = Hash(certificate.IssuerName.RawData, algorithm),
        IssuerKeyHash = Hash(PublicKeyBits(certificate), algorithm),
        SerialNumber = certificate.SerialNumber,
    };

    private static byte[] PublicKeyBits(X509Certificate2 certificate)
    {
        var outer = new AsnReader(certificate.PublicKey.ExportSubjectPublicKeyInfo(), AsnEncodingRules.DER).ReadSequence();
        outer.ReadSequence();
        return outer.ReadBitString(out _);
    }

    private static string Hash(byte[] data, HashAlgorithm algorithm) => Convert.ToHexStringLower(algorithm switch
    {
        HashAlgorithm.SHA512 => SHA512.HashData(data),
        HashAlgorithm.SHA384 => SHA384.HashData(data),
        _ => SHA256.HashData(data),
    });
}
