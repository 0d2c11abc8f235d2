using Busbar.Cloud.Bus.Format;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>Tells the processes that show the cluster what this one is and how it does: transient, and lost without harm.</summary>
internal sealed class ProcessTeller(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>What is told; null for nothing. Set before the start.</summary>
    public Func<CancellationToken, ValueTask<ProcessNews>>? Describe { get; set; }

    /// <summary>Tells over one connection until it is lost.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken ct)
    {
        if (Describe is not { } describe)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return;
        }

        await using var lease = await Lease.OpenAsync(connection, ct);
        while (true)
        {
            if (await DescribedAsync(describe, lease.Ended) is { } body)
                await lease.Channel.BasicPublishAsync(Names.Processes, "", mandatory: false, Properties.Of(MessageTypes.Process), body, lease.Ended);
            await Task.Delay(Every, time, lease.Ended);
        }
    }

    /// <summary>Null when it cannot be told now: what this connection is for does not depend on it.</summary>
    private async ValueTask<byte[]?> DescribedAsync(Func<CancellationToken, ValueTask<ProcessNews>> describe, CancellationToken ct)
    {
        try
        {
            return ProcessFormat.Write(await describe(ct));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.NotDescribed(e.Message);
            return null;
        }
    }
}
