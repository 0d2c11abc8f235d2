using Busbar.Core.Safety;

namespace Busbar.Core.Session.Machine.Phases;

/// <summary>Ready for a vehicle: contactor open, output without voltage, nothing driven.</summary>
internal sealed class StandbyPhase(Gun gun) : Phase(gun)
{
    private TimeSpan? _liveSince;

    public override SessionPhase Id => SessionPhase.Standby;

    public override TimeSpan? Deadline => _liveSince + Settings.DischargeTime;

    public override void Enter()
    {
        Gun.Stop.Forget();
        Gun.ResetPending = false;
        Gun.Target = null;
        Gun.Isolation = IsolationStatus.Invalid;
    }

    public override void Advance()
    {
        Gun.DriveOff();
        if (Gun.Output.Commanded is null && Gun.Facts.OutputAux == true)
        {
            Gun.Tell(NoticeSeverity.Warning, "FoundClosed", "The output contactor was found closed at the start; it is opened.");
            Gun.End(SessionEndReason.ContactorsOpened, "found closed at the start");
            return;
        }

        // Modules that are brought to this gun may have it live for a moment; longer is an invalid state (R32).
        var isLive = Gun.IsFresh(Settings.MeasurementMaxAgeIdle) && !Gun.IsTouchSafe;
        _liveSince = isLive ? _liveSince ?? Gun.Now : null;
        if (Machine.Deadline.Is(Deadline, Gun.Now))
            Gun.Fail(FaultCode.DischargeFailed, $"The output has {Gun.Facts.VoltageV:0} V for {Settings.DischargeTime.TotalSeconds} s in standby; allowed: less than {Settings.TouchSafeV} V.");
    }

    public override void OnSeccConnected() => Gun.Facts.ForgetVehicle();

    public override void OnContactors(ContactorsRequested request)
    {
        if (!request.Close) Gun.Answer(request);
        else if (Closing.TryClose(Gun, request))
        {
            Gun.StartSession();
            Gun.Go(new ConnectedPhase(Gun));
        }
    }

    public override void OnCableCheck(CableCheckRequested request)
    {
        if (!Closing.IsPermitted(Gun, request)) return;
        Gun.Answer(request);
        Gun.StartSession();
        Gun.Go(new CableCheckPhase(Gun, request.VoltageV));
    }
}
