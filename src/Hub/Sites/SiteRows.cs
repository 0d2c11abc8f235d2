using System.Text.Json;
using Busbar.Cloud.Sites;
using Busbar.Core.Power.Switching;
using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Boards;
using Busbar.Plant.Control;
using Busbar.Wire.Can.Modules;

namespace Busbar.Hub.Sites;

/// <summary>Rows of a controller's picture as rows of the API. Measurements are rounded to what a screen shows (0.1 V, 0.1 A, 1 W, 0.1 %), so that noise below is no change. Pure.</summary>
internal static class SiteRows
{
    /// <summary>Code of the error under which a module stands that the controller itself does not use.</summary>
    public const string OutOfUse = "outOfUse";

    /// <summary>Less is noise of a meter, A.</summary>
    private const double FlowsA = 1;

    public static SiteFeederView Feeder(FeederPicture feeder) => new(feeder.Plan.Id, feeder.Plan.LimitW, Whole(feeder.UsedW));

    public static SiteModuleView Module(ModulePicture module)
    {
        var (plan, view) = (module.Plan, module.View);
        return new SiteModuleView(
            plan.Id, plan.Family, plan.Bus, plan.Address, view.Serial, module.Gun, StateOf(module), Tenth(view.SetVoltageV), Tenth(view.SetCurrentA),
            Tenth(view.VoltageV), Tenth(view.CurrentA), Whole(view.VoltageV * view.CurrentA), Whole(view.AvailableW), Whole(view.TemperatureC), ErrorsOf(module),
            view.Counters.LostFrames);
    }

    public static SiteContactorView Contactor(ContactorPicture contactor) =>
        new(contactor.Plan.Id, contactor.Plan.From, contactor.Plan.To, StateOf(contactor), contactor.View.Cycles, WearPct: null);

    public static SiteGunView Gun(GunPicture gun)
    {
        var (plan, status, meter) = (gun.Plan, gun.Status, gun.Meter);
        return new SiteGunView(
            plan.Id, plan.Connector, StateOf(status.Phase), status.SeccConnected, status.IsOperative, VehicleOf(status, meter), TargetOf(status),
            new SiteMeasuredView(Tenth(meter.VoltageV), Tenth(meter.CurrentA), Whole(meter.PowerW), Whole(status.EnergyWh)),
            Whole(status.DemandW), Whole(gun.AllocatedW), LimitOf(gun.Limit), gun.OwnLimitW, gun.Modules, gun.PhaseSince,
            new SiteIsolationView(StateOf(status.Isolation), Tenth(status.IsolationOhm / 1000)), StateOf(gun.Output), Whole(meter.TemperatureC), FaultOf(gun));
    }

    public static SiteEventView Event(SiteEvent one) => new(one.At, StateOf(one.Severity), one.Subject, one.Text);

    public static SiteLimitView LimitOf(Limit limit) => new(Whole(limit.Value), limit.Source);

    public static SiteTotalsView TotalsOf(SiteTotals totals) =>
        new(Whole(totals.DemandW), Whole(totals.AllocatedW), Whole(totals.DeliveredW), Whole(totals.CapacityW));

    public static SiteEmergencyStopView StopOf(EmergencyStopPicture stop) => new(stop.IsActive, stop.Since, stop.By);

    private static SiteModuleState StateOf(ModulePicture module)
    {
        var view = module.View;
        if (!view.IsOnline) return SiteModuleState.Lost;
        if (module.Fault is not null || view.Errors.Any(e => e.Severity == ModuleSeverity.Fault)) return SiteModuleState.Faulted;
        if (module.IsMoving) return SiteModuleState.Moving;
        if (module.Gun is null) return SiteModuleState.Off;
        if (view.IsDerated) return SiteModuleState.Derated;
        return Math.Abs(view.CurrentA ?? 0) >= FlowsA ? SiteModuleState.Charging : SiteModuleState.Ready;
    }

    private static IReadOnlyList<SiteModuleErrorView> ErrorsOf(ModulePicture module)
    {
        var errors = module.View.Errors.Select(e => new SiteModuleErrorView(Camel(e.Code), e.Text, StateOf(e.Severity)));
        return [.. module.Fault is { } why ? errors.Prepend(new SiteModuleErrorView(OutOfUse, why, SiteSeverity.Critical)) : errors];
    }

