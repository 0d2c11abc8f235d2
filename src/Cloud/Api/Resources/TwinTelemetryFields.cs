using Busbar.Cloud.Twin;
using Busbar.Core.Battery;
using Busbar.Core.Twin.Fit;
using Microsoft.AspNetCore.Http;

namespace Busbar.Cloud.Api;

/// <summary>Telemetry in a body: the text of a CSV, or columns of one length, as the twin itself answers them.</summary>
internal static class TwinTelemetryFields
{
    public static readonly BodyField<string> Csv = new(
        "csv", Rules.Document(RequestBody.TelemetryBytes),
        "Telemetry as lines with a header: timeS, currentA (positive charges), voltageV and, if measured, temperatureK. Instead of columns.");

    public static readonly BodyField<IReadOnlyList<double>> TimeS = new("timeS", Rules.Column, "Times, s. The columns have one length.");
    public static readonly BodyField<IReadOnlyList<double>> CurrentA = new("currentA", Rules.Column, "Currents, A; positive charges.");
    public static readonly BodyField<IReadOnlyList<double>> VoltageV = new("voltageV", Rules.Column, "Voltages, V.");
    public static readonly BodyField<IReadOnlyList<double>> TemperatureC = new("temperatureC", Rules.Column, "Temperatures, degC; may be left out.");

    /// <summary>The rows, numbered by line of the CSV, or from 0 along the columns.</summary>
    /// <exception cref="FormatException">The CSV cannot be read.</exception>
    /// <exception cref="ArgumentException">Neither is there, or columns have different lengths.</exception>
    /// <exception cref="TwinTooLargeException">There are more rows than one request may bring.</exception>
    public static IReadOnlyList<TelemetryRow> Read(HttpContext http, TwinService service)
    {
        if (Csv.Optional(http) is not { } text) return Columns(http, service);
        if (TimeS.Optional(http) is not null) throw new ArgumentException("csv and timeS are both there. Give one of them.", nameof(http));
        service.Admit("lines", text.AsSpan().Count('\n'));
        return TelemetryCsv.Rows(text.ReplaceLineEndings("\n").Split('\n'));
    }

    private static TelemetryRow[] Columns(HttpContext http, TwinService service)
    {
        if (TimeS.Optional(http) is not { } time || CurrentA.Optional(http) is not { } current || VoltageV.Optional(http) is not { } voltage)
            throw new ArgumentException("There is no telemetry. Give csv, or timeS, currentA and voltageV.", nameof(http));
        var temperature = TemperatureC.Optional(http);
        if (current.Count != time.Count || voltage.Count != time.Count || (temperature is not null && temperature.Count != time.Count))
            throw new ArgumentException($"timeS has {time.Count} values, currentA {current.Count}, voltageV {voltage.Count}, temperatureC {temperature?.Count.ToString() ?? "none"}; they have one length.", nameof(http));
        service.Admit("rows", time.Count);
        return [.. Enumerable.Range(0, time.Count).Select(i => new TelemetryRow(i, time[i], current[i], voltage[i], temperature is null ? double.NaN : temperature[i] + Physics.ZeroCelsiusK))];
    }
}
