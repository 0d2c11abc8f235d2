using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Busbar.Hub.Hosting;

/// <summary>
/// Sends spans and metrics of every room to a collector. What the collector does not take in time is dropped (the exporter's queue is bounded); the hub never
/// waits for it, except for a last farewell at its end.
/// </summary>
internal sealed class Telemetry(OtlpOptions options) : IHostedService, IDisposable
{
    private const string Rooms = "Busbar.*";
    private const int FarewellMs = 2000;
    private const int ExportDeadlineMs = 3000;

    /// <summary>ASP.NET Core's own source: the request of an operator is where the trace of a command begins.</summary>
    private const string Requests = "Microsoft.AspNetCore";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var self = ResourceBuilder.CreateEmpty().AddService(
            "busbar", serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}");
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(self).AddSource(Rooms, Requests)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceShare)))
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(self).AddMeter(Rooms)
            .AddView(static instrument => IsHistogram(instrument) ? new Base2ExponentialBucketHistogramConfiguration() : null)
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricInterval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(FarewellMs);
        _metrics?.ForceFlush(FarewellMs);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        var overHttp = options.Protocol == OtlpProtocol.Http;
        exporter.TimeoutMilliseconds = ExportDeadlineMs;
        exporter.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new Uri(overHttp ? $"{options.Endpoint!.TrimEnd('/')}/{path}" : options.Endpoint!);
        if (!string.IsNullOrEmpty(options.Headers)) exporter.Headers = options.Headers;
    }
}
