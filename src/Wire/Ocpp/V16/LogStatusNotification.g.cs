// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>LogStatusNotification</c>, OCPP 1.6.</summary>
public sealed record LogStatusNotificationRequest : OcppRequest
{
    /// <summary><c>status</c>: <see cref="UploadLogStatus"/>; required.</summary>
    public required UploadLogStatus Status { get; init; }

    /// <summary><c>requestId</c>: integer; null when absent.</summary>
    public int? RequestId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.LogStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static LogStatusNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        UploadLogStatus status = default;
        int? requestId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(UploadLogStatusSpelling.Table, out status)) continue;
                    return reader.At<LogStatusNotificationRequest>("status");
                case 9 when nameUtf8.SequenceEqual("requestId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out requestId)) continue;
                    return reader.At<LogStatusNotificationRequest>("requestId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<LogStatusNotificationRequest>("status");
        return new LogStatusNotificationRequest
        {
            Status = status,
            RequestId = requestId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, UploadLogStatusSpelling.Table, Status);
        writer.Integer("\"requestId\":"u8, RequestId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, UploadLogStatusSpelling.Table);
    }
}

/// <summary>The response of <c>LogStatusNotification</c>, OCPP 1.6.</summary>
public sealed record LogStatusNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static LogStatusNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.LogStatusNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static LogStatusNotificationResponse? Read(ref OcppReader reader)
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

/// <summary>Spellings on the wire: <see cref="UploadLogStatusSpelling"/>.</summary>
public enum UploadLogStatus
{
    /// <summary><c>BadMessage</c>.</summary>
    BadMessage,
    /// <summary><c>Idle</c>.</summary>
    Idle,
    /// <summary><c>NotSupportedOperation</c>.</summary>
    NotSupportedOperation,
    /// <summary><c>PermissionDenied</c>.</summary>
    PermissionDenied,
    /// <summary><c>Uploaded</c>.</summary>
    Uploaded,
    /// <summary><c>UploadFailure</c>.</summary>
    UploadFailure,
    /// <summary><c>Uploading</c>.</summary>
    Uploading,
}

/// <summary>Spellings of <see cref="UploadLogStatus"/> on the wire.</summary>
public static class UploadLogStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UploadLogStatus> Table = new(
    [
        "BadMessage", "Idle", "NotSupportedOperation", "PermissionDenied", "Uploaded", "UploadFailure", "Uploading",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UploadLogStatus value) => Table.Spell(value);
}
