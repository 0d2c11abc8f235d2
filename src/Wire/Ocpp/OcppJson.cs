using System.Buffers;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// Payloads without a frame around them: read, written, validated. For stores, buses and tests; the gateway uses
/// <see cref="OcppFrames"/>. Thread safe.
/// </summary>
public static class OcppJson
{
    /// <summary>Reads the payload of a request; null with the fault set when it breaks the schema.</summary>
    public static OcppRequest? ReadRequestPayload(OcppAction action, ReadOnlySpan<byte> json, Leniency allowed, out OcppFault? fault)
    {
        var reader = new OcppReader(json, allowed);
        return Finish(ref reader, reader.RequireUtf8() ? action.ReadRequest(ref reader) : null, out fault);
    }

    /// <summary>Reads the payload of a response; null with the fault set when it breaks the schema.</summary>
    public static OcppResponse? ReadResponsePayload(OcppAction action, ReadOnlySpan<byte> json, Leniency allowed, out OcppFault? fault)
    {
        var reader = new OcppReader(json, allowed);
        return Finish(ref reader, reader.RequireUtf8() ? action.ReadResponse(ref reader) : null, out fault);
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

    private static T? Finish<T>(ref OcppReader reader, T? message, out OcppFault? fault)
        where T : OcppMessage
    {
        if (message is not null) reader.End();
        fault = reader.Fault;
        return fault is null ? message : null;
    }
}
