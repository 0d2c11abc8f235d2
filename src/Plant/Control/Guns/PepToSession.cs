using Busbar.Core.Safety;
using Busbar.Core.Session;
using Busbar.Plant.Configuration;
using Busbar.Plant.Pep;
using Busbar.Wire.Pep;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Plant.Control.Guns;

/// <summary>From PEP-WS to the gun's session and back. Pure.</summary>
internal static class PepToSession
{
    public static TargetRequested Target(long ticket, in PepTargetValues request) => new(
        ticket, request.TargetVoltageV, request.TargetCurrentA, request.BatteryStateOfChargePct, request.ChargingState switch
        {
            PepChargingState.PreCharge => RequestedPhase.PreCharge,
            PepChargingState.Charge => RequestedPhase.Charge,
            PepChargingState.PostCharge => RequestedPhase.PostCharge,
            _ => RequestedPhase.Standby,
        });

    public static EvConnection Connection(in PepEvConnection info) => new(
        info.State switch
        {
            PepEvConnectionState.Connected => EvConnectionState.Connected,
            PepEvConnectionState.EnergyTransferAllowed => EvConnectionState.EnergyTransferAllowed,
            PepEvConnectionState.Error => EvConnectionState.Error,
            _ => EvConnectionState.Disconnected,
        },
        info.VehicleId);

    /// <summary>PEP counts discharge limits as 0 or less; the session counts amounts.</summary>
    public static VehicleReported Vehicle(in PepChargingSession info) => new(new VehicleLimits
    {
        MaxVoltageV = info.EvMaxVoltageV,
        MinVoltageV = info.EvMinVoltageV,
        MaxCurrentA = info.EvMaxCurrentA,
        MinCurrentA = info.EvMinCurrentA,
        MaxPowerW = info.EvMaxPowerW,
        MinPowerW = info.EvMinPowerW,
        MaxDischargeCurrentA = -info.EvMaxDischargeCurrentA,
        MaxDischargePowerW = -info.EvMaxDischargePowerW,
        ProfileMaxPowerW = info.ChargingProfileMaxPowerLimitW,
        TimeToFull = info.TimeToFullSocS is >= 0 and <= 1e7 ? TimeSpan.FromSeconds(info.TimeToFullSocS.Value) : null,
    });

    public static PepErrorCategory Category(RefusalCategory category) => category switch
    {
        RefusalCategory.Value => PepErrorCategory.Value,
        RefusalCategory.Inoperative => PepErrorCategory.Inoperative,
        RefusalCategory.Internal => PepErrorCategory.Internal,
        _ => PepErrorCategory.Generic,
    };

    public static PepGunView View(GunStatus status) => new(
        new PepStatus(
            status.MeasuredVoltageV, status.MeasuredCurrentA, status.DrivenVoltageV, status.DrivenCurrentA, status.TemperatureC, status.OutputClosed,
            status.Isolation switch
            {
                IsolationStatus.Valid => PepIsolationStatus.Valid,
                IsolationStatus.Warning => PepIsolationStatus.Warning,
                IsolationStatus.Fault => PepIsolationStatus.Fault,
                _ => PepIsolationStatus.Invalid,
            },
            status.IsOperative),
        status.InTransition,
        status.IsDischarging);

    public static PepConfiguration Configuration(GunPlan plan, string version) => new()
    {
        FirmwareVersion = version,
        Manufacturer = "Busbar",
        LimitVoltageMinV = plan.MinV,
        LimitVoltageMaxV = plan.MaxV,
        LimitCurrentMinA = 0,
        LimitCurrentMaxA = Math.Min(plan.MaxA, plan.CableMaxA),
        LimitPowerMinW = 0,
        LimitPowerMaxW = plan.MaxW,
        LimitDischargeCurrentMinA = plan.MaxDischargeA > 0 ? 0 : null,
        LimitDischargeCurrentMaxA = plan.MaxDischargeA > 0 ? -Math.Min(plan.MaxDischargeA, plan.CableMaxA) : null,
        LimitDischargePowerMinW = plan.MaxDischargeW > 0 ? 0 : null,
        LimitDischargePowerMaxW = plan.MaxDischargeW > 0 ? -plan.MaxDischargeW : null,
        FloatValues = true,
    };
}
