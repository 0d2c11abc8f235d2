using Busbar.Cloud.Bus.Rabbit;
using Busbar.Tests;

namespace Busbar.Cloud.Tests.Bus;

/// <summary>Stations that left a gateway a moment ago.</summary>
public sealed class LeaversTests
{
    private readonly FakeTime _time = new();
    private readonly Leavers _leavers;

    public LeaversTests() => _leavers = new Leavers(_time);

    [Fact]
    public void They_go_in_the_order_in_which_they_left_each_when_its_time_is_over()
    {
        Assert.Null(_leavers.NextIn);
        _leavers.Add("CP1", 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        _leavers.Add("CP2", 1);
        Assert.Equal(Leavers.Stay - TimeSpan.FromSeconds(5), _leavers.NextIn);
        Assert.False(_leavers.TryTake(out _));
        _time.Advance(Leavers.Stay - TimeSpan.FromSeconds(5));
        Assert.Equal("CP1", Take());
        Assert.Null(Take());
        Assert.Equal(TimeSpan.FromSeconds(5), _leavers.NextIn);
        _time.Advance(Leavers.Stay);
        Assert.Equal(TimeSpan.Zero, _leavers.NextIn);
        Assert.Equal("CP2", Take());
        Assert.Null(_leavers.NextIn);
    }

    [Fact]
    public void One_that_is_back_does_not_go_and_one_that_left_again_stays_anew()
    {
        _leavers.Add("CP1", 1);
        _leavers.Add("CP2", 1);
        _time.Advance(Leavers.Stay / 2);
        _leavers.Remove("CP1");
        _leavers.Remove("CP2");
        _leavers.Add("CP2", 2);
        _time.Advance(Leavers.Stay / 2);
        Assert.Null(Take());
        Assert.Equal(Leavers.Stay / 2, _leavers.NextIn);
        _time.Advance(Leavers.Stay / 2);
        Assert.Equal("CP2", Take());
    }

    [Fact]
    public void One_is_elsewhere_when_a_newer_connection_is_claimed_and_not_by_its_own_claim_that_comes_late()
    {
        _leavers.Claim("CP1", 9);
        _leavers.Add("CP1", 5);
        Assert.False(_leavers.IsElsewhere("CP1"));
        _leavers.Claim("CP1", 5);
        Assert.False(_leavers.IsElsewhere("CP1"));
        _leavers.Claim("CP1", 6);
        Assert.True(_leavers.IsElsewhere("CP1"));
        _leavers.Remove("CP1");
        Assert.False(_leavers.IsElsewhere("CP1"));
    }

    private string? Take() => _leavers.TryTake(out var station) ? station : null;
}
