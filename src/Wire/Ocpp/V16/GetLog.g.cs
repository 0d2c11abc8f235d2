// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>The request of <c>GetLog</c>, OCPP 1.6.</summary>
public sealed record GetLogRequest : OcppRequest
{
    /// <summary><c>log</c>: <see cref="LogParameters"/>; required.</summary>
    public required LogParameters Log { get; init; }

    /// <summary><c>logType</c>: <see cref="LogType"/>; required.</summary>
    public required LogType LogType { get; init; }

    /// <summary><c>requestId</c>: integer; required.</summary>
    public required int RequestId { get; init; }

    /// <summary><c>retries</c>: integer; null when absent.</summary>
    public int? Retries { get; init; }

    /// <summary><c>retryInterval</c>: integer; null when absent.</summary>
    public int? RetryInterval { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetLog;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetLogRequest? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        LogParameters? log = default;
        LogType logType = default;
        int requestId = default;
        int? retries = default;
        int? retryInterval = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 3 when nameUtf8.SequenceEqual("log"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Object(out log)) continue;
                    return reader.At<GetLogRequest>("log");
                case 7 when nameUtf8.SequenceEqual("logType"u8):
                    if (reader.Once(ref seen, 0x2) && reader.Enum(LogTypeSpelling.Table, out logType)) continue;
                    return reader.At<GetLogRequest>("logType");
                case 7 when nameUtf8.SequenceEqual("retries"u8):
                    if (reader.Once(ref seen, 0x8) && reader.OptionalInteger(out retries)) continue;
                    return reader.At<GetLogRequest>("retries");
                case 9 when nameUtf8.SequenceEqual("requestId"u8):
                    if (reader.Once(ref seen, 0x4) && reader.Integer(out requestId)) continue;
                    return reader.At<GetLogRequest>("requestId");
                case 13 when nameUtf8.SequenceEqual("retryInterval"u8):
                    if (reader.Once(ref seen, 0x10) && reader.OptionalInteger(out retryInterval)) continue;
                    return reader.At<GetLogRequest>("retryInterval");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetLogRequest>("log");
        if ((seen & 0x2) == 0) return reader.Missing<GetLogRequest>("logType");
        if ((seen & 0x4) == 0) return reader.Missing<GetLogRequest>("requestId");
        return new GetLogRequest
        {
            Log = log!,
            LogType = logType,
            RequestId = requestId,
            Retries = retries,
            RetryInterval = retryInterval,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Object("\"log\":"u8, Log);
        writer.Enum("\"logType\":"u8, LogTypeSpelling.Table, LogType);
        writer.Integer("\"requestId\":"u8, RequestId);
        writer.Integer("\"retries\":"u8, Retries);
        writer.Integer("\"retryInterval\":"u8, RetryInterval);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Object("log", Log, true);
        checker.Enum("logType", LogType, LogTypeSpelling.Table);
    }
}

/// <summary>The response of <c>GetLog</c>, OCPP 1.6.</summary>
public sealed record GetLogResponse : OcppResponse
{
    /// <summary><c>status</c>: <see cref="LogStatus"/>; required.</summary>
    public required LogStatus Status { get; init; }

    /// <summary><c>filename</c>: text of at most 255 characters; null when absent.</summary>
    public string? Filename { get; init; }

    /// <inheritdoc/>
    public override OcppAction Action => Ocpp16.GetLog;

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static GetLogResponse? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        LogStatus status = default;
        string? filename = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 6 when nameUtf8.SequenceEqual("status"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Enum(LogStatusSpelling.Table, out status)) continue;
                    return reader.At<GetLogResponse>("status");
                case 8 when nameUtf8.SequenceEqual("filename"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalText(255, out filename)) continue;
                    return reader.At<GetLogResponse>("filename");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<GetLogResponse>("status");
        return new GetLogResponse
        {
            Status = status,
            Filename = filename,
        };
    }

