using Busbar.Core.Anomaly;

namespace Busbar.Core.Session;

/// <summary>
/// What a gun is and the numbers of its law. "K" after a source: general knowledge of the standard, to be set to what the local rules say.
/// Immutable; thread safe.
/// </summary>
public sealed record GunSettings
{
    /// <summary>Highest voltage of the gun, V. 50 to 1,500. Default 1000: a module's.</summary>
    public double MaxVoltageV { get; init; } = 1000;

    /// <summary>Lowest voltage of the gun, V. 0 to <see cref="MaxVoltageV"/>. Default 50: a module's.</summary>
    public double MinVoltageV { get; init; } = 50;

    /// <summary>Most current of the gun, A. 1 to 3,000. Default 500: CCS with a cooled cable.</summary>
    public double MaxCurrentA { get; init; } = 500;

    /// <summary>Most power of the gun, W. 1,000 to 4,000,000. Default 240,000 (the site's drawing).</summary>
    public double MaxPowerW { get; init; } = 240_000;

    /// <summary>Most current of the cable, A. 1 to 3,000. Default 500.</summary>
    public double CableMaxA { get; init; } = 500;

    /// <summary>Most current out of a vehicle, A, as an amount. 0 to 3,000. Default 0: a charger that only charges.</summary>
    public double MaxDischargeA { get; init; }

    /// <summary>Most power out of a vehicle, W, as an amount. 0 to 4,000,000. Default 0.</summary>
    public double MaxDischargeW { get; init; }

    /// <summary>An isolation monitor is fitted. Without one the cable check passes and nothing is known of the isolation. Default true.</summary>
    public bool HasIsolationMonitor { get; init; } = true;

    /// <summary>Below this voltage an output may be touched, V. 10 to 60. Default 60 (PEP 1.8, standby; IEC 61851-23).</summary>
    public double TouchSafeV { get; init; } = 60;

    /// <summary>Below this current contactors open, A. 0.1 to 5. Default 1 (CCS; CHAdeMO 5).</summary>
    public double OpenBelowA { get; init; } = 1;

    /// <summary>Current in cable check and pre-charge, A. 0.1 to 2. Default 2 (IEC 61851-23, CC.6).</summary>
    public double TestCurrentA { get; init; } = 2;

    /// <summary>Longest cable check from request to result. 5 to 37 s. Default 37 s (PE_CABLE_CHECK_TIME).</summary>
    public TimeSpan CableCheckTime { get; init; } = TimeSpan.FromSeconds(37);

