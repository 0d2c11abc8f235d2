// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SignedFirmwareStatusNotification</c>, OCPP 1.6.</summary>
public sealed record SignedFirmwareStatusNotificationRequest : OcppRequest
{
    /// <summary><c>status</c>: <see cref="SignedFirmwareStatus"/>; required.</summary>
    public required SignedFirmwareStatus Status { get; init; }

    /// <summary><c>requestId</c>: integer; null when absent.</summary>
    public int? RequestId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignedFirmwareStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignedFirmwareStatusNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        SignedFirmwareStatus status = default;
        int? requestId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(SignedFirmwareStatusSpelling.Table, out status)) continue;
                    return reader.At<SignedFirmwareStatusNotificationRequest>("status");
                case 9 when nameUtf8.SequenceEqual("requestId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out requestId)) continue;
                    return reader.At<SignedFirmwareStatusNotificationRequest>("requestId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SignedFirmwareStatusNotificationRequest>("status");
        return new SignedFirmwareStatusNotificationRequest
        {
            Status = status,
            RequestId = requestId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, SignedFirmwareStatusSpelling.Table, Status);
        writer.Integer("\"requestId\":"u8, RequestId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, SignedFirmwareStatusSpelling.Table);
    }
}

/// <summary>The response of <c>SignedFirmwareStatusNotification</c>, OCPP 1.6.</summary>
public sealed record SignedFirmwareStatusNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static SignedFirmwareStatusNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SignedFirmwareStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SignedFirmwareStatusNotificationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        while (reader.NextProperty(out var nameUtf8))
        {
            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return Empty;
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>Spellings on the wire: <see cref="SignedFirmwareStatusSpelling"/>.</summary>
public enum SignedFirmwareStatus
{
    /// <summary><c>Downloaded</c>.</summary>
    Downloaded,
    /// <summary><c>DownloadFailed</c>.</summary>
    DownloadFailed,
    /// <summary><c>Downloading</c>.</summary>
    Downloading,
    /// <summary><c>DownloadScheduled</c>.</summary>
    DownloadScheduled,
    /// <summary><c>DownloadPaused</c>.</summary>
    DownloadPaused,
    /// <summary><c>Idle</c>.</summary>
    Idle,
    /// <summary><c>InstallationFailed</c>.</summary>
    InstallationFailed,
    /// <summary><c>Installing</c>.</summary>
    Installing,
    /// <summary><c>Installed</c>.</summary>
    Installed,
    /// <summary><c>InstallRebooting</c>.</summary>
    InstallRebooting,
    /// <summary><c>InstallScheduled</c>.</summary>
    InstallScheduled,
    /// <summary><c>InstallVerificationFailed</c>.</summary>
    InstallVerificationFailed,
    /// <summary><c>InvalidSignature</c>.</summary>
    InvalidSignature,
    /// <summary><c>SignatureVerified</c>.</summary>
    SignatureVerified,
}

/// <summary>Spellings of <see cref="SignedFirmwareStatus"/> on the wire.</summary>
public static class SignedFirmwareStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<SignedFirmwareStatus> Table = new(
    [
        "Downloaded", "DownloadFailed", "Downloading", "DownloadScheduled", "DownloadPaused", "Idle", "InstallationFailed",
        "Installing", "Installed", "InstallRebooting", "InstallScheduled", "InstallVerificationFailed", "InvalidSignature",
        "SignatureVerified",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this SignedFirmwareStatus value) => Table.Spell(value);
}
