// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>FirmwareStatusNotification</c>, OCPP 1.6.</summary>
public sealed record FirmwareStatusNotificationRequest : OcppRequest
{
    /// <summary><c>status</c>: <see cref="FirmwareStatus"/>; required.</summary>
    public required FirmwareStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.FirmwareStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static FirmwareStatusNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        FirmwareStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(FirmwareStatusSpelling.Table, out status)) continue;
                    return reader.At<FirmwareStatusNotificationRequest>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<FirmwareStatusNotificationRequest>("status");
        return new FirmwareStatusNotificationRequest
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, FirmwareStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, FirmwareStatusSpelling.Table);
    }
}

/// <summary>The response of <c>FirmwareStatusNotification</c>, OCPP 1.6.</summary>
public sealed record FirmwareStatusNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static FirmwareStatusNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.FirmwareStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static FirmwareStatusNotificationResponse? Read(ref OcppReader reader)
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

/// <summary>Spellings on the wire: <see cref="FirmwareStatusSpelling"/>.</summary>
public enum FirmwareStatus
{
    /// <summary><c>Downloaded</c>.</summary>
    Downloaded,
    /// <summary><c>DownloadFailed</c>.</summary>
    DownloadFailed,
    /// <summary><c>Downloading</c>.</summary>
    Downloading,
    /// <summary><c>Idle</c>.</summary>
    Idle,
    /// <summary><c>InstallationFailed</c>.</summary>
    InstallationFailed,
    /// <summary><c>Installing</c>.</summary>
    Installing,
    /// <summary><c>Installed</c>.</summary>
    Installed,
}

/// <summary>Spellings of <see cref="FirmwareStatus"/> on the wire.</summary>
public static class FirmwareStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<FirmwareStatus> Table = new(
    [
        "Downloaded", "DownloadFailed", "Downloading", "Idle", "InstallationFailed", "Installing", "Installed",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this FirmwareStatus value) => Table.Spell(value);
}