    /// <inheritdoc/>
    public override void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Enum("\"status\":"u8, LogStatusSpelling.Table, Status);
        writer.Text("\"filename\":"u8, Filename);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override void Check(ref OcppChecker checker)
    {
        checker.Enum("status", Status, LogStatusSpelling.Table);
        checker.Text("filename", Filename, false, 255);
    }
}

/// <summary><c>LogParameters</c> of OCPP 1.6.</summary>
public sealed record LogParameters : IOcppObject<LogParameters>
{
    /// <summary><c>remoteLocation</c>: text of at most 512 characters; required.</summary>
    public required string RemoteLocation { get; init; }

    /// <summary><c>oldestTimestamp</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? OldestTimestamp { get; init; }

    /// <summary><c>latestTimestamp</c>: date and time, UTC; null when absent.</summary>
    public DateTimeOffset? LatestTimestamp { get; init; }

    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    public static LogParameters? Read(ref OcppReader reader)
    {
        if (!reader.BeginObject()) return null;
        string? remoteLocation = default;
        DateTimeOffset? oldestTimestamp = default;
        DateTimeOffset? latestTimestamp = default;
        ulong seen = 0;
        while (reader.NextProperty(out var nameUtf8))
        {
            switch (nameUtf8.Length)
            {
                case 14 when nameUtf8.SequenceEqual("remoteLocation"u8):
                    if (reader.Once(ref seen, 0x1) && reader.Text(512, out remoteLocation)) continue;
                    return reader.At<LogParameters>("remoteLocation");
                case 15 when nameUtf8.SequenceEqual("oldestTimestamp"u8):
                    if (reader.Once(ref seen, 0x2) && reader.OptionalDate(out oldestTimestamp)) continue;
                    return reader.At<LogParameters>("oldestTimestamp");
                case 15 when nameUtf8.SequenceEqual("latestTimestamp"u8):
                    if (reader.Once(ref seen, 0x4) && reader.OptionalDate(out latestTimestamp)) continue;
                    return reader.At<LogParameters>("latestTimestamp");
            }

            if (!reader.Unknown(nameUtf8)) return null;
        }

        if (reader.HasFault) return null;
        if ((seen & 0x1) == 0) return reader.Missing<LogParameters>("remoteLocation");
        return new LogParameters
        {
            RemoteLocation = remoteLocation!,
            OldestTimestamp = oldestTimestamp,
            LatestTimestamp = latestTimestamp,
        };
    }

    /// <inheritdoc/>
    public void Write(ref OcppWriter writer)
    {
        writer.BeginObject();
        writer.Text("\"remoteLocation\":"u8, RemoteLocation);
        writer.Date("\"oldestTimestamp\":"u8, OldestTimestamp);
        writer.Date("\"latestTimestamp\":"u8, LatestTimestamp);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public void Check(ref OcppChecker checker)
    {
        checker.Text("remoteLocation", RemoteLocation, true, 512);
    }
}

/// <summary>Spellings on the wire: <see cref="LogStatusSpelling"/>.</summary>
public enum LogStatus
{
    /// <summary><c>Accepted</c>.</summary>
    Accepted,
    /// <summary><c>Rejected</c>.</summary>
    Rejected,
    /// <summary><c>AcceptedCanceled</c>.</summary>
    AcceptedCanceled,
}

/// <summary>Spellings of <see cref="LogStatus"/> on the wire.</summary>
public static class LogStatusSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<LogStatus> Table = new(
    [
        "Accepted", "Rejected", "AcceptedCanceled",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this LogStatus value) => Table.Spell(value);
}

/// <summary>Spellings on the wire: <see cref="LogTypeSpelling"/>.</summary>
public enum LogType
{
    /// <summary><c>DiagnosticsLog</c>.</summary>
    DiagnosticsLog,
    /// <summary><c>SecurityLog</c>.</summary>
    SecurityLog,
}

/// <summary>Spellings of <see cref="LogType"/> on the wire.</summary>
public static class LogTypeSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<LogType> Table = new(
    [
        "DiagnosticsLog", "SecurityLog",
    ]);

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this LogType value) => Table.Spell(value);
}
