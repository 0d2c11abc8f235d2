// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>DiagnosticsStatusNotification</c>, OCPP 1.6.</summary>
public sealed record DiagnosticsStatusNotificationRequest : OcppRequest
{
    /// <summary><c>status</c>: <see cref="DiagnosticsStatus"/>; required.</summary>
    public required DiagnosticsStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DiagnosticsStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DiagnosticsStatusNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DiagnosticsStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(DiagnosticsStatusSpelling.Table, out status)) continue;
                    return reader.At<DiagnosticsStatusNotificationRequest>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<DiagnosticsStatusNotificationRequest>("status");
        return new DiagnosticsStatusNotificationRequest
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, DiagnosticsStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, DiagnosticsStatusSpelling.Table);
    }
}

/// <summary>The response of <c>DiagnosticsStatusNotification</c>, OCPP 1.6.</summary>
public sealed record DiagnosticsStatusNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static DiagnosticsStatusNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DiagnosticsStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DiagnosticsStatusNotificationResponse? Read(ref OcppReader reader)
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

/// <summary>Spellings on the wire: <see cref="DiagnosticsStatusSpelling"/>.</summary>
public enum DiagnosticsStatus
{
    /// <summary><c>Idle</c>.</summary>
    Idle,
    /// <summary><c>Uploaded</c>.</summary>
    Uploaded,
    /// <summary><c>UploadFailed</c>.</summary>
    UploadFailed,
    /// <summary><c>Uploading</c>.</summary>
    Uploading,
}

/// <summary>Spellings of <see cref="DiagnosticsStatus"/> on the wire.</summary>
public static class DiagnosticsStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<DiagnosticsStatus> Table = new(
    [
        "Idle", "Uploaded", "UploadFailed", "Uploading",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this DiagnosticsStatus value) => Table.Spell(value);
}
