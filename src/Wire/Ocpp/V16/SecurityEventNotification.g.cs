// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SecurityEventNotification</c>, OCPP 1.6.</summary>
public sealed record SecurityEventNotificationRequest : OcppRequest
{
    /// <summary><c>type</c>: text of at most 50 characters; required.</summary>
    public required string Type { get; init; }

    /// <summary><c>timestamp</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary><c>techInfo</c>: text of at most 255 characters; null when absent.</summary>
    public string? TechInfo { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SecurityEventNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SecurityEventNotificationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? type = default;
        DateTimeOffset timestamp = default;
        string? techInfo = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("type"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(50, out type)) continue;
                    return reader.At<SecurityEventNotificationRequest>("type");
                case 8 when nameUtf8.SequenceEqual("techInfo"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalText(255, out techInfo)) continue;
                    return reader.At<SecurityEventNotificationRequest>("techInfo");
                case 9 when nameUtf8.SequenceEqual("timestamp"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Date(out timestamp)) continue;
                    return reader.At<SecurityEventNotificationRequest>("timestamp");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SecurityEventNotificationRequest>("type");
        if ((seen & 0x2) == 0) return reader.Missing<SecurityEventNotificationRequest>("timestamp");
        return new SecurityEventNotificationRequest
        {
            Type = type!,
            Timestamp = timestamp,
            TechInfo = techInfo,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"type\":"u8, Type);
        writer.Date("\"timestamp\":"u8, Timestamp);
        writer.Text("\"techInfo\":"u8, TechInfo);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("type", Type, true, 50);
        checker.Text("techInfo", TechInfo, false, 255);
    }
}

/// <summary>The response of <c>SecurityEventNotification</c>, OCPP 1.6.</summary>
public sealed record SecurityEventNotificationResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static SecurityEventNotificationResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SecurityEventNotification;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SecurityEventNotificationResponse? Read(ref OcppReader reader)
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
