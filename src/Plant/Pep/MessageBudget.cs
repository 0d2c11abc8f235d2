namespace Busbar.Plant.Pep;

/// <summary>How much one peer may send: a bucket of messages that fills at a steady rate. Not thread safe.</summary>
/// <param name="perSecond">Rate of filling.</param>
/// <param name="burst">Size of the bucket.</param>
/// <param name="time">Clock.</param>
internal sealed class MessageBudget(int perSecond, int burst, TimeProvider time)
{
    private double _left = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes one message. What it returns is how long to wait first; zero while there is room.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(burst, _left + time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond);
        _filledAt = now;
        _left--;
        return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / perSecond);
    }
}
