// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>CertificateSigned</c>, OCPP 1.6.</summary>
public sealed record CertificateSignedRequest : OcppRequest
{
    /// <summary><c>certificateChain</c>: text of at most 10000 characters; required.</summary>
    public required string CertificateChain { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.CertificateSigned;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static CertificateSignedRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? certificateChain = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 16 when nameUtf8.SequenceEqual("certificateChain"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(10000, out certificateChain)) continue;
                    return reader.At<CertificateSignedRequest>("certificateChain");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<CertificateSignedRequest>("certificateChain");
        return new CertificateSignedRequest
        {
            CertificateChain = certificateChain!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"certificateChain\":"u8, CertificateChain);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("certificateChain", CertificateChain, true, 10000);
    }
}

/// <summary>The response of <c>CertificateSigned</c>, OCPP 1.6.</summary>
public sealed record CertificateSignedResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="CertificateSignedStatus"/>; required.</summary>
    public required CertificateSignedStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.CertificateSigned;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static CertificateSignedResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CertificateSignedStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(CertificateSignedStatusSpelling.Table, out status)) continue;
                    return reader.At<CertificateSignedResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<CertificateSignedResponse>("status");
        return new CertificateSignedResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, CertificateSignedStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, CertificateSignedStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="CertificateSignedStatusSpelling"/>.</summary>
public enum CertificateSignedStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="CertificateSignedStatus"/> on the wire.</summary>
public static class CertificateSignedStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<CertificateSignedStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this CertificateSignedStatus value) => Table.Spell(value);
}
