// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetInstalledCertificateIds</c>, OCPP 1.6.</summary>
public sealed record GetInstalledCertificateIdsRequest : OcppRequest
{
    /// <summary><c>certificateType</c>: <see cref="CertificateUse"/>; required.</summary>
    public required CertificateUse CertificateType { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetInstalledCertificateIds;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetInstalledCertificateIdsRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CertificateUse certificateType = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 15 when nameUtf8.SequenceEqual("certificateType"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(CertificateUseSpelling.Table, out certificateType)) continue;
                    return reader.At<GetInstalledCertificateIdsRequest>("certificateType");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetInstalledCertificateIdsRequest>("certificateType");
        return new GetInstalledCertificateIdsRequest
        {
            CertificateType = certificateType,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"certificateType\":"u8, CertificateUseSpelling.Table, CertificateType);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("certificateType", CertificateType, CertificateUseSpelling.Table);
    }
}

/// <summary>The response of <c>GetInstalledCertificateIds</c>, OCPP 1.6.</summary>
public sealed record GetInstalledCertificateIdsResponse : OcppResponse
{
    /// <summary><c>certificateHashData</c>: array of <see cref="CertificateHashData"/>, at least 1 of them; null when absent.</summary>
    public CertificateHashData[]? CertificateHashData { get; init; }

    /// <summary><c>status</c>: <see cref="GetInstalledCertificateStatus"/>; required.</summary>
    public required GetInstalledCertificateStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetInstalledCertificateIds;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetInstalledCertificateIdsResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CertificateHashData[]? certificateHashData = default;
        GetInstalledCertificateStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Enum(GetInstalledCertificateStatusSpelling.Table, out status)) continue;
                    return reader.At<GetInstalledCertificateIdsResponse>("status");
                case 19 when nameUtf8.SequenceEqual("certificateHashData"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalObjects(1, int.MaxValue, out certificateHashData)) continue;
                    return reader.At<GetInstalledCertificateIdsResponse>("certificateHashData");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x2) == 0) return reader.Missing<GetInstalledCertificateIdsResponse>("status");
        return new GetInstalledCertificateIdsResponse
        {
            CertificateHashData = certificateHashData,
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Objects("\"certificateHashData\":"u8, CertificateHashData);
        writer.Enum("\"status\":"u8, GetInstalledCertificateStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Objects("certificateHashData", CertificateHashData, false, 1, int.MaxValue);
        checker.Enum("status", Status, GetInstalledCertificateStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="GetInstalledCertificateStatusSpelling"/>.</summary>
public enum GetInstalledCertificateStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>NotFound</c>.</summary>
    NotFound,
}

/// <summary>Spellings of <see cref="GetInstalledCertificateStatus"/> on the wire.</summary>
public static class GetInstalledCertificateStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<GetInstalledCertificateStatus> Table = new(
    [
        "Accepted", "NotFound",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this GetInstalledCertificateStatus value) => Table.Spell(value);
}
