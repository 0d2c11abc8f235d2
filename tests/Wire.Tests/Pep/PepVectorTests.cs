using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Wire.Tests.Pep;

/// <summary>Each message as bytes and as a record, both ways.</summary>
public sealed class PepVectorTests
{
    private const PepNumbers Floats = PepNumbers.Floats;

    private static readonly PepConfiguration Configuration = new()
    {
        FirmwareVersion = "2.1", Manufacturer = "Busbar \"A\"", LimitVoltageMinV = 150, LimitVoltageMaxV = 1000.5, LimitCurrentMinA = 0.5, LimitCurrentMaxA = 250.25,
        LimitPowerMaxW = 120000, LimitDischargeCurrentMaxA = -100.5, FloatValues = true,
    };

    [Fact]
    public void Cable_check()
    {
        const string Json = """{"type":"request","kind":"cableCheck","sequenceNumber":7,"payload":{"voltage":500.25}}""";
        Assert.Equal(new PepCableCheck(500.25), PepBytes.Read<PepCableCheck>(Json, PepRole.Pecc));
        Assert.Equal(Json, PepBytes.Write(to => PepFrames.WriteRequest(to, 7, new PepCableCheck(500.25), Floats)));
    }

    [Fact]
    public void Target_values()
    {
        const string Json = """{"type":"request","kind":"targetValues","sequenceNumber":8,"payload":{"targetVoltage":400,"targetCurrent":125.5,"batteryStateOfCharge":100,"chargingState":"preCharge"}}""";
        var values = new PepTargetValues(400, 125.5, 100, PepChargingState.PreCharge);
        Assert.Equal(values, PepBytes.Read<PepTargetValues>(Json, PepRole.Pecc));
        Assert.Equal(Json, PepBytes.Write(to => PepFrames.WriteRequest(to, 8, values, Floats)));
    }

    [Fact]
    public void Contactors()
    {
        const string Json = """{"type":"request","kind":"contactorsStatus","sequenceNumber":9,"payload":{"contactorsStatus":"closed"}}""";
        Assert.Equal(new PepContactorsStatus(true), PepBytes.Read<PepContactorsStatus>(Json, PepRole.Pecc));
        Assert.Equal(Json, PepBytes.Write(to => PepFrames.WriteRequest(to, 9, new PepContactorsStatus(true), Floats)));
    }

    [Fact]
    public void Requests_and_responses_without_fields()
    {
        Assert.Equal("""{"type":"request","kind":"reset","sequenceNumber":2147483647,"payload":{}}""", PepBytes.Write(to => PepFrames.WriteRequest(to, PepKind.Reset, int.MaxValue)));
        Assert.Equal("""{"type":"response","kind":"targetValues","sequenceNumber":1,"payload":{}}""", PepBytes.Write(to => PepFrames.WriteResponse(to, PepKind.TargetValues, 1)));
        Assert.Null(PepBytes.Fault("""{"type":"request","kind":"configuration","sequenceNumber":1,"payload":null}"""));
        Assert.Null(PepBytes.Fault("""{"type":"request","kind":"reset","sequenceNumber":1,"payload":[1,2]}"""));
    }

    [Fact]
    public void Configuration_with_floats_and_without()
    {
        const string Json = """{"type":"response","kind":"configuration","sequenceNumber":1,"payload":{"firmwareVersion":"2.1","manufacturer":"Busbar \"A\"","limitVoltageMin":150,"limitVoltageMax":1000.5,"limitCurrentMin":0.5,"limitCurrentMax":250.25,"limitPowerMax":120000,"limitDischargeCurrentMax":-100.5,"floatValues":true}}""";
        Assert.Equal(Json, PepBytes.Write(to => PepFrames.WriteResponse(to, 1, Configuration, Floats)));
        Assert.Equal(Configuration, PepBytes.Read<PepConfiguration>(Json, PepRole.Secc));

        var whole = Configuration with { FloatValues = false };
        Assert.Contains("""
            "limitVoltageMax":1000,"limitCurrentMin":1,"limitCurrentMax":250,"limitPowerMax":120000,"limitDischargeCurrentMax":-100,"floatValues":false
            """.Trim(), PepBytes.Write(to => PepFrames.WriteResponse(to, 1, whole, whole.Numbers)));
    }

