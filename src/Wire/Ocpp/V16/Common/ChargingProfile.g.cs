// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary><c>ChargingProfile</c> of OCPP 1.6.</summary>
public sealed record ChargingProfile : IOcppObject<ChargingProfile>
{
    /// <summary><c>chargingProfileId</c>: integer; required.</summary>
    public required int ChargingProfileId { get; init; }

    /// <summary><c>transactionId</c>: integer; null when absent.</summary>
    public int? TransactionId { get; init; }

    /// <summary><c>stackLevel</c>: integer; required.</summary>
    public required int StackLevel { get; init; }

    /// <summary><c>chargingProfilePurpose</c>: <see cref="ChargingProfilePurpose"/>; required.</summary>
    public required ChargingProfilePurpose ChargingProfilePurpose { get; init; }

    /// <summary><c>chargingProfileKind</c>: <see cref="ChargingProfileKind"/>; required.</summary>
    public required ChargingProfileKind ChargingProfileKind { get; init; }

    /// <summary><c>recurrencyKind</c>: <see cref="RecurrencyKind"/>; null when absent.</summary>
    public RecurrencyKind? RecurrencyKind { get; init; }

    /// <summary><c>validFrom</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary><c>validTo</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary><c>chargingSchedule</c>: <see cref="ChargingSchedule"/>; required.</summary>
    public required ChargingSchedule ChargingSchedule { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ChargingProfile? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int chargingProfileId = default;
        int? transactionId = default;
        int stackLevel = default;
        ChargingProfilePurpose chargingProfilePurpose = default;
        ChargingProfileKind chargingProfileKind = default;
        RecurrencyKind? recurrencyKind = default;
        DateTimeOffset? validFrom = default;
        DateTimeOffset? validTo = default;
        ChargingSchedule? chargingSchedule = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 7 when nameUtf8.SequenceEqual("validTo"u8):
                    if (reader.Once(ref seen, 0x80) && reader.OptionalDate(out validTo)) continue;
                    return reader.At<ChargingProfile>("validTo");
                case 9 when nameUtf8.SequenceEqual("validFrom"u8):
                    if (reader.Once(ref seen, 0x40) && reader.OptionalDate(out validFrom)) continue;
                    return reader.At<ChargingProfile>("validFrom");
                case 10 when nameUtf8.SequenceEqual("stackLevel"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Integer(out stackLevel)) continue;
                    return reader.At<ChargingProfile>("stackLevel");
                case 13 when nameUtf8.SequenceEqual("transactionId"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out transactionId)) continue;
                    return reader.At<ChargingProfile>("transactionId");
                case 14 when nameUtf8.SequenceEqual("recurrencyKind"u8):
                    if (reader.Once(ref seen, 0x20) && reader.OptionalEnum(RecurrencyKindSpelling.Table, out recurrencyKind)) continue;
                    return reader.At<ChargingProfile>("recurrencyKind");
                case 16 when nameUtf8.SequenceEqual("chargingSchedule"u8):
                    if (reader.Once(ref seen, 0x100) && reader.Object(out chargingSchedule)) continue;
                    return reader.At<ChargingProfile>("chargingSchedule");
                case 17 when nameUtf8.SequenceEqual("chargingProfileId"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out chargingProfileId)) continue;
                    return reader.At<ChargingProfile>("chargingProfileId");
                case 19 when nameUtf8.SequenceEqual("chargingProfileKind"u8):
                    if (reader.Once(ref seen, 0x10) && reader.Enum(ChargingProfileKindSpelling.Table, out chargingProfileKind)) continue;
                    return reader.At<ChargingProfile>("chargingProfileKind");
                case 22 when nameUtf8.SequenceEqual("chargingProfilePurpose"u8):
                    if (reader.Once(ref seen, 0x8) && reader.Enum(ChargingProfilePurposeSpelling.Table, out chargingProfilePurpose)) continue;
                    return reader.At<ChargingProfile>("chargingProfilePurpose");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ChargingProfile>("chargingProfileId");
        if ((seen & 0x4) == 0) return reader.Missing<ChargingProfile>("stackLevel");
        if ((seen & 0x8) == 0) return reader.Missing<ChargingProfile>("chargingProfilePurpose");
        if ((seen & 0x10) == 0) return reader.Missing<ChargingProfile>("chargingProfileKind");
        if ((seen & 0x100) == 0) return reader.Missing<ChargingProfile>("chargingSchedule");
        return new ChargingProfile
        {
            ChargingProfileId = chargingProfileId,
            TransactionId = transactionId,
            StackLevel = stackLevel,
            ChargingProfilePurpose = chargingProfilePurpose,
            ChargingProfileKind = chargingProfileKind,
            RecurrencyKind = recurrencyKind,
            ValidFrom = validFrom,
            ValidTo = validTo,
            ChargingSchedule = chargingSchedule!,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"chargingProfileId\":"u8, ChargingProfileId);
        writer.Integer("\"transactionId\":"u8, TransactionId);
        writer.Integer("\"stackLevel\":"u8, StackLevel);
        writer.Enum("\"chargingProfilePurpose\":"u8, ChargingProfilePurposeSpelling.Table, ChargingProfilePurpose);
        writer.Enum("\"chargingProfileKind\":"u8, ChargingProfileKindSpelling.Table, ChargingProfileKind);
        writer.Enum("\"recurrencyKind\":"u8, RecurrencyKindSpelling.Table, RecurrencyKind);
        writer.Date("\"validFrom\":"u8, ValidFrom);
        writer.Date("\"validTo\":"u8, ValidTo);
        writer.Object("\"chargingSchedule\":"u8, ChargingSchedule);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Enum("chargingProfilePurpose", ChargingProfilePurpose, ChargingProfilePurposeSpelling.Table);
        checker.Enum("chargingProfileKind", ChargingProfileKind, ChargingProfileKindSpelling.Table);
        checker.Enum("recurrencyKind", RecurrencyKind, RecurrencyKindSpelling.Table);
        checker.Object("chargingSchedule", ChargingSchedule, true);
    }
}
