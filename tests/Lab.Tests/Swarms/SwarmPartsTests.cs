using System.Globalization;
using System.Text;
using Busbar.Lab.Swarms;
using Busbar.Wire.Ocpp;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Lab.Tests.Swarms;

public sealed class SwarmPartsTests
{
    [Theory]
    [InlineData("idle=0.5,short=0.5,tall=0", "tall")]
    [InlineData("idle=0.5", "0.5")]
    [InlineData("idle=2", "0 to 1")]
    [InlineData("idle=NaN", "0 to 1")]
    [InlineData("idle=x", "0 to 1")]
    public void A_mix_that_cannot_be_is_refused(string text, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => SessionMix.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mix_reads_its_shares() => Assert.Equal(new SessionMix(0.25, 0, 0.75), SessionMix.Parse("long=0.75, idle=0.25"));

    [Fact]
    public void Misbehaviours_are_read_with_and_without_a_share()
    {
        var read = Misbehaviours.Parse(["flood,garbage=0.01", "never-reads=1"]);
        Assert.Equal([(Misbehaviour.Flood, 0.05), (Misbehaviour.Garbage, 0.01), (Misbehaviour.NeverReads, 1.0)], read.Select(r => (r.Key, r.Value)));
        Assert.Contains("half-frame", Assert.Throws<ArgumentException>(() => Misbehaviours.Parse(["polite"])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Misbehaviours.Parse(["flood", "flood=0.1"])).Message, StringComparison.Ordinal);
        Assert.Equal(14, Misbehaviours.Names.Split(',').Length);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(60_001, "60001")]
    public void A_number_of_stations_out_of_range_is_refused(int count, string named) => Refused(new SwarmOptions { Count = count }, named);

    [Fact]
    public void Other_options_out_of_range_are_refused_too()
    {
        Refused(new SwarmOptions { Url = new Uri("wss://127.0.0.1:1") }, "ws://");
        Refused(new SwarmOptions { ConnectsPerSecond = 0 }, "more than 0");
        Refused(new SwarmOptions { AcksPath = "x" }, "meter rate");
        Refused(new SwarmOptions { IdTag = "A\"B" }, "letters");
        Refused(new SwarmOptions { Misbehave = new Dictionary<Misbehaviour, double> { [Misbehaviour.Flood] = 0.7, [Misbehaviour.Garbage] = 0.7 } }, "more than 1");
    }

    [Fact]
    public void Percentiles_are_within_a_bucket_of_the_truth()
    {
        var random = new Random(3);
        var histogram = new LatencyHistogram();
        var values = Enumerable.Range(0, 20_000).Select(_ => Math.Exp(random.NextDouble() * 14)).Order().ToArray();
        foreach (var micros in values) histogram.Add(TimeSpan.FromMicroseconds(micros));
        Assert.Equal(20_000, histogram.Count);
        foreach (var share in new[] { 0.01, 0.5, 0.9, 0.99, 0.999 })
        {
            var truth = values[(int)Math.Ceiling(values.Length * share) - 1];
            Assert.InRange(histogram.Percentile(share).TotalMicroseconds, Math.Floor(truth), (truth * 1.07) + 1);
        }

        var taken = histogram.TakeAll();
        Assert.Equal((0, 20_000), (histogram.Count, taken.Count));
        histogram.Add(taken);
        Assert.Equal(taken.Percentile(0.5), histogram.Percentile(0.5));
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));
        histogram.Add(TimeSpan.FromDays(30));
        histogram.Add(TimeSpan.FromSeconds(-1));
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(125, 6)]
    [InlineData(126, 8)]
    [InlineData(65_535, 8)]
    [InlineData(65_536, 14)]
    public void A_frame_header_has_the_size_that_its_length_needs_and_a_mask_of_zero(int length, int header)
    {
        var buffer = new byte[SwarmFrames.MaxHeader + length];
        var begin = SwarmFrames.Finish(buffer, SwarmFrames.MaxHeader, length);
        Assert.Equal(SwarmFrames.MaxHeader - header, begin);
        Assert.Equal(0x81, buffer[begin]);
        Assert.Equal(0x80, buffer[begin + 1] & 0x80);
        Assert.All(buffer[(SwarmFrames.MaxHeader - 4)..SwarmFrames.MaxHeader], b => Assert.Equal(0, b));
    }

    [Fact]
    public void A_frame_of_a_server_is_read_only_when_it_is_whole()
    {
        byte[] bytes = [0x81, 0x05, .. "hello"u8, 0x89, 0x00, 0x88, 0x02, 0x03, 0xE8];
        for (var length = 0; length < 7; length++) Assert.False(SwarmFrames.TryRead(bytes.AsSpan(0, length), out _, out _, out _));
        Assert.True(SwarmFrames.TryRead(bytes, out var kind, out var payload, out var used));
        Assert.Equal((SwarmFrameKind.Text, "hello", 7), (kind, Encoding.ASCII.GetString(payload), used));
        Assert.True(SwarmFrames.TryRead(bytes.AsSpan(7), out kind, out _, out used));
        Assert.Equal((SwarmFrameKind.Ping, 2), (kind, used));
        Assert.True(SwarmFrames.TryRead(bytes.AsSpan(9), out kind, out payload, out _));
        Assert.Equal((SwarmFrameKind.Close, 1000), (kind, (payload[0] << 8) | payload[1]));
    }

    [Theory]
    [InlineData("""[3,"17",{"status":"Accepted"}]""", 3, 17)]
    [InlineData("""[ 4, "000000000018","InternalError","",{}]""", 4, 18)]
    [InlineData("""[2,"abc-1","Reset",{"type":"Soft"}]""", 2, -1)]
    [InlineData("""[5,"1",{}]""", 0, 0)]
    [InlineData("""{"a":1}""", 0, 0)]
    [InlineData("[3", 0, 0)]
    [InlineData("", 0, 0)]
    public void Type_and_number_of_a_reply_are_read(string text, int type, long number)
    {
        var reply = SwarmReply.Read(Encoding.UTF8.GetBytes(text), out _, out _);
        Assert.Equal((type, number), (reply.Type, reply.Number));
    }

    [Fact]
    public void The_answers_to_all_commands_satisfy_their_schemas()
    {
        foreach (var action in Ocpp16.Messages.Actions.Where(a => a.Sender.HasFlag(ActionSender.Central)))
        {
            var answer = SwarmReply.AnswerTo(action.NameUtf8).ToArray();
            var read = OcppJson.ReadResponsePayload(action, answer, Leniency.None, out var fault);
            Assert.True(read is not null, $"{action}: {Encoding.UTF8.GetString(answer)}: {fault?.Text}");
        }
    }

    [Fact]
    public void The_prepared_frame_of_a_MeterValues_is_a_valid_call_with_its_own_numbers()
    {
        var template = new MeterTemplate();
        var at = new DateTimeOffset(2026, 3, 1, 12, 34, 56, 789, TimeSpan.Zero);
        foreach (var (number, sequence) in new[] { (1L, 1L), (123_456_789L, 42L), (7L, 999_999L) })
        {
            var frame = template.Fill(number, sequence, at).ToArray();
            Assert.Equal(0xFE, frame[1]);
            var length = (frame[2] << 8) | frame[3];
            Assert.Equal(frame.Length - 8, length);
            Assert.True(OcppFrames.TryRead(frame.AsSpan(8), Ocpp16.Messages, Leniency.None, out var read, out var fault), fault?.Text);
            Assert.Equal(number, long.Parse(read.Id.ToString(), CultureInfo.InvariantCulture));
            var request = Assert.IsType<MeterValuesRequest>(OcppFrames.ReadRequest(ref read, out fault, out _));
            Assert.Equal(at, request.MeterValue[0].Timestamp);
            Assert.Equal((MeterTemplate.FirstRegisterWh + sequence).ToString(CultureInfo.InvariantCulture), request.MeterValue[0].SampledValue[0].Value);
        }
    }

    private static void Refused(SwarmOptions options, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => new Swarm(options, TimeProvider.System, _ => { })).Message, StringComparison.Ordinal);
}
