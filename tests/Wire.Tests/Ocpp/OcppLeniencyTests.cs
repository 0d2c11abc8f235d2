using System.Text;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>Each leniency rule by itself: with it the frame is read and the rule reported, without it the frame is refused.</summary>
public sealed class OcppLeniencyTests
{
    private const string Status = """[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"%}]""";
    private const string Meter = """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[{"value":"1"%}]}]}]""";
    private const string Stop = """[2,"1","StopTransaction",{"transactionId":7,"meterStop":5,"timestamp":"2026-03-01T12:00:00Z"%}]""";

    /// <summary>Rule, frame, payload as we write it after reading (defaults written out as read), code of the refusal without the rule.</summary>
    public static TheoryData<Leniency, string, string, OcppErrorCode> Rules => new()
    {
        { Leniency.ExtraProperties, With(Stop, ""","connectorId":1"""), Payload(Stop), OcppErrorCode.FormatViolation },
        { Leniency.ExtraProperties, With(Meter, ""","x":{"y":[1,{"z":null}]}"""), Payload(Meter), OcppErrorCode.FormatViolation },
        { Leniency.NumberAsText, Meter.Replace("\"1\"%", "604.213", StringComparison.Ordinal), Payload(Meter.Replace("\"1\"%", "\"604.213\"", StringComparison.Ordinal)), OcppErrorCode.TypeConstraintViolation },
        { Leniency.NumberAsText, With(Status, ""","info":true"""), Payload(With(Status, ""","info":"true" """)), OcppErrorCode.TypeConstraintViolation },
        { Leniency.TextAsNumber, Status.Replace("\"connectorId\":1", "\"connectorId\":\" 1 \"", StringComparison.Ordinal), Payload(Status), OcppErrorCode.TypeConstraintViolation },
        { Leniency.NullProperty, With(Status, ""","info":null,"timestamp":null"""), Payload(Status), OcppErrorCode.TypeConstraintViolation },
        { Leniency.NullProperty, With(Meter, ""","unit":null"""), Payload(Meter), OcppErrorCode.TypeConstraintViolation },
        { Leniency.NullProperty, With(Stop, ""","transactionData":null"""), Payload(Stop), OcppErrorCode.TypeConstraintViolation },
        { Leniency.NullText, With(Status, ""","timestamp":"null" """), Payload(Status), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.NullText, With(Stop, ""","reason":"null" """), Payload(Stop), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.EmptyText, With(Status, ""","timestamp":"" """), Payload(Status), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.EmptyText, With(Stop, ""","reason":"" """), Payload(Stop), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.FractionalInteger, Stop.Replace("\"meterStop\":5", "\"meterStop\":4.5", StringComparison.Ordinal), Payload(Stop), OcppErrorCode.TypeConstraintViolation },
        { Leniency.FractionalInteger, Stop.Replace("\"meterStop\":5", "\"meterStop\":5.4999", StringComparison.Ordinal), Payload(Stop), OcppErrorCode.TypeConstraintViolation },
        { Leniency.IntegerOutOfRange, """[2,"1","MeterValues",{"connectorId":1,"transactionId":9223372036854775807,"meterValue":[]}]""", """{"connectorId":1,"meterValue":[]}""", OcppErrorCode.PropertyConstraintViolation },
        { Leniency.DateWithoutZone, With(Status, ""","timestamp":"2023-10-19T15:28:07" """), Payload(With(Status, ""","timestamp":"2023-10-19T15:28:07Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OddDate, With(Status, ""","timestamp":"2024-04-26T14:35:02+02" """), Payload(With(Status, ""","timestamp":"2024-04-26T12:35:02Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OddDate, With(Status, ""","timestamp":"2024-04-26T14:35:02.5-0230" """), Payload(With(Status, ""","timestamp":"2024-04-26T17:05:02.500Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OddDate, With(Status, ""","timestamp":"2024-04-26 14:35:02Z" """), Payload(With(Status, ""","timestamp":"2024-04-26T14:35:02Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OddDate, With(Status, ""","timestamp":"2024-04-26T14:35Z" """), Payload(With(Status, ""","timestamp":"2024-04-26T14:35:00Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OddDate | Leniency.DateWithoutZone, With(Status, ""","timestamp":"2024-04-26 14:35" """), Payload(With(Status, ""","timestamp":"2024-04-26T14:35:00Z" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.OverlongText, With(Status, $@",""info"":""{new string('x', OcppLimits.MaxOverlongText)}"""), Payload(With(Status, $@",""info"":""{new string('x', OcppLimits.MaxOverlongText)}""")), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.EnumCase, Status.Replace("Available", "suspendedevse", StringComparison.Ordinal), Payload(Status.Replace("Available", "SuspendedEVSE", StringComparison.Ordinal)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.EnumCase, With(Meter, ""","unit":"KWH" """), Payload(With(Meter, ""","unit":"kWh" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownReading, With(Meter, ""","measurand":"Request.Energy" """), Payload(With(Meter, ""","measurand":"Unknown" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownReading, With(Meter, ""","context":"Sample","format":"x","phase":"L4","location":"Roof" """), Payload(With(Meter, ""","context":"Unknown","format":"Unknown","phase":"Unknown","location":"Unknown" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownUnit, With(Meter, ""","unit":"Hz" """), Payload(With(Meter, ""","unit":"Hertz" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownUnit, With(Meter, ""","unit":"Hertz" """), Payload(With(Meter, ""","unit":"Hertz" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownUnit, With(Meter, ""","unit":"C" """), Payload(With(Meter, ""","unit":"Celsius" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownUnit, With(Meter, ""","unit":"furlong" """), Payload(With(Meter, ""","unit":"Unknown" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownErrorCode, Status.Replace("NoError", "Error", StringComparison.Ordinal), Payload(Status.Replace("NoError", "OtherError", StringComparison.Ordinal)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.UnknownReason, With(Stop, ""","reason":"Timeout" """), Payload(With(Stop, ""","reason":"Other" """)), OcppErrorCode.PropertyConstraintViolation },
        { Leniency.NullTransaction, Stop.Replace("\"transactionId\":7", "\"transactionId\":null", StringComparison.Ordinal), Payload(Stop.Replace("\"transactionId\":7", "\"transactionId\":-1", StringComparison.Ordinal)), OcppErrorCode.TypeConstraintViolation },
        { Leniency.JsonAsText, """[2,"1","DataTransfer",{"vendorId":"v","data":{"a":[1, "ü"]}}]""", """{"vendorId":"v","data":"{\"a\":[1, \"ü\"]}"}""", OcppErrorCode.TypeConstraintViolation },
        { Leniency.JsonAsText, """[2,"1","DataTransfer",{"vendorId":"v","data":17}]""", """{"vendorId":"v","data":"17"}""", OcppErrorCode.TypeConstraintViolation },
        { Leniency.MissingArray, """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z"}]}]""", """{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[]}]}""", OcppErrorCode.OccurrenceConstraintViolation },
        { Leniency.MissingArray, """[2,"1","MeterValues",{"connectorId":1,"meterValue":null}]""", """{"connectorId":1,"meterValue":[]}""", OcppErrorCode.TypeConstraintViolation },
        { Leniency.SingleForArray, """[2,"1","MeterValues",{"connectorId":1,"meterValue":{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[]}}]""", """{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T12:00:00Z","sampledValue":[]}]}""", OcppErrorCode.TypeConstraintViolation },
        { Leniency.MissingPayload, """[2,"1","Heartbeat"]""", "{}", OcppErrorCode.RpcFrameworkError },
        { Leniency.MissingPayload, """[2,"1","Heartbeat",null]""", "{}", OcppErrorCode.TypeConstraintViolation },
        { Leniency.NumericMessageId, """[2,1,"Heartbeat",{}]""", "{}", OcppErrorCode.RpcFrameworkError },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_deviation_is_read_under_its_rule_and_refused_without(Leniency rule, string frame, string payload, OcppErrorCode code)
    {
        var read = Read(frame, rule, out var fault, out var used);
        Assert.True(fault is null, fault?.Text);
        Assert.Equal(rule, used);
        Assert.Equal(payload, Encoding.UTF8.GetString(OcppJson.ToUtf8(read!)));

        Assert.Same(typeof(OcppFault), Refused(frame, Leniency.None, code).GetType());
        foreach (var single in Leniencies.Split(rule)) Refused(frame, Leniency.All & ~single & ~Neighbours(single), code);
    }

    [Fact]
    public void The_readonly_flag_may_be_a_number()
    {
        var json = """{"configurationKey":[{"key":"a","readonly":0},{"key":"b","readonly":1}]}"""u8;
        var read = (GetConfigurationResponse?)OcppJson.ReadResponsePayload(Ocpp16.GetConfiguration, json, Leniency.NumberAsBoolean, out _);
        Assert.Equal([false, true], read!.ConfigurationKey!.Select(k => k.Readonly));
        Assert.Null(OcppJson.ReadResponsePayload(Ocpp16.GetConfiguration, json, Leniency.All & ~Leniency.NumberAsBoolean, out var fault));
        Assert.Equal((OcppErrorCode.TypeConstraintViolation, "configurationKey[0].readonly"), (fault!.Code, fault.Path));
        Assert.Null(OcppJson.ReadResponsePayload(Ocpp16.GetConfiguration, """{"configurationKey":[{"key":"a","readonly":10}]}"""u8, Leniency.All, out fault));
        Assert.Equal("configurationKey[0].readonly: must be true or false; got the value 10", fault!.Text);
    }

    [Fact]
    public void A_charging_limit_may_be_finer_than_a_tenth()
    {
        var json = """{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.05}]}}"""u8;
        var read = (GetCompositeScheduleResponse?)OcppJson.ReadResponsePayload(Ocpp16.GetCompositeSchedule, json, Leniency.FinerNumber, out _);
        Assert.Equal(16.05m, Assert.Single(read!.ChargingSchedule!.ChargingSchedulePeriod).Limit);
        Assert.Null(OcppJson.ReadResponsePayload(Ocpp16.GetCompositeSchedule, json, Leniency.All & ~Leniency.FinerNumber, out var fault));
        Assert.Equal("chargingSchedule.chargingSchedulePeriod[0].limit: 16.05 is not allowed; allowed: multiples of 0.1", fault!.Text);
    }

    [Fact]
    public void Every_rule_is_tested_and_described()
    {
        var tested = Rules.Select(r => r.Data.Item1).Aggregate((a, b) => a | b) | Leniency.NumberAsBoolean | Leniency.FinerNumber;
        Assert.Equal(Leniency.All, tested);
        Assert.Equal(24, Leniencies.Rules.Count);
        Assert.Equal(Enum.GetValues<Leniency>().Where(r => r is not (Leniency.None or Leniency.All)), Leniencies.Rules);
        Assert.Equal(Leniencies.Rules.Count, Leniencies.Rules.Select(Leniencies.Describe).Distinct().Count());
        Assert.Equal("a number is read as message id; a missing or null payload is read as {}", string.Join("; ", Leniencies.Describe(Leniency.MissingPayload | Leniency.NumericMessageId).Split("; ").Reverse()));
    }

    /// <summary>What is refused under any leniency.</summary>
    [Theory]
    [InlineData("""[2,"1","Heartbeat",{},{}]""", OcppErrorCode.RpcFrameworkError)]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":1,"connectorId":1,"errorCode":"NoError","status":"Available"}]""", OcppErrorCode.FormatViolation)]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Occupied"}]""", OcppErrorCode.PropertyConstraintViolation)]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":3000000000,"errorCode":"NoError","status":"Available"}]""", OcppErrorCode.PropertyConstraintViolation)]
    [InlineData("""[2,"1","StatusNotification",{"connectorId":null,"errorCode":"NoError","status":"Available"}]""", OcppErrorCode.TypeConstraintViolation)]
    [InlineData("""[2,"1","StatusNotification",{"errorCode":"NoError","status":"Available"}]""", OcppErrorCode.OccurrenceConstraintViolation)]
    [InlineData("""[2,"1","Authorize",{"idTag":{}}]""", OcppErrorCode.TypeConstraintViolation)]
    [InlineData("""[2,"1","Authorize",{"idTag":"\ud800"}]""", OcppErrorCode.FormatViolation)]
    [InlineData("""[2,"1","Authorize"]""", OcppErrorCode.OccurrenceConstraintViolation)]
    [InlineData("""[2,"1","StartTransaction",{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":"yesterday"}]""", OcppErrorCode.PropertyConstraintViolation)]
    public void Some_things_are_refused_under_any_leniency(string frame, OcppErrorCode code) => Refused(frame, Leniency.All, code);

    [Fact]
    public void Overlong_text_has_an_end()
    {
        var fault = Refused($$"""[2,"1","Authorize",{"idTag":"{{new string('x', OcppLimits.MaxOverlongText + 1)}}"}]""", Leniency.All, OcppErrorCode.PropertyConstraintViolation);
        Assert.Equal("idTag: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\" has 501 characters; at most 20 are allowed", fault.Text);
    }

    [Fact]
    public void What_leniency_read_is_not_sent()
    {
        foreach (var row in Rules)
        {
            var (rule, frame, _, _) = row.Data;
            if ((rule & (Leniency.OverlongText | Leniency.UnknownReading)) == Leniency.None && !frame.Contains("furlong", StringComparison.Ordinal) && !frame.Contains("\"H", StringComparison.Ordinal)) continue;
            if (frame.Contains("Heartbeat", StringComparison.Ordinal)) continue;
            var read = Read(frame, rule, out _, out _);
            Assert.Equal(OcppErrorCode.PropertyConstraintViolation, OcppJson.Validate(read!)!.Code);
        }
    }

    private static string With(string frame, string properties) => frame.Replace("%", properties.TrimEnd(), StringComparison.Ordinal);

    private static string Payload(string frame)
    {
        var text = With(frame, "");
        text = text[text.IndexOf('{')..^1];

        // Properties are written in the order of the schema, whatever the order in which they came.
        var action = Vectors.Find(frame.Split('"')[3]);
        return Encoding.UTF8.GetString(OcppJson.ToUtf8(OcppJson.ReadRequestPayload(action, Encoding.UTF8.GetBytes(text), Leniency.OverlongText | Leniency.UnknownReading | Leniency.UnknownUnit, out _)!));
    }

    /// <summary>Rules that would let the same frame pass for a reason of their own.</summary>
    private static Leniency Neighbours(Leniency rule) => rule switch
    {
        Leniency.NullText or Leniency.EmptyText => Leniency.UnknownReason | Leniency.EmptyText | Leniency.NullText,
        Leniency.JsonAsText => Leniency.NumberAsText,
        Leniency.EnumCase => Leniency.UnknownUnit,
        _ => Leniency.None,
    };

    private static OcppFault Refused(string frame, Leniency allowed, OcppErrorCode code)
    {
        Assert.Null(Read(frame, allowed, out var fault, out _));
        Assert.Equal(code, fault!.Code);
        return fault;
    }

    private static OcppRequest? Read(string text, Leniency allowed, out OcppFault? fault, out Leniency used)
    {
        used = Leniency.None;
        return OcppFrames.TryRead(Encoding.UTF8.GetBytes(text.Replace("%", "", StringComparison.Ordinal)), Ocpp16.Messages, allowed, out var frame, out fault)
            ? OcppFrames.ReadRequest(ref frame, out fault, out used)
            : null;
    }
}
