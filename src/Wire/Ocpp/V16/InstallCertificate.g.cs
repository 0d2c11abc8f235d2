// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>InstallCertificate</c>, OCPP 1.6.</summary>
public sealed record InstallCertificateRequest : OcppRequest
{
    /// <summary><c>certificateType</c>: <see cref="CertificateUse"/>; required.</summary>
    public required CertificateUse CertificateType { get; init; }

    /// <summary><c>certificate</c>: text of at most 5500 characters; required.</summary>
    public required string Certificate { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.InstallCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static InstallCertificateRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CertificateUse certificateType = default;
        string? certificate = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("certificate"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Text(5500, out certificate)) continue;
                    return reader.At<InstallCertificateRequest>("certificate");
                case 15 when nameUtf8.SequenceEqual("certificateType"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(CertificateUseSpelling.Table, out certificateType)) continue;
                    return reader.At<InstallCertificateRequest>("certificateType");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<InstallCertificateRequest>("certificateType");
        if ((seen & 0x2) == 0) return reader.Missing<InstallCertificateRequest>("certificate");
        return new InstallCertificateRequest
        {
            CertificateType = certificateType,
            Certificate = certificate!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"certificateType\":"u8, CertificateUseSpelling.Table, CertificateType);
        writer.Text("\"certificate\":"u8, Certificate);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("certificateType", CertificateType, CertificateUseSpelling.Table);
        checker.Text("certificate", Certificate, true, 5500);
    }
}

/// <summary>The response of <c>InstallCertificate</c>, OCPP 1.6.</summary>
public sealed record InstallCertificateResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="InstallCertificateStatus"/>; required.</summary>
    public required InstallCertificateStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.InstallCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static InstallCertificateResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        InstallCertificateStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(InstallCertificateStatusSpelling.Table, out status)) continue;
                    return reader.At<InstallCertificateResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<InstallCertificateResponse>("status");
        return new InstallCertificateResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, InstallCertificateStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, InstallCertificateStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="InstallCertificateStatusSpelling"/>.</summary>
public enum InstallCertificateStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Failed</c>.</summary>
    Failed,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="InstallCertificateStatus"/> on the wire.</summary>
public static class InstallCertificateStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<InstallCertificateStatus> Table = new(
    [
        "Accepted", "Failed", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this InstallCertificateStatus value) => Table.Spell(value);
}
