using System.Diagnostics.Metrics;

namespace Busbar.Cloud.Store;

/// <summary>Instruments of the meter <c>Busbar.Store</c>.</summary>
internal sealed class StoreMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Busbar.Store";

    private readonly Meter _meter = new(MeterName);

    public StoreMetrics()
    {
        CommitSeconds = _meter.CreateHistogram<double>("busbar.store.commit.duration", "s", "Time of one commit with the writes in it.");
        BatchSize = _meter.CreateHistogram<int>("busbar.store.commit.writes", "{write}", "Writes that shared one commit.");
        FailedBatches = _meter.CreateCounter<long>("busbar.store.commit.failed", "{commit}", "Commits that the database refused.");
        RepeatedSamples = _meter.CreateCounter<long>("busbar.store.samples.repeated", "{sample}", "Meter samples that were kept already.");
        RegisterResets = _meter.CreateCounter<long>("busbar.store.register.resets", "{reset}", "Energy registers that fell during a transaction.");
        DroppedMessages = _meter.CreateCounter<long>("busbar.store.messages.dropped", "{message}", "Exchanges that the message log dropped.");
        LoggedMessages = _meter.CreateCounter<long>("busbar.store.messages.logged", "{message}", "Exchanges that the message log kept.");
    }

    public Histogram<double> CommitSeconds { get; }

    public Histogram<int> BatchSize { get; }

    public Counter<long> FailedBatches { get; }

    public Counter<long> RepeatedSamples { get; }

    public Counter<long> RegisterResets { get; }

    public Counter<long> DroppedMessages { get; }

    public Counter<long> LoggedMessages { get; }

    /// <summary>Adds the gauges, once the queues exist.</summary>
    public void Watch(Func<int> queuedWrites, Func<int> queuedMessages)
    {
        _meter.CreateObservableGauge("busbar.store.queue", queuedWrites, "{write}", "Writes that wait for a commit.");
        _meter.CreateObservableGauge("busbar.store.messages.queue", queuedMessages, "{message}", "Exchanges that wait for the message log.");
    }

    public void Dispose() => _meter.Dispose();
}
