using System.Text;
using Busbar.Plant.Vesec;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>Topics and payloads: what they mean, and how they are refused.</summary>
public sealed class VesecParsingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("vesec/1/soc/D1", 0, "Soc")]
    [InlineData("vesec/2/demand/D1", 1, "Demand")]
    [InlineData("vesec/1/status/D2", 2, "Status")]
    [InlineData("vesec/2/demand/D2", 3, "Demand")]
    [InlineData("vesec/1/demand/D3", 4, "Demand")]
    public void A_gun_of_a_device_is_a_gun_of_the_site(string topic, int gun, string kind)
    {
        var numbering = new VesecNumbering(VesecPlans.Five());
        Assert.Equal(new VesecTopic(gun, Enum.Parse<VesecKind>(kind)), numbering.Parse(topic, out var why));
        Assert.Empty(why);
        Assert.Equal(topic, numbering.Topic(gun, topic.Split('/')[2]));
    }

    [Theory]
    [InlineData("vesec/3/demand/D1", "gun_id is \"3\"; allowed: 1 to 2 on D1.")]
    [InlineData("vesec/2/demand/D3", "gun_id is \"2\"; allowed: 1 on D3.")]
    [InlineData("vesec/0/demand/D1", "gun_id is \"0\"")]
    [InlineData("vesec/01/demand/D1", "gun_id is \"01\"")]
    [InlineData("vesec/+1/demand/D1", "gun_id is \"+1\"")]
    [InlineData("vesec/-1/demand/D1", "gun_id is \"-1\"")]
    [InlineData("vesec/99999999999/demand/D1", "gun_id is \"99999999999\"")]
    [InlineData("vesec//demand/D1", "gun_id is \"\"")]
    [InlineData("vesec/GUN1/demand/D1", "gun_id is \"GUN1\"")]
    [InlineData("vesec/1/demand/D4", "the device is \"D4\"; allowed: D1 to D3.")]
    [InlineData("vesec/1/demand/D0", "the device is \"D0\"")]
    [InlineData("vesec/1/demand/d1", "the device is \"d1\"")]
    [InlineData("vesec/1/demand/D", "the device is \"D\"")]
    [InlineData("vesec/1/demand/1", "the device is \"1\"")]
    [InlineData("vesec/1/demnad/D1", "the message type is \"demnad\"; allowed: soc, demand or status.")]
    [InlineData("vesec/1/Demand/D1", "the message type is \"Demand\"")]
    [InlineData("vesec/1/demand", "allowed: vesec/{gun_id}/{soc,demand,status}/{device}.")]
    [InlineData("vesec/1/demand/D1/now", "allowed: vesec/{gun_id}")]
    [InlineData("", "the topic is \"\"")]
    public void A_topic_of_no_gun_is_refused_with_what_is_allowed(string topic, string expected)
    {
        Assert.Null(new VesecNumbering(VesecPlans.Five()).Parse(topic, out var why));
        Assert.Contains(expected, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_gun_has_topics_that_lead_back_to_it()
    {
        for (var perDevice = 1; perDevice <= 7; perDevice++)
        {
            var plan = VesecPlans.Five();
            var numbering = new VesecNumbering(plan with { Vesec = plan.Vesec! with { GunsPerDevice = perDevice } });
            for (var gun = 0; gun < 5; gun++) Assert.Equal(new VesecTopic(gun, VesecKind.Soc), numbering.Parse(numbering.Topic(gun, "soc"), out _));
        }
    }

    [Theory]
    [InlineData("Soc", "0", 0)]
    [InlineData("Soc", "100", 100)]
    [InlineData("Soc", " 42.5 \n", 42.5)]
    [InlineData("Demand", "0", 0)]
    [InlineData("Demand", "-0", 0)]
    [InlineData("Demand", "120", 120)]
    [InlineData("Demand", "1e2", 100)]
    [InlineData("Demand", ".5", 0.5)]
    [InlineData("Demand", "10000", 10_000)]
    [InlineData("Demand", "{\"value\": 120}", 120)]
    [InlineData("Demand", " {\"ts\": 1772366400, \"value\": 120.5 } ", 120.5)]
    [InlineData("Soc", "{\"value\":55}", 55)]
    public void A_number_is_taken_as_text_and_as_JSON(string kind, string payload, double expected)
    {
        var read = Parse(kind, payload, out var why);
        Assert.Empty(why);
        Assert.Equal(expected, read!.Value.Number);
        Assert.False(double.IsNegative(read.Value.Number));
    }

    [Theory]
    [InlineData("Demand", "NaN", "demand is \"NaN\"; allowed: 0 to 10000 (kW).")]
    [InlineData("Demand", "-1", "demand is \"-1\"; allowed: 0 to 10000 (kW).")]
    [InlineData("Demand", "1e9", "demand is \"1e9\"; allowed: 0 to 10000 (kW).")]
    [InlineData("Demand", "1e999", "demand is \"1e999\"")]
    [InlineData("Demand", "Infinity", "demand is \"Infinity\"")]
    [InlineData("Demand", "-Infinity", "demand is \"-Infinity\"")]
    [InlineData("Demand", "10000.1", "demand is \"10000.1\"")]
    [InlineData("Demand", "lots", "demand is \"lots\"; allowed: 0 to 10000 (kW).")]
    [InlineData("Demand", "120 kW", "demand is \"120 kW\"")]
    [InlineData("Demand", "120,5", "demand is \"120,5\"")]
    [InlineData("Demand", "1_000", "demand is \"1_000\"")]
    [InlineData("Demand", "0x10", "demand is \"0x10\"")]
    [InlineData("Demand", "true", "demand is \"true\"")]
    [InlineData("Demand", "\"120\"", "demand is \"\"120\"\"")]
    [InlineData("Demand", "[120]", "demand is \"[120]\"")]
    [InlineData("Demand", "1\n2", "demand is \"1?2\"")]
    [InlineData("Demand", "", "the payload is empty; allowed: 0 to 10000 (kW), or {\"value\": ..., \"ts\": ...}.")]
    [InlineData("Demand", " \t\n", "the payload is empty")]
    [InlineData("Demand", "{}", "with value")]
    [InlineData("Demand", "{\"ts\": 1}", "with value")]
    [InlineData("Demand", "{\"value\": \"120\"}", "value is \"120\"; allowed: a number: 0 to 10000 (kW).")]
    [InlineData("Demand", "{\"value\": null}", "value is null")]
    [InlineData("Demand", "{\"value\": {\"kW\": 1}}", "value is an object")]
    [InlineData("Demand", "{\"value\": [1]}", "value is an array")]
    [InlineData("Demand", "{\"value\": NaN}", "allowed: {\"value\": ..., \"ts\": ...}.")]
    [InlineData("Demand", "{\"value\": -1}", "demand is -1")]
    [InlineData("Demand", "{\"value\": 1e999}", "demand is 1e999")]
    [InlineData("Demand", "{\"value\": 1, \"value\": 2}", "the key \"value\" is unknown or there twice")]
    [InlineData("Demand", "{\"value\": 1, \"unit\": \"W\"}", "the key \"unit\" is unknown or there twice; allowed: value, voltage and ts.")]
    [InlineData("Demand", "{\"value\": 1, \"voltage\": 199}", "voltage is 199; allowed: 200 to 920 V on GUN1.")]
    [InlineData("Demand", "{\"value\": 1, \"voltage\": 921}", "voltage is 921")]
    [InlineData("Demand", "{\"value\": 1, \"voltage\": \"400\"}", "voltage is \"400\"")]
    [InlineData("Demand", "{\"value\": 1, \"voltage\": 1e999}", "voltage is 1e999")]
    [InlineData("Soc", "{\"value\": 1, \"voltage\": 400}", "the key \"voltage\" is unknown")]
    [InlineData("Demand", "{\"value\": 1, \"ts\": \"yesterday\"}", "ts is \"yesterday\"; allowed: Unix time")]
    [InlineData("Demand", "{\"value\": 1, \"ts\": -1}", "ts is -1")]
    [InlineData("Demand", "{\"value\": 1, \"ts\": 1e300}", "ts is 1e300")]
    [InlineData("Demand", "{\"value\": 1, \"ts\": null}", "ts is null")]
    [InlineData("Demand", "{\"value\": 1", "allowed: {\"value\"")]
    [InlineData("Demand", "{\"value\": 1} {", "allowed: {\"value\"")]
    [InlineData("Demand", "{\"value\": 1,}", "allowed: {\"value\"")]
    [InlineData("Demand", "{\"\\ud800\": 1}", "allowed: {\"value\"")]
    [InlineData("Status", "{\"value\": \"\\ud800\"}", "allowed: {\"value\"")]
    [InlineData("Soc", "100.1", "soc is \"100.1\"; allowed: 0 to 100 (%).")]
    [InlineData("Soc", "-0.1", "soc is \"-0.1\"")]
    [InlineData("Status", "", "the payload is empty; allowed: 1 to 64 characters of text")]
    [InlineData("Status", "a\u0007b", "status is \"a?b\"")]
    [InlineData("Status", "{\"value\": 1}", "value is 1; allowed: a string.")]
    [InlineData("Status", "{\"value\": \"\"}", "status is \"\"; allowed: 1 to 64 characters of text.")]
    public void Anything_else_is_refused_with_its_value_and_what_is_allowed(string kind, string payload, string expected)
    {
        Assert.Null(Parse(kind, payload, out var why));
        Assert.Contains(expected, why, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', why);
    }

    [Fact]
    public void A_huge_payload_and_one_that_is_no_text_are_refused_without_being_repeated()
    {
        Assert.Null(Parse("Demand", new string('1', 1025), out var why));
        Assert.Equal("the payload has 1025 bytes; allowed: up to 1024.", why);
        Assert.Null(Parse("Status", new string('x', 1024), out why));
        Assert.InRange(why.Length, 60, 140);
        Assert.Null(VesecPayloads.Parse(VesecKind.Demand, VesecPlans.Five().Guns[0], [0x31, 0xFF, 0xFE], out why));
        Assert.Equal("the payload is 3 bytes that are not UTF-8; allowed: UTF-8.", why);
    }

    [Fact]
    public void A_status_is_text_and_JSON_carries_time_and_voltage()
    {
        Assert.Equal("lädt", Parse("Status", " lädt ", out _)!.Value.Text);
        Assert.Equal("ready to charge", Parse("Status", "{\"value\": \"ready to charge\"}", out _)!.Value.Text);
        foreach (var ts in (string[])["1772366400", "1772366400.0", "1772366400000", "\"2026-03-01T12:00:00Z\"", "\"2026-03-01T13:00:00+01:00\"", "\"2026-03-01T12:00:00\""])
            Assert.Equal(Noon, Parse("Demand", $"{{\"value\": 1, \"ts\": {ts}}}", out _)!.Value.At);
        Assert.Equal(400, Parse("Demand", "{\"value\": 1, \"voltage\": 400}", out _)!.Value.VoltageV);
        Assert.Null(Parse("Demand", "1", out _)!.Value.At);
    }

    [Fact]
    public void Random_bytes_are_taken_within_the_range_or_refused_with_a_reason()
    {
        var random = new Random(20);
        const string Alphabet = "{}[]\"valuets:,0123456789.eE+-NaN \\u\u00e4\u20ac\ud83d\ude00\n\0";
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])));
            if (bytes.Length > 0 && random.Next(4) == 0) random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
            foreach (var kind in Enum.GetValues<VesecKind>())
            {
                var read = VesecPayloads.Parse(kind, VesecPlanOf.Gun, bytes, out var why);
                Assert.Equal(read is null, why.Length > 0);
                if (read is { } taken) Assert.InRange(taken.Number, 0, kind == VesecKind.Soc ? 100 : 10_000);
            }
        }
    }

    private static VesecPayload? Parse(string kind, string payload, out string why) =>
        VesecPayloads.Parse(Enum.Parse<VesecKind>(kind), VesecPlanOf.Gun, Encoding.UTF8.GetBytes(payload), out why);

    private static class VesecPlanOf
    {
        public static Plant.Configuration.GunPlan Gun { get; } = VesecPlans.Five().Guns[0];
    }
}
