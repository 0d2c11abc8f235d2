using Busbar.Lab.Sites;
using Busbar.Wire.Can.Boards;

namespace Busbar.Lab.Tests.Sites;

/// <summary>A vehicle with its SECC at a site of one module, whose charger does at once what it is asked.</summary>
public sealed class SeccPlayerTests
{
    [Fact]
    public void A_session_goes_from_plug_to_reset_by_the_vehicle_s_curve_and_breaks_no_law()
    {
        var rig = new Rig(new EvTraits { CapacityKwh = 1, MaxPowerW = 30_000, MaxCurrentA = 100, TaperFromPct = 50 }, socPct: 30, targetPct: 80);
        List<(double Soc, double AskedA)> asked = [];
        for (var i = 0; i < 120_000 && rig.Player.Step != SeccStep.Done; i += 5)
        {
            rig.Advance();
            if (rig.Player.Step == SeccStep.Charge && rig.Targets is { } t) asked.Add((t.SocPct, t.CurrentA));
        }

        Assert.Equal(SeccStep.Done, rig.Player.Step);
        Assert.Null(rig.Player.Trouble);
        Assert.Equal([SeccStep.Plugged, SeccStep.Contactors, SeccStep.CableCheck, SeccStep.PreCharge, SeccStep.Charge, SeccStep.PostCharge, SeccStep.Reset, SeccStep.Done], rig.Steps);
        Assert.InRange(rig.Player.Vehicle.SocPct, 80, 81);
        Assert.Empty(rig.Physics.Violations);
        var car = rig.Player.Vehicle.Traits;
        Assert.All(asked, a => Assert.True(a.AskedA <= car.DemandA(a.Soc) + 1e-6));
        Assert.Contains(asked, a => a.Soc > 60 && a.AskedA > car.DemandA(a.Soc) * 0.98);
        Assert.True(asked[0].AskedA < 6, "it begins small and rises by 20 A/s");
    }

    [Theory]
    [InlineData(IsolationState.Fault, "the isolation is too low")]
    [InlineData(IsolationState.Running, "the cable check took too long")]
    public void A_cable_check_that_fails_ends_the_session_before_any_current(IsolationState isolation, string trouble)
    {
        var rig = new Rig(new EvTraits(), 30, 80) { Isolation = isolation };
        rig.Run(60_000);
        Assert.Equal((SeccStep.Done, trouble), (rig.Player.Step, rig.Player.Trouble));
        Assert.False(rig.Player.Vehicle.IsConnected);
        Assert.Equal(0, rig.Player.Vehicle.EnergyJ);
    }

    [Fact]
    public void A_pre_charge_that_does_not_come_ends_the_session_after_seven_seconds()
    {
        var rig = new Rig(new EvTraits(), 30, 80) { IsDriving = false };
        rig.Run(20_000);
        Assert.Equal((SeccStep.Done, "the pre-charge took too long"), (rig.Player.Step, rig.Player.Trouble));
    }

    [Fact]
    public void A_charger_that_becomes_inoperative_is_left_with_the_vehicle_open()
    {
        var rig = new Rig(new EvTraits(), 30, 80);
        rig.RunTo(SeccStep.Charge);
        rig.Run(3000);
        Assert.True(rig.Player.Vehicle.CurrentA > 10);
        rig.IsOperative = false;
        rig.Run(8000);
        Assert.Equal("the charger is inoperative", rig.Player.Trouble);
        Assert.False(rig.Player.Vehicle.IsConnected);
    }

    [Fact]
    public void A_driver_who_stops_gets_away_with_the_current_at_zero()
    {
        var rig = new Rig(new EvTraits(), 30, 80);
        rig.RunTo(SeccStep.Charge);
        rig.Run(3000);
        rig.Player.Stop();
        rig.RunTo(SeccStep.Done);
        Assert.Null(rig.Player.Trouble);
        Assert.Empty(rig.Physics.Violations);
    }

    private sealed class Rig
    {
        private readonly DirectModule _module = new();

        public Rig(EvTraits car, double socPct, double targetPct)
        {
            Player = new SeccPlayer(new Ev(car, socPct), targetPct);
            Physics.Plug(0, Player.Vehicle);
            Physics.Contactors[0].Coil = true;
        }

        public SitePhysics Physics { get; } = new(SiteElectrics.FullMatrix(1, 1));

        public SeccPlayer Player { get; }

        public IsolationState Isolation { get; init; } = IsolationState.Valid;

        public bool IsDriving { get; init; } = true;

        public bool IsOperative { get; set; } = true;

        public List<SeccStep> Steps { get; } = [];

        public AskTargets? Targets { get; private set; }

        public void Run(int ms)
        {
            for (var t = 0; t < ms; t += 5) Advance();
        }

        public void RunTo(SeccStep step)
        {
            for (var t = 0; t < 60_000 && Player.Step != step; t += 5) Advance();
            Assert.Equal(step, Player.Step);
        }

        public void Advance()
        {
            Targets = null;
            var status = new ChargerStatus(Physics.Outputs[0].Aux, Isolation, Physics.GunV(0), Physics.GunA(0), IsOperative);
            foreach (var ask in Player.Advance(Physics.Now, status))
            {
                switch (ask)
                {
                    case AskContactors contactors:
                        Physics.Outputs[0].Coil = contactors.Close;
                        break;
                    case AskTargets targets:
                        Targets = targets;
                        _module.IsOn = IsDriving && targets.VoltageV > 0;
                        (_module.VoltageV, _module.CurrentA) = (targets.VoltageV, targets.CurrentA);
                        break;
                    case AskReset:
                        _module.IsOn = false;
                        Physics.Outputs[0].Coil = false;
                        break;
                }
            }

            if (Steps.Count == 0 || Steps[^1] != Player.Step) Steps.Add(Player.Step);
            _module.Step(Physics.Now, Physics.Sources[0], static _ => { });
            Physics.Step(TimeSpan.FromMilliseconds(5));
        }
    }
}
