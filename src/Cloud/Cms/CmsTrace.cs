using System.Diagnostics;
using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Cms;

/// <summary>Spans of the CMS: what it does about one call or event. Nothing is made while nobody listens. Thread safe.</summary>
internal static class CmsTrace
{
    /// <summary>Where the spans come from.</summary>
    public static readonly ActivitySource Source = new(CmsMetrics.MeterName);

    /// <summary>Begins the span of a call; null when it is not wanted.</summary>
    public static Activity? Call(StationCall call) =>
        Source.HasListeners() ? Source.StartActivity(call.Request.Action.Name)?.SetTag("busbar.station", call.StationId) : null;

    /// <summary>Begins the span of an event; null when it is not wanted.</summary>
    public static Activity? Event(StationEvent e) => Source.HasListeners()
        ? Source.StartActivity(e is StationReported reported ? reported.Request.Action.Name : e.GetType().Name)?.SetTag("busbar.station", e.StationId)
        : null;
}
