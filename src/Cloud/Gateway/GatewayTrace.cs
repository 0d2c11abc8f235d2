using System.Diagnostics;
using Busbar.Links.Ocpp;
using Busbar.Wire.Ocpp;

namespace Busbar.Cloud.Gateway;

/// <summary>Spans of the gateway: a station's CALL from the frame to its answer, and a command to a station. Nothing is made while nobody listens. Thread safe.</summary>
internal static class GatewayTrace
{
    /// <summary>Where the spans come from.</summary>
    public static readonly ActivitySource Source = new(GatewayMetrics.MeterName);

    /// <summary>Begins the span of a station's CALL; null when it is not wanted.</summary>
    public static Activity? Call(OcppAction action, string stationId, in MessageId id)
    {
        if (!Source.HasListeners()) return null;
        return Source.StartActivity(action.Name, ActivityKind.Server)?
            .SetTag("busbar.station", stationId).SetTag("ocpp.version", OcppVersions.SubProtocol(action.Version)).SetTag("ocpp.message_id", id.ToString());
    }

    /// <summary>Begins the span of a command to a station; null when it is not wanted.</summary>
    public static Activity? Command(OcppAction action, string stationId)
    {
        if (!Source.HasListeners()) return null;
        return Source.StartActivity($"command {action.Name}", ActivityKind.Client)?
            .SetTag("busbar.station", stationId).SetTag("ocpp.version", OcppVersions.SubProtocol(action.Version));
    }

    /// <summary>Notes what a station's CALL was answered.</summary>
    public static void Answered(Activity? span, in OcppAnswer answer)
    {
        if (span is null) return;
        if (answer.Fault is { } fault) span.SetStatus(ActivityStatusCode.Error, fault.Text).SetTag("ocpp.error", fault.Code.ToString());
    }
}
