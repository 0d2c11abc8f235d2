// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SignedUpdateFirmware</c>, OCPP 1.6.</summary>
public sealed record SignedUpdateFirmwareRequest : OcppRequest
{
    /// <summary><c>retries</c>: integer; null when absent.</summary>
    public int? Retries { get; init; }

    /// <summary><c>retryInterval</c>: integer; null when absent.</summary>
    public int? RetryInterval { get; init; }

    /// <summary><c>requestId</c>: integer; required.</summary>
    public required int RequestId { get; init; }

    /// <summary><c>firmware</c>: <see cref="Firmware"/>; required.</summary>
    public required Firmware Firmware { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignedUpdateFirmware;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignedUpdateFirmwareRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int? retries = default;
        int? retryInterval = default;
        int requestId = default;
        Firmware? firmware = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 7 when nameUtf8.SequenceEqual("retries"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalInteger(out retries)) continue;
                    return reader.At<SignedUpdateFirmwareRequest>("retries");
                case 8 when nameUtf8.SequenceEqual("firmware"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Object(out firmware)) continue;
                    return reader.At<SignedUpdateFirmwareRequest>("firmware");
                case 9 when nameUtf8.SequenceEqual("requestId"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Integer(out requestId)) continue;
                    return reader.At<SignedUpdateFirmwareRequest>("requestId");
                case 13 when nameUtf8.SequenceEqual("retryInterval"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out retryInterval)) continue;
                    return reader.At<SignedUpdateFirmwareRequest>("retryInterval");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x4) == 0) return reader.Missing<SignedUpdateFirmwareRequest>("requestId");
        if ((seen & 0x8) == 0) return reader.Missing<SignedUpdateFirmwareRequest>("firmware");
        return new SignedUpdateFirmwareRequest
        {
            Retries = retries,
            RetryInterval = retryInterval,
            RequestId = requestId,
            Firmware = firmware!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"retries\":"u8, Retries);
        writer.Integer("\"retryInterval\":"u8, RetryInterval);
        writer.Integer("\"requestId\":"u8, RequestId);
        writer.Object("\"firmware\":"u8, Firmware);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("firmware", Firmware, true);
    }
}

/// <summary>The response of <c>SignedUpdateFirmware</c>, OCPP 1.6.</summary>
public sealed record SignedUpdateFirmwareResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="UpdateFirmwareStatus"/>; required.</summary>
    public required UpdateFirmwareStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignedUpdateFirmware;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignedUpdateFirmwareResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        UpdateFirmwareStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(UpdateFirmwareStatusSpelling.Table, out status)) continue;
                    return reader.At<SignedUpdateFirmwareResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SignedUpdateFirmwareResponse>("status");
        return new SignedUpdateFirmwareResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, UpdateFirmwareStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, UpdateFirmwareStatusSpelling.Table);
    }
}

/// <summary><c>Firmware</c> of OCPP 1.6.</summary>
public sealed record Firmware : IOcppObject<Firmware>
{
    /// <summary><c>location</c>: text of at most 512 characters; required.</summary>
    public required string Location { get; init; }

    /// <summary><c>retrieveDateTime</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset RetrieveDateTime { get; init; }

    /// <summary><c>installDateTime</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? InstallDateTime { get; init; }

    /// <summary><c>signingCertificate</c>: text of at most 5500 characters; required.</summary>
    public required string SigningCertificate { get; init; }

    /// <summary><c>signature</c>: text of at most 800 characters; required.</summary>
    public required string Signature { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static Firmware? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? location = default;
        DateTimeOffset retrieveDateTime = default;
        DateTimeOffset? installDateTime = default;
        string? signingCertificate = default;
        string? signature = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 8 when nameUtf8.SequenceEqual("location"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(512, out location)) continue;
                    return reader.At<Firmware>("location");
                case 9 when nameUtf8.SequenceEqual("signature"u8):
                    if (reader.Once(ref seen, 0x10) && reader.Text(800, out signature)) continue;
                    return reader.At<Firmware>("signature");
                case 15 when nameUtf8.SequenceEqual("installDateTime"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalDate(out installDateTime)) continue;
                    return reader.At<Firmware>("installDateTime");
                case 16 when nameUtf8.SequenceEqual("retrieveDateTime"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Date(out retrieveDateTime)) continue;
                    return reader.At<Firmware>("retrieveDateTime");
                case 18 when nameUtf8.SequenceEqual("signingCertificate"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Text(5500, out signingCertificate)) continue;
                    return reader.At<Firmware>("signingCertificate");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<Firmware>("location");
        if ((seen & 0x2) == 0) return reader.Missing<Firmware>("retrieveDateTime");
        if ((seen & 0x8) == 0) return reader.Missing<Firmware>("signingCertificate");
        if ((seen & 0x10) == 0) return reader.Missing<Firmware>("signature");
        return new Firmware
        {
            Location = location!,
            RetrieveDateTime = retrieveDateTime,
            InstallDateTime = installDateTime,
            SigningCertificate = signingCertificate!,
            Signature = signature!,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"location\":"u8, Location);
        writer.Date("\"retrieveDateTime\":"u8, RetrieveDateTime);
        writer.Date("\"installDateTime\":"u8, InstallDateTime);
        writer.Text("\"signingCertificate\":"u8, SigningCertificate);
        writer.Text("\"signature\":"u8, Signature);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("location", Location, true, 512);
        checker.Text("signingCertificate", SigningCertificate, true, 5500);
        checker.Text("signature", Signature, true, 800);
    }
}

/// <summary>Spellings on the wire: <see cref="UpdateFirmwareStatusSpelling"/>.</summary>
public enum UpdateFirmwareStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>AcceptedCanceled</c>.</summary>
    AcceptedCanceled,
    /// <summary><c>InvalidCertificate</c>.</summary>
    InvalidCertificate,
    /// <summary><c>RevokedCertificate</c>.</summary>
    RevokedCertificate,
}

/// <summary>Spellings of <see cref="UpdateFirmwareStatus"/> on the wire.</summary>
public static class UpdateFirmwareStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UpdateFirmwareStatus> Table = new(
    [
        "Accepted", "Rejected", "AcceptedCanceled", "InvalidCertificate", "RevokedCertificate",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UpdateFirmwareStatus value) => Table.Spell(value);
}
