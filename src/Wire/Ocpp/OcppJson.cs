using System.Buffers;
using System.Text.Unicode;

namespace Busbar.Wire.Ocpp;

/// <summary>Payloads without a frame around them: read, written, validated. For stores, buses and tests; the gateway uses <see cref="OcppFrames"/>. Thread safe.</summary>
public static class OcppJson
{
    /// <summary>Reads the payload of a request; null with the fault set when it breaks the schema.</summary>
    public static OcppRequest? ReadRequestPayload(OcppAction action, ReadOnlySpan<byte> json, Leniency allowed, out OcppFault? fault)
    {
        if (!TryStart(json, allowed, out var reader, out fault)) return null;
        var request = action.ReadRequest(ref reader);
        return Finish(ref reader, request, out fault);
    }

    /// <summary>Reads the payload of a response; null with the fault set when it breaks the schema.</summary>
    public static OcppResponse? ReadResponsePayload(OcppAction action, ReadOnlySpan<byte> json, Leniency allowed, out OcppFault? fault)
    {
        if (!TryStart(json, allowed, out var reader, out fault)) return null;
        var response = action.ReadResponse(ref reader);
        return Finish(ref reader, response, out fault);
    }

    /// <summary>The payload as UTF-8 JSON. It is not validated.</summary>
    public static byte[] ToUtf8(OcppMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteTo(buffer, message);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Appends the payload as UTF-8 JSON. It is not validated.</summary>
    public static void WriteTo(IBufferWriter<byte> to, OcppMessage message)
    {
        var writer = new OcppWriter(to);
        message.Write(ref writer);
        writer.Flush();
    }

    /// <summary>Holds a message that we are about to send against every constraint of its schema: null when it may be sent.</summary>
    public static OcppFault? Validate(OcppMessage message)
    {
        var checker = default(OcppChecker);
        message.Check(ref checker);
        return checker.Fault;
    }

    private static bool TryStart(ReadOnlySpan<byte> json, Leniency allowed, out OcppReader reader, out OcppFault? fault)
    {
        var valid = Utf8.IsValid(json);
        fault = valid ? null : OcppFrames.NotUtf8;
        reader = new OcppReader(valid ? json : default, allowed);
        return valid;
    }

    private static T? Finish<T>(ref OcppReader reader, T? message, out OcppFault? fault)
        where T : OcppMessage
    {
        if (message is not null) reader.End();
        fault = reader.Fault;
        return fault is null ? message : null;
    }
}
