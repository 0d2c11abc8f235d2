using Busbar.Cloud.Cms;
using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Api;

/// <summary>One measured value of the live view, in the unit that it names.</summary>
internal sealed record SampleShape(
    int ConnectorId, long? TransactionId, DateTimeOffset At, DateTimeOffset ReceivedAt, string Measurand, string? Phase, string? Location,
    string Context, string Unit, double Value)
{
    public static SampleShape Of(in MeterSample sample) => new(
        sample.ConnectorId, sample.TransactionId, sample.At, sample.ReceivedAt, sample.Measurand, sample.Phase, sample.Location,
        sample.Context, sample.Unit, sample.Value);

    /// <summary>From the store, which keeps station time only: reception is estimated from the station's clock skew (null: none known).</summary>
    public static SampleShape Of(MeterPoint point, long? clockSkewMs) => new(
        point.ConnectorId, point.TransactionId, point.At, point.At.AddMilliseconds(-(clockSkewMs ?? 0)), point.Measurand, point.Phase,
        point.Location, point.Context, point.Unit, point.Value);
}

/// <summary>Samples of one station as they came in.</summary>
internal sealed record SamplesShape(string ChargerId, IReadOnlyList<SampleShape> Samples);

/// <summary>What the page of a station starts with.</summary>
/// <param name="Recent">Samples of the last 120 s, oldest first.</param>
/// <param name="Alarms">Open alarms of the station, newest first.</param>
internal sealed record WatchedShape(StationView Station, IReadOnlyList<SampleShape> Recent, IReadOnlyList<AlarmShape> Alarms);
