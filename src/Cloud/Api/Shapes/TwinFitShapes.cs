using Busbar.Core.Twin;
using Busbar.Core.Twin.Fit;

namespace Busbar.Cloud.Api;

/// <summary>What a fit found.</summary>
/// <param name="Rows">Rows that came.</param>
/// <param name="Kept">Rows that could be used.</param>
/// <param name="Faults">Faults of rows.</param>
/// <param name="Notes">The first of them.</param>
/// <param name="Estimates">What was looked for, in that order.</param>
/// <param name="Profiles">What chi-square does along each of them, in that order; empty unless asked for.</param>
/// <param name="CapacityAh">Capacity between the open-circuit voltages, Ah; null when it was refused or not looked for.</param>
/// <param name="CapacityLowAh">Lower end of its 95 % interval.</param>
/// <param name="CapacityHighAh">Upper end of it.</param>
/// <param name="CurrentGain">The current sensor's factor that fits best: true is measured times one plus this, plus the offset.</param>
/// <param name="CurrentOffsetA">Its zero, A.</param>
/// <param name="Between">What the current was taken to do between rows: linear or held.</param>
/// <param name="Windows">Stretches without a gap.</param>
/// <param name="TimeS">Time of every row that was kept, s. The columns have one length.</param>
/// <param name="VoltageV">Measured voltage, V.</param>
/// <param name="ResidualV">Measured less modelled voltage, V.</param>
/// <param name="NoiseV">Noise of the voltage, V, estimated robustly.</param>
/// <param name="WeakenedShare">Share of the rows that lie so far off that they count less.</param>
/// <param name="MemoryFactor">By how much the residuals' memory widens the intervals; 1 when the model fits.</param>
/// <param name="Iterations">Steps of the search.</param>
/// <param name="IsConverged">Whether the search came to an end by itself.</param>
/// <param name="TookMs">How long it was computed, ms.</param>
internal sealed record TwinFitShape(
    int Rows, int Kept, int Faults, TwinNoteShape[] Notes, TwinEstimateShape[] Estimates, TwinProfileShape[] Profiles, double? CapacityAh, double? CapacityLowAh, double? CapacityHighAh, double CurrentGain,
    double CurrentOffsetA, string Between, TwinWindowShape[] Windows, double[] TimeS, double[] VoltageV, double[] ResidualV, double NoiseV, double WeakenedShare, double MemoryFactor,
    int Iterations, bool IsConverged, double TookMs)
{
    private const int MostNotes = 100;

    public static TwinFitShape Of(CleanTelemetry clean, FitReport report, TimeSpan took) => new(
        clean.Rows, clean.Kept, clean.Faults, [.. clean.Notes.Take(MostNotes).Select(n => new TwinNoteShape(n.Number, n.Reason))], [.. report.Estimates.Select(TwinEstimateShape.Of)],
        [.. report.Profiles.Select(TwinProfileShape.Of)],
        report.CapacityAh, report.CapacityIntervalAh?.Low, report.CapacityIntervalAh?.High, report.CurrentSensor.Gain, report.CurrentSensor.OffsetA,
        TwinWords.CurrentsBetween.First(w => w.Value == report.Between).Word, [.. report.Windows.Select(TwinWindowShape.Of)], [.. clean.Windows.SelectMany(w => w.TimeS)],
        [.. clean.Windows.SelectMany(w => w.VoltageV)], [.. report.ResidualV.SelectMany(r => r)], report.NoiseV, report.WeakenedShare, report.MemoryFactor, report.Iterations,
        report.IsConverged, took.TotalMilliseconds);
}

/// <summary>What was wrong with a row of telemetry.</summary>
/// <param name="Row">Line of the CSV, or place in the columns, from 0.</param>
/// <param name="Reason">Field, value, what is allowed, and what was done about it.</param>
internal sealed record TwinNoteShape(int Row, string Reason);

/// <summary>What was found out about one parameter.</summary>
/// <param name="Parameter">The parameter; all but lost-lithium are over the new cell's.</param>
/// <param name="Value">Its value; where it was refused, that of a new cell.</param>
/// <param name="Low">Lower end of its 95 % interval; null where it was refused.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="StandardDeviation">Of resistance and lost-lithium as such, of the others a share; null where it was refused.</param>
/// <param name="Refusal">Why the telemetry does not show it, and what would; null when it does.</param>
internal sealed record TwinEstimateShape(string Parameter, double Value, double? Low, double? High, double? StandardDeviation, string? Refusal)
{
    public static TwinEstimateShape Of(FitEstimate e)
    {
        double? Shown(double value) => e.IsShown ? value : null;
        return new(TwinWords.FitParameters.First(w => w.Value == e.Parameter).Word, e.Value, Shown(e.Low), Shown(e.High), Shown(e.StandardDeviation), e.Refusal);
    }
}

/// <summary>What chi-square does along one parameter when all others are fitted anew: where it rises by 3.84, the 95 % interval ends.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Low">Lower end of the interval; null where it is open below.</param>
/// <param name="High">Upper end of it; null where it is open above.</param>
/// <param name="Note">What is open and how far chi-square rises there, in words; null when both ends are there.</param>
/// <param name="Value">Values that were tried, rising.</param>
/// <param name="Rise">By how much chi-square is greater there than at its least.</param>
internal sealed record TwinProfileShape(string Parameter, double? Low, double? High, string? Note, double[] Value, double[] Rise)
{
    public static TwinProfileShape Of(FitProfile p) => new(
        TwinWords.FitParameters.First(w => w.Value == p.Parameter).Word, p.Low, p.High, p.Note, [.. p.Points.Select(at => at.Value)], [.. p.Points.Select(at => at.Rise)]);
}

/// <summary>A stretch of telemetry without a gap.</summary>
/// <param name="StartS">When it begins, s.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Used">Those that count; before the cell forgot where it came from they do not.</param>
/// <param name="SocPct">State of charge at its start, %.</param>
/// <param name="SocSdPct">Standard deviation of that, %.</param>
/// <param name="RmseV">Root of the mean square of its residuals, V.</param>
internal sealed record TwinWindowShape(double StartS, int Rows, int Used, double SocPct, double SocSdPct, double RmseV)
{
    public static TwinWindowShape Of(FitWindow w) => new(w.StartS, w.Rows, w.Used, w.SocPct, w.SocSdPct, w.RmseV);
}
