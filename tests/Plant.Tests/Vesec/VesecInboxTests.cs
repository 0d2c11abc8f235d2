using System.Globalization;
using System.Text;
using Busbar.Links.Mqtt;
using Busbar.Plant.Vesec;
using Busbar.Tests;

namespace Busbar.Plant.Tests.Vesec;

/// <summary>What counts, and for how long.</summary>
public sealed class VesecInboxTests
{
    private readonly FakeTime _time = new();
    private readonly LineLog _log = new();
    private readonly VesecInbox _inbox;

    public VesecInboxTests()
    {
        var plan = VesecPlans.Five();
        _inbox = new VesecInbox(plan, new VesecNumbering(plan), _time, _log);
    }

    [Fact]
    public void A_demand_becomes_the_guns_with_what_else_is_known()
    {
        Tell("vesec/2/soc/D1", "40");
        Tell("vesec/2/status/D1", "charging");
        Assert.Empty(Changes());
        Tell("vesec/2/demand/D1", "{\"value\": 120, \"voltage\": 400}");
        var (gun, demand) = Assert.Single(Changes());
        Assert.Equal(1, gun);
        Assert.Equal(new VesecDemand { DemandW = 120_000, SocPct = 40, Status = "charging", VoltageV = 400, At = _time.GetUtcNow() }, demand);
        Assert.True(demand!.WantsPower);
        Assert.Empty(Changes());
    }

    [Fact]
    public void Only_the_newest_of_many_is_told()
    {
        for (var i = 0; i <= 1000; i++) Tell("vesec/1/demand/D1", i.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(1_000_000, Assert.Single(Changes()).Demand!.DemandW);
        Assert.Equal(1001, _inbox.Counters.Taken);
    }

    [Fact]
    public void A_demand_that_is_not_refreshed_ends_at_the_stale_time_and_not_before()
    {
        Tell("vesec/1/demand/D1", "50");
        Assert.Single(Changes());
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(Changes());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((0, null), Assert.Single(Changes()));
        Assert.Equal(1, _inbox.Counters.Expired);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Changes());
        Tell("vesec/1/demand/D1", "50");
        Assert.NotNull(Assert.Single(Changes()).Demand);
    }

