using Busbar.Cloud.Mqtt;
using Busbar.Cloud.Tests.Api;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Mqtt;

/// <summary>Rates of the broker and of its clients.</summary>
public sealed class RateTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void A_rate_is_what_was_added_over_the_time_that_it_took()
    {
        var history = new RateHistory(_time);
        Assert.Equal(0, history.Latest.MessagesInPerS);
        history.Note(new MqttTotalsView(100, 0, 1000, 0, 0));
        Assert.Empty(history.All());
        _time.Advance(TimeSpan.FromSeconds(4));
        history.Note(new MqttTotalsView(140, 8, 1400, 20, 2));
        Assert.Equal(new MqttRatesView(_time.GetUtcNow(), 10, 2, 100, 5, 0.5), history.Latest);
        Assert.Equal([history.Latest], history.All());
    }

    [Fact]
    public void Five_minutes_are_kept()
    {
        var history = new RateHistory(_time);
        for (var i = 0; i < 400; i++)
        {
            history.Note(new MqttTotalsView(i, 0, 0, 0, 0));
            _time.Advance(RateHistory.Step);
        }

        var all = history.All();
        Assert.Equal(150, all.Count);
        Assert.Equal(TimeSpan.FromMinutes(5) - RateHistory.Step, all[^1].At - all[0].At);
    }

    [Fact]
    public void Clients_are_read_once_a_second_however_many_look_and_have_rates_from_the_second_look_on()
    {
        var (reads, messages) = (0, 100L);
        var clients = new ClientRates(_time, () =>
        {
            reads++;
            return [FakeMqtt.Client("a") with { MessagesIn = messages, MessagesInPerS = null }];
        });
        Assert.Null(Assert.Single(clients.Latest()).MessagesInPerS);
        Assert.Null(Assert.Single(clients.Latest()).MessagesInPerS);
        Assert.Equal(1, reads);

        messages = 130;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(15, Assert.Single(clients.Latest()).MessagesInPerS);
        Assert.Equal(2, reads);
    }

    [Fact]
    public void A_new_connection_and_a_look_long_ago_make_no_rate()
    {
        var client = FakeMqtt.Client("a") with { MessagesInPerS = null };
        var clients = new ClientRates(_time, () => [client]);
        clients.Latest();
        _time.Advance(TimeSpan.FromSeconds(2));
        client = client with { MessagesIn = 0, ConnectedAt = client.ConnectedAt!.Value.AddMinutes(1) };
        Assert.Null(Assert.Single(clients.Latest()).MessagesInPerS);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(Assert.Single(clients.Latest()).MessagesInPerS);
    }
}
