using Busbar.Core.Session;
using Busbar.Core.Units;
using Busbar.Plant.Ocpp;
using Busbar.Tests;
using Busbar.Wire.Ocpp.V16;

namespace Busbar.Plant.Tests.Ocpp;

/// <summary>How guns stand, in the words of OCPP.</summary>
public sealed class SiteStatusTests
{
    [Fact]
    public async Task A_fault_is_told_with_its_name_its_words_and_the_nearest_code_and_goes_when_it_has_gone()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        var fault = new SessionFault(FaultCode.OverTemperature, "The cable has 97 degC; allowed: at most 95 degC.", TimeSpan.Zero);
        rig.Gun.Become(s => s with { Phase = SessionPhase.Fault, IsOperative = false, Fault = fault });
        await rig.SaysAsync("Faulted1");
        var told = rig.Central.Of<StatusNotificationRequest>()[0];
        Assert.Equal((ChargePointErrorCode.HighTemperature, "OverTemperature", fault.Text, "Busbar"), (told.ErrorCode, told.VendorErrorCode, told.Info, told.VendorId));

        rig.Gun.Become(s => s with { Fault = new SessionFault(FaultCode.ContactorWelded, "Welded.", TimeSpan.Zero) });
        await rig.SaysAsync("Faulted1 Faulted1");
        Assert.Equal("ContactorWelded", rig.Central.Of<StatusNotificationRequest>()[1].VendorErrorCode);

        rig.Gun.Become(s => s with { Phase = SessionPhase.Standby, IsOperative = true, Fault = null });
        await rig.SaysAsync("Faulted1 Faulted1 Available1");
        Assert.Null(rig.Central.Of<StatusNotificationRequest>()[2].VendorErrorCode);
    }

    [Fact]
    public async Task An_emergency_stop_is_the_reason_of_the_transaction_that_it_ends()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        var fault = new SessionFault(FaultCode.EmergencyStop, "The emergency stop is pressed.", TimeSpan.Zero);
        rig.Gun.Become(s => s with { Phase = SessionPhase.Fault, IsOperative = false, Fault = fault });
        rig.Gun.Over(SessionEndReason.Fault, fault);
        await Until.TrueAsync(() => rig.Central.Of<StopTransactionRequest>().Length == 1, () => "the stop");
        Assert.Equal(StopReason.EmergencyStop, rig.Central.Of<StopTransactionRequest>()[0].Reason);
        Assert.Equal(ChargePointStatus.Faulted, rig.View.Connectors[1].Status);
    }

    [Fact]
    public void Every_fault_has_a_code()
    {
        Assert.All(Enum.GetValues<FaultCode>(), code => Assert.NotEqual(ChargePointErrorCode.NoError, FaultNames.Nearest(code)));
        Assert.Equal(ChargePointErrorCode.GroundFailure, FaultNames.Nearest(FaultCode.IsolationFault));
    }

    [Fact]
    public async Task A_vehicle_that_pauses_and_a_site_that_has_no_power_are_told_apart()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        await rig.ChargeAsync();
        rig.Gun.Drift(s => s with { TargetCurrentA = 0, Binding = Limit.Watts(0, "vehicle's request") });
        await rig.PassAsync(() => rig.Central.Names == "SuspendedEV1", "the vehicle pauses");
        rig.Gun.Drift(s => s with { TargetCurrentA = 100, Binding = Limit.Watts(0, "no modules granted") });
        await rig.PassAsync(() => rig.Central.Names == "SuspendedEV1 Charging1 SuspendedEVSE1", "nothing is granted, for longer than a moment");
        rig.Gun.Drift(s => s with { Binding = Limit.Watts(40_000, "vehicle's request") });
        await rig.PassAsync(() => rig.Central.Names == "SuspendedEV1 Charging1 SuspendedEVSE1 Charging1", "it goes on");
    }

    [Fact]
    public async Task A_gun_out_of_service_or_long_without_its_SECC_cannot_be_used()
    {
        await using var rig = await SiteOcppRig.ReadyAsync();
        rig.Gun.Become(s => s with { Phase = SessionPhase.Fault, IsOperative = false, Fault = new SessionFault(FaultCode.OutOfService, "The gun's board is not heard.", TimeSpan.Zero) });
        await rig.SaysAsync("Unavailable1");
        rig.Other.Become(s => s with { SeccConnected = false });
        await rig.SaysAsync("Unavailable1");
        await rig.PassAsync(() => rig.Central.Names == "Unavailable1 Unavailable2", "the SECC stays away");
        rig.Gun.Become(s => s with { Phase = SessionPhase.Standby, IsOperative = true, Fault = null });
        rig.Other.Become(s => s with { SeccConnected = true });
        await rig.SaysAsync("Unavailable1 Unavailable2 Available1 Available2");
    }
}