    private static SiteContactorState StateOf(ContactorPicture contactor) => contactor.Failure switch
    {
        ContactorFailure.Welded => SiteContactorState.Welded,
        ContactorFailure.StuckOpen => SiteContactorState.StuckOpen,
        _ => contactor.Phase switch
        {
            ContactorPhase.Open => SiteContactorState.Open,
            ContactorPhase.Opening => SiteContactorState.Opening,
            ContactorPhase.Closing => SiteContactorState.Closing,
            ContactorPhase.Closed => SiteContactorState.Closed,
            _ => SiteContactorState.Unknown,
        },
    };

    /// <summary>A gun's output contactor: no sequencer stands behind it, its board tells all that is known.</summary>
    private static SiteContactorState StateOf(ContactorView output) => output switch
    {
        { IsWelded: true } => SiteContactorState.Welded,
        { IsStuckOpen: true } => SiteContactorState.StuckOpen,
        { Closed: null } => SiteContactorState.Unknown,
        { Closed: true, Commanded: false } => SiteContactorState.Opening,
        { Closed: false, Commanded: true } => SiteContactorState.Closing,
        _ => output.Closed == true ? SiteContactorState.Closed : SiteContactorState.Open,
    };

    private static SiteGunState StateOf(SessionPhase phase) => phase switch
    {
        SessionPhase.Standby => SiteGunState.Standby,
        SessionPhase.Connected => SiteGunState.Connected,
        SessionPhase.CableCheck => SiteGunState.CableCheck,
        SessionPhase.PreCharge => SiteGunState.PreCharge,
        SessionPhase.Charge => SiteGunState.Charge,
        SessionPhase.PostCharge => SiteGunState.PostCharge,
        SessionPhase.Transition => SiteGunState.Transition,
        SessionPhase.Fault => SiteGunState.Fault,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "This is no phase of a session."),
    };

    private static SiteIsolationStatus StateOf(IsolationStatus isolation) => isolation switch
    {
        IsolationStatus.Valid => SiteIsolationStatus.Valid,
        IsolationStatus.Warning => SiteIsolationStatus.Warning,
        IsolationStatus.Fault => SiteIsolationStatus.Fault,
        _ => SiteIsolationStatus.Invalid,
    };

    private static SiteSeverity StateOf(NoticeSeverity severity) => severity switch
    {
        NoticeSeverity.Info => SiteSeverity.Info,
        NoticeSeverity.Warning => SiteSeverity.Warning,
        _ => SiteSeverity.Critical,
    };

    private static SiteSeverity StateOf(ModuleSeverity severity) => severity switch
    {
        ModuleSeverity.Info => SiteSeverity.Info,
        ModuleSeverity.Warning => SiteSeverity.Warning,
        _ => SiteSeverity.Critical,
    };

    private static SiteVehicleView? VehicleOf(GunStatus status, GunMeter meter)
    {
        var vehicle = new SiteVehicleView(
            status.EvConnection is EvConnectionState.Connected or EvConnectionState.EnergyTransferAllowed, status.VehicleId, Tenth(status.SocPct ?? meter.SocPct),
            Whole(status.Vehicle.MaxPowerW));
        return vehicle is { Connected: false, Id: null, SocPct: null, MaxPowerW: null } ? null : vehicle;
    }

    private static SiteTargetView? TargetOf(GunStatus status) =>
        status.SessionSince is null ? null : new SiteTargetView(Tenth(status.TargetVoltageV), Tenth(status.TargetCurrentA));

    private static SiteGunFaultView? FaultOf(GunPicture gun) =>
        gun.Status.Fault is { } fault ? new SiteGunFaultView(Camel(fault.Code), fault.Text, gun.FaultSince ?? gun.PhaseSince) : null;

    private static string Camel<T>(T code)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(code.ToString());

    private static double Whole(double value) => Math.Round(value);

    private static double? Whole(double? value) => value is { } v ? Math.Round(v) : null;

    private static double Tenth(double value) => Math.Round(value, 1);

    private static double? Tenth(double? value) => value is { } v ? Math.Round(v, 1) : null;
}
