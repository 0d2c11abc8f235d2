using Busbar.Lab.Sites;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Tests.Sites;

/// <summary>The load that stands in for a vehicle.</summary>
public sealed class TestPlugTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly SitePhysics _site = new(SiteElectrics.FullMatrix(1, 1));
    private readonly TestPlug _plug = new();

    public TestPlugTests()
    {
        _site.Plug(0, _plug);
        _site.Contactors[0].Coil = _site.Outputs[0].Coil = true;
        Run(0.2, IsolationState.Running);
    }

    [Fact]
    public void It_takes_the_current_once_the_voltage_rests_after_the_test_and_lets_go_when_none_flows()
    {
        Feed(500, 1);
        Run(3, IsolationState.Running);
        Assert.False(_plug.IsConnected);
        Feed(0, 0);
        Run(60, IsolationState.Valid);
        Assert.False(_plug.IsConnected);

        Feed(400, 2);
        Run(1.5, IsolationState.Valid);
        Assert.True(_plug.IsConnected);
        Feed(420, 50);
        Run(1, IsolationState.Valid);
        Assert.Equal(50, _plug.CurrentA, 0.5);
        Assert.InRange(_site.GunV(0), 380, 400);

        // The insulation is watched while it charges.
        Run(1, IsolationState.Running);
        Assert.Equal(50, _plug.CurrentA, 0.5);
        Feed(0, 0);
        Run(3, IsolationState.Valid);
        Assert.False(_plug.IsConnected);
        Assert.Empty(_site.Violations);
    }

    [Fact]
    public void A_voltage_that_goes_from_pre_charge_straight_to_charge_is_taken_where_it_rests()
    {
        Feed(400, 2);
        Run(0.25, IsolationState.Valid);
        Feed(500, 50);
        Run(1, IsolationState.Valid);
        Assert.Equal(50, _plug.CurrentA, 0.5);
        Assert.Empty(_site.Violations);
    }

    private void Feed(double voltageV, double currentA)
    {
        _site.Sources[0].IsOn = voltageV > 0;
        _site.Sources[0].SetVoltageV = voltageV;
        _site.Sources[0].SetCurrentA = currentA;
    }

    private void Run(double seconds, IsolationState isolation)
    {
        for (var t = 0.0; t < seconds; t += Step.TotalSeconds)
        {
            _plug.Advance(_site.Now, isolation, _site.Outputs[0].IsClosed);
            _site.Step(Step);
        }
    }
}
