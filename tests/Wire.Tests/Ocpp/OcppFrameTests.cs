using System.Buffers;
using System.Text;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppFrameTests
{
    [Fact]
    public void A_status_notification_is_read_into_its_record()
    {
        var bytes = """[2,"19223201","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"SuspendedEVSE","timestamp":"2026-03-01T12:00:00.5Z"}]"""u8;
        Assert.True(OcppFrames.TryRead(bytes, Ocpp16.Messages, Leniency.None, out var frame, out var fault), fault?.Text);
        Assert.Equal("19223201", frame.Id.ToString());
        Assert.Same(Ocpp16.StatusNotification, frame.Action);
        var request = Assert.IsType<StatusNotificationRequest>(OcppFrames.ReadRequest(ref frame, out fault, out var used));
        Assert.Null(fault);
        Assert.Equal(Leniency.None, used);
        Assert.Equal(ChargePointStatus.SuspendedEVSE, request.Status);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero), request.Timestamp);
        Assert.Null(OcppJson.Validate(request));
        var buffer = new ArrayBufferWriter<byte>();
        OcppFrames.WriteCall(buffer, frame.Id, request);
        Assert.Equal(Encoding.UTF8.GetString(bytes).Replace(".5Z", ".500Z", StringComparison.Ordinal), Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void A_fault_names_the_path_the_value_and_what_is_allowed()
    {
        var bytes = """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1","unit":"Hz"}]}]}]"""u8;
        Assert.True(OcppFrames.TryRead(bytes, Ocpp16.Messages, Leniency.None, out var frame, out _));
        Assert.Null(OcppFrames.ReadRequest(ref frame, out var fault, out _));
        Assert.Equal(OcppErrorCode.PropertyConstraintViolation, fault!.Code);
        Assert.Equal("meterValue[0].sampledValue[0].unit", fault.Path);
        Assert.StartsWith("meterValue[0].sampledValue[0].unit: \"Hz\" is not allowed; allowed: Wh, kWh", fault.Text, StringComparison.Ordinal);
    }
}
