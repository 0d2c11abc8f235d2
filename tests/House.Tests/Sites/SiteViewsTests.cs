using Busbar.Cloud.Sites;
using Busbar.Core.Power.Switching;
using Busbar.Core.Session;
using Busbar.Hub.Sites;
using Busbar.Plant.Boards;
using Busbar.Plant.Control;
using Busbar.Plant.Modules;
using Busbar.Wire.Can.Modules;

namespace Busbar.House.Tests.Sites;

/// <summary>A controller's picture as the API shows it.</summary>
public sealed class SiteViewsTests
{
    private static readonly FakePlantSite Site = new();
    private static readonly SitePicture Still = Site.Picture;

    public static TheoryData<bool, string?, bool, bool, double, string?, SiteModuleState> ModuleStates => new()
    {
        { false, null, false, false, 0, null, SiteModuleState.Lost },
        { false, "GUN1", true, true, 50, "why", SiteModuleState.Lost },
        { true, null, false, false, 0, null, SiteModuleState.Off },
        { true, "GUN1", false, false, 0.4, null, SiteModuleState.Ready },
        { true, "GUN1", false, false, 40, null, SiteModuleState.Charging },
        { true, "GUN1", false, false, -40, null, SiteModuleState.Charging },
        { true, "GUN1", false, true, 40, null, SiteModuleState.Derated },
        { true, null, false, true, 0, null, SiteModuleState.Off },
        { true, "GUN1", true, false, 0, null, SiteModuleState.Moving },
        { true, "GUN1", true, false, 0, "it did not go off", SiteModuleState.Faulted },
    };

    [Fact]
    public void The_same_picture_is_the_same_view()
    {
        var views = new SiteViews(Site.Plan);
        Assert.Same(views.Of(Still), views.Of(Still));
    }

    [Fact]
    public void Rows_and_lists_that_did_not_change_stay_the_same_objects()
    {
        var views = new SiteViews(Site.Plan);
        var before = views.Of(Still);
        var after = views.Of(Still with { Modules = [Still.Modules[0], FakePlantSite.Row(Site.Plan.Modules[1], new ModuleView { Id = "M2" })] });
        Assert.Same(before.Modules[0], after.Modules[0]);
        Assert.NotSame(before.Modules[1], after.Modules[1]);
        Assert.Same(before.Guns, after.Guns);
        Assert.Same(before.Contactors, after.Contactors);
        Assert.Same(before.Events, after.Events);
        Assert.Equal(["M2"], SiteChange.Between(before, after)!.Modules.Select(m => m.Id));
    }

    [Fact]
    public void A_picture_that_differs_in_nothing_that_is_shown_gives_the_same_rows()
    {
        var views = new SiteViews(Site.Plan);
        var before = views.Of(Still);
        var noisy = new ModuleView { Id = "M1", IsOnline = true, MeasuredAt = 77, SetVoltageV = 0.01 };
        var gun = FakePlantSite.Row(Site.Plan.Guns[0], new GunStatus { MeasuredVoltageV = 0.003 });
        var after = views.Of(Still with { Modules = [FakePlantSite.Row(Site.Plan.Modules[0], noisy), Still.Modules[1]], Guns = [gun] });
        Assert.Same(before.Modules, after.Modules);
        Assert.Same(before.Guns, after.Guns);
        Assert.True(SiteChange.Between(before, after)!.IsEmpty);
    }

    [Fact]
    public void New_events_stand_first_and_old_ones_stay_the_same()
    {
        SiteEvent Event(int n) => new(FakePlantSite.Noon.AddSeconds(n), NoticeSeverity.Fault, "M1", $"event {n}");
        var views = new SiteViews(Site.Plan);
        SiteEvent[] first = [.. Enumerable.Range(1, SitePicture.MaxEvents).Reverse().Select(Event)];
        var before = views.Of(Still with { Events = first });
        Assert.Equal(SiteView.MaxEvents, before.Events.Count);
        var after = views.Of(Still with { Events = [Event(1000), .. first.Take(SitePicture.MaxEvents - 1)] });
        Assert.Equal(SiteView.MaxEvents, after.Events.Count);
        Assert.Equal(new SiteEventView(FakePlantSite.Noon.AddSeconds(1000), SiteSeverity.Critical, "M1", "event 1000"), after.Events[0]);
        Assert.Same(before.Events[0], after.Events[1]);
    }

