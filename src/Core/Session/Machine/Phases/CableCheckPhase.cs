using Busbar.Core.Safety;

namespace Busbar.Core.Session.Machine.Phases;

/// <summary>
/// The isolation test: output without voltage, test voltage with 2 A, the monitor's test of itself, samples, output without voltage again, result.
/// The contactor may be closed before or after it (A8).
/// </summary>
internal sealed class CableCheckPhase(Gun gun, double namedMaxV) : ProcedurePhase(gun)
{
    private readonly TimeSpan _end = gun.Now + gun.Settings.CableCheckTime;
    private Stage _stage;
    private TimeSpan _stageSince = gun.Now;
    private TimeSpan? _drivenSince;
    private double _testV;
    private int _samples;
    private double _lowestOhm;

    private enum Stage
    {
        WaitWithoutVoltage,
        Raise,
        SelfTest,
        Sample,
        Discharge,
    }

    public override SessionPhase Id => SessionPhase.CableCheck;

    public override bool WatchesMeasurement => _stage == Stage.WaitWithoutVoltage;

    public override TimeSpan? Deadline => Machine.Deadline.Earlier(base.Deadline, Machine.Deadline.Earlier(_end, StageDeadline));

    protected override bool MayClose => false;

    private TimeSpan? StageDeadline => _stage switch
    {
        Stage.WaitWithoutVoltage => Machine.Deadline.Earlier(
            Machine.Deadline.Earlier(GapDeadline, Gun.Output.SettledAt), _stageSince + Settings.CableCheckSafeTime),
        Stage.Raise => _drivenSince + Settings.CableCheckVoltageTime,
        Stage.SelfTest => _stageSince + Settings.SelfTestTime,
        Stage.Sample => _stageSince + Settings.IsolationSampleTime,
        _ => _stageSince + Settings.CableCheckSafeTime,
    };

    private double VehicleMaxV => Gun.Facts.VehicleMaxV ?? namedMaxV;

    private TimeSpan GapDeadline => (Gun.Facts.MeasuredAt is { } at && at > Gun.PhaseSince ? at : Gun.PhaseSince) + Settings.CableCheckGap;

    private bool IsAtTestVoltage => Gun.IsFresh(Settings.MeasurementMaxAge) && Math.Abs(Gun.Facts.VoltageV - _testV) < Settings.CableCheckToleranceV;

    public override void Enter()
    {
        Gun.Isolation = IsolationStatus.Invalid;
        Gun.Facts.NamedMaxV = namedMaxV;
        Gun.DriveOff();
        _testV = TestVoltage.Of(VehicleMaxV, Settings.MaxVoltageV);
        Gun.Demand(_testV * Settings.TestCurrentA, _testV, Settings.TestCurrentA, running: true);
    }

    public override void Leave()
    {
        if (_stage is Stage.SelfTest or Stage.Sample) Gun.Emit(new StopIsolationTest());
    }

    public override void OnCableCheck(CableCheckRequested request) => Gun.Answer(request);

    public override void Advance()
    {
        base.Advance();
        Stage before;
        do
        {
            if (!IsCurrent) return;
            before = _stage;
            AdvanceStage();
        }
        while (before != _stage);
        if (IsCurrent && Gun.Now >= _end)
            Gun.Fail(FaultCode.CableCheckTimeout, $"The cable check is not over after {Settings.CableCheckTime.TotalSeconds} s; it stopped in stage {_stage}.");
    }

    public override void OnIsolation(IsolationMeasured measured)
    {
        if (_stage is not (Stage.SelfTest or Stage.Sample)) return;
        if (measured.SelfTest == IsolationSelfTest.Failed)
        {
            Gun.Fail(FaultCode.IsolationSelfTestFailed, "The isolation monitor failed its test of itself.");
            return;
        }

        if (_stage == Stage.SelfTest)
        {
            if (measured.SelfTest != IsolationSelfTest.Passed) return;
            Next(Stage.Sample);
        }

        if (measured.Status == IsolationStatus.Fault || measured.ResistanceOhm < Settings.IsolationFaultOhm)
        {
            Gun.Isolation = IsolationStatus.Fault;
            Gun.Fail(FaultCode.IsolationFault, $"The isolation is {measured.ResistanceOhm:0} ohm at {Gun.Facts.VoltageV:0} V; allowed: {Settings.IsolationFaultOhm:0} ohm or more.");
        }
        else if (measured.ResistanceOhm >= Settings.IsolationFaultOhm && IsAtTestVoltage) TakeSample(measured.ResistanceOhm);
    }

    private void TakeSample(double ohm)
    {
        _lowestOhm = _samples == 0 ? ohm : Math.Min(_lowestOhm, ohm);
        _samples++;
        _stageSince = Gun.Now;
        if (_samples < Settings.IsolationSamples) return;
        Gun.Emit(new StopIsolationTest());
        Gun.DriveOff();
        Next(Stage.Discharge);
    }

