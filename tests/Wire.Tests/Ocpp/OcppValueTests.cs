using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppValueTests
{
    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.0000000Z")]
    [InlineData("2026-03-01T12:00:00+05:30", "2026-03-01T06:30:00.0000000Z")]
    [InlineData("2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00.0000000Z")]
    [InlineData("2026-03-01T12:00:00-23:59", "2026-03-02T11:59:00.0000000Z")]
    [InlineData("2026-03-01t12:00:00.1234567z", "2026-03-01T12:00:00.1234567Z")]
    [InlineData("2026-03-01T12:00:00.12345678999999999999999999Z", "2026-03-01T12:00:00.1234567Z")]
    [InlineData("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void A_date_is_read_as_its_instant_in_utc(string text, string utc)
    {
        var read = (HeartbeatResponse?)OcppJson.ReadResponsePayload(Ocpp16.Heartbeat, Encoding.UTF8.GetBytes($$"""{"currentTime":"{{text}}"}"""), Leniency.None, out _);
        Assert.Equal(utc, read!.CurrentTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(TimeSpan.Zero, read.CurrentTime.Offset);
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00.0000000+00:00", "2026-03-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00.0009999+00:00", "2026-03-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00.0010000+00:00", "2026-03-01T12:00:00.001Z")]
    [InlineData("2026-03-01T01:00:00.1200000+02:00", "2026-02-28T23:00:00.120Z")]
    [InlineData("0001-01-01T00:00:00.0000000+00:00", "0001-01-01T00:00:00Z")]
    public void A_date_is_written_in_utc_with_milliseconds_where_there_are_any(string value, string text)
    {
        var date = DateTimeOffset.ParseExact(value, "O", CultureInfo.InvariantCulture);
        Assert.Equal($$"""{"currentTime":"{{text}}"}""", Json(new HeartbeatResponse { CurrentTime = date }));
    }

    [Fact]
    public void Any_text_survives_the_wire()
    {
        var random = new Random(16);
        string[] pieces = ["a", "\"", "\\", "/", "\0", "\u001f", "\u007f", "\n", "é", "€", "😀", "\u2028", " ", new('x', 300)];
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var json = OcppJson.ToUtf8(new DataTransferRequest { VendorId = "v", Data = text });
            Assert.Equal(text, JsonDocument.Parse(json).RootElement.GetProperty("data").GetString());
            Assert.Equal(text, ((DataTransferRequest?)OcppJson.ReadRequestPayload(Ocpp16.DataTransfer, json, Leniency.None, out _))!.Data);
            var escaped = JsonSerializer.SerializeToUtf8Bytes(new { vendorId = "v", data = text });
            Assert.Equal(text, ((DataTransferRequest?)OcppJson.ReadRequestPayload(Ocpp16.DataTransfer, escaped, Leniency.None, out _))!.Data);
        }
    }

    [Theory]
    [InlineData("16", "16")]
    [InlineData("16.0", "16.0")]
    [InlineData("-0.1", "-0.1")]
    [InlineData("1e3", "1000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void A_number_is_written_without_exponent_and_culture(string number, string written)
    {
        var previous = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
        try
        {
            var json = $$$"""{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"W","chargingSchedulePeriod":[],"minChargingRate":{{{number}}}}}""";
            var read = OcppJson.ReadResponsePayload(Ocpp16.GetCompositeSchedule, Encoding.UTF8.GetBytes(json), Leniency.None, out var fault);
            Assert.Null(fault);
            Assert.Equal(json.Replace(number, written, StringComparison.Ordinal), Json(read!));
            Assert.Equal("{\"reservationId\":-5}", Json(new CancelReservationRequest { ReservationId = -5 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    [Fact]
    public void A_record_is_refused_before_it_is_sent_when_it_breaks_its_schema()
    {
        Check("idTag: \"123456789012345678901\" has 21 characters; at most 20 are allowed", new AuthorizeRequest { IdTag = "123456789012345678901" });
        Check("idTag: required, but missing", new AuthorizeRequest { IdTag = null! });
        Check("idTag: the text is not Unicode: it holds half a surrogate pair", new AuthorizeRequest { IdTag = "\ud83d" });
        Check("type: \"9\" is not allowed; allowed: Hard, Soft", new ResetRequest { Type = (ResetType)9 });
        Check("key[1]: null is not allowed in an array", new GetConfigurationRequest { Key = ["a", null!] });
        Check("key[1]: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\" has 51 characters; at most 50 are allowed", new GetConfigurationRequest { Key = ["a", new('x', 51)] });
        Check("meterValue: required, but missing", new MeterValuesRequest { ConnectorId = 1, MeterValue = null! });
        Check("meterValue[0]: null is not allowed in an array", new MeterValuesRequest { ConnectorId = 1, MeterValue = [null!] });
        Check("location: \"example.com\" is not allowed; an absolute URI is due, such as ftp://example.com/file", new GetDiagnosticsRequest { Location = "example.com" });
        Check(
            "meterValue[0].sampledValue[1].unit: \"Hertz\" is not allowed; allowed: Wh, kWh, varh, kvarh, W, kW, VA, kVA, var, kvar, A, V, K, Celcius, Celsius, Fahrenheit, Percent",
            new MeterValuesRequest
            {
                ConnectorId = 1,
                MeterValue = [new() { Timestamp = default, SampledValue = [new() { Value = "1" }, new() { Value = "50", Unit = UnitOfMeasure.Hertz }] }],
            });
        Check(
            "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit: 16.05 is not allowed; allowed: multiples of 0.1",
            new SetChargingProfileRequest
            {
                ConnectorId = 1,
                CsChargingProfiles = new()
                {
                    ChargingProfileId = 1, StackLevel = 0, ChargingProfilePurpose = ChargingProfilePurpose.TxProfile, ChargingProfileKind = ChargingProfileKind.Relative,
                    ChargingSchedule = new() { ChargingRateUnit = ChargingRateUnit.A, ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 16.05m }] },
                },
            });
        Assert.Equal("certificateHashData: 0 elements; 1 to 10000 are allowed", OcppJson.Validate(new GetInstalledCertificateIdsResponse { Status = default, CertificateHashData = [] })!.Text);
    }

    [Fact]
    public void Writing_a_record_that_is_not_valid_does_not_throw()
    {
        Assert.Equal("{\"type\":\"\"}", Json(new ResetRequest { Type = (ResetType)9 }));
        Assert.Equal("{\"idTag\":\"\ufffd\"}", Json(new AuthorizeRequest { IdTag = "\ud83d" }));
        Assert.Equal("{\"connectorId\":1}", Json(new MeterValuesRequest { ConnectorId = 1, MeterValue = null! }));
    }

    [Fact]
    public void Large_messages_pass_through_small_buffers()
    {
        var list = new SendLocalListRequest
        {
            ListVersion = 1, UpdateType = UpdateType.Full,
            LocalAuthorizationList = [.. Enumerable.Range(0, 5_000).Select(i => new AuthorizationData { IdTag = $"TAG{i}", IdTagInfo = new() { Status = AuthorizationStatus.Accepted } })],
        };
        Assert.Null(OcppJson.Validate(list));
        var stingy = new StingyBuffer();
        OcppFrames.WriteCall(stingy, MessageId.Parse("1"), list);
        Assert.True(OcppFrames.TryRead(stingy.Written, Ocpp16.Messages, Leniency.None, out var frame, out _));
        var read = Assert.IsType<SendLocalListRequest>(OcppFrames.ReadRequest(ref frame, out _, out _));
        Assert.Equal(list.LocalAuthorizationList, read.LocalAuthorizationList!);
    }

    [Fact]
    public void Spellings_are_found_both_ways()
    {
        Assert.Equal("Energy.Active.Import.Register", Measurand.EnergyActiveImportRegister.Spell());
        Assert.Equal("L1-N", Phase.L1N.Spell());
        Assert.True(MeasurandSpelling.Table.TryParse("SoC", out var measurand));
        Assert.Equal(Measurand.SoC, measurand);
        Assert.False(MeasurandSpelling.Table.TryParse("Unknown", out _));
        Assert.False(MeasurandSpelling.Table.TryParse((string?)null, out _));
        Assert.False(MeasurandSpelling.Table.IsStandard(Measurand.Unknown));
        Assert.Equal(22, MeasurandSpelling.Table.Spellings.Length);
        Assert.Equal("99", ((Measurand)99).Spell());
    }

    private static void Check(string text, OcppRequest request) => Assert.Equal(text, OcppJson.Validate(request)?.Text);

    private static string Json(OcppMessage message) => Encoding.UTF8.GetString(OcppJson.ToUtf8(message));

    /// <summary>Gives out exactly what it is asked for, never more.</summary>
    private sealed class StingyBuffer : IBufferWriter<byte>
    {
        private readonly List<byte> _written = [];
        private byte[] _span = [];

        public byte[] Written => [.. _written];

        public void Advance(int count) => _written.AddRange(_span.AsSpan(0, count));

        public Span<byte> GetSpan(int sizeHint = 0) => _span = new byte[Math.Max(1, sizeHint)];

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();
    }
}
