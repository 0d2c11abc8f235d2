// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>DataTransfer</c>, OCPP 1.6.</summary>
public sealed record DataTransferRequest : OcppRequest
{
    /// <summary><c>vendorId</c>: text of at most 255 characters; required.</summary>
    public required string VendorId { get; init; }

    /// <summary><c>messageId</c>: text of at most 50 characters; null when absent.</summary>
    public string? MessageId { get; init; }

    /// <summary><c>data</c>: text; null when absent.</summary>
    public string? Data { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DataTransfer;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DataTransferRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? vendorId = default;
        string? messageId = default;
        string? data = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("data"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalJsonText(int.MaxValue, out data)) continue;
                    return reader.At<DataTransferRequest>("data");
                case 8 when nameUtf8.SequenceEqual("vendorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(255, out vendorId)) continue;
                    return reader.At<DataTransferRequest>("vendorId");
                case 9 when nameUtf8.SequenceEqual("messageId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalText(50, out messageId)) continue;
                    return reader.At<DataTransferRequest>("messageId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<DataTransferRequest>("vendorId");
        return new DataTransferRequest
        {
            VendorId = vendorId!,
            MessageId = messageId,
            Data = data,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"vendorId\":"u8, VendorId);
        writer.Text("\"messageId\":"u8, MessageId);
        writer.Text("\"data\":"u8, Data);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("vendorId", VendorId, true, 255);
        checker.Text("messageId", MessageId, false, 50);
        checker.Text("data", Data, false, int.MaxValue);
    }
}

/// <summary>The response of <c>DataTransfer</c>, OCPP 1.6.</summary>
public sealed record DataTransferResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="DataTransferStatus"/>; required.</summary>
    public required DataTransferStatus Status { get; init; }

    /// <summary><c>data</c>: text; null when absent.</summary>
    public string? Data { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.DataTransfer;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static DataTransferResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        DataTransferStatus status = default;
        string? data = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("data"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalJsonText(int.MaxValue, out data)) continue;
                    return reader.At<DataTransferResponse>("data");
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(DataTransferStatusSpelling.Table, out status)) continue;
                    return reader.At<DataTransferResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<DataTransferResponse>("status");
        return new DataTransferResponse
        {
            Status = status,
            Data = data,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, DataTransferStatusSpelling.Table, Status);
        writer.Text("\"data\":"u8, Data);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, DataTransferStatusSpelling.Table);
        checker.Text("data", Data, false, int.MaxValue);
    }
}

/// <summary>Spellings on the wire: <see cref="DataTransferStatusSpelling"/>.</summary>
public enum DataTransferStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>UnknownMessageId</c>.</summary>
    UnknownMessageId,
    /// <summary><c>UnknownVendorId</c>.</summary>
    UnknownVendorId,
}

/// <summary>Spellings of <see cref="DataTransferStatus"/> on the wire.</summary>
public static class DataTransferStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<DataTransferStatus> Table = new(
    [
        "Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this DataTransferStatus value) => Table.Spell(value);
}
