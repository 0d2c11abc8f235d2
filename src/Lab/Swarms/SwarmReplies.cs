namespace Busbar.Lab.Swarms;

/// <summary>A frame of OCPP-J as far as a load client must understand it.</summary>
/// <param name="Type">2 call, 3 result, 4 error; 0 for none of these.</param>
/// <param name="Number">The message id as a number; -1 where it is none of ours.</param>
internal readonly record struct SwarmReply(int Type, long Number)
{
    /// <summary>Reads type and message id; ours are numbers in text.</summary>
    public static SwarmReply Read(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> rest)
    {
        id = default;
        rest = default;
        var at = text.IndexOf((byte)'[') + 1;
        while (at > 0 && at < text.Length && text[at] == ' ') at++;
        if (at <= 0 || at >= text.Length || text[at] is not ((byte)'2' or (byte)'3' or (byte)'4')) return default;
        var type = text[at] - '0';
        var open = text[at..].IndexOf((byte)'"');
        if (open < 0) return default;
        id = text[(at + open + 1)..];
        var close = id.IndexOf((byte)'"');
        if (close < 0) return default;
        rest = id[(close + 1)..];
        id = id[..close];
        return new SwarmReply(type, Digits(id));
    }

    /// <summary>The text between the next two quotes; empty where there are none.</summary>
    public static ReadOnlySpan<byte> NextText(ReadOnlySpan<byte> rest)
    {
        var open = rest.IndexOf((byte)'"');
        if (open < 0) return default;
        rest = rest[(open + 1)..];
        var close = rest.IndexOf((byte)'"');
        return close < 0 ? default : rest[..close];
    }

    /// <summary>The number after a name such as <c>"transactionId":</c>; null where it is absent.</summary>
    public static long? NumberAfter(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name)
    {
        var at = rest.IndexOf(name);
        if (at < 0) return null;
        rest = rest[(at + name.Length)..].TrimStart((byte)' ');
        return System.Buffers.Text.Utf8Parser.TryParse(rest, out long value, out _) ? value : null;
    }

    private static long Digits(ReadOnlySpan<byte> id) =>
        System.Buffers.Text.Utf8Parser.TryParse(id, out long value, out var used) && used == id.Length ? value : -1;

    /// <summary>An answer that a central system can take, for each of its calls.</summary>
    public static ReadOnlySpan<byte> AnswerTo(ReadOnlySpan<byte> action) =>
        action.SequenceEqual("GetConfiguration"u8) ? """{"configurationKey":[{"key":"NumberOfConnectors","readonly":true,"value":"1"}]}"""u8 :
        action.SequenceEqual("GetLocalListVersion"u8) ? """{"listVersion":0}"""u8 :
        action.SequenceEqual("GetDiagnostics"u8) || action.SequenceEqual("UpdateFirmware"u8) ? "{}"u8 :
        action.SequenceEqual("UnlockConnector"u8) ? """{"status":"NotSupported"}"""u8 :
        action.SequenceEqual("DataTransfer"u8) ? """{"status":"UnknownVendorId"}"""u8 :
        action.SequenceEqual("ReserveNow"u8) || action.SequenceEqual("CancelReservation"u8) || action.SequenceEqual("GetCompositeSchedule"u8) ? """{"status":"Rejected"}"""u8 :
        action.SequenceEqual("ClearChargingProfile"u8) ? """{"status":"Unknown"}"""u8 :
        action.SequenceEqual("GetInstalledCertificateIds"u8) || action.SequenceEqual("DeleteCertificate"u8) ? """{"status":"NotFound"}"""u8 :
        """{"status":"Accepted"}"""u8;
}
