// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SignCertificate</c>, OCPP 1.6.</summary>
public sealed record SignCertificateRequest : OcppRequest
{
    /// <summary><c>csr</c>: text of at most 5500 characters; required.</summary>
    public required string Csr { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignCertificateRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? csr = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 3 when nameUtf8.SequenceEqual("csr"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(5500, out csr)) continue;
                    return reader.At<SignCertificateRequest>("csr");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SignCertificateRequest>("csr");
        return new SignCertificateRequest
        {
            Csr = csr!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"csr\":"u8, Csr);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("csr", Csr, true, 5500);
    }
}

/// <summary>The response of <c>SignCertificate</c>, OCPP 1.6.</summary>
public sealed record SignCertificateResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="GenericStatus"/>; required.</summary>
    public required GenericStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignCertificate;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignCertificateResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        GenericStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(GenericStatusSpelling.Table, out status)) continue;
                    return reader.At<SignCertificateResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SignCertificateResponse>("status");
        return new SignCertificateResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, GenericStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, GenericStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="GenericStatusSpelling"/>.</summary>
public enum GenericStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="GenericStatus"/> on the wire.</summary>
public static class GenericStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<GenericStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this GenericStatus value) => Table.Spell(value);
}
