using System.Buffers;

namespace Busbar.Wire.Ocpp;

/// <summary>
/// The RPC layer of OCPP-J: frames in and out. Reading is one pass and never throws, whatever the bytes; a bad frame is a fault
/// with the code that the peer is to get, and the id as far as it could be read. Thread safe.
/// </summary>
public static class OcppFrames
{
    /// <summary>Longest description in a CALLERROR that we send (OCPP-J 1.6 §4.2.3: the field is a string of at most 255).</summary>
    public const int MaxDescriptionLength = 255;

    /// <summary>
    /// Reads the header of a frame. True: it is good; the action is null when the version does not know it. False: <paramref name="fault"/>
    /// says why, and the frame's id is what could be read (<see cref="MessageId.None"/> otherwise).
    /// </summary>
    /// <param name="utf8">The whole text message of the WebSocket.</param>
    /// <param name="set">The message set of the connection's version.</param>
    /// <param name="allowed">The leniency rules that are on for this peer.</param>
    /// <param name="frame">The frame; its type, id and payload position are filled as far as they could be read.</param>
    /// <param name="fault">Why the header is bad; null when it is good.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, OcppMessageSet set, Leniency allowed, out OcppFrame frame, out OcppFault? fault)
    {
        frame = new OcppFrame { Id = MessageId.None, Bytes = utf8, Reader = new OcppReader(utf8, allowed) };
        if (ReadHeader(ref frame, set)) frame.Reader.RequireUtf8();
        fault = frame.Reader.Fault;
        return fault is null;
    }

    /// <summary>Reads the payload of a CALL and the end of the frame; null with the fault set when either is bad.</summary>
    /// <param name="frame">A CALL, after <see cref="TryRead"/>.</param>
    /// <param name="fault">Why it is bad; an unknown action is <see cref="OcppErrorCode.NotImplemented"/>.</param>
    /// <param name="used">The leniency rules that fired on the whole frame.</param>
    public static OcppRequest? ReadRequest(ref OcppFrame frame, out OcppFault? fault, out Leniency used)
    {
        OcppRequest? request = null;
        if (frame.Type != OcppFrameType.Call) frame.Reader.Fail(OcppErrorCode.RpcFrameworkError, "the frame is not a CALL");
        else if (frame.Action is not { } action)
            frame.Reader.Fail(OcppErrorCode.NotImplemented, $"the action \"{OcppReader.Shorten(frame.ActionName)}\" is not known");
        else if (frame.HasPayload)
            request = action.ReadRequest(ref frame.Reader);
        else
        {
            var empty = new OcppReader("{}"u8, Leniency.None);
            request = action.ReadRequest(ref empty);
            if (request is null) frame.Reader.Adopt(ref empty);
        }

        return Finish(ref frame, request, out fault, out used);
    }

    /// <summary>Reads the payload of a CALLRESULT and the end of the frame; null with the fault set when either is bad.</summary>
    /// <param name="frame">A CALLRESULT, after <see cref="TryRead"/>.</param>
    /// <param name="action">The action of the call that this id belongs to.</param>
    /// <param name="fault">Why it is bad.</param>
    /// <param name="used">The leniency rules that fired on the whole frame.</param>
    public static OcppResponse? ReadResponse(ref OcppFrame frame, OcppAction action, out OcppFault? fault, out Leniency used)
    {
        OcppResponse? response = null;
        if (frame.Type != OcppFrameType.CallResult) frame.Reader.Fail(OcppErrorCode.RpcFrameworkError, "the frame is not a CALLRESULT");
        else if (frame.HasPayload)
            response = action.ReadResponse(ref frame.Reader);
        else
        {
            var empty = new OcppReader("{}"u8, Leniency.None);
            response = action.ReadResponse(ref empty);
            if (response is null) frame.Reader.Adopt(ref empty);
        }

        return Finish(ref frame, response, out fault, out used);
    }

    /// <summary>Appends a CALL.</summary>
    public static void WriteCall(IBufferWriter<byte> to, MessageId id, OcppRequest request)
    {
        var writer = new OcppWriter(to);
        Begin(ref writer, "[2,"u8, id);
        writer.Comma();
        writer.Text(request.Action.NameUtf8);
        request.Write(ref writer);
        writer.EndArray();
        writer.Flush();
    }

