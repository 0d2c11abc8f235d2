// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>DeleteCertificate</c>, OCPP 1.6.</summary>
public sealed record DeleteCertificateRequest : OcppRequest
{
    /// <summary><c>certificateHashData</c>: <see cref="CertificateHashData"/>; required.</summary>
    public required CertificateHashData CertificateHashData { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DeleteCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DeleteCertificateRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CertificateHashData? certificateHashData = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 19 when nameUtf8.SequenceEqual("certificateHashData"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Object(out certificateHashData)) continue;
                    return reader.At<DeleteCertificateRequest>("certificateHashData");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<DeleteCertificateRequest>("certificateHashData");
        return new DeleteCertificateRequest
        {
            CertificateHashData = certificateHashData!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Object("\"certificateHashData\":"u8, CertificateHashData);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("certificateHashData", CertificateHashData, true);
    }
}

/// <summary>The response of <c>DeleteCertificate</c>, OCPP 1.6.</summary>
public sealed record DeleteCertificateResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="DeleteCertificateStatus"/>; required.</summary>
    public required DeleteCertificateStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DeleteCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DeleteCertificateResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DeleteCertificateStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(DeleteCertificateStatusSpelling.Table, out status)) continue;
                    return reader.At<DeleteCertificateResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<DeleteCertificateResponse>("status");
        return new DeleteCertificateResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, DeleteCertificateStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, DeleteCertificateStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="DeleteCertificateStatusSpelling"/>.</summary>
public enum DeleteCertificateStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Failed</c>.</summary>
    Failed,
    /// <summary><c>NotFound</c>.</summary>
    NotFound,
}

/// <summary>Spellings of <see cref="DeleteCertificateStatus"/> on the wire.</summary>
public static class DeleteCertificateStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<DeleteCertificateStatus> Table = new(
    [
        "Accepted", "Failed", "NotFound",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this DeleteCertificateStatus value) => Table.Spell(value);
}
