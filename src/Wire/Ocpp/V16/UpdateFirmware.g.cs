// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>UpdateFirmware</c>, OCPP 1.6.</summary>
public sealed record UpdateFirmwareRequest : OcppRequest
{
    /// <summary><c>location</c>: absolute URI; required.</summary>
    public required string Location { get; init; }

    /// <summary><c>retries</c>: integer; null when absent.</summary>
    public int? Retries { get; init; }

    /// <summary><c>retrieveDate</c>: date and time, UTC; required.</summary>
    public required DateTimeOffset RetrieveDate { get; init; }

    /// <summary><c>retryInterval</c>: integer; null when absent.</summary>
    public int? RetryInterval { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.UpdateFirmware;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static UpdateFirmwareRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? location = default;
        int? retries = default;
        DateTimeOffset retrieveDate = default;
        int? retryInterval = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 7 when nameUtf8.SequenceEqual("retries"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out retries)) continue;
                    return reader.At<UpdateFirmwareRequest>("retries");
                case 8 when nameUtf8.SequenceEqual("location"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Uri(int.MaxValue, out location)) continue;
                    return reader.At<UpdateFirmwareRequest>("location");
                case 12 when nameUtf8.SequenceEqual("retrieveDate"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Date(out retrieveDate)) continue;
                    return reader.At<UpdateFirmwareRequest>("retrieveDate");
                case 13 when nameUtf8.SequenceEqual("retryInterval"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalInteger(out retryInterval)) continue;
                    return reader.At<UpdateFirmwareRequest>("retryInterval");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<UpdateFirmwareRequest>("location");
        if ((seen & 0x4) == 0) return reader.Missing<UpdateFirmwareRequest>("retrieveDate");
        return new UpdateFirmwareRequest
        {
            Location = location!,
            Retries = retries,
            RetrieveDate = retrieveDate,
            RetryInterval = retryInterval,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"location\":"u8, Location);
        writer.Integer("\"retries\":"u8, Retries);
        writer.Date("\"retrieveDate\":"u8, RetrieveDate);
        writer.Integer("\"retryInterval\":"u8, RetryInterval);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Uri("location", Location, true, int.MaxValue);
    }
}

/// <summary>The response of <c>UpdateFirmware</c>, OCPP 1.6.</summary>
public sealed record UpdateFirmwareResponse : OcppResponse
{
    /// <summary>The one instance that reading gives; the payload has no properties.</summary>
    public static UpdateFirmwareResponse Empty { get; } = new();

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.UpdateFirmware;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static UpdateFirmwareResponse? Read(ref OcppReader reader)
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
