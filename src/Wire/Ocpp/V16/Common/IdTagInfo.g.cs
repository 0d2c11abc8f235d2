// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>IdTagInfo</c> of OCPP 1.6.</summary>
public sealed record IdTagInfo : IOcppObject<IdTagInfo>
{
    /// <summary><c>expiryDate</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? ExpiryDate { get; init; }

    /// <summary><c>parentIdTag</c>: text of at most 20 characters; null when absent.</summary>
    public string? ParentIdTag { get; init; }

    /// <summary><c>status</c>: <see cref="AuthorizationStatus"/>; required.</summary>
    public required AuthorizationStatus Status { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static IdTagInfo? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DateTimeOffset? expiryDate = default;
        string? parentIdTag = default;
        AuthorizationStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Enum(AuthorizationStatusSpelling.Table, out status)) continue;
                    return reader.At<IdTagInfo>("status");
                case 10 when nameUtf8.SequenceEqual("expiryDate"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalDate(out expiryDate)) continue;
                    return reader.At<IdTagInfo>("expiryDate");
                case 11 when nameUtf8.SequenceEqual("parentIdTag"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalText(20, out parentIdTag)) continue;
                    return reader.At<IdTagInfo>("parentIdTag");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x4) == 0) return reader.Missing<IdTagInfo>("status");
        return new IdTagInfo
        {
            ExpiryDate = expiryDate,
            ParentIdTag = parentIdTag,
            Status = status,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Date("\"expiryDate\":"u8, ExpiryDate);
        writer.Text("\"parentIdTag\":"u8, ParentIdTag);
        writer.Enum("\"status\":"u8, AuthorizationStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("parentIdTag", ParentIdTag, false, 20);
        checker.Enum("status", Status, AuthorizationStatusSpelling.Table);
    }
}
