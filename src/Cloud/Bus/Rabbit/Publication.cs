using Busbar.Links.Timing;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>A message that must be on the disks of the broker before its sender goes on.</summary>
/// <param name="Exchange">Where it goes.</param>
/// <param name="Key">Routing key.</param>
/// <param name="Type">AMQP's <c>type</c>.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">More headers; null for none.</param>
internal sealed record DurableMessage(string Exchange, string Key, string Type, byte[] Body, IReadOnlyDictionary<string, object?>? Headers = null);

/// <summary>A durable message on its way, until the broker has confirmed it or its deadline is over.</summary>
/// <param name="message">What is published.</param>
/// <param name="number">Counts the publisher's messages.</param>
/// <param name="at">When it was handed in.</param>
/// <param name="deadline">How long it may take, all attempts together.</param>
/// <param name="trace">The trace that it belongs to; null for none.</param>
internal sealed class Publication(DurableMessage message, long number, DateTimeOffset at, TimeSpan deadline, string? trace) : DeadlineWheel.Entry
{
    /// <summary>It is on the broker's disks.</summary>
    public const string Taken = "confirmed";

    /// <summary>The broker refused it, and went on refusing it until its deadline.</summary>
    public const string Refused = "refused";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public DurableMessage Message { get; } = message;

    public long Number { get; } = number;

    public DateTimeOffset At { get; } = at;

    public string? Trace { get; } = trace;

    /// <summary>It may be on the broker already.</summary>
    public bool Resent { get; set; }

    /// <summary>No queue took it at this attempt. The confirmation that follows means nothing then.</summary>
    public bool Returned { get; set; }

    /// <summary>Attempts that the broker refused.</summary>
    public int Refusals { get; set; }

    /// <summary>From a refusal to the next attempt: longer each time.</summary>
    public TimeSpan Pause => Refusals > 5 ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Max(0, Refusals - 1)));

    /// <summary>Ends with <see cref="Taken"/> or <see cref="Refused"/>, or fails.</summary>
    public TaskCompletionSource<string> Confirmed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nobody waits for it any more, or it is on the broker.</summary>
    public bool IsDone => Confirmed.Task.IsCompleted;

    /// <inheritdoc/>
    protected override void OnDue()
    {
        if (Refusals > 0) Confirmed.TrySetResult(Refused);
        else Confirmed.TrySetException(new BusUnavailableException($"The broker did not confirm {Message.Type} by {Message.Key} within {deadline}."));
    }
}
