using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>How long a shard's events stand still.</summary>
public sealed class ConfirmPulseTests
{
    private readonly FakeTime _time = new();
    private readonly ConfirmPulse _pulse;

    public ConfirmPulseTests() => _pulse = new ConfirmPulse(2, _time);

    [Fact]
    public void It_stands_still_from_the_first_event_that_waits_since_the_last_confirmation()
    {
        Assert.Equal(0, Still());
        _pulse.Begin(0);
        Pass(3);
        _pulse.Begin(0);
        Pass(4);
        Assert.Equal(7, Still());
        _pulse.End(0, confirmed: true);
        Assert.Equal(0, Still());
        Pass(2);
        Assert.Equal(2, Still());
        _pulse.End(0, confirmed: true);
        Pass(9);
        Assert.Equal(0, Still());
        Assert.Equal(TimeSpan.Zero, _pulse.StillFor(1));
    }

    [Fact]
    public void Events_that_are_given_up_and_sent_again_prove_nothing()
    {
        for (var tries = 0; tries < 4; tries++)
        {
            _pulse.Begin(0);
            Pass(25);
            _pulse.End(0, confirmed: false);
            Pass(30);
        }

        Assert.Equal(220, Still());
        _pulse.Begin(0);
        _pulse.End(0, confirmed: true);
        Assert.Equal(0, Still());
    }

    [Fact]
    public void What_nobody_has_tried_for_a_minute_is_forgotten()
    {
        _pulse.Begin(0);
        Pass(25);
        _pulse.End(0, confirmed: false);
        Pass(61);
        Assert.Equal(0, Still());
        _pulse.Begin(0);
        Pass(1);
        Assert.Equal(1, Still());
    }

    private double Still() => _pulse.StillFor(0).TotalSeconds;

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
