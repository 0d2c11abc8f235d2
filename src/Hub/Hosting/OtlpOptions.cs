using Busbar.Hub.Settings;

namespace Busbar.Hub.Hosting;

/// <summary>How traces and metrics leave the process.</summary>
public enum OtlpProtocol
{
    /// <summary>OTLP over gRPC, usually port 4317.</summary>
    Grpc,

    /// <summary>OTLP as Protobuf over HTTP, usually port 4318; <c>/v1/traces</c> and <c>/v1/metrics</c> are appended to the endpoint.</summary>
    Http,
}

/// <summary>Section <c>Otlp</c>: traces and metrics to an OpenTelemetry collector. Off, and then without cost, until there is an endpoint.</summary>
public sealed record OtlpOptions
{
    private const int MinIntervalS = 1;
    private const int MaxIntervalS = 3600;

    /// <summary>Address of the collector, such as <c>http://127.0.0.1:4317</c>. Default null: nothing is sent.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How it is spoken to. Default <see cref="OtlpProtocol.Grpc"/>.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>More header fields of each request, as <c>name=value,name=value</c>; a token, for example. Default null: none.</summary>
    public string? Headers { get; init; }

    /// <summary>Share of the traces that begin here which are kept, 0 to 1; one that comes from elsewhere is kept if it was kept there. Default 1.</summary>
    public double TraceShare { get; init; } = 1;

    /// <summary>How often metrics are sent, 1 s to 1 h. Default 30 s.</summary>
    public TimeSpan MetricInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether anything is sent.</summary>
    public bool IsOn => !string.IsNullOrEmpty(Endpoint);

    /// <summary>These options, when they are good.</summary>
    /// <exception cref="SettingException">One is out of its range.</exception>
    public OtlpOptions Checked()
    {
        if (IsOn && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new SettingException("Otlp:Endpoint", Endpoint, "an address such as http://127.0.0.1:4317 is needed, or null.");
        if (!Enum.IsDefined(Protocol)) throw new SettingException("Otlp:Protocol", $"{Protocol}", "Grpc or Http is needed.");
        if (TraceShare is not (>= 0 and <= 1)) throw new SettingException("Otlp:TraceShare", $"{TraceShare}", "a number from 0 to 1 is needed.");
        if (MetricInterval < TimeSpan.FromSeconds(MinIntervalS) || MetricInterval > TimeSpan.FromSeconds(MaxIntervalS))
            throw new SettingException("Otlp:MetricInterval", $"{MetricInterval}", "1 s to 1 h is needed.");
        return this;
    }
}
