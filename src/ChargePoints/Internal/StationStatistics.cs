namespace Busbar.ChargePoints.Internal;

/// <summary>What a station has counted. Written by its loop.</summary>
internal sealed class StationStatistics
{
    public long CallsSent { get; set; }

    public long CallsAnswered { get; set; }

    public long CallsRefused { get; set; }

    public long CallsTimedOut { get; set; }

    public long MeterValuesDropped { get; set; }

    public long PromptDropped { get; set; }

    public long MessagesGivenUp { get; set; }
}
