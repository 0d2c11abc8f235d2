using System.Net;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Bus.Format;

/// <summary>Bodies of the call path: a station's CALL, its admission, an operator's call, and their answers.</summary>
internal static class CallFormat
{
    /// <summary>A station's CALL.</summary>
    public static byte[] Write(in StationCall call) => BodyWriter.Begin()
        .Text("station"u8, call.StationId).Number("epoch"u8, call.Epoch).Time("at"u8, call.ReceivedAt)
        .Action(call.Request.Action).Text("id"u8, call.MessageId.ToString()).Payload("payload"u8, call.Request).End();

    /// <summary>A CALL from anybody: station, action and payload must be there.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="now">When it was received, if it does not say.</param>
    public static StationCall ReadCall(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        string? station = null, version = null, action = null, id = null;
        long epoch = 0;
        ReadOnlySpan<byte> payload = default;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("at"u8)) now = reader.Time();
            else if (reader.Is("version"u8)) version = reader.Text();
            else if (reader.Is("action"u8)) action = reader.Text();
            else if (reader.Is("id"u8)) id = reader.Text();
            else if (reader.Is("payload"u8)) payload = reader.Raw();
        }

        BodyReader.Require(station, "station");
        return new StationCall(station, epoch, BodyReader.RequestOf(BodyReader.ActionOf(version, action), payload), BodyReader.IdOf(id), now);
    }

    /// <summary>The station that a body is about, without reading the rest.</summary>
    public static string ReadStation(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader(body);
        while (reader.Next())
            if (reader.Is("station"u8)) return BodyReader.Require(reader.Text(), "station");
        throw new BusFormatException("station is missing; the body must have it.");
    }

    /// <summary>The answer to a CALL: <c>payload</c>, <c>error</c>, or neither where the CMS has no answer.</summary>
    public static byte[] Write(in CallAnswer answer)
    {
        if (answer.Fault is { } fault) return WriteFault(fault);
        var writer = BodyWriter.Begin();
        if (answer.Response is { } response) writer.Payload("payload"u8, response);
        return writer.End();
    }

    /// <summary>An error alone.</summary>
    public static byte[] WriteFault(OcppFault fault)
    {
        var writer = BodyWriter.Begin();
        writer.Json.WriteStartObject("error"u8);
        writer.Text("code"u8, fault.Code.ToString()).Text("path"u8, fault.Path).Text("text"u8, fault.Text);
        writer.Json.WriteEndObject();
        return writer.End();
    }

    /// <summary>The answer to a CALL of <paramref name="action"/>.</summary>
    public static CallAnswer ReadAnswer(ReadOnlySpan<byte> body, OcppAction action)
    {
        OcppFault? fault = null;
        OcppResponse? response = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("error"u8)) fault = ReadFault(reader.Raw());
            else if (reader.Is("payload"u8)) response = ReadResponse(action, reader.Raw());
        }

        return fault is null ? new CallAnswer(response, null) : new CallAnswer(null, fault);
    }

    /// <summary>The text of the error in a body of type <see cref="MessageTypes.Failed"/>.</summary>
    public static string ReadFailure(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader(body);
        while (reader.Next())
            if (reader.Is("error"u8)) return ReadFault(reader.Raw()).Text;
        return "no reason was given";
    }

    /// <summary>The question whether a station may connect.</summary>
    public static byte[] Write(AdmissionRequest request)
    {
        var writer = BodyWriter.Begin()
            .Text("station"u8, request.StationId).Text("version"u8, OcppVersions.SubProtocol(request.Version)).Text("remote"u8, request.RemoteAddress?.ToString());
        if (request.Password is { } password) writer.Json.WriteBase64String("password"u8, password);
        return writer.End();
    }

    /// <summary>The question whether a station may connect.</summary>
    public static AdmissionRequest ReadAdmissionRequest(ReadOnlySpan<byte> body)
    {
        string? station = null, version = null, remote = null;
        byte[]? password = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("version"u8)) version = reader.Text();
            else if (reader.Is("remote"u8)) remote = reader.Text();
            else if (reader.Is("password"u8)) password = reader.Bytes();
        }

        BodyReader.Require(station, "station");
        return new AdmissionRequest(station, VersionOf(version), password, AddressOf(remote));
    }

    /// <summary>The decision on a connection.</summary>
    public static byte[] Write(Admission admission)
    {
        var writer = BodyWriter.Begin()
            .Text("verdict"u8, admission.Verdict.ToString()).Number("epoch"u8, admission.Epoch).Number("leniency"u8, (long)admission.Leniency);
        writer.Json.WriteBoolean("bootKnown"u8, admission.BootKnown);
        return writer.End();
    }

    /// <summary>The decision on a connection.</summary>
    public static Admission ReadAdmission(ReadOnlySpan<byte> body)
    {
        string? verdict = null;
        long epoch = 0, leniency = 0;
        var bootKnown = false;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("verdict"u8)) verdict = reader.Text();
            else if (reader.Is("epoch"u8)) epoch = reader.Number();
            else if (reader.Is("leniency"u8)) leniency = reader.Number();
            else if (reader.Is("bootKnown"u8)) bootKnown = reader.Flag();
        }

        return new Admission(EnumOf<AdmissionVerdict>(verdict, "verdict"), epoch, (Leniency)leniency, bootKnown);
    }

    /// <summary>An operator's call.</summary>
    public static byte[] Write(in OperatorCall call) =>
        BodyWriter.Begin().Text("kind"u8, call.Kind).Text("station"u8, call.StationId).Raw("body"u8, call.Body.Span).End();

    /// <summary>An operator's call that came to the worker of <paramref name="shard"/>.</summary>
    public static OperatorCall ReadOperatorCall(ReadOnlySpan<byte> body, int shard)
    {
        string? kind = null, station = null;
        byte[] content = [];
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("kind"u8)) kind = reader.Text();
            else if (reader.Is("station"u8)) station = reader.Text();
            else if (reader.Is("body"u8)) content = reader.Raw().ToArray();
        }

        return new OperatorCall(BodyReader.Require(kind, "kind"), shard, station, content);
    }

    /// <summary>A value of an enumeration by its name.</summary>
    internal static T EnumOf<T>(string? text, string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value)
            ? value
            : throw new BusFormatException($"{name} is {text}; allowed: {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>A version by its sub-protocol's name.</summary>
    internal static OcppVersion VersionOf(string? text) =>
        OcppVersions.TryParse(text, out var version) ? version : throw new BusFormatException($"version is {text}; allowed: ocpp1.6, ocpp2.0.1, ocpp2.1.");

    /// <summary>An address; null for none.</summary>
    internal static IPAddress? AddressOf(string? text)
    {
        if (text is null) return null;
        return IPAddress.TryParse(text, out var address) ? address : throw new BusFormatException($"remote is {text}; an IP address is due.");
    }

    /// <summary>The response that a payload holds.</summary>
    internal static OcppResponse ReadResponse(OcppAction action, ReadOnlySpan<byte> payload) =>
        OcppJson.ReadResponsePayload(action, payload, Leniency.All, out var fault) ?? throw new BusFormatException($"payload of the answer to {action.Name}: {fault!.Text}");

    private static OcppFault ReadFault(ReadOnlySpan<byte> body)
    {
        string? code = null, path = null, text = null;
        var reader = new BodyReader(body);
        while (reader.Next())
        {
            if (reader.Is("code"u8)) code = reader.Text();
            else if (reader.Is("path"u8)) path = reader.Text();
            else if (reader.Is("text"u8)) text = reader.Text();
        }

        return new OcppFault(EnumOf<OcppErrorCode>(code, "code"), path ?? "", text ?? "");
    }
}
