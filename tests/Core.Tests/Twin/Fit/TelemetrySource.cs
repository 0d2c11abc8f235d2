using Busbar.Core.Twin.Fit;
using Busbar.Core.Twin.Reduced;

namespace Busbar.Core.Tests.Twin.Fit;

/// <summary>Telemetry of a cell whose truth is known, with sensors as they are.</summary>
internal sealed class TelemetrySource(ReducedOptions options, ReducedHealth truth, int seed)
{
    private readonly Random _random = new(seed);
    private readonly ReducedCell _cell = new(options);

    internal double VoltageSd { get; init; } = 0.0015;
    internal double VoltageStep { get; init; } = 0.001;

    /// <summary>White noise of the current, share of the reading.</summary>
    internal double CurrentSd { get; init; } = 0.005;
    internal double CurrentStep { get; init; } = 0.01;

    /// <summary>Share of voltages that are 20 mV off.</summary>
    internal double Outliers { get; init; } = 0.002;
    internal double PeriodS { get; init; } = 10;
    internal double Gain { get; set; }
    internal double OffsetA { get; set; }

    internal double[] State { get; } = new double[new ReducedCell(options).Count];
    internal ReducedCell Cell => _cell;
    internal ReducedHealth Truth => truth;
    internal double TimeS { get; private set; }

    internal double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    internal TelemetrySource DrawSensors(double gainSd, double offsetSdA)
    {
        (Gain, OffsetA) = (gainSd * Normal(), offsetSdA * Normal());
        return this;
    }

    internal TelemetrySource At(double soc)
    {
        _cell.Rest(truth, soc, options.Cell.ReferenceTemperatureK, State);
        return this;
    }

    /// <summary>Lets time pass unseen, at rest.</summary>
    internal void Pass(double timeS)
    {
        for (var left = timeS; left > 0; left -= 43200) _cell.Step(State, truth, 0, Math.Min(left, 43200), options.Cell.ReferenceTemperatureK);
        TimeS += timeS;
    }

    /// <summary>Rows under steps of (duration s, C-rate; positive charges).</summary>
    internal List<TelemetryRow> Drive(params (double DurationS, double CRate)[] steps)
    {
        var rows = new List<TelemetryRow>();
        foreach (var (duration, rate) in steps)
        {
            var current = rate * options.Cell.NominalCapacityAh;
            for (double t = 0; t < duration; t += PeriodS)
            {
                rows.Add(Row(rows.Count + 2, current));
                for (var s = 0; s < 10; s++) _cell.Step(State, truth, current, PeriodS / 10, options.Cell.ReferenceTemperatureK);
                TimeS += PeriodS;
            }
        }
        return rows;
    }

    internal TelemetryRow Row(int number, double currentA)
    {
        var voltage = _cell.VoltageV(State, truth, currentA) + VoltageSd * Normal();
        if (_random.NextDouble() < Outliers) voltage += _random.NextDouble() < 0.5 ? 0.02 : -0.02;
        var seen = (currentA - OffsetA) / (1 + Gain) + CurrentSd * Math.Abs(currentA) * Normal();
        return new TelemetryRow(number, TimeS, Rounded(seen, CurrentStep), Rounded(voltage, VoltageStep), Math.Round(State[_cell.TemperatureAt], 1));
    }

    private static double Rounded(double value, double step) => step > 0 ? step * Math.Round(value / step) : value;
}
