// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>CertificateHashData</c> of OCPP 1.6.</summary>
public sealed record CertificateHashData : IOcppObject<CertificateHashData>
{
    /// <summary><c>hashAlgorithm</c>: <see cref="HashAlgorithm"/>; required.</summary>
    public required HashAlgorithm HashAlgorithm { get; init; }

    /// <summary><c>issuerNameHash</c>: text of at most 128 characters; required.</summary>
    public required string IssuerNameHash { get; init; }

    /// <summary><c>issuerKeyHash</c>: text of at most 128 characters; required.</summary>
    public required string IssuerKeyHash { get; init; }

    /// <summary><c>serialNumber</c>: text of at most 40 characters; required.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static CertificateHashData? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        HashAlgorithm hashAlgorithm = default;
        string? issuerNameHash = default;
        string? issuerKeyHash = default;
        string? serialNumber = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 12 when nameUtf8.SequenceEqual("serialNumber"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Text(40, out serialNumber)) continue;
                    return reader.At<CertificateHashData>("serialNumber");
                case 13 when nameUtf8.SequenceEqual("hashAlgorithm"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(HashAlgorithmSpelling.Table, out hashAlgorithm)) continue;
                    return reader.At<CertificateHashData>("hashAlgorithm");
                case 13 when nameUtf8.SequenceEqual("issuerKeyHash"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Text(128, out issuerKeyHash)) continue;
                    return reader.At<CertificateHashData>("issuerKeyHash");
                case 14 when nameUtf8.SequenceEqual("issuerNameHash"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(128, out issuerNameHash)) continue;
                    return reader.At<CertificateHashData>("issuerNameHash");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<CertificateHashData>("hashAlgorithm");
        if ((seen & 0x2) == 0) return reader.Missing<CertificateHashData>("issuerNameHash");
        if ((seen & 0x4) == 0) return reader.Missing<CertificateHashData>("issuerKeyHash");
        if ((seen & 0x8) == 0) return reader.Missing<CertificateHashData>("serialNumber");
        return new CertificateHashData
        {
            HashAlgorithm = hashAlgorithm,
            IssuerNameHash = issuerNameHash!,
            IssuerKeyHash = issuerKeyHash!,
            SerialNumber = serialNumber!,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"hashAlgorithm\":"u8, HashAlgorithmSpelling.Table, HashAlgorithm);
        writer.Text("\"issuerNameHash\":"u8, IssuerNameHash);
        writer.Text("\"issuerKeyHash\":"u8, IssuerKeyHash);
        writer.Text("\"serialNumber\":"u8, SerialNumber);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Enum("hashAlgorithm", HashAlgorithm, HashAlgorithmSpelling.Table);
        checker.Text("issuerNameHash", IssuerNameHash, true, 128);
        checker.Text("issuerKeyHash", IssuerKeyHash, true, 128);
        checker.Text("serialNumber", SerialNumber, true, 40);
    }
}