    [Fact]
    public void Inputs_and_outputs()
    {
        const string Ask = """{"type":"request","kind":"getInput","sequenceNumber":3,"payload":{"inputIdentifiers":["temp1","di\\2"]}}""";
        Assert.Equal(["temp1", "di\\2"], PepBytes.Read<PepGetInput>(Ask, PepRole.Secc).InputIdentifiers);
        Assert.Equal(Ask, PepBytes.Write(to => PepFrames.WriteRequest(to, 3, new PepGetInput(["temp1", "di\\2"]), Floats)));

        const string Values = """{"type":"response","kind":"getInput","sequenceNumber":3,"payload":{"inputValues":{"temp1":21.5,"di2":true,"name":"é\n"}}}""";
        var read = PepBytes.Read<PepInputValues>(Values, PepRole.Pecc).InputValues;
        Assert.Equal((21.5, true, "é\n"), (read["temp1"].Number, read["di2"].Flag, read["name"].Text));

        var set = new PepSetOutput(new Dictionary<string, PepIoValue> { ["do1"] = PepIoValue.Of(true), ["ao"] = PepIoValue.Of(1.5), ["t"] = PepIoValue.Of("a\"b") });
        const string Set = """{"type":"request","kind":"setOutput","sequenceNumber":4,"payload":{"outputValues":{"do1":true,"ao":1.5,"t":"a\"b"}}}""";
        Assert.Equal(Set, PepBytes.Write(to => PepFrames.WriteRequest(to, 4, set, Floats)));
        Assert.Equal("a\"b", PepBytes.Read<PepSetOutput>(Set, PepRole.Secc).OutputValues["t"].Text);
    }

    [Fact]
    public void A6_Input_values_are_sent_in_their_wrapper_and_taken_without()
    {
        const string Bare = """{"type":"response","kind":"getInput","sequenceNumber":3,"payload":{"temp1":21.5}}""";
        Assert.Equal(21.5, PepBytes.Read<PepInputValues>(Bare, PepRole.Pecc).InputValues["temp1"].Number);
        var wrapped = PepBytes.Write(to => PepFrames.WriteResponse(to, 3, new PepInputValues(new Dictionary<string, PepIoValue> { ["temp1"] = PepIoValue.Of(21.5) }), Floats));
        Assert.Contains("""{"inputValues":{"temp1":21.5}}""", wrapped);
    }

    [Fact]
    public void Status_with_floats_and_without()
    {
        var status = new PepStatus(399.6, 10.4, 400.5, 0, -3.25, true, PepIsolationStatus.Valid, Operative: true);
        const string Json = """{"type":"info","kind":"status","payload":{"measuredVoltage":399.6,"measuredCurrent":10.4,"drivenVoltage":400.5,"drivenCurrent":0,"temperature":-3.25,"contactorsStatus":"closed","isolationStatus":"valid","operationalStatus":"operative"}}""";
        Assert.Equal(Json, PepBytes.Write(to => PepFrames.WriteInfo(to, status, Floats)));
        Assert.Equal(status, PepBytes.Read<PepStatus>(Json, PepRole.Secc));
        Assert.Contains("""
            "measuredVoltage":400,"measuredCurrent":10,"drivenVoltage":401,"drivenCurrent":0,"temperature":-3,
            """.Trim(), PepBytes.Write(to => PepFrames.WriteInfo(to, status, PepNumbers.Integers)));
    }

