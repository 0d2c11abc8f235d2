// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetDiagnostics</c>, OCPP 1.6.</summary>
public sealed record GetDiagnosticsRequest : OcppRequest
{
    /// <summary><c>location</c>: absolute URI; required.</summary>
    public required string Location { get; init; }

    /// <summary><c>retries</c>: integer; null when absent.</summary>
    public int? Retries { get; init; }

    /// <summary><c>retryInterval</c>: integer; null when absent.</summary>
    public int? RetryInterval { get; init; }

    /// <summary><c>startTime</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary><c>stopTime</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? StopTime { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetDiagnostics;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetDiagnosticsRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? location = default;
        int? retries = default;
        int? retryInterval = default;
        DateTimeOffset? startTime = default;
        DateTimeOffset? stopTime = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 7 when nameUtf8.SequenceEqual("retries"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalInteger(out retries)) continue;
                    return reader.At<GetDiagnosticsRequest>("retries");
                case 8 when nameUtf8.SequenceEqual("location"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Uri(int.MaxValue, out location)) continue;
                    return reader.At<GetDiagnosticsRequest>("location");
                case 8 when nameUtf8.SequenceEqual("stopTime"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalDate(out stopTime)) continue;
                    return reader.At<GetDiagnosticsRequest>("stopTime");
                case 9 when nameUtf8.SequenceEqual("startTime"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalDate(out startTime)) continue;
                    return reader.At<GetDiagnosticsRequest>("startTime");
                case 13 when nameUtf8.SequenceEqual("retryInterval"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalInteger(out retryInterval)) continue;
                    return reader.At<GetDiagnosticsRequest>("retryInterval");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetDiagnosticsRequest>("location");
        return new GetDiagnosticsRequest
        {
            Location = location!,
            Retries = retries,
            RetryInterval = retryInterval,
            StartTime = startTime,
            StopTime = stopTime,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"location\":"u8, Location);
        writer.Integer("\"retries\":"u8, Retries);
        writer.Integer("\"retryInterval\":"u8, RetryInterval);
        writer.Date("\"startTime\":"u8, StartTime);
        writer.Date("\"stopTime\":"u8, StopTime);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Uri("location", Location, true, int.MaxValue);
    }
}

/// <summary>The response of <c>GetDiagnostics</c>, OCPP 1.6.</summary>
public sealed record GetDiagnosticsResponse : OcppResponse
{
    /// <summary><c>fileName</c>: text of at most 255 characters; null when absent.</summary>
    public string? FileName { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetDiagnostics;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetDiagnosticsResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? fileName = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 8 when nameUtf8.SequenceEqual("fileName"u8):
                    if (reader.Once(ref seen, 0x1) && reader.OptionalText(255, out fileName)) continue;
                    return reader.At<GetDiagnosticsResponse>("fileName");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        return new GetDiagnosticsResponse
        {
            FileName = fileName,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"fileName\":"u8, FileName);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Text("fileName", FileName, false, 255);
    }
}
