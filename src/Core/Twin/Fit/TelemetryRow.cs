namespace Busbar.Core.Twin.Fit;

/// <summary>One measurement of a cell as it was sent, right or wrong.</summary>
/// <param name="Number">Line of the file, or any number by which a person finds it again.</param>
/// <param name="TimeS">Time, s; from any zero.</param>
/// <param name="CurrentA">Current, A; positive charges.</param>
/// <param name="VoltageV">Voltage at the terminals, V.</param>
/// <param name="TemperatureK">Temperature, K; NaN where it was not measured.</param>
public readonly record struct TelemetryRow(int Number, double TimeS, double CurrentA, double VoltageV, double TemperatureK);

/// <summary>What was found wrong with a measurement, and what was done about it.</summary>
/// <param name="Number">The row's number.</param>
/// <param name="Reason">Field, value, and what is allowed.</param>
public sealed record TelemetryNote(int Number, string Reason);

/// <summary>Measurements in a row without a gap: times rise, every value is a number. Arrays of one length, not to be written to.</summary>
public sealed record TelemetryWindow
{
    /// <summary>Times, s.</summary>
    public required double[] TimeS { get; init; }

    /// <summary>Currents, A; positive charges.</summary>
    public required double[] CurrentA { get; init; }

    /// <summary>Voltages, V.</summary>
    public required double[] VoltageV { get; init; }

    /// <summary>Temperatures, K; the last good one where one was missing.</summary>
    public required double[] TemperatureK { get; init; }

    /// <summary>How many there are.</summary>
    public int Count => TimeS.Length;

    /// <summary>From the first to the last, s.</summary>
    public double LengthS => TimeS[^1] - TimeS[0];
}

/// <summary>Measurements that can be used, and what was left out.</summary>
/// <param name="Windows">Stretches without a gap, in order of time.</param>
/// <param name="Notes">The first thousand faults, in order of rows.</param>
/// <param name="Rows">How many rows were read.</param>
/// <param name="Kept">How many of them are in the windows.</param>
/// <param name="Faults">How many faults there were, noted or not.</param>
public sealed record CleanTelemetry(IReadOnlyList<TelemetryWindow> Windows, IReadOnlyList<TelemetryNote> Notes, int Rows, int Kept, int Faults);