    [Theory, MemberData(nameof(ModuleStates))]
    public void A_module_is_in_the_state_that_matters_most(bool online, string? gun, bool moving, bool derated, double currentA, string? fault, SiteModuleState expected)
    {
        var view = new ModuleView { Id = "M1", IsOnline = online, IsDerated = derated, CurrentA = currentA, VoltageV = 400 };
        Assert.Equal(expected, SiteRows.Module(new ModulePicture(Site.Plan.Modules[0], view, gun, moving, fault)).State);
    }

    [Fact]
    public void A_module_tells_its_errors_the_controllers_first()
    {
        var view = new ModuleView { Id = "M1", IsOnline = true, Errors = [new ModuleError(ModuleErrorCode.PfcFault, "The rectifier stage is faulty.", ModuleSeverity.Fault)] };
        var row = SiteRows.Module(new ModulePicture(Site.Plan.Modules[0], view, null, false, "It did not go off."));
        Assert.Equal(SiteModuleState.Faulted, row.State);
        Assert.Equal(
            [new SiteModuleErrorView("outOfUse", "It did not go off.", SiteSeverity.Critical), new SiteModuleErrorView("pfcFault", "The rectifier stage is faulty.", SiteSeverity.Critical)],
            row.Errors);
    }

    [Theory]
    [InlineData(ContactorPhase.Unknown, ContactorFailure.None, SiteContactorState.Unknown)]
    [InlineData(ContactorPhase.Open, ContactorFailure.None, SiteContactorState.Open)]
    [InlineData(ContactorPhase.Opening, ContactorFailure.None, SiteContactorState.Opening)]
    [InlineData(ContactorPhase.Closing, ContactorFailure.None, SiteContactorState.Closing)]
    [InlineData(ContactorPhase.Closed, ContactorFailure.None, SiteContactorState.Closed)]
    [InlineData(ContactorPhase.Closed, ContactorFailure.Welded, SiteContactorState.Welded)]
    [InlineData(ContactorPhase.Open, ContactorFailure.StuckOpen, SiteContactorState.StuckOpen)]
    public void A_contactor_shows_its_failure_before_its_place(ContactorPhase phase, ContactorFailure failure, SiteContactorState expected) =>
        Assert.Equal(expected, SiteRows.Contactor(new ContactorPicture(Site.Plan.Contactors[0], phase, failure, default)).State);

    [Theory]
    [InlineData(null, null, false, SiteContactorState.Unknown)]
    [InlineData(true, null, false, SiteContactorState.Unknown)]
    [InlineData(true, true, false, SiteContactorState.Closed)]
    [InlineData(null, true, false, SiteContactorState.Closed)]
    [InlineData(false, true, false, SiteContactorState.Opening)]
    [InlineData(true, false, false, SiteContactorState.Closing)]
    [InlineData(false, true, true, SiteContactorState.Welded)]
    [InlineData(true, false, true, SiteContactorState.StuckOpen)]
    public void An_output_contactor_is_where_its_board_says(bool? commanded, bool? closed, bool faulty, SiteContactorState expected) =>
        Assert.Equal(expected, SiteRows.Gun(Still.Guns[0] with { Output = new ContactorView(commanded, closed, faulty, null) }).OutputContactor);