    /// <summary>The output must be touch-safe within this time of the cable check's start. 1 to 20 s. Default 10 s (EVerest).</summary>
    public TimeSpan CableCheckSafeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A gap in the measurements that fails the start of the cable check. 0.5 to 5 s. Default 2 s (EVerest).</summary>
    public TimeSpan CableCheckGap { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The test voltage is reached when it is this close, V. 1 to 30. Default 10 (EVerest).</summary>
    public double CableCheckToleranceV { get; init; } = 10;

    /// <summary>The test voltage must be reached within this time of the first grant. 1 to 30 s. Default 10 s (IEC 61851-23, 6.3.1.109).</summary>
    public TimeSpan CableCheckVoltageTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest test of the isolation monitor by itself. 1 to 60 s. Default 30 s (EVerest).</summary>
    public TimeSpan SelfTestTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether that test must pass. Default true.</summary>
    public bool RequiresSelfTest { get; init; } = true;

    /// <summary>Isolation samples of a cable check. 1 to 20. Default 3.</summary>
    public int IsolationSamples { get; init; } = 3;

    /// <summary>Longest wait for one of them. 0.2 to 10 s. Default 5 s (EVerest).</summary>
    public TimeSpan IsolationSampleTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Isolation below this is a fault, ohm. 50,000 to 10,000,000. Default 100,000 (IEC 61851-23, CCS); 125,000 for MCS.</summary>
    public double IsolationFaultOhm { get; init; } = 100_000;

    /// <summary>Isolation below this is a warning, ohm. 0 (none) to 10,000,000. Default 0: the edition of 2023 knows none.</summary>
    public double IsolationWarningOhm { get; init; }

    /// <summary>Bad samples in a row that are a fault while energy flows. 1 to 10. Default 2: one may be a switching spike.</summary>
    public int IsolationBadSamples { get; init; } = 2;

    /// <summary>How often the isolation is tested in the charge; 0: never. 0 to 60 s. Default 5 s.</summary>
    public TimeSpan IsolationEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pre-charge after each request. 1 to 10 s. Default 4 s (PE_PRE_CHARGE_TIME).</summary>
    public TimeSpan PreChargeTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The pre-charge is done when the voltage is this close, V. 1 to 20. Default 10; vehicles close at 20.</summary>
    public double PreChargeToleranceV { get; init; } = 10;

    /// <summary>Current up, A/s. 1 to 1,000. Default 25 (EVerest; at least 20 by IEC 61851-23, K).</summary>
    public double RampUpAPerS { get; init; } = 25;

    /// <summary>Current down at the end of a session, A/s. 100 to 10,000. Default 200 (at least 100 by IEC 61851-23:2014, 101.2.1.3, K). A lower limit or target counts at once; an emergency switches off.</summary>
    public double StopRampAPerS { get; init; } = 200;

    /// <summary>How often a ramp takes a step. 10 to 500 ms. Default 100 ms.</summary>
    public TimeSpan RampStep { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The current must be below <see cref="OpenBelowA"/> this long after the modules are off. 0.1 to 5 s. Default 2 s.</summary>
    public TimeSpan CurrentOffTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>In an emergency the contactor opens after this time whatever flows. 0 to 500 ms. Default 100 ms: modules are off by then.</summary>
    public TimeSpan EmergencyOpenAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A contactor has moved by then. 50 to 5,000 ms. Default 500 ms; the board finds out after 200 ms.</summary>
    public TimeSpan ContactorTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The output must be touch-safe this long after the contactor has opened. 1 to 60 s. Default 10 s.</summary>
    public TimeSpan DischargeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Voltage that stays for this long behind an open contactor comes from the vehicle: welded. 0.5 s to <see cref="DischargeTime"/>. Default 3 s.</summary>
    public TimeSpan WeldCheckTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>It has stayed when it has fallen by less than this, %. 1 to 50. Default 10.</summary>
    public double WeldCheckDropPct { get; init; } = 10;

    /// <summary>Tolerance above the negotiated voltage, %. 0 to 10. Default 2: accuracy of the output (IEC 61851-23, K).</summary>
    public double OverVoltageTolerancePct { get; init; } = 2;

    /// <summary>Longest time above the negotiated voltage. 0 to 400 ms. Default 400 ms (IEC 61851-23:2023, table 104).</summary>
    public TimeSpan OverVoltageTime { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Longest time above the emergency level. 0 to 9 ms. Default 9 ms (IEC 61851-23:2023, table 103).</summary>
    public TimeSpan OverVoltageEmergencyTime { get; init; } = TimeSpan.FromMilliseconds(9);

    /// <summary>Sources of the voltage may differ by this, V. 5 to 200. Default 50 (EVerest).</summary>
    public double PlausibleSpreadV { get; init; } = 50;

    /// <summary>And by more for this long. 0.5 to 60 s. Default 30 s (EVerest).</summary>
    public TimeSpan PlausibleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Oldest measurement while the contactor is closed or something is driven. 50 ms to 2 s. Default 500 ms: five of a slow meter's.</summary>
    public TimeSpan MeasurementMaxAge { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Oldest measurement otherwise. <see cref="MeasurementMaxAge"/> to 10 s. Default 2 s.</summary>
    public TimeSpan MeasurementMaxAgeIdle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Temperature from which on the current goes down, degC. 40 to 150. Default 80 (K: contacts may have 90).</summary>
    public double DerateFromC { get; init; } = 80;

    /// <summary>Temperature at which it is 0, degC. Above <see cref="DerateFromC"/>, to 160. Default 90.</summary>
    public double DerateToC { get; init; } = 90;

    /// <summary>Temperature that is a fault, degC. <see cref="DerateToC"/> to 180. Default 95. It is over 5 K below <see cref="DerateFromC"/>.</summary>
    public double MaxTemperatureC { get; init; } = 95;

    /// <summary>After an SECC was asked to stop it has this long. 1 to 120 s. Default 20 s (EVerest).</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong with these settings: field, value and what is allowed. Empty: nothing.</summary>
    public IReadOnlyList<string> Check()
    {
        var f = new OptionFaults();
        f.Number(nameof(MaxVoltageV), MaxVoltageV, 50, 1500, "V");
        f.Number(nameof(MinVoltageV), MinVoltageV, 0, MaxVoltageV, "V");
        f.Number(nameof(MaxCurrentA), MaxCurrentA, 1, 3000, "A");
        f.Number(nameof(MaxPowerW), MaxPowerW, 1000, 4_000_000, "W");
        f.Number(nameof(CableMaxA), CableMaxA, 1, 3000, "A");
        f.Number(nameof(MaxDischargeA), MaxDischargeA, 0, 3000, "A");
        f.Number(nameof(MaxDischargeW), MaxDischargeW, 0, 4_000_000, "W");
        f.Number(nameof(TouchSafeV), TouchSafeV, 10, 60, "V");
        f.Number(nameof(OpenBelowA), OpenBelowA, 0.1, 5, "A");
        f.Number(nameof(TestCurrentA), TestCurrentA, 0.1, 2, "A");
        f.Seconds(nameof(CableCheckTime), CableCheckTime, 5, 37);
        f.Seconds(nameof(CableCheckSafeTime), CableCheckSafeTime, 1, 20);
        f.Seconds(nameof(CableCheckGap), CableCheckGap, 0.5, 5);
        f.Number(nameof(CableCheckToleranceV), CableCheckToleranceV, 1, 30, "V");
        f.Seconds(nameof(CableCheckVoltageTime), CableCheckVoltageTime, 1, 30);
        f.Seconds(nameof(SelfTestTime), SelfTestTime, 1, 60);
        f.Number(nameof(IsolationSamples), IsolationSamples, 1, 20);
        f.Seconds(nameof(IsolationSampleTime), IsolationSampleTime, 0.2, 10);
        f.Number(nameof(IsolationFaultOhm), IsolationFaultOhm, 50_000, 10_000_000, "ohm");
        f.Number(nameof(IsolationWarningOhm), IsolationWarningOhm, 0, 10_000_000, "ohm");
        f.Number(nameof(IsolationBadSamples), IsolationBadSamples, 1, 10);
        f.Seconds(nameof(IsolationEvery), IsolationEvery, 0, 60);
        f.Seconds(nameof(PreChargeTime), PreChargeTime, 1, 10);
        f.Number(nameof(PreChargeToleranceV), PreChargeToleranceV, 1, 20, "V");
        f.Number(nameof(RampUpAPerS), RampUpAPerS, 1, 1000, "A/s");
        f.Number(nameof(StopRampAPerS), StopRampAPerS, 100, 10_000, "A/s");
        f.Seconds(nameof(RampStep), RampStep, 0.01, 0.5);
        f.Seconds(nameof(CurrentOffTime), CurrentOffTime, 0.1, 5);
        f.Seconds(nameof(EmergencyOpenAfter), EmergencyOpenAfter, 0, 0.5);
        f.Seconds(nameof(ContactorTime), ContactorTime, 0.05, 5);
        f.Seconds(nameof(DischargeTime), DischargeTime, 1, 60);
        f.Seconds(nameof(WeldCheckTime), WeldCheckTime, 0.5, DischargeTime.TotalSeconds);
        f.Number(nameof(WeldCheckDropPct), WeldCheckDropPct, 1, 50, "%");
        f.Number(nameof(OverVoltageTolerancePct), OverVoltageTolerancePct, 0, 10, "%");
        f.Seconds(nameof(OverVoltageTime), OverVoltageTime, 0, 0.4);
        f.Seconds(nameof(OverVoltageEmergencyTime), OverVoltageEmergencyTime, 0, 0.009);
        f.Number(nameof(PlausibleSpreadV), PlausibleSpreadV, 5, 200, "V");
        f.Seconds(nameof(PlausibleTime), PlausibleTime, 0.5, 60);
        f.Seconds(nameof(MeasurementMaxAge), MeasurementMaxAge, 0.05, 2);
        f.Seconds(nameof(MeasurementMaxAgeIdle), MeasurementMaxAgeIdle, MeasurementMaxAge.TotalSeconds, 10);
        f.Number(nameof(DerateFromC), DerateFromC, 40, 150, "degC");
        f.That(DerateToC > DerateFromC && DerateToC <= 160, nameof(DerateToC), DerateToC, $"more than {DerateFromC}, to 160 degC");
        f.Number(nameof(MaxTemperatureC), MaxTemperatureC, DerateToC, 180, "degC");
        f.Seconds(nameof(StopGrace), StopGrace, 1, 120);
        return f.All;
    }
}
