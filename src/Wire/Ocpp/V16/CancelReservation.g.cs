// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>CancelReservation</c>, OCPP 1.6.</summary>
public sealed record CancelReservationRequest : OcppRequest
{
    /// <summary><c>reservationId</c>: integer; required.</summary>
    public required int ReservationId { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.CancelReservation;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static CancelReservationRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int reservationId = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 13 when nameUtf8.SequenceEqual("reservationId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out reservationId)) continue;
                    return reader.At<CancelReservationRequest>("reservationId");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<CancelReservationRequest>("reservationId");
        return new CancelReservationRequest
        {
            ReservationId = reservationId,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"reservationId\":"u8, ReservationId);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}

/// <summary>The response of <c>CancelReservation</c>, OCPP 1.6.</summary>
public sealed record CancelReservationResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="CancelReservationStatus"/>; required.</summary>
    public required CancelReservationStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.CancelReservation;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static CancelReservationResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        CancelReservationStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(CancelReservationStatusSpelling.Table, out status)) continue;
                    return reader.At<CancelReservationResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<CancelReservationResponse>("status");
        return new CancelReservationResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, CancelReservationStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, CancelReservationStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="CancelReservationStatusSpelling"/>.</summary>
public enum CancelReservationStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="CancelReservationStatus"/> on the wire.</summary>
public static class CancelReservationStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<CancelReservationStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this CancelReservationStatus value) => Table.Spell(value);
}
