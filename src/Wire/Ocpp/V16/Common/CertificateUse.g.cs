// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="CertificateUseSpelling"/>.</summary>
public enum CertificateUse
{
    /// <summary><c>CentralSystemRootCertificate</c>.</summary>
    CentralSystemRootCertificate,
    /// <summary><c>ManufacturerRootCertificate</c>.</summary>
    ManufacturerRootCertificate,
}

/// <summary>Spellings of <see cref="CertificateUse"/> on the wire.</summary>
public static class CertificateUseSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<CertificateUse> Table = new(
    [
        "CentralSystemRootCertificate", "ManufacturerRootCertificate",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this CertificateUse value) => Table.Spell(value);
}
