using System.Buffers;
using System.Text;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppVectorTests
{
    public static TheoryData<string, string, string> Messages => [.. Vectors.All.Select(v => new TheoryDataRow<string, string, string>(v.Action, v.Request, v.Response))];

    [Fact]
    public void There_is_a_vector_for_every_action()
    {
        Assert.Equal(39, Ocpp16.Messages.Actions.Count);
        Assert.Equal(Ocpp16.Messages.Actions.Select(a => a.Name), Vectors.All.Select(v => v.Action));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_request_is_read_and_written_back_byte_for_byte(string action, string json, string _)
    {
        var request = OcppJson.ReadRequestPayload(Vectors.Find(action), Encoding.UTF8.GetBytes(json), Leniency.None, out var fault);
        Assert.Null(fault);
        Assert.Same(Vectors.Find(action), request!.Action);
        Assert.Null(OcppJson.Validate(request));
        Assert.Equal(json, Encoding.UTF8.GetString(OcppJson.ToUtf8(request)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_response_is_read_and_written_back_byte_for_byte(string action, string _, string json)
    {
        var response = OcppJson.ReadResponsePayload(Vectors.Find(action), Encoding.UTF8.GetBytes(json), Leniency.None, out var fault);
        Assert.Null(fault);
        Assert.Same(Vectors.Find(action), response!.Action);
        Assert.Null(OcppJson.Validate(response));
        Assert.Equal(json, Encoding.UTF8.GetString(OcppJson.ToUtf8(response)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_frame_is_read_and_written_back_byte_for_byte(string action, string request, string response)
    {
        var id = MessageId.Parse("a \"quoted\" id");
        var call = $$"""[2,"a \"quoted\" id","{{action}}",{{request}}]""";
        Assert.True(OcppFrames.TryRead(Encoding.UTF8.GetBytes(call), Ocpp16.Messages, Leniency.None, out var frame, out var fault), fault?.Text);
        Assert.Equal((OcppFrameType.Call, id), (frame.Type, frame.Id));
        Assert.Equal(request, Encoding.UTF8.GetString(frame.Payload));
        var buffer = new ArrayBufferWriter<byte>();
        OcppFrames.WriteCall(buffer, id, OcppFrames.ReadRequest(ref frame, out _, out var used)!);
        Assert.Equal(Leniency.None, used);
        Assert.Equal(call, Encoding.UTF8.GetString(buffer.WrittenSpan));

        var result = $$"""[3,"a \"quoted\" id",{{response}}]""";
        Assert.True(OcppFrames.TryRead(Encoding.UTF8.GetBytes(result), Ocpp16.Messages, Leniency.None, out frame, out fault), fault?.Text);
        Assert.Equal((OcppFrameType.CallResult, id), (frame.Type, frame.Id));
        Assert.Null(frame.Action);
        Assert.Equal(response, Encoding.UTF8.GetString(frame.Payload));
        buffer.Clear();
        OcppFrames.WriteResult(buffer, id, OcppFrames.ReadResponse(ref frame, Vectors.Find(action), out _, out _)!);
        Assert.Equal(result, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Values_arrive_in_their_properties()
    {
        var read = (StopTransactionRequest)OcppJson.ReadRequestPayload(
            Ocpp16.StopTransaction, Encoding.UTF8.GetBytes(Vectors.All.Single(v => v.Action == "StopTransaction").Request), Leniency.None, out _)!;
        Assert.Equal(("DEMO", 21000, 42, StopReason.EVDisconnected), (read.IdTag, read.MeterStop, read.TransactionId, read.Reason));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero), read.Timestamp);
        var samples = Assert.Single(read.TransactionData!).SampledValue;
        Assert.Equal(2, samples.Length);
        Assert.Equal(
            new SampledValue
            {
                Value = "1234.5", Context = ReadingContext.SamplePeriodic, Format = ValueFormat.Raw, Measurand = Measurand.EnergyActiveImportRegister,
                Phase = Phase.L1N, Location = Location.Outlet, Unit = UnitOfMeasure.KWh,
            },
            samples[0]);
        Assert.Equal(new SampledValue { Value = "54" }, samples[1]);
    }

    [Fact]
    public void Who_asks_is_known_of_every_action()
    {
        string[] stations =
        [
            "Authorize", "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification",
            "MeterValues", "SecurityEventNotification", "SignCertificate", "SignedFirmwareStatusNotification", "StartTransaction",
            "StatusNotification", "StopTransaction",
        ];
        Assert.Equal(stations, Ocpp16.Messages.Actions.Where(a => a.Sender == ActionSender.Station).Select(a => a.Name));
        Assert.Equal(["DataTransfer"], Ocpp16.Messages.Actions.Where(a => a.Sender == ActionSender.Both).Select(a => a.Name));
        Assert.All(Ocpp16.Messages.Actions, a => Assert.True(a.IsAnswered));
    }
}
