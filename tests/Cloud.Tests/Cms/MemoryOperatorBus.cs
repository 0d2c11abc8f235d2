using Busbar.Cloud.Bus;
using Busbar.Cloud.Bus.Format;
using Busbar.Cloud.Cms.Remote;
using Busbar.Cloud.Cms.Shards;

namespace Busbar.Cloud.Tests.Cms;

/// <summary>The bus between API processes and workers in memory, through the form that messages have on the wire. Changes can be lost and delayed.</summary>
internal sealed class MemoryOperatorBus(int shards) : IOperatorBus, ILiveTransport
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _delayed = new();

    public List<CmsRig> Workers { get; } = [];

    public int Shards => shards;

    public bool IsReady => true;

    public Action<ReadOnlyMemory<byte>>? OnChange { get; set; }

    /// <summary>True loses this change.</summary>
    public Func<bool> Loses { get; set; } = () => false;

    /// <summary>While set, changes wait for <see cref="DeliverDelayed"/>.</summary>
    public bool Delays { get; set; }

    /// <summary>The next calls are delivered twice: the first worker's answer is lost.</summary>
    public bool Redelivers { get; set; }

    /// <summary>Called before each call, by kind.</summary>
    public Action<string>? OnCall { get; set; }

    public async ValueTask<byte[]> CallAsync(OperatorCall call, TimeSpan? deadline, CancellationToken ct)
    {
        OnCall?.Invoke(call.Kind);
        var wire = CallFormat.Write(call);
        var worker = Workers.Find(w => w.Get<StationShards>()[call.Shard].Held) ?? throw new BusUnavailableException($"Nobody has shard {call.Shard}.");
        try
        {
            var answer = await worker.Get<OperatorDesk>().AnswerAsync(CallFormat.ReadOperatorCall(wire, call.Shard), ct);
            return Redelivers ? await worker.Get<OperatorDesk>().AnswerAsync(CallFormat.ReadOperatorCall(wire, call.Shard) with { Redelivered = true }, ct) : answer;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new CmsFailedException($"{e.GetType().Name}: {e.Message}");
        }
    }

    public void Publish(ReadOnlyMemory<byte> change)
    {
        lock (_gate)
        {
            if (Loses()) return;
            if (Delays) _delayed.Enqueue(change.ToArray());
            else OnChange?.Invoke(change);
        }
    }

    public void DeliverDelayed(int most = int.MaxValue)
    {
        lock (_gate)
            while (most-- > 0 && _delayed.TryDequeue(out var change)) OnChange?.Invoke(change);
    }
}
