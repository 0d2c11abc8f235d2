using System.Text;
using System.Text.Unicode;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus.Format;

/// <summary>Bodies of the event path, one type each, and of the telemetry, which comes many to a message.</summary>
internal static class EventFormat
{
    /// <summary>The type of an event's message.</summary>
    public static string TypeOf(StationEvent e) => e switch
    {
        StationReported => MessageTypes.Report,
        StationConnected => MessageTypes.Connected,
        StationDisconnected => MessageTypes.Disconnected,
        StationLinkTrouble => MessageTypes.Trouble,
        _ => throw new ArgumentException($"{e.GetType().Name} does not travel on the event path.", nameof(e)),
    };

    /// <summary>An event's body.</summary>
    public static byte[] Write(StationEvent e)
    {
        var writer = BodyWriter.Begin().Text("station"u8, e.StationId).Number("epoch"u8, e.Epoch).Time("at"u8, e.At);
        switch (e)
        {
            case StationReported r:
                writer.Action(r.Request.Action).Text("id"u8, r.MessageId.ToString()).Payload("payload"u8, r.Request);
                break;
            case StationConnected c:
                writer.Text("version"u8, OcppVersions.SubProtocol(c.Version)).Text("remote"u8, c.RemoteAddress?.ToString());
                break;
            case StationDisconnected d:
                writer.Text("reason"u8, d.Reason);
                break;
            case StationLinkTrouble t:
                writer.Text("kind"u8, t.Kind).Text("text"u8, t.Text);
                break;
        }

        return writer.End();
    }

    /// <summary>Reads an event.</summary>
    /// <param name="type">The message's type.</param>
    /// <param name="body">JSON.</param>
    /// <param name="redelivered">Goes into <see cref="StationEvent.Redelivered"/>.</param>
    public static StationEvent Read(string? type, ReadOnlySpan<byte> body, bool redelivered)
    {
        string? station = null, version = null, action = null, id = null, remote = null, reason = null, kind = null, text = null;
        long epoch = 0;
        DateTimeOffset? at = null;
        ReadOnlySpan<byte> payload = default;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("at"u8)) at = reader.Time();
            else if (reader.Is("version"u8)) version = reader.Text();
            else if (reader.Is("action"u8)) action = reader.Text();
            else if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("payload"u8)) payload = reader.Raw();
            else if (reader.Is("remote"u8)) remote = reader.Text();
            else if (reader.Is("reason"u8)) reason = reader.Text();
            else if (reader.Is("kind"u8)) kind = reader.Text();
            else if (reader.Is("text"u8)) text = reader.Text();
        }

        BodyReader.Require(station, "station");
        if (at is not { } when) throw new BusFormatException("at is missing; the body must have it.");
        StationEvent read = type switch
        {
            MessageTypes.Report => new StationReported(station, epoch, when, BodyReader.RequestOf(BodyReader.ActionOf(version, action), payload), BodyReader.IdOf(id)),
            MessageTypes.Connected => new StationConnected(station, epoch, when, CallFormat.VersionOf(version), CallFormat.AddressOf(remote)),
            MessageTypes.Disconnected => new StationDisconnected(station, epoch, when, reason ?? ""),
            MessageTypes.Trouble => new StationLinkTrouble(station, epoch, when, BodyReader.Require(kind, "kind"), text ?? ""),
            _ => throw new BusFormatException(
                $"The type is {type ?? "missing"}; allowed: {MessageTypes.Report}, {MessageTypes.Connected}, {MessageTypes.Disconnected}, {MessageTypes.Trouble}."),
        };
        return redelivered ? read with { Redelivered = true } : read;
    }

    /// <summary>Exchanges, in order, as one body.</summary>
    public static byte[] Write(IReadOnlyList<StationExchanged> exchanges)
    {
        var writer = BodyWriter.BeginArray();
        foreach (var e in exchanges)
        {
            writer.Json.WriteStartObject();
            writer.Text("station"u8, e.StationId).Number("epoch"u8, e.Epoch).Time("at"u8, e.At);
            writer.Json.WriteBoolean("fromStation"u8, e.FromStation);
            writer.Text("action"u8, e.Action).Text("id"u8, e.MessageId);
            Wire(writer, "request"u8, "requestBytes"u8, e.Request.Span);
            Wire(writer, "response"u8, "responseBytes"u8, e.Response.Span);
            writer.Text("errorCode"u8, e.ErrorCode).Text("errorText"u8, e.ErrorText)
                .Number("latencyTicks"u8, e.Latency.Ticks).Number("leniencies"u8, (long)e.LenienciesUsed);
            writer.Json.WriteEndObject();
        }

        return writer.EndArray();
    }

    /// <summary>Exchanges of one body, in order.</summary>
    public static List<StationExchanged> ReadExchanges(ReadOnlySpan<byte> body) => BodyReader.Each(body, ReadExchange);

    private static StationExchanged ReadExchange(ReadOnlySpan<byte> body)
    {
        string? station = null, action = null, id = null, errorCode = null, errorText = null;
        long epoch = 0, latency = 0, leniencies = 0;
        var at = default(DateTimeOffset);
        var fromStation = false;
        byte[] request = [], response = [];
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("at"u8)) at = reader.Time();
            else if (reader.Is("fromStation"u8)) fromStation = reader.Flag();
            else if (reader.Is("action"u8)) action = reader.Text();
            else if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("request"u8)) request = Encoding.UTF8.GetBytes(reader.Text() ?? "");
            else if (reader.Is("requestBytes"u8)) request = reader.Bytes() ?? [];
            else if (reader.Is("response"u8)) response = Encoding.UTF8.GetBytes(reader.Text() ?? "");
            else if (reader.Is("responseBytes"u8)) response = reader.Bytes() ?? [];
            else if (reader.Is("errorCode"u8)) errorCode = reader.Text();
            else if (reader.Is("errorText"u8)) errorText = reader.Text();
            else if (reader.Is("latencyTicks"u8)) latency = reader.Number();
            else if (reader.Is("leniencies"u8)) leniencies = reader.Number();
        }

        return new StationExchanged(
            BodyReader.Require(station, "station"), epoch, at, fromStation, action ?? "", id ?? "", request, response, errorCode, errorText,
            TimeSpan.FromTicks(latency), (Leniency)leniencies);
    }

    /// <summary>What was on the wire: as text, or as base64 where it is no UTF-8. Empty is left out.</summary>
    private static void Wire(BodyWriter writer, ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        if (Utf8.IsValid(value)) writer.Json.WriteString(text, value);
        else writer.Json.WriteBase64String(bytes, value);
    }
}