    /// <summary>Appends a CALLRESULT.</summary>
    public static void WriteResult(IBufferWriter<byte> to, MessageId id, OcppResponse response)
    {
        var writer = new OcppWriter(to);
        Begin(ref writer, "[3,"u8, id);
        response.Write(ref writer);
        writer.EndArray();
        writer.Flush();
    }

    /// <summary>Appends a CALLERROR.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="id">The id of the refused frame; <see cref="MessageId.None"/> when it had none that could be read.</param>
    /// <param name="version">Whose spelling of the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="description">Cut to <see cref="MaxDescriptionLength"/> characters.</param>
    /// <param name="detailsJson">A JSON object, written as it is; <c>{}</c> when null.</param>
    public static void WriteError(
        IBufferWriter<byte> to, MessageId id, OcppVersion version, OcppErrorCode code, string description, string? detailsJson = null)
    {
        var writer = new OcppWriter(to);
        Begin(ref writer, "[4,"u8, id);
        writer.Comma();
        writer.Text(OcppErrorCodes.Spell(code, version));
        writer.Comma();
        writer.Text(Cut(description));
        writer.Comma();
        if (detailsJson is null) writer.Raw("{}"u8);
        else writer.Raw(System.Text.Encoding.UTF8.GetBytes(detailsJson));
        writer.EndArray();
        writer.Flush();
    }

    private static void Begin(ref OcppWriter writer, ReadOnlySpan<byte> start, MessageId id)
    {
        writer.Raw(start);
        writer.Text(id.Utf8);
    }

    private static ReadOnlySpan<char> Cut(string text)
    {
        if (text.Length <= MaxDescriptionLength) return text;
        return text.AsSpan(0, char.IsHighSurrogate(text[MaxDescriptionLength - 1]) ? MaxDescriptionLength - 1 : MaxDescriptionLength);
    }

    private static bool ReadHeader(ref OcppFrame frame, OcppMessageSet set)
    {
        ref var reader = ref frame.Reader;
        if (!reader.BeginArray()) return reader.FrameFault("the frame");
        if (!Next(ref reader, "a message type") || !reader.MessageType(out var type)) return reader.FrameFault("the message type");
        if (!Next(ref reader, "a message id")) return false;
        var good = reader.Id(out var id);
        if (good || id != default) frame.Id = id;
        if (!good) return reader.FrameFault("the message id");
        frame.Type = (OcppFrameType)type;
        switch (frame.Type)
        {
            case OcppFrameType.Call:
                if (!Next(ref reader, "an action") || !reader.Utf8Text(out var name)) return reader.FrameFault("the action");
                frame.ActionName = name;
                frame.Action = set.Find(name);
                break;
            case OcppFrameType.CallResult:
                break;
            case OcppFrameType.CallError:
                if (!Next(ref reader, "an error code") || !reader.Utf8Text(out var code)) return reader.FrameFault("the error code");
                frame.ErrorCode = code;
                if (!Next(ref reader, "an error description") || !reader.Utf8Text(out var description)) return reader.FrameFault("the error description");
                frame.ErrorDescription = description;
                break;
            default:
                return reader.Fail(
                    OcppErrorCode.MessageTypeNotSupported,
                    "the message type is not known; allowed: 2 (CALL), 3 (CALLRESULT), 4 (CALLERROR)");
        }

        frame.HasPayload = reader.NextPayload();
        frame.PayloadStart = reader.Position;
        return !reader.HasFault;
    }

    private static bool Next(ref OcppReader reader, string what) =>
        reader.NextItem() || reader.Fail(OcppErrorCode.RpcFrameworkError, $"the frame ends where {what} is due");

    private static T? Finish<T>(ref OcppFrame frame, T? message, out OcppFault? fault, out Leniency used)
        where T : OcppMessage
    {
        if (message is not null) frame.Reader.EndFrame();
        fault = frame.Reader.Fault;
        used = frame.Reader.Used;
        return fault is null ? message : null;
    }
}
