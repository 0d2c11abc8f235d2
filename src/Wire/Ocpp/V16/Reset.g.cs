// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>Reset</c>, OCPP 1.6.</summary>
public sealed record ResetRequest : OcppRequest
{
    /// <summary><c>type</c>: <see cref="ResetType"/>; required.</summary>
    public required ResetType Type { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Reset;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ResetRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ResetType type = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 4 when nameUtf8.SequenceEqual("type"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ResetTypeSpelling.Table, out type)) continue;
                    return reader.At<ResetRequest>("type");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ResetRequest>("type");
        return new ResetRequest
        {
            Type = type,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"type\":"u8, ResetTypeSpelling.Table, Type);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("type", Type, ResetTypeSpelling.Table);
    }
}

/// <summary>The response of <c>Reset</c>, OCPP 1.6.</summary>
public sealed record ResetResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ResetStatus"/>; required.</summary>
    public required ResetStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Reset;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ResetResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ResetStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ResetStatusSpelling.Table, out status)) continue;
                    return reader.At<ResetResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ResetResponse>("status");
        return new ResetResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ResetStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ResetStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ResetStatusSpelling"/>.</summary>
public enum ResetStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="ResetStatus"/> on the wire.</summary>
public static class ResetStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ResetStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ResetStatus value) => Table.Spell(value);
}

/// <summary>Spellings on the wire: <see cref="ResetTypeSpelling"/>.</summary>
public enum ResetType
{
    /// <summary><c>Hard</c>.</summary>
    Hard,
    /// <summary><c>Soft</c>.</summary>
    Soft,
}

/// <summary>Spellings of <see cref="ResetType"/> on the wire.</summary>
public static class ResetTypeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ResetType> Table = new(
    [
        "Hard", "Soft",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ResetType value) => Table.Spell(value);
}
