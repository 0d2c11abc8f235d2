// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetLocalListVersion</c>, OCPP 1.6.</summary>
public sealed record GetLocalListVersionRequest : OcppRequest
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static GetLocalListVersionRequest Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetLocalListVersion;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetLocalListVersionRequest? Read(ref OcppReader reader)
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

/// <summary>The response of <c>GetLocalListVersion</c>, OCPP 1.6.</summary>
public sealed record GetLocalListVersionResponse : OcppResponse
{
    /// <summary><c>listVersion</c>: integer; required.</summary>
    public required int ListVersion { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetLocalListVersion;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetLocalListVersionResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        int listVersion = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 11 when nameUtf8.SequenceEqual("listVersion"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Integer(out listVersion)) continue;
                    return reader.At<GetLocalListVersionResponse>("listVersion");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetLocalListVersionResponse>("listVersion");
        return new GetLocalListVersionResponse
        {
            ListVersion = listVersion,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Integer("\"listVersion\":"u8, ListVersion);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
    }
}
