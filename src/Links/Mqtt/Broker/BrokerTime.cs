namespace Busbar.Links.Mqtt.Broker;

/// <summary>Conversions of the broker's clock: monotonic inside, wall clock in the store.</summary>
internal static class BrokerTime
{
    /// <summary>The timestamp so many seconds from now.</summary>
    public static long TimestampIn(this TimeProvider time, uint seconds) => time.GetTimestamp() + (seconds * time.TimestampFrequency);

    /// <summary>Whole seconds until a timestamp, rounded up; 0 when it is past.</summary>
    public static uint SecondsUntil(this TimeProvider time, long timestamp)
    {
        var left = timestamp - time.GetTimestamp();
        return left <= 0 ? 0 : (uint)Math.Min(uint.MaxValue, (left + time.TimestampFrequency - 1) / time.TimestampFrequency);
    }

    /// <summary>The wall-clock time of a timestamp; null for none.</summary>
    public static DateTimeOffset? WallTime(this TimeProvider time, long? timestamp) =>
        timestamp is { } at ? time.GetUtcNow() + time.GetElapsedTime(time.GetTimestamp(), at) : null;

    /// <summary>The timestamp of a wall-clock time; null for none.</summary>
    public static long? Timestamp(this TimeProvider time, DateTimeOffset? wallTime) =>
        wallTime is { } at ? time.GetTimestamp() + (long)((at - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency) : null;
}
