namespace Busbar.Wire.Ocpp;

/// <content>What only the frame around a payload has.</content>
public ref partial struct OcppReader
{
    /// <summary>A message type: a plain integer. Anything else is read over and given as 0, so that the id after it can be read.</summary>
    internal bool MessageType(out int type)
    {
        if (PlainInteger(out type)) return true;
        type = 0;
        return SkipValue();
    }

    /// <summary>A message id: text, or a number under <see cref="Leniency.NumericMessageId"/>.</summary>
    internal bool Id(out MessageId id)
    {
        id = default;
        ReadOnlySpan<byte> utf8;
        if (Current is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            // The id goes out also when numbers are not allowed, so that the refusal can bear it.
            if (!ScanNumber(out utf8)) return false;
            if (!Tolerate(Leniency.NumericMessageId))
                Fail(OcppErrorCode.RpcFrameworkError, $"the message id must be text; got the value {Shorten(utf8)}");
        }
        else if (!Utf8Text(out utf8)) return false;

        return MessageId.TryParse(utf8, out id)
            ? !HasFault
            : Fail(
                OcppErrorCode.RpcFrameworkError,
                $"the message id \"{Shorten(utf8)}\" is not allowed; at most {MessageId.MaxLength} bytes of UTF-8 are");
    }

    /// <summary>Any text, as UTF-8 without escapes.</summary>
    internal bool Utf8Text(out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (Current != '"') return WrongType("text");
        if (!ScanString(out utf8, out var escaped)) return false;
        if (escaped) utf8 = Unescaped(utf8);
        return true;
    }

    /// <summary>Turns a fault in an element of the header into one of the RPC layer.</summary>
    internal bool FrameFault(string element)
    {
        if (_code != OcppErrorCode.RpcFrameworkError) _problem = $"{element} {_problem}";
        _code = OcppErrorCode.RpcFrameworkError;
        return false;
    }

    /// <summary>
    /// Goes to the payload; false when there is none, which is a fault unless <see cref="Leniency.MissingPayload"/> is on.
    /// </summary>
    internal bool NextPayload()
    {
        if (NextItem()) return !Null(Leniency.MissingPayload);
        if (!HasFault && !Tolerate(Leniency.MissingPayload)) Fail(OcppErrorCode.RpcFrameworkError, "the frame ends where a payload is due");
        return false;
    }

    /// <summary>Reads the rest of the frame after the payload.</summary>
    internal bool EndFrame()
    {
        if (_depth > 0 && NextItem()) return Fail(OcppErrorCode.RpcFrameworkError, "the frame has more elements after its payload");
        return !HasFault && End();
    }

    /// <summary>Takes over the fault of a reader that stood in for this one.</summary>
    internal void Adopt(ref OcppReader other)
    {
        _code = other._code;
        _path = other._path;
        _problem = other._problem;
    }
}
