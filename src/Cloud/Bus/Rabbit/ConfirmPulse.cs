namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// How long the events of each channel have waited for the broker without one that was confirmed. One channel that stands still while others go on is a queue
/// without a leader, or one that is full. Thread safe.
/// </summary>
internal sealed class ConfirmPulse(int channels, TimeProvider time)
{
    /// <summary>Stations repeat what was not taken, with pauses. When none has tried for so long, nobody knows whether the queue is well again.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Beat[] _beats = [.. Enumerable.Range(0, channels).Select(_ => new Beat())];

    /// <summary>Channels that are counted.</summary>
    public int Channels => _beats.Length;

    /// <summary>An event waits from now on.</summary>
    public void Begin(int channel)
    {
        var beat = _beats[channel];
        lock (beat)
        {
            if (beat.Waiting == 0 && IsForgotten(beat)) beat.Since = null;
            beat.Waiting++;
            beat.Since ??= time.GetTimestamp();
        }
    }

    /// <summary>It waits no more.</summary>
    /// <param name="channel">Where it was.</param>
    /// <param name="confirmed">The broker has it; else its deadline was over, or its sender gave it up.</param>
    public void End(int channel, bool confirmed)
    {
        var beat = _beats[channel];
        lock (beat)
        {
            beat.Waiting--;
            beat.EndedAt = time.GetTimestamp();
            if (confirmed) beat.Since = beat.Waiting > 0 ? beat.EndedAt : null;
        }
    }

    /// <summary>How long the channel has waited; zero when nothing waits.</summary>
    public TimeSpan StillFor(int channel)
    {
        var beat = _beats[channel];
        lock (beat) return beat.Since is not { } since || (beat.Waiting == 0 && IsForgotten(beat)) ? TimeSpan.Zero : time.GetElapsedTime(since);
    }

    private bool IsForgotten(Beat beat) => time.GetElapsedTime(beat.EndedAt) > Forgotten;

    private sealed class Beat
    {
        public int Waiting { get; set; }

        /// <summary>The first that waits since the last confirmation; null while all were confirmed.</summary>
        public long? Since { get; set; }

        public long EndedAt { get; set; }
    }
}
