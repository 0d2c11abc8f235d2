// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>ReserveNow</c>, OCPP 1.6.</summary>
public sealed record ReserveNowRequest : OcppRequest
{
    /// <summary><c>connectorId</c>: integer; required.</summary>
    public required int ConnectorId { get; init; }

    /// <summary><c>expiryDate</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset ExpiryDate { get; init; }

    /// <summary><c>idTag</c>: text of at most 20 characters; required.</summary>
    public required string IdTag { get; init; }

    /// <summary><c>parentIdTag</c>: text of at most 20 characters; null when absent.</summary>
    public string? ParentIdTag { get; init; }

    /// <summary><c>reservationId</c>: integer; required.</summary>
    public required int ReservationId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ReserveNow;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ReserveNowRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int connectorId = default;
        DateTimeOffset expiryDate = default;
        string? idTag = default;
        string? parentIdTag = default;
        int reservationId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Text(20, out idTag)) continue;
                    return reader.At<ReserveNowRequest>("idTag");
                case 10 when nameUtf8.SequenceEqual("expiryDate"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Date(out expiryDate)) continue;
                    return reader.At<ReserveNowRequest>("expiryDate");
                case 11 when nameUtf8.SequenceEqual("connectorId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out connectorId)) continue;
                    return reader.At<ReserveNowRequest>("connectorId");
                case 11 when nameUtf8.SequenceEqual("parentIdTag"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalText(20, out parentIdTag)) continue;
                    return reader.At<ReserveNowRequest>("parentIdTag");
                case 13 when nameUtf8.SequenceEqual("reservationId"u8):
                    if (reader.Once(ref seen, 0x10) && reader.Integer(out reservationId)) continue;
                    return reader.At<ReserveNowRequest>("reservationId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ReserveNowRequest>("connectorId");
        if ((seen & 0x2) == 0) return reader.Missing<ReserveNowRequest>("expiryDate");
        if ((seen & 0x4) == 0) return reader.Missing<ReserveNowRequest>("idTag");
        if ((seen & 0x10) == 0) return reader.Missing<ReserveNowRequest>("reservationId");
        return new ReserveNowRequest
        {
            ConnectorId = connectorId,
            ExpiryDate = expiryDate,
            IdTag = idTag!,
            ParentIdTag = parentIdTag,
            ReservationId = reservationId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"connectorId\":"u8, ConnectorId);
        writer.Date("\"expiryDate\":"u8, ExpiryDate);
        writer.Text("\"idTag\":"u8, IdTag);
        writer.Text("\"parentIdTag\":"u8, ParentIdTag);
        writer.Integer("\"reservationId\":"u8, ReservationId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, true, 20);
        checker.Text("parentIdTag", ParentIdTag, false, 20);
    }
}

/// <summary>The response of <c>ReserveNow</c>, OCPP 1.6.</summary>
public sealed record ReserveNowResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ReservationStatus"/>; required.</summary>
    public required ReservationStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ReserveNow;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ReserveNowResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ReservationStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ReservationStatusSpelling.Table, out status)) continue;
                    return reader.At<ReserveNowResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ReserveNowResponse>("status");
        return new ReserveNowResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ReservationStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ReservationStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ReservationStatusSpelling"/>.</summary>
public enum ReservationStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Faulted</c>.</summary>
    Faulted,
    /// <summary><c>Occupied</c>.</summary>
    Occupied,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>Unavailable</c>.</summary>
    Unavailable,
}

/// <summary>Spellings of <see cref="ReservationStatus"/> on the wire.</summary>
public static class ReservationStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ReservationStatus> Table = new(
    [
        "Accepted", "Faulted", "Occupied", "Rejected", "Unavailable",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ReservationStatus value) => Table.Spell(value);
}
