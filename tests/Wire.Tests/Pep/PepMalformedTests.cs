using System.Text;
using Busbar.Wire.Pep;

namespace Busbar.Wire.Tests.Pep;

/// <summary>Every malformed message: the category is format, the details name field, value and what is allowed, kind and number are given back where they can be told.</summary>
public sealed class PepMalformedTests
{
    /// <summary>Message, kind and number of the error, and what its details must say.</summary>
    public static TheoryData<string, string, int, string> Malformed => new()
    {
        { "", "error", 0, "empty" },
        { "{ bad", "error", 0, "not JSON at byte 2" },
        { "[]", "error", 0, "an object is expected" },
        { "5", "error", 0, "an object is expected" },
        { "{}", "error", 0, "type is missing; allowed: request, response, error, info." },
        { """{"type":"request","kind":"reset","sequenceNumber":1,"payload":{}} x""", "error", 0, "there is more after the end" },
        { """{"type":"request","kind":"reset","sequenceNumber":1,"payload":{}""", "error", 0, "a comma or an end" },
        { """{"type":"request","kind":"reset","sequenceNumber":01,"payload":{}}""", "error", 0, "not JSON" },
        { """{'type':'request'}""", "error", 0, "a key is expected" },
        { """{"type":"request","kind":"reset","sequenceNumber":1,"payload":{},}""", "error", 0, "a key is expected" },
        { """{"type":"Request","kind":"reset","sequenceNumber":4,"payload":{}}""", "reset", 4, "type is \"Request\"; allowed: request, response, error, info." },
        { """{"type":1,"kind":"reset","sequenceNumber":4,"payload":{}}""", "reset", 4, "type is 1;" },
        { """{"type":"request","sequenceNumber":4,"payload":{}}""", "error", 4, "kind is missing; allowed: configuration, cableCheck, targetValues, contactorsStatus, reset." },
        { """{"type":"request","kind":7,"sequenceNumber":4,"payload":{}}""", "error", 4, "kind is 7;" },
        { """{"type":"request","kind":"Reset","sequenceNumber":4,"payload":{}}""", "Reset", 4, "kind is \"Reset\"; allowed: configuration" },
        { """{"type":"request","kind":"frobnicate","sequenceNumber":4,"payload":{}}""", "frobnicate", 4, "kind is \"frobnicate\"" },
        { """{"type":"request","kind":"evConnectionState","sequenceNumber":4,"payload":{"evConnectionState":"connected"}}""", "evConnectionState", 4, "which the SECC does not send as a request" },
        { """{"type":"request","kind":"getInput","sequenceNumber":4,"payload":{"inputIdentifiers":[]}}""", "getInput", 4, "which the SECC does not send as a request" },
        { """{"type":"request","kind":"setOutput","sequenceNumber":4,"payload":{"outputValues":{}}}""", "setOutput", 4, "which the SECC does not send" },
        { """{"type":"request","kind":"stopCharging","sequenceNumber":4,"payload":{}}""", "stopCharging", 4, "which the SECC does not send" },
        { """{"type":"info","kind":"status","payload":{}}""", "status", 0, "which the SECC does not send as an info" },
        { """{"type":"response","kind":"configuration","sequenceNumber":4,"payload":{}}""", "configuration", 4, "which the SECC does not send as a response" },
        { """{"type":"request","kind":"reset","payload":{}}""", "reset", 0, "sequenceNumber is missing; allowed: an integer of 1 to 2147483647." },
        { """{"type":"request","kind":"reset","sequenceNumber":-1,"payload":{}}""", "reset", 0, "sequenceNumber is -1;" },
        { """{"type":"request","kind":"reset","sequenceNumber":2147483648,"payload":{}}""", "reset", 0, "sequenceNumber is 2147483648;" },
        { """{"type":"request","kind":"reset","sequenceNumber":1.5,"payload":{}}""", "reset", 0, "sequenceNumber is 1.5;" },
        { """{"type":"request","kind":"reset","sequenceNumber":"1","payload":{}}""", "reset", 0, "sequenceNumber is \"1\";" },
        { """{"type":"request","kind":"reset","sequenceNumber":null,"payload":{}}""", "reset", 0, "sequenceNumber is null;" },
        { """{"type":"request","kind":"reset","sequenceNumber":4}""", "reset", 4, "payload is missing" },
        { """{"type":"request","kind":"cableCheck","sequenceNumber":4,"payload":[]}""", "cableCheck", 4, "payload is []; allowed: an object." },
        { """{"type":"request","kind":"cableCheck","sequenceNumber":4,"payload":null}""", "cableCheck", 4, "payload is null" },
        { """{"type":"request","kind":"cableCheck","sequenceNumber":4,"sequenceNumber":5,"payload":{"voltage":1}}""", "cableCheck", 4, "sequenceNumber is given twice" },
        { Request("cableCheck", "{}"), "cableCheck", 4, "payload.voltage is missing; allowed: 0 to 2147483647 V." },
        { Request("cableCheck", """{"Voltage":400}"""), "cableCheck", 4, "payload.voltage is missing" },
        { Request("cableCheck", """{"voltage":"400"}"""), "cableCheck", 4, "payload.voltage is \"400\"; allowed: 0 to 2147483647 V." },
        { Request("cableCheck", """{"voltage":-0.5}"""), "cableCheck", 4, "payload.voltage is -0.5;" },
        { Request("cableCheck", """{"voltage":1e999}"""), "cableCheck", 4, "payload.voltage is 1e999;" },
        { Request("cableCheck", """{"voltage":2147483648}"""), "cableCheck", 4, "payload.voltage is 2147483648;" },
        { Request("cableCheck", """{"voltage":null}"""), "cableCheck", 4, "payload.voltage is null;" },
        { Request("cableCheck", """{"voltage":1,"voltage":1}"""), "cableCheck", 4, "payload.voltage is given twice" },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":10}"""), "targetValues", 4, "payload.batteryStateOfCharge is missing; allowed: 0 to 100 %." },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":10,"batteryStateOfCharge":50}"""), "targetValues", 4, "payload.chargingState is missing; allowed: standby, preCharge, charge, postCharge." },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":10,"batteryStateOfCharge":100.1,"chargingState":"charge"}"""), "targetValues", 4, "payload.batteryStateOfCharge is 100.1; allowed: 0 to 100 %." },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":-1,"batteryStateOfCharge":50,"chargingState":"charge"}"""), "targetValues", 4, "payload.targetCurrent is -1;" },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":1,"batteryStateOfCharge":50,"chargingState":"PreCharge"}"""), "targetValues", 4, "payload.chargingState is \"PreCharge\"; allowed: standby, preCharge, charge, postCharge." },
        { Request("targetValues", """{"targetVoltage":400,"targetCurrent":1,"batteryStateOfCharge":50,"chargingState":2}"""), "targetValues", 4, "payload.chargingState is 2;" },
        { Request("contactorsStatus", """{"contactorsStatus":"Closed"}"""), "contactorsStatus", 4, "payload.contactorsStatus is \"Closed\"; allowed: open, closed." },
        { Request("contactorsStatus", """{"contactorsStatus":true}"""), "contactorsStatus", 4, "payload.contactorsStatus is true;" },
        { """{"type":"info","kind":"evConnectionState","payload":{"evConnectionState":"Connected"}}""", "evConnectionState", 0, "allowed: disconnected, connected, energyTransferAllowed, error." },
        { """{"type":"info","kind":"evConnectionState","payload":{"evConnectionState":"connected","vehicleId":5}}""", "evConnectionState", 0, "payload.vehicleId is 5; allowed: a text." },
        { """{"type":"info","kind":"chargingSession","payload":{"evMaxVoltageVolts":-1}}""", "chargingSession", 0, "payload.evMaxVoltageVolts is -1; allowed: 0 to 2147483647 V." },
        { """{"type":"info","kind":"chargingSession","payload":{"evMaxDischargePowerWatts":1}}""", "chargingSession", 0, "payload.evMaxDischargePowerWatts is 1; allowed: -2147483647 to 0 W." },
        { """{"type":"info","kind":"chargingSession","payload":{"chargeMode":"fast"}}""", "chargingSession", 0, "allowed: scheduled, dynamic, dynamicBpt." },
        { """{"type":"request","kind":"cableCheck","sequenceNumber":4,"payload":{"voltage":tru}}""", "error", 0, "a value is expected" },
        { """{"type":"request","kind":"cableCheck","sequenceNumber":4,"payload":{"x":"\ud8"}}""", "error", 0, "bad escape" },
        { $$"""{"x":{{new string('[', 40)}}{{new string(']', 40)}}}""", "error", 0, "deeper than 32" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public void R9_A_malformed_message_is_refused_as_format_and_the_details_say_what_is_allowed(string json, string kind, int sequence, string details)
    {
        var fault = PepBytes.Fault(json);
        Assert.NotNull(fault);
        Assert.Equal((PepErrorCategory.Format, kind, sequence), (fault.Category, fault.Kind, fault.Sequence));
        Assert.Contains(details, fault.Details);
    }

    [Fact]
    public void Without_floatValues_every_number_is_an_integer()
    {
        var json = Request("cableCheck", """{"voltage":400.5}""");
        Assert.Null(PepBytes.Fault(json, numbers: PepNumbers.Floats));
        Assert.Contains("an integer, because floatValues is false", PepBytes.Fault(json, numbers: PepNumbers.Integers)!.Details);
        Assert.Null(PepBytes.Fault(Request("cableCheck", """{"voltage":400.0}"""), numbers: PepNumbers.Integers));
    }

    [Fact]
    public void The_secc_refuses_what_a_pecc_must_not_send()
    {
        Assert.Contains("the PECC does not send", PepBytes.Fault(Request("cableCheck", """{"voltage":1}"""), PepRole.Secc)!.Details);
        Assert.Contains("payload.inputIdentifiers is 1; allowed: a list of texts", PepBytes.Fault(Request("getInput", """{"inputIdentifiers":[1]}"""), PepRole.Secc)!.Details);
        Assert.Contains("payload.outputValues is []", PepBytes.Fault(Request("setOutput", """{"outputValues":[]}"""), PepRole.Secc)!.Details);
        Assert.Contains("payload.operationalStatus is missing", PepBytes.Fault(
            """{"type":"info","kind":"status","payload":{"measuredVoltage":0,"measuredCurrent":0,"drivenVoltage":0,"drivenCurrent":0,"temperature":0,"contactorsStatus":"open","isolationStatus":"invalid"}}""", PepRole.Secc)!.Details);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        Assert.Equal("The message is not UTF-8.", PepBytes.Fault([(byte)'{', 0xFF, (byte)'}'], PepRole.Pecc)!.Details);
    }

    [Fact]
    public void A_peer_cannot_make_an_error_long_or_write_control_characters_into_it()
    {
        var fault = PepBytes.Fault(Request(new string('k', 5000), "{}"))!;
        Assert.Equal("error", fault.Kind);
        Assert.InRange(fault.Details.Length, 1, 300);
        Assert.DoesNotContain(PepBytes.Fault("""{"type":"\u0007\n","kind":"reset","sequenceNumber":4,"payload":{}}""")!.Details, char.IsControl);
    }

    [Fact]
    public void A5_Number_0_of_a_request_is_tolerated_and_noted()
    {
        Assert.True(PepFrames.TryRead(Encoding.UTF8.GetBytes("""{"type":"request","kind":"reset","sequenceNumber":0,"payload":{}}"""), PepRole.Pecc, out var envelope, out _));
        Assert.Equal((0, PepFindings.SequenceZero), (envelope.Sequence, envelope.Findings));
    }

    private static string Request(string kind, string payload) => $$"""{"type":"request","kind":"{{kind}}","sequenceNumber":4,"payload":{{payload}}}""";
}
