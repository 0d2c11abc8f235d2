// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>SendLocalList</c>, OCPP 1.6.</summary>
public sealed record SendLocalListRequest : OcppRequest
{
    /// <summary><c>listVersion</c>: integer; required.</summary>
    public required int ListVersion { get; init; }

    /// <summary><c>localAuthorizationList</c>: array of <see cref="AuthorizationData"/>; null when absent.</summary>
    public AuthorizationData[]? LocalAuthorizationList { get; init; }

    /// <summary><c>updateType</c>: <see cref="UpdateType"/>; required.</summary>
    public required UpdateType UpdateType { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SendLocalList;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SendLocalListRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int listVersion = default;
        AuthorizationData[]? localAuthorizationList = default;
        UpdateType updateType = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 10 when nameUtf8.SequenceEqual("updateType"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Enum(UpdateTypeSpelling.Table, out updateType)) continue;
                    return reader.At<SendLocalListRequest>("updateType");
                case 11 when nameUtf8.SequenceEqual("listVersion"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out listVersion)) continue;
                    return reader.At<SendLocalListRequest>("listVersion");
                case 22 when nameUtf8.SequenceEqual("localAuthorizationList"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalObjects(0, int.MaxValue, out localAuthorizationList)) continue;
                    return reader.At<SendLocalListRequest>("localAuthorizationList");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SendLocalListRequest>("listVersion");
        if ((seen & 0x4) == 0) return reader.Missing<SendLocalListRequest>("updateType");
        return new SendLocalListRequest
        {
            ListVersion = listVersion,
            LocalAuthorizationList = localAuthorizationList,
            UpdateType = updateType,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"listVersion\":"u8, ListVersion);
        writer.Objects("\"localAuthorizationList\":"u8, LocalAuthorizationList);
        writer.Enum("\"updateType\":"u8, UpdateTypeSpelling.Table, UpdateType);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Objects("localAuthorizationList", LocalAuthorizationList, false, 0, int.MaxValue);
        checker.Enum("updateType", UpdateType, UpdateTypeSpelling.Table);
    }
}

/// <summary>The response of <c>SendLocalList</c>, OCPP 1.6.</summary>
public sealed record SendLocalListResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="UpdateStatus"/>; required.</summary>
    public required UpdateStatus Status { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.SendLocalList;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static SendLocalListResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        UpdateStatus status = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(UpdateStatusSpelling.Table, out status)) continue;
                    return reader.At<SendLocalListResponse>("status");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<SendLocalListResponse>("status");
        return new SendLocalListResponse
        {
            Status = status,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, UpdateStatusSpelling.Table, Status);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, UpdateStatusSpelling.Table);
    }
}

/// <summary><c>AuthorizationData</c> of OCPP 1.6.</summary>
public sealed record AuthorizationData : IOcppObject<AuthorizationData>
{
    /// <summary><c>idTag</c>: text of at most 20 characters; required.</summary>
    public required string IdTag { get; init; }

    /// <summary><c>idTagInfo</c>: <see cref="IdTagInfo"/>; null when absent.</summary>
    public IdTagInfo? IdTagInfo { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static AuthorizationData? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? idTag = default;
        IdTagInfo? idTagInfo = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(20, out idTag)) continue;
                    return reader.At<AuthorizationData>("idTag");
                case 9 when nameUtf8.SequenceEqual("idTagInfo"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalObject(out idTagInfo)) continue;
                    return reader.At<AuthorizationData>("idTagInfo");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<AuthorizationData>("idTag");
        return new AuthorizationData
        {
            IdTag = idTag!,
            IdTagInfo = idTagInfo,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"idTag\":"u8, IdTag);
        writer.Object("\"idTagInfo\":"u8, IdTagInfo);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, true, 20);
        checker.Object("idTagInfo", IdTagInfo, false);
    }
}

/// <summary>Spellings on the wire: <see cref="UpdateStatusSpelling"/>.</summary>
public enum UpdateStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Failed</c>.</summary>
    Failed,
    /// <summary><c>NotSupported</c>.</summary>
    NotSupported,
    /// <summary><c>VersionMismatch</c>.</summary>
    VersionMismatch,
}

/// <summary>Spellings of <see cref="UpdateStatus"/> on the wire.</summary>
public static class UpdateStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UpdateStatus> Table = new(
    [
        "Accepted", "Failed", "NotSupported", "VersionMismatch",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UpdateStatus value) => Table.Spell(value);
}

/// <summary>Spellings on the wire: <see cref="UpdateTypeSpelling"/>.</summary>
public enum UpdateType
{
    /// <summary><c>Differential</c>.</summary>
    Differential,
    /// <summary><c>Full</c>.</summary>
    Full,
}

/// <summary>Spellings of <see cref="UpdateType"/> on the wire.</summary>
public static class UpdateTypeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<UpdateType> Table = new(
    [
        "Differential", "Full",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this UpdateType value) => Table.Spell(value);
}
