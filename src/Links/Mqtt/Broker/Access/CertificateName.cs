using System.Security.Cryptography.X509Certificates;

namespace Busbar.Links.Mqtt.Broker.Access;

/// <summary>Reads the name of a client from its certificate.</summary>
internal static class CertificateName
{
    private const string CommonNameOid = "2.5.4.3";

    /// <summary>The name where <paramref name="place"/> says; null when there is none.</summary>
    public static string? Of(X509Certificate2 certificate, CertificateIdentity place) => place switch
    {
        CertificateIdentity.CommonName => CommonName(certificate),
        CertificateIdentity.AlternativeName => DnsName(certificate) ?? Uri(certificate),
        _ => null,
    };

    /// <summary>The most specific one; the subject is written from the general to the specific.</summary>
    private static string? CommonName(X509Certificate2 certificate) => NullIfEmpty(certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        .FirstOrDefault(static name => !name.HasMultipleElements && name.GetSingleElementType().Value == CommonNameOid)?.GetSingleElementValue());

    private static string? DnsName(X509Certificate2 certificate) => NullIfEmpty(certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>().SelectMany(static names => names.EnumerateDnsNames()).FirstOrDefault());

    private static string? Uri(X509Certificate2 certificate) => NullIfEmpty(certificate.GetNameInfo(X509NameType.UrlName, forIssuer: false));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
