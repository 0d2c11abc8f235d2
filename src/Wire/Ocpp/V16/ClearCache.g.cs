// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>ClearCache</c>, OCPP 1.6.</summary>
public sealed record ClearCacheRequest : OcppRequest
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static ClearCacheRequest Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ClearCache;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ClearCacheRequest? Read(ref OcppReader reader)
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

/// <summary>The response of <c>ClearCache</c>, OCPP 1.6.</summary>
public sealed record ClearCacheResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="ClearCacheStatus"/>; required.</summary>
    public required ClearCacheStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.ClearCache;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static ClearCacheResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        ClearCacheStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(ClearCacheStatusSpelling.Table, out status)) continue;
                    return reader.At<ClearCacheResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<ClearCacheResponse>("status");
        return new ClearCacheResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, ClearCacheStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, ClearCacheStatusSpelling.Table);
    }
}

/// <summary>Spellings on the wire: <see cref="ClearCacheStatusSpelling"/>.</summary>
public enum ClearCacheStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
}

/// <summary>Spellings of <see cref="ClearCacheStatus"/> on the wire.</summary>
public static class ClearCacheStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ClearCacheStatus> Table = new(
    [
        "Accepted", "Rejected",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ClearCacheStatus value) => Table.Spell(value);
}