    [Fact]
    public void A_refresh_is_told_and_keeps_the_demand()
    {
        for (var i = 0; i < 10; i++)
        {
            Tell("vesec/1/demand/D1", "50");
            Assert.Equal(_time.GetUtcNow(), Assert.Single(Changes()).Demand!.At);
            _time.Advance(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public void A_wrong_message_refreshes_nothing()
    {
        Tell("vesec/1/demand/D1", "50");
        Changes();
        _time.Advance(TimeSpan.FromSeconds(20));
        Tell("vesec/1/demand/D1", "NaN");
        Tell("vesec/1/demand/D1", "");
        Assert.Empty(Changes());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Assert.Single(Changes()).Demand);
        Assert.Equal(2, _inbox.Counters.Refused);
    }

    [Fact]
    public void A_wall_clock_that_is_stepped_changes_no_age()
    {
        Tell("vesec/1/demand/D1", "50");
        Changes();
        _time.StepWallClock(TimeSpan.FromDays(-3));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(Changes());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Assert.Single(Changes()).Demand);
    }

    [Fact]
    public void A_kept_message_without_a_time_starts_nothing()
    {
        Tell("vesec/1/demand/D1", "150", retain: true);
        Tell("vesec/1/status/D1", "charging", retain: true);
        Assert.Empty(Changes());
        Assert.Equal(2, _inbox.Counters.Old);
        Assert.Contains(_log.Lines, l => l.Contains("\"vesec/1/demand/D1\" is not acted on: the broker had kept it", StringComparison.Ordinal));
        Tell("vesec/1/demand/D1", "{\"value\": 150}", retain: true);
        Assert.Empty(Changes());
    }

    [Fact]
    public void A_kept_message_counts_from_its_own_time()
    {
        Tell("vesec/1/demand/D1", $"{{\"value\": 150, \"ts\": {Unix(-31)}}}", retain: true);
        Assert.Empty(Changes());
        Tell("vesec/1/demand/D1", $"{{\"value\": 150, \"ts\": {Unix(-20)}}}", retain: true);
        Assert.Equal(_time.GetUtcNow().AddSeconds(-20), Assert.Single(Changes()).Demand!.At);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(Assert.Single(Changes()).Demand);
    }

    [Fact]
    public void A_time_that_is_too_old_or_ahead_or_goes_back_changes_nothing()
    {
        Tell("vesec/1/demand/D1", $"{{\"value\": 10, \"ts\": {Unix(-30)}}}");
        Tell("vesec/1/demand/D1", $"{{\"value\": 20, \"ts\": {Unix(61)}}}");
        Assert.Empty(Changes());
        Assert.Contains(_log.Lines, l => l.Contains("ts is 2026-03-01T11:59:30.0000000+00:00, 30 s ago; allowed: less than 30 s.", StringComparison.Ordinal));
        Tell("vesec/1/demand/D1", $"{{\"value\": 30, \"ts\": {Unix(-5)}}}");
        Tell("vesec/1/demand/D1", $"{{\"value\": 40, \"ts\": {Unix(-6)}}}");
        Assert.Equal(30_000, Assert.Single(Changes()).Demand!.DemandW);
        Assert.Equal(3, _inbox.Counters.Old);
    }

    [Fact]
    public void A_clock_that_is_a_little_ahead_lengthens_nothing()
    {
        Tell("vesec/1/demand/D1", $"{{\"value\": 10, \"ts\": {Unix(59)}}}");
        Assert.Single(Changes());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(Assert.Single(Changes()).Demand);
    }

    [Theory]
    [InlineData("finished", 0)]
    [InlineData("FAULTED", 0)]
    [InlineData("emergency-stop", 0)]
    [InlineData("Out Of Service", 0)]
    [InlineData("charging", 80_000)]
    [InlineData("idle", 80_000)]
    [InlineData("nothing is finished", 80_000)]
    public void A_status_that_ends_the_charge_outweighs_the_demand(string status, double expectedW)
    {
        Tell("vesec/1/demand/D1", "80");
        Tell("vesec/1/status/D1", status);
        Assert.Equal(expectedW, Assert.Single(Changes()).Demand!.DemandW);
    }

    [Fact]
    public void A_status_that_ended_the_charge_is_not_forgotten_while_the_demand_goes_on()
    {
        Tell("vesec/1/status/D1", "finished");
        for (var i = 0; i < 10; i++)
        {
            Tell("vesec/1/demand/D1", "80");
            Assert.False(Assert.Single(Changes()).Demand!.WantsPower);
            _time.Advance(TimeSpan.FromSeconds(20));
        }

        Tell("vesec/1/status/D1", "charging");
        Assert.True(Assert.Single(Changes()).Demand!.WantsPower);
        _time.Advance(TimeSpan.FromSeconds(30));
        Changes();
        Tell("vesec/1/demand/D1", "80");
        Assert.Null(Assert.Single(Changes()).Demand!.Status);
    }

    [Fact]
    public void A_state_of_charge_that_is_not_refreshed_is_not_known_any_more()
    {
        Tell("vesec/1/soc/D1", "40");
        _time.Advance(TimeSpan.FromSeconds(15));
        Tell("vesec/1/demand/D1", "80");
        Assert.Equal(40, Assert.Single(Changes()).Demand!.SocPct);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(Assert.Single(Changes()).Demand!.SocPct);
    }

    [Fact]
    public void A_gun_with_an_SECC_is_not_asked_for_by_topics()
    {
        Tell("vesec/2/demand/D2", "80");
        Assert.Empty(Changes());
        Assert.Contains("the gun is GUN4, which has an SECC", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_logged_once_a_minute_per_topic_and_counted()
    {
        for (var i = 0; i < 100; i++)
        {
            Tell("vesec/1/demand/D1", "NaN");
            Tell("vesec/2/demand/D1", "-5");
        }

        Assert.Equal(2, _log.Lines.Count);
        Assert.StartsWith("MQTT message on \"vesec/1/demand/D1\" is refused: demand is \"NaN\"; allowed: 0 to 10000 (kW).", _log.Lines[0], StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        Tell("vesec/1/demand/D1", "NaN");
        Assert.Contains(" 99 more on this topic since the last line; 201 in all", _log.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_wrong_topics_are_257_lines()
    {
        for (var i = 0; i < 10_000; i++) Tell($"vesec/1/x{i}/D1", "1");
        Assert.Equal(257, _log.Lines.Count);
        Assert.Equal(10_000, _inbox.Counters.Refused);
        _time.Advance(TimeSpan.FromMinutes(1));
        Tell("vesec/1/new/D1", "1");
        Assert.Equal(258, _log.Lines.Count);
    }

    [Fact]
    public void What_this_side_publishes_is_passed_over_when_it_comes_back()
    {
        Tell("vesec/1/state/D1", "{}");
        Tell("vesec/1/allocation/D1", "{}");
        Assert.Equal((0, 0, 0, 0), _inbox.Counters);
    }

    private void Tell(string topic, string payload, bool retain = false) => _inbox.Take(new MqttMessage(topic, Encoding.UTF8.GetBytes(payload)) { Retain = retain });

    private List<(int Gun, VesecDemand? Demand)> Changes()
    {
        var changes = new List<(int, VesecDemand?)>();
        _inbox.Collect(changes);
        return changes;
    }

    private string Unix(double offsetS) => (_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0 + offsetS).ToString(CultureInfo.InvariantCulture);
}