    private void AdvanceStage()
    {
        switch (_stage)
        {
            case Stage.WaitWithoutVoltage: WaitWithoutVoltage(); break;
            case Stage.Raise: Raise(); break;
            case Stage.SelfTest: WaitForSelfTest(); break;
            case Stage.Sample: WaitForSample(); break;
            default: Discharge(); break;
        }
    }

    private void WaitWithoutVoltage()
    {
        var isSwitched = Gun.Output.Commanded != true || Gun.Output.IsClosed;
        if (Gun.Now >= GapDeadline)
            Gun.Fail(FaultCode.CableCheckNotMeasured, $"The output was not measured for {Settings.CableCheckGap.TotalSeconds} s in the cable check.");
        else if (isSwitched && Gun.IsTouchSafe && Gun.IsFresh(Settings.MeasurementMaxAge)) Next(Stage.Raise);
        else if (Gun.Now >= _stageSince + Settings.CableCheckSafeTime)
            Gun.Fail(FaultCode.CableCheckOutputLive, $"The output has {Gun.Facts.VoltageV:0} V after {Settings.CableCheckSafeTime.TotalSeconds} s; allowed: less than {Settings.TouchSafeV} V.");
    }

    private void Raise()
    {
        if (!DriveTest()) return;
        _drivenSince ??= Gun.Now;
        if (IsAtTestVoltage)
        {
            if (!Settings.HasIsolationMonitor)
            {
                Gun.DriveOff();
                Next(Stage.Discharge);
                return;
            }

            Gun.Emit(new RunIsolationTest(_testV));
            Next(Settings.RequiresSelfTest ? Stage.SelfTest : Stage.Sample);
        }
        else if (Gun.Now >= _drivenSince + Settings.CableCheckVoltageTime)
        {
            Gun.Fail(FaultCode.CableCheckVoltage, $"The output has {Gun.Facts.VoltageV:0} V after {Settings.CableCheckVoltageTime.TotalSeconds} s with {Settings.TestCurrentA} A; wanted: {_testV:0} V within {Settings.CableCheckToleranceV} V. A short circuit, or the modules do not drive.");
        }
    }

    private void WaitForSelfTest()
    {
        if (DriveTest() && Gun.Now >= _stageSince + Settings.SelfTestTime)
            Gun.Fail(FaultCode.IsolationSelfTestFailed, $"The isolation monitor has not ended its test of itself within {Settings.SelfTestTime.TotalSeconds} s.");
    }

    private void WaitForSample()
    {
        if (DriveTest() && Gun.Now >= _stageSince + Settings.IsolationSampleTime)
            Gun.Fail(FaultCode.IsolationNotMeasured, $"The isolation was not measured at {_testV:0} V for {Settings.IsolationSampleTime.TotalSeconds} s.");
    }

    private void Discharge()
    {
        if (Gun.IsTouchSafe)
        {
            Gun.Isolation = _samples > 0 && _lowestOhm < Settings.IsolationWarningOhm ? IsolationStatus.Warning : IsolationStatus.Valid;
            var text = _samples > 0 ? $"Isolation {_lowestOhm:0} ohm at {_testV:0} V." : "No isolation monitor is fitted; isolation not tested.";
            var isGood = _samples > 0 && Gun.Isolation == IsolationStatus.Valid;
            Gun.Tell(isGood ? NoticeSeverity.Info : NoticeSeverity.Warning, "CableCheckPassed", text);
            Gun.Go(new ConnectedPhase(Gun));
        }
        else if (Gun.Now >= _stageSince + Settings.CableCheckSafeTime)
        {
            Gun.Fail(FaultCode.DischargeFailed, $"The output has {Gun.Facts.VoltageV:0} V {Settings.CableCheckSafeTime.TotalSeconds} s after the isolation test; allowed: less than {Settings.TouchSafeV} V.");
        }
    }

    /// <summary>Drives the test voltage as far as the site has granted modules. False while it has not.</summary>
    private bool DriveTest()
    {
        var grant = Gun.Facts.Grant;
        if (!grant.IsUsable || !Gun.Facts.Permits)
        {
            Gun.DriveOff();
            return grant.IsUsable || _drivenSince is not null;
        }

        if (_drivenSince is null) _testV = TestVoltage.Of(VehicleMaxV, Math.Min(Settings.MaxVoltageV, grant.MaxV));
        Gun.Drive(Math.Min(_testV, grant.MaxV), Math.Min(Settings.TestCurrentA, Math.Min(grant.MaxA, grant.MaxW / _testV)), DrivePhase.CableCheck);
        return true;
    }

    private void Next(Stage stage)
    {
        _stage = stage;
        _stageSince = Gun.Now;
    }
}
