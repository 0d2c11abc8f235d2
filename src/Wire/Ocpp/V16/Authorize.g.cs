// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>Authorize</c>, OCPP 1.6.</summary>
public sealed record AuthorizeRequest : OcppRequest
{
    /// <summary><c>idTag</c>: text of at most 20 characters; required.</summary>
    public required string IdTag { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Authorize;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static AuthorizeRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? idTag = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 5 when nameUtf8.SequenceEqual("idTag"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(20, out idTag)) continue;
                    return reader.At<AuthorizeRequest>("idTag");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<AuthorizeRequest>("idTag");
        return new AuthorizeRequest
        {
            IdTag = idTag!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"idTag\":"u8, IdTag);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("idTag", IdTag, true, 20);
    }
}

/// <summary>The response of <c>Authorize</c>, OCPP 1.6.</summary>
public sealed record AuthorizeResponse : OcppResponse
{
    /// <summary><c>idTagInfo</c>: <see cref="IdTagInfo"/>; required.</summary>
    public required IdTagInfo IdTagInfo { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.Authorize;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static AuthorizeResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        IdTagInfo? idTagInfo = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 9 when nameUtf8.SequenceEqual("idTagInfo"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Object(out idTagInfo)) continue;
                    return reader.At<AuthorizeResponse>("idTagInfo");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<AuthorizeResponse>("idTagInfo");
        return new AuthorizeResponse
        {
            IdTagInfo = idTagInfo!,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Object("\"idTagInfo\":"u8, IdTagInfo);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("idTagInfo", IdTagInfo, true);
    }
}
