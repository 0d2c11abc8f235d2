namespace Busbar.Bench.Scale;

/// <summary>What a station does, on average over a day, and how much more in the busiest minute. Assumptions: docs/scale.md says why these.</summary>
internal static class Behaviour
{
    public const double HeartbeatS = 300;
    public const double MeterS = 60;
    public const int SamplesAMessage = 5;
    public const double SessionsADay = 4;
    public const double SessionHours = 0.75;

    /// <summary>Available, Preparing, Charging, SuspendedEV, Finishing, Available.</summary>
    public const double StatusesASession = 6;

    /// <summary>Authorize, StartTransaction, StopTransaction.</summary>
    public const double CallsASession = 3;

    /// <summary>The busiest minute of a day against its mean: one hour in the evening has a tenth of a day's sessions.</summary>
    public const double Peak = 2.4;

    /// <summary>Messages a second of one station, mean of a day.</summary>
    public static Rates Mean { get; } = new(
        1 / HeartbeatS, SessionsADay * SessionHours * 3600 / MeterS / 86_400, SessionsADay * StatusesASession / 86_400, SessionsADay * CallsASession / 86_400);

    /// <summary>In the busiest minute. Heartbeats come at their own pace.</summary>
    public static Rates Busiest { get; } = new(Mean.Heartbeats, Mean.MeterValues * Peak, Mean.Statuses * Peak, Mean.Calls * Peak);
}

/// <summary>Messages a second.</summary>
internal readonly record struct Rates(double Heartbeats, double MeterValues, double Statuses, double Calls)
{
    /// <summary>Those that are on the broker's disks before they are answered.</summary>
    public double Events => MeterValues + Statuses;

    public double Messages => Heartbeats + Events + Calls;

    public static Rates operator *(double stations, Rates of) => new(stations * of.Heartbeats, stations * of.MeterValues, stations * of.Statuses, stations * of.Calls);

    /// <summary>CPU seconds a second in each kind of process.</summary>
    public MessageCost Work(Costs costs) =>
        1e-6 * ((Heartbeats * costs.Heartbeat) + (MeterValues * costs.MeterValues) + (Statuses * costs.StatusNotification) + (Calls * costs.Call));
}
