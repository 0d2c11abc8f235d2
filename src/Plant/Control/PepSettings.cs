using System.Security.Cryptography;
using Busbar.Links.Transport;
using Busbar.Plant.Configuration;
using Busbar.Plant.Pep;

namespace Busbar.Plant.Control;

/// <summary>The PEP server's settings of a site's plan.</summary>
internal static class PepSettings
{
    /// <exception cref="ArgumentException">A file of the certificate cannot be used; the text names the key.</exception>
    public static PepOptions Of(PepPlan plan)
    {
        var options = new PepOptions { Address = plan.Address is "0.0.0.0" ? "*" : plan.Address, Port = plan.Port };
        if (plan.CertificateFile is not { } file) return options;
        try
        {
            options.Certificate = TlsFiles.WithKey(file, plan.KeyFile);
            options.CertificateChain.AddRange(TlsFiles.All(file));
            return options;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"pep.certificateFile is {file}, which cannot be used: {e.Message} Allowed: a PEM file with certificates, and the key there or in pep.keyFile.", nameof(plan), e);
        }
    }
}
