using System.Buffers;
using System.Text;
using System.Text.Json;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppFrameTests
{
    /// <summary>Frame, id that the answer bears, code as 1.6 spells it, start of the text.</summary>
    public static TheoryData<string, string, string, string> Malformed => new()
    {
        // Not JSON, or not a frame.
        { "", "-1", "ProtocolError", "Not JSON: it ends too early" },
        { "hello", "-1", "ProtocolError", "Not JSON at byte 0" },
        { "{}", "-1", "ProtocolError", "The frame must be an array; got an object" },
        { "\"2\"", "-1", "ProtocolError", "The frame must be an array; got the text \"2\"" },
        { "null", "-1", "ProtocolError", "The frame must be an array; got the value null" },
        { "[]", "-1", "ProtocolError", "The frame ends where a message type is due" },
        { "[2]", "-1", "ProtocolError", "The frame ends where a message id is due" },
        { "[2,\"7\"]", "7", "ProtocolError", "The frame ends where an action is due" },
        { "[3,\"7\"]", "7", "ProtocolError", "The frame ends where a payload is due" },
        { "[4,\"7\"]", "7", "ProtocolError", "The frame ends where an error code is due" },
        { "[4,\"7\",\"X\"]", "7", "ProtocolError", "The frame ends where an error description is due" },

        // Wrong type numbers.
        { "[1,\"7\",\"Heartbeat\",{}]", "7", "ProtocolError", "The message type is not known; allowed: 2 (CALL), 3 (CALLRESULT), 4 (CALLERROR)" },
        { "[5,\"7\",{}]", "7", "ProtocolError", "The message type is not known" },
        { "[-2,\"7\",{}]", "7", "ProtocolError", "The message type is not known" },
        { "[2.5,\"7\",{}]", "7", "ProtocolError", "The message type is not known" },
        { "[99999999999,\"7\",{}]", "7", "ProtocolError", "The message type is not known" },
        { "[\"2\",\"7\",\"Heartbeat\",{}]", "7", "ProtocolError", "The message type is not known" },
        { "[{},\"7\",\"Heartbeat\",{}]", "7", "ProtocolError", "The message type is not known" },

        // Ids.
        { "[2,7,\"Heartbeat\",{}]", "7", "ProtocolError", "The message id must be text; got the value 7" },
        { "[2,null,\"Heartbeat\",{}]", "-1", "ProtocolError", "The message id must be text; got the value null" },
        { "[2,[],\"Heartbeat\",{}]", "-1", "ProtocolError", "The message id must be text; got an array" },
        { "[2,\"1234567890123456789012345678901234567\",\"Heartbeat\",{}]", "-1", "ProtocolError", "The message id \"1234567890123456789012345678901234567\" is not allowed; at most 36" },

        // Actions.
        { "[2,\"7\",\"NoSuchAction\",{}]", "7", "NotImplemented", "The action \"NoSuchAction\" is not known" },
        { "[2,\"7\",\"heartbeat\",{}]", "7", "NotImplemented", "The action \"heartbeat\" is not known" },
        { "[2,\"7\",\"\",{}]", "7", "NotImplemented", "The action \"\" is not known" },
        { "[2,\"7\",5,{}]", "7", "ProtocolError", "The action must be text; got the value 5" },

        // Payloads.
        { "[2,\"7\",\"Heartbeat\"]", "7", "ProtocolError", "The frame ends where a payload is due" },
        { "[2,\"7\",\"Heartbeat\",[]]", "7", "TypeConstraintViolation", "Must be an object; got an array" },
        { "[2,\"7\",\"Heartbeat\",\"\"]", "7", "TypeConstraintViolation", "Must be an object; got the text \"\"" },
        { "[2,\"7\",\"Heartbeat\",{\"x\":1}]", "7", "FormationViolation", "x: the schema has no such property" },
        { "[2,\"7\",\"Heartbeat\",{},0]", "7", "ProtocolError", "The frame has more elements after its payload" },
        { "[2,\"7\",\"Authorize\",{}]", "7", "OccurenceConstraintViolation", "idTag: required, but missing" },
        { "[2,\"7\",\"Authorize\",{\"idTag\":5}]", "7", "TypeConstraintViolation", "idTag: must be text; got the value 5" },
        { "[2,\"7\",\"Authorize\",{\"idTag\":\"123456789012345678901\"}]", "7", "PropertyConstraintViolation", "idTag: \"123456789012345678901\" has 21 characters; at most 20 are allowed" },
        { "[2,\"7\",\"Reset\",{\"type\":\"Gentle\"}]", "7", "PropertyConstraintViolation", "type: \"Gentle\" is not allowed; allowed: Hard, Soft" },
        { "[2,\"7\",\"Reset\",{\"type\":true}]", "7", "TypeConstraintViolation", "type: must be text; got the value true" },
        { "[2,\"7\",\"UnlockConnector\",{\"connectorId\":\"1\"}]", "7", "TypeConstraintViolation", "connectorId: must be an integer; got the text \"1\"" },
        { "[2,\"7\",\"UnlockConnector\",{\"connectorId\":1.5}]", "7", "TypeConstraintViolation", "connectorId: must be an integer; got 1.5" },
        { "[2,\"7\",\"UnlockConnector\",{\"connectorId\":1634030126000}]", "7", "PropertyConstraintViolation", "connectorId: 1634030126000 is not allowed; -2147483648 to 2147483647 is" },
        { "[2,\"7\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"a\",\"meterStart\":0,\"timestamp\":\"2023-10-19T15:28:07\"}]", "7", "PropertyConstraintViolation", "timestamp: \"2023-10-19T15:28:07\" is not allowed; a date and time of RFC 3339 is due, such as 2026-03-01T12:00:00Z" },
        { "[2,\"7\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[{\"timestamp\":\"2026-03-01T12:00:00Z\",\"sampledValue\":[{\"value\":\"1\"},{\"value\":\"1\",\"unit\":\"Hz\"}]}]}]", "7", "PropertyConstraintViolation", "meterValue[0].sampledValue[1].unit: \"Hz\" is not allowed; allowed: Wh, kWh, varh" },

        // Half frames: the id is known as soon as it has been read.
        { "[", "-1", "ProtocolError", "Not JSON: it ends too early" },
        { "[2,\"7", "-1", "ProtocolError", "Not JSON: it ends too early, a text has no end" },
        { "[2,\"7\",\"Heart", "7", "ProtocolError", "Not JSON: it ends too early, a text has no end" },
        { "[2,\"7\",\"Heartbeat\",", "7", "ProtocolError", "Not JSON: it ends too early" },
        { "[2,\"7\",\"Heartbeat\",{", "7", "ProtocolError", "Not JSON: it ends too early" },
        { "[2,\"7\",\"Heartbeat\",{}", "7", "ProtocolError", "Not JSON: it ends too early" },
        { "[2,\"7\",\"Authorize\",{\"idTag\":\"a\"", "7", "ProtocolError", "Not JSON: it ends too early" },
        { "[2,\"7\",\"Heartbeat\",{}]]", "7", "ProtocolError", "Not JSON at byte 22: text follows the end" },
        { "[2,\"7\",\"Heartbeat\",{}][2,\"8\",\"Heartbeat\",{}]", "7", "ProtocolError", "Not JSON at byte 22: text follows the end" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_frame_is_a_fault_that_names_the_place(string text, string id, string code, string start)
    {
        var fault = Fault(Encoding.UTF8.GetBytes(text), Leniency.None, out var got);
        Assert.Equal(id, got.ToString());
        Assert.Equal(code, OcppErrorCodes.Spell(fault.Code, OcppVersion.V16));
        Assert.StartsWith(start, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_is_a_fault_wherever_it_stands()
    {
        byte[] good = [.. """[2,"7","Authorize",{"idTag":"ab"}]"""u8];
        byte[][] bad = [[0xFF], [0xC3], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]];
        for (var at = 0; at <= good.Length; at++)
        {
            foreach (var bytes in bad)
            {
                var fault = Fault([.. good[..at], .. bytes, .. good[at..]], Leniency.All, out var id);
                Assert.Contains(fault.Code, (OcppErrorCode[])[OcppErrorCode.RpcFrameworkError, OcppErrorCode.NotImplemented]);
                Assert.Contains(id.ToString(), (string[])["7", "-1"]);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_a_fault()
    {
        var fault = Fault(Encoding.UTF8.GetBytes($$"""[2,"7","Heartbeat",{"x":{{new string('[', 100_000)}}"""), Leniency.All, out var id);
        Assert.Equal((OcppErrorCode.FormatViolation, "x", "7"), (fault.Code, fault.Path, id.ToString()));
        Assert.Equal("x: nested deeper than 32 levels", fault.Text);
    }

    [Fact]
    public void A_giant_value_is_shortened_in_the_text_of_the_fault()
    {
        var fault = Fault(Encoding.UTF8.GetBytes($$"""[2,"7","Reset",{"type":"{{string.Concat(Enumerable.Repeat("😀\\u0007", 50_000))}}"}]"""), Leniency.All, out _);
        Assert.InRange(fault.Text.Length, 60, 160);
        Assert.DoesNotContain('\a', fault.Text);
    }

    [Fact]
    public void Blanks_and_escapes_may_stand_anywhere()
    {
        var text = " [ 2 ,\t\"\\u0037\" ,\r\n\"Auth\\u006frize\" , { \"id\\u0054ag\" : \"\\u0061\\/b\" } ] \n";
        Assert.True(OcppFrames.TryRead(Encoding.UTF8.GetBytes(text), Ocpp16.Messages, Leniency.None, out var frame, out _));
        Assert.Equal("7", frame.Id.ToString());
        Assert.Equal("""{ "id\u0054ag" : "\u0061\/b" }""", Encoding.UTF8.GetString(frame.Payload));
        Assert.Equal("a/b", Assert.IsType<AuthorizeRequest>(OcppFrames.ReadRequest(ref frame, out _, out _)).IdTag);
    }

    [Fact]
    public void The_payload_is_there_for_the_log_whatever_is_wrong_with_it()
    {
        foreach (var (text, payload) in ((string, string)[])
            [
                ("""[2,"7","Reset",{"type":"x"} ]""", """{"type":"x"}"""), ("""[2,"7","Nope",[1] , 2]""", "[1] , 2"), ("""[2,"7","Reset",{"type":""", """{"type":"""),
                ("""[2,"7","Reset",""", ""), ("""[2,"7","Heartbeat"]""", ""), ("""[3,"7",{"a":[1]}]""", """{"a":[1]}"""), ("""[4,"7","c","d",{"e":1}]""", """{"e":1}"""),
            ])
        {
            OcppFrames.TryRead(Encoding.UTF8.GetBytes(text), Ocpp16.Messages, Leniency.All, out var frame, out _);
            Assert.Equal(payload, Encoding.UTF8.GetString(frame.Payload));
        }
    }

    [Fact]
    public void An_error_is_read()
    {
        Assert.True(OcppFrames.TryRead("""[4,"7","OccurenceConstraintViolation","say \"why\"",{"a":1}]"""u8, Ocpp16.Messages, Leniency.None, out var frame, out _));
        Assert.Equal((OcppFrameType.CallError, "7"), (frame.Type, frame.Id.ToString()));
        Assert.True(OcppErrorCodes.TryParse(frame.ErrorCode, out var code));
        Assert.Equal(OcppErrorCode.OccurrenceConstraintViolation, code);
        Assert.Equal("say \"why\"", Encoding.UTF8.GetString(frame.ErrorDescription));
        Assert.Null(OcppFrames.ReadRequest(ref frame, out var fault, out _));
        Assert.Equal("The frame is not a CALL", fault!.Text);

        Assert.True(OcppFrames.TryRead("""[4,"7","NotSupported",""]"""u8, Ocpp16.Messages, Leniency.MissingPayload, out frame, out _));
        Assert.Equal(Leniency.MissingPayload, frame.Used);
    }

    [Fact]
    public void A_result_is_not_read_as_a_call_nor_a_call_as_a_result()
    {
        Assert.True(OcppFrames.TryRead("""[3,"7",{}]"""u8, Ocpp16.Messages, Leniency.None, out var frame, out _));
        Assert.Null(OcppFrames.ReadRequest(ref frame, out var fault, out _));
        Assert.Equal(OcppErrorCode.RpcFrameworkError, fault!.Code);
        Assert.True(OcppFrames.TryRead("""[2,"7","Heartbeat",{}]"""u8, Ocpp16.Messages, Leniency.None, out frame, out _));
        Assert.Null(OcppFrames.ReadResponse(ref frame, Ocpp16.Heartbeat, out fault, out _));
        Assert.Equal("The frame is not a CALLRESULT", fault!.Text);
    }

    [Fact]
    public void A_missing_payload_is_no_excuse_for_missing_properties()
    {
        var fault = Fault("""[2,"7","Authorize"]"""u8.ToArray(), Leniency.All, out _);
        Assert.Equal((OcppErrorCode.OccurrenceConstraintViolation, "idTag"), (fault.Code, fault.Path));
        Assert.True(OcppFrames.TryRead("""[3,"7"]"""u8, Ocpp16.Messages, Leniency.All, out var frame, out _));
        Assert.Null(OcppFrames.ReadResponse(ref frame, Ocpp16.Heartbeat, out fault, out _));
        Assert.Equal("currentTime", fault!.Path);
    }

    [Fact]
    public void An_error_is_written_in_the_spelling_of_the_version()
    {
        Assert.Equal("""[4,"7","FormationViolation","say \"why\"",{}]""", Write(MessageId.Parse("7"), OcppVersion.V16, OcppErrorCode.FormatViolation, "say \"why\"", null));
        Assert.Equal("""[4,"7","FormatViolation","",{"a":1}]""", Write(MessageId.Parse("7"), OcppVersion.V201, OcppErrorCode.FormatViolation, "", """{"a":1}"""));
        Assert.Equal("""[4,"-1","ProtocolError","é\u0001",{}]""", Write(MessageId.None, OcppVersion.V16, OcppErrorCode.RpcFrameworkError, "é\u0001", null));
        Assert.Equal("""[4,"-1","RpcFrameworkError","",{}]""", Write(MessageId.None, OcppVersion.V21, OcppErrorCode.RpcFrameworkError, "", null));
        var cut = JsonDocument.Parse(Write(MessageId.None, OcppVersion.V16, OcppErrorCode.GenericError, new string('x', 254) + "😀", null)).RootElement[3].GetString();
        Assert.Equal(new string('x', 254), cut);
    }

    private static string Write(MessageId id, OcppVersion version, OcppErrorCode code, string description, string? details)
    {
        var buffer = new ArrayBufferWriter<byte>();
        OcppFrames.WriteError(buffer, id, version, code, description, details);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static OcppFault Fault(byte[] frame, Leniency allowed, out MessageId id)
    {
        if (OcppFrames.TryRead(frame, Ocpp16.Messages, allowed, out var header, out var fault)) Assert.Null(OcppFrames.ReadRequest(ref header, out fault, out _));
        id = header.Id;
        return fault!;
    }
}