    [Fact]
    public void Every_phase_of_a_session_and_every_fault_has_a_word()
    {
        foreach (var phase in Enum.GetValues<SessionPhase>())
            Assert.Equal(phase.ToString(), SiteRows.Gun(FakePlantSite.Row(Site.Plan.Guns[0], new GunStatus { Phase = phase })).State.ToString());
        var fault = new GunStatus { Phase = SessionPhase.Fault, Fault = new SessionFault(FaultCode.IsolationFault, "40 kohm; allowed: 100 or more.", TimeSpan.Zero) };
        var row = SiteRows.Gun(FakePlantSite.Row(Site.Plan.Guns[0], fault) with { FaultSince = FakePlantSite.Noon });
        Assert.Equal(new SiteGunFaultView("isolationFault", "40 kohm; allowed: 100 or more.", FakePlantSite.Noon), row.Fault);
    }

    [Fact]
    public void A_gun_that_charges_tells_vehicle_target_and_what_flows()
    {
        var status = new GunStatus
        {
            Phase = SessionPhase.Charge,
            SessionSince = TimeSpan.FromSeconds(3),
            SeccConnected = true,
            IsOperative = true,
            TargetVoltageV = 400,
            TargetCurrentA = -12.34,
            EnergyWh = 1234.4,
            DemandW = 50_000.4,
            EvConnection = EvConnectionState.EnergyTransferAllowed,
            VehicleId = "DE-1",
            SocPct = 44.44,
            Vehicle = new VehicleLimits { MaxPowerW = 150_000 },
            IsolationOhm = 950_000,
        };
        var meter = new GunMeter(399.96, -12.3, 99_999, 1, 44, 61.4, FakePlantSite.Noon);
        var row = SiteRows.Gun(FakePlantSite.Row(Site.Plan.Guns[0], status) with { Meter = meter, Modules = ["M1"], AllocatedW = 30_000, OwnLimitW = 45_000 });
        Assert.Equal(new SiteVehicleView(Connected: true, "DE-1", 44.4, 150_000), row.Vehicle);
        Assert.Equal(new SiteTargetView(400, -12.3), row.Target);
        Assert.Equal(new SiteMeasuredView(400, -12.3, -4920, 1234), row.Measured);
        Assert.Equal(950, row.Isolation.ResistanceKOhm);
        Assert.Equal((50_000, 30_000, 45_000, 61), (row.DemandW, row.AllocatedW, row.OwnLimitW, row.TemperatureC));
        Assert.Equal(["M1"], row.Modules);
        Assert.Equal(1, row.ConnectorId);
    }

    [Fact]
    public void A_gun_without_vehicle_has_neither_vehicle_nor_target_and_gaps_stay_gaps()
    {
        var row = SiteRows.Gun(Still.Guns[0]);
        Assert.Null(row.Vehicle);
        Assert.Null(row.Target);
        Assert.Null(row.Measured.VoltageV);
        Assert.Null(row.Measured.PowerW);
        Assert.Null(row.TemperatureC);
        Assert.Null(row.Fault);
    }

    [Fact]
    public void A_summary_counts_what_is_wrong()
    {
        var view = new SiteViews(Site.Plan).Of(Still with
        {
            Modules = [FakePlantSite.Row(Site.Plan.Modules[0], new ModuleView { Id = "M1" }), Still.Modules[1]],
            Guns = [FakePlantSite.Row(Site.Plan.Guns[0], new GunStatus { Phase = SessionPhase.Fault })],
            Contactors = [Still.Contactors[0] with { Failure = ContactorFailure.Welded }, Still.Contactors[1]],
            EmergencyStop = new EmergencyStopPicture(FakePlantSite.Noon, "ann: smoke", []),
        });
        var line = SiteViews.Summary(view);
        Assert.Equal((3, 0, 2, 2, 1, true), (line.Faults, line.Charging, line.Modules, line.Contactors, line.Guns, line.EmergencyStop));
        Assert.Equal(new SiteTotalsView(20_000, 20_000, 19_500, 60_000), line.Totals);
    }
}