    [Fact]
    public void Events_vehicles_and_sessions()
    {
        Assert.Equal("""{"type":"info","kind":"event","payload":{"eventDetails":""}}""", PepBytes.Write(to => PepFrames.WriteInfo(to, new PepEvent(""), Floats)));

        const string Ev = """{"type":"info","kind":"evConnectionState","payload":{"evConnectionState":"connected","vehicleId":"WVW1"}}""";
        Assert.Equal(new PepEvConnection(PepEvConnectionState.Connected, "WVW1"), PepBytes.Read<PepEvConnection>(Ev, PepRole.Pecc));
        Assert.Equal(Ev, PepBytes.Write(to => PepFrames.WriteInfo(to, new PepEvConnection(PepEvConnectionState.Connected, "WVW1"), Floats)));
        Assert.Throws<InvalidOperationException>(() => PepBytes.Write(to => PepFrames.WriteInfo(to, new PepEvConnection(PepEvConnectionState.Error, "WVW1"), Floats)));

        const string Session = """{"type":"info","kind":"chargingSession","payload":{"timeToFullSocSeconds":1200,"evMaxVoltageVolts":450.5,"evMaxDischargePowerWatts":-11000,"chargeMode":"dynamicBpt"}}""";
        var session = new PepChargingSession { TimeToFullSocS = 1200, EvMaxVoltageV = 450.5, EvMaxDischargePowerW = -11000, ChargeMode = PepChargeMode.DynamicBpt };
        Assert.Equal(session, PepBytes.Read<PepChargingSession>(Session, PepRole.Pecc));
        Assert.Equal(Session, PepBytes.Write(to => PepFrames.WriteInfo(to, session, Floats)));
        Assert.Equal(default, PepBytes.Read<PepChargingSession>("""{"type":"info","kind":"chargingSession","payload":{}}""", PepRole.Pecc));
        Assert.Equal(session with { TimeToFullSocS = 600 }, new PepChargingSession { TimeToFullSocS = 600 }.After(session));
    }

    [Fact]
    public void A4_The_category_is_sent_as_value_and_taken_as_valueError_too()
    {
        var json = PepBytes.Write(to => PepFrames.WriteError(to, new PepFault(PepErrorCategory.Value, "getInput", 5, "no \"x\"")));
        Assert.Equal("""{"type":"error","kind":"getInput","sequenceNumber":5,"payload":{"errorCategory":"value","errorDetails":"no \"x\""}}""", json);
        Assert.Equal(new PepError(PepErrorCategory.Value, "no \"x\""), PepBytes.Read<PepError>(json, PepRole.Pecc));
        Assert.Equal(PepErrorCategory.Value, PepBytes.Read<PepError>(json.Replace("\"value\"", "\"valueError\"", StringComparison.Ordinal), PepRole.Pecc).Category);
    }

    [Theory]
    [InlineData("""{"type":"error","kind":"getInput","sequenceNumber":null,"errorDetails":"beside","payload":{"errorCategory":"generic"}}""", "beside")]
    [InlineData("""{"type":"error","kind":"getInput","errorDetails":"beside","payload":{"errorCategory":"generic"}}""", "beside")]
    [InlineData("""{"type":"error","kind":"nonsense","sequenceNumber":3}""", "")]
    public void Errors_as_seen_in_the_field_are_understood(string json, string details)
    {
        var error = PepBytes.Read<PepError>(json, PepRole.Pecc);
        Assert.Equal(new PepError(PepErrorCategory.Generic, details), error);
    }

    [Fact]
    public void R28_After_2147483647_the_numbers_begin_again_at_1()
    {
        var sequence = new PepSequence(int.MaxValue - 1);
        Assert.Equal([int.MaxValue, 1, 2], [sequence.Next(), sequence.Next(), sequence.Next()]);
        Assert.Equal(1, default(PepSequence).Next());
    }

    [Fact]
    public void Unknown_keys_are_passed_over_at_every_level_and_in_any_order()
    {
        const string Json = """ { "x":{"a":[1,{"b":null}]}, "payload" : {"extra":[[]], "voltage" : 5e2, "y":"}" }, "kind":"cableCheck", "sequenceNumber":1, "type":"request" } """;
        Assert.Equal(500, PepBytes.Read<PepCableCheck>(Json, PepRole.Pecc).VoltageV);
        Assert.Equal(500, PepBytes.Read<PepCableCheck>("""{"type":"req\u0075est","kind":"cable\u0043heck","sequenceNumber":1,"payload":{"volt\u0061ge":500}}""", PepRole.Pecc).VoltageV);
    }

    [Fact]
    public void What_must_not_be_sent_throws()
    {
        foreach (var bad in (double[])[double.NaN, double.PositiveInfinity, -1, 3e9])
            Assert.Throws<ArgumentOutOfRangeException>(() => PepBytes.Write(to => PepFrames.WriteInfo(to, new PepStatus(bad, 0, 0, 0, 0, false, default, true), Floats)));
    }
}
