namespace Busbar.Plant.Ocpp;

/// <summary>A condition that counts when it has held for a while, and no more as soon as it does not. Not thread safe.</summary>
/// <param name="time">How long.</param>
internal sealed class Lasting(TimeSpan time)
{
    private TimeSpan? _since;

    /// <summary>Whether it counts now.</summary>
    public bool Is(bool condition, TimeSpan now)
    {
        if (!condition)
        {
            _since = null;
            return false;
        }

        _since ??= now;
        return now - _since >= time;
    }
}
